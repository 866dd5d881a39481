"""Generated articles: a corpus of any size whose words, pairs, places and people spread as in an archive.

In: how many, and a seed. Out: var/bench/generated-N.jsonl, one *prepared* report a line, as
`search.engine.documents.document_of` and `bench.database` take them. Article n depends on the seed and on n
alone, so that a smaller corpus is the beginning of a larger one. Sentences of other texts (`bench.sentences`)
with some of our own on the subject between them (`bench.vocabulary`).
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from bench import vocabulary
from bench.sentences import pool

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "var" / "bench"
DIVISIONS: Final = ROOT / "fixtures" / "places" / "divisions.csv"
SEED: Final = 4
GENERATOR_VERSION: Final = "2"
ROLE: Final = "记者"  # of all who sign
PLACES: Final = 370
PAPERS: Final = 200
AUTHORS: Final = 3_000
FIRST_DAY: Final = dt.date(2004, 1, 1)
YEARS: Final = 20
# Characters of a body.
MEAN_LENGTH: Final = 1_080
LENGTH_DEVIATION: Final = 320
SHORTEST: Final = 300
# How many sentences on the subject an article has: a quarter have none.
SUBJECT_SENTENCES: Final = (0, 1, 2, 3, 4)
SUBJECT_SHARES: Final = (24, 22, 24, 18, 12)
SENTENCES_A_PARAGRAPH: Final = (2, 5)

Prepared = dict[str, Any]


class Division(NamedTuple):
    """A place, and the codes and names of the divisions above it, itself first."""

    code: str
    name: str
    codes: tuple[str, ...]
    names: tuple[str, ...]


class Material(NamedTuple):
    """What articles are drawn from; the shares fall with the rank, as those of real places and people do."""

    sentences: Sequence[str]
    places: Sequence[Division]
    place_shares: Sequence[float]
    paper_shares: Sequence[float]
    author_shares: Sequence[float]


def material(cache_dir: Path, seed: int = SEED) -> Material:
    """Return what all articles of this seed are drawn from."""
    places = divisions(seed)
    return Material(pool(cache_dir, seed), places, _shares(len(places)), _shares(PAPERS), _shares(AUTHORS))


def divisions(seed: int = SEED) -> list[Division]:
    """Return as many places below the provinces, drawn from the table of GB/T 2260."""
    with DIVISIONS.open(encoding="utf-8", newline="") as lines:
        rows = {row["code"]: row for row in csv.DictReader(lines)}
    drawn = random.Random(seed).sample(sorted(code for code, row in rows.items() if row["level"] != "1"), PLACES)
    return [division(rows, code) for code in drawn]


def division(rows: dict[str, dict[str, str]], code: str) -> Division:
    """Return a division with those above it, from the rows of the table by code."""
    chain = [code]
    while parent := rows[chain[-1]]["parent"]:
        chain.append(parent)
    return Division(code, rows[code]["name"], tuple(chain), tuple(dict.fromkeys(rows[one]["name"] for one in chain)))


def articles(count: int, given: Material, seed: int = SEED) -> Iterator[Prepared]:
    """Yield the articles from the first on."""
    for number in range(1, count + 1):
        yield article(number, given, random.Random(f"{seed}:{number}"))


def article(number: int, given: Material, source: random.Random) -> Prepared:
    """Return one article, prepared for the index."""
    place = source.choices(given.places, given.place_shares)[0]
    paper = source.choices(range(1, PAPERS + 1), given.paper_shares)[0]
    authors = sorted(set(source.choices(range(1, AUTHORS + 1), given.author_shares, k=source.randint(1, 2))))
    day = FIRST_DAY + dt.timedelta(days=source.randrange(YEARS * 365))
    names = [f"作者{author:04}" for author in authors]
    return {
        "id": f"archive.article.{number}", "django_ct": "archive.article", "django_id": str(number),
        "identifier": f"generated-{number}",
        "headline": vocabulary.headline(source, place.name), "kicker": None, "subtitle": None, "column_name": None,
        "issue_number": None, "print_page": None,
        "editors_note": [], "headings": [], "captions": [], "paragraphs": paragraphs(given, source, place.name),
        "byline": f"记者 {' '.join(names)}", "credit_names": names, "author_names": names, "author_ids": authors,
        "credit_roles": [f"{ROLE}\t{name}" for name in names],
        "place_code": place.code, "place_name": place.name,
        "place_names": list(place.names), "place_codes": list(place.codes),
        "newspaper_id": paper, "newspaper_name": f"样例日报{paper:03}",
        "year": day.year, "date_published": day.isoformat(), "date_precision": "day", "date_basis": "stated",
        "date_from": day.isoformat(), "date_to": day.isoformat(), "is_sample": False,
        "access": "full", "rights": "",
    }  # fmt: skip


def paragraphs(given: Material, source: random.Random, place: str) -> list[str]:
    """Return the body: sentences drawn from the whole pool, those on the subject at random places."""
    wanted = max(SHORTEST, source.gauss(MEAN_LENGTH, LENGTH_DEVIATION))
    on_subject = source.choices(SUBJECT_SENTENCES, SUBJECT_SHARES)[0]
    chosen = [vocabulary.sentence(source, place) for _ in range(on_subject)]
    length = sum(map(len, chosen))
    while length < wanted:
        chosen.append(source.choice(given.sentences))
        length += len(chosen[-1])
    source.shuffle(chosen)
    found: list[str] = []
    while chosen:
        size = source.randint(*SENTENCES_A_PARAGRAPH)
        found.append("".join(chosen[:size]).strip())
        del chosen[:size]
    return found


def read(path: Path) -> Iterator[Prepared]:
    """Yield the reports of a file with their days as dates."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            prepared = json.loads(line)
            for name in ("date_from", "date_to"):
                prepared[name] = dt.date.fromisoformat(prepared[name]) if prepared[name] else None
            yield prepared


def write(path: Path, reports: Iterator[Prepared]) -> int:
    """Write reports a line each and return the size of the file in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as lines:
        for prepared in reports:
            lines.write(json.dumps(prepared, ensure_ascii=False) + "\n")
    unfinished.replace(path)
    return path.stat().st_size


def _shares(count: int) -> list[float]:
    return [1 / (rank + 10) for rank in range(count)]
