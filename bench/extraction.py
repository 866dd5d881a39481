"""How well is a saved HTML page understood? The table per field for the pages of ../shared/pages.

Run by `make bench-extraction`. Each page has a JSON file beside it that says what a careful archivist reads from
it. Prints one line a field with its bar, and names every miss; exits 1 where a bar is not reached.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from archive.ingest.bylines import authors_of
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.extraction import extract
from archive.ingest.formats import Page, pages_of
from archive.text.gazetteer import Gazetteer, load_gazetteer

PAGES: Final = Path(__file__).resolve().parents[1] / ".." / "shared" / "pages"
LENGTH_TOLERANCE: Final = 0.15
MAX_BEFORE_FIRST: Final = 0  # characters that may stand before the first sentence
# Least share of the pages that a field must be right on; None: reported, not barred.
BARS: Final[dict[str, float | None]] = {
    "title": 0.95, "date": 0.95, "first": 0.95, "last": 0.95, "length": 0.9, "not_body": 0.9, "authors": 0.8,
    "none_invented": 0.9, "source": 0.8, "encoding": None, "place": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A saved page, what an archivist reads from it, and what we read."""

    name: str
    gold: dict[str, Any]
    page: Page
    read: ExtractedArticle


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field of one page: None where the archivist has nothing to compare with; `got` is shown for a miss."""

    sample: str
    field: str
    right: bool | None
    got: str = ""


def fold(text: str) -> str:
    """Return a text without white space and with narrow signs, as texts are compared here."""
    narrow = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", "", narrow).translate(str.maketrans("“”‘’", "\"\"''"))


def load_samples(folder: Path, gazetteer: Gazetteer) -> Iterator[Sample]:
    """Yield each page of a folder that has its JSON file, as we read it."""
    for gold_path in sorted(folder.glob("*.json")):
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
        path = folder / gold["file"]
        page = next(pages_of(path.name, path.read_bytes()))
        yield Sample(gold_path.stem, gold, page, extract(page, gazetteer))


def judge(sample: Sample) -> list[Verdict]:
    """Return the verdict on each field of a page."""
    return [Verdict(sample.name, field, *check(sample)) for field, check in CHECKS.items()]


Answer = tuple[bool | None, str]


def _check_title(sample: Sample) -> Answer:
    wanted = [sample.gold["title"], *sample.gold.get("title_alt", [])]
    got = sample.read.headline or ""
    whole = "".join(filter(None, (sample.read.kicker, got, sample.read.subtitle)))
    return any(fold(title) in (fold(got), fold(whole)) for title in wanted), got


def _check_date(sample: Sample) -> Answer:
    got = sample.read.date.value if sample.read.date else ""
    return got == sample.gold["date"], got


def _check_first(sample: Sample) -> Answer:
    wanted = [sample.gold["first"], *sample.gold.get("first_alt", [])]
    body = fold(sample.read.body_text)
    return any(body.startswith(fold(first)) for first in wanted), sample.read.body_text[:40]


def _check_last(sample: Sample) -> Answer:
    body = fold(sample.read.body_text)
    return body.endswith(fold(sample.gold["last"])), sample.read.body_text[-40:]


def _check_length(sample: Sample) -> Answer:
    wanted, got = sample.gold["body_chars_about"], len(fold(sample.read.body_text))
    return abs(got - wanted) <= wanted * LENGTH_TOLERANCE, f"{got} / {wanted}"


def _check_not_body(sample: Sample) -> Answer:
    found = [text for text in sample.gold.get("not_body", []) if fold(text) in fold(sample.read.body_text)]
    return not found, "、".join(found)


def _check_authors(sample: Sample) -> Answer:
    if not sample.gold["author"]:
        return None, ""
    tolerated = set(sample.gold.get("author_ok", []))
    got = [name for name in authors_of(sample.read.credits) if name not in tolerated]
    return set(got) == set(sample.gold["author"]), "、".join(got)


def _check_none_invented(sample: Sample) -> Answer:
    if sample.gold["author"]:
        return None, ""
    invented = [n for n in authors_of(sample.read.credits) if n not in sample.gold.get("author_ok", [])]
    return not invented, "、".join(invented)


def _check_source(sample: Sample) -> Answer:
    wanted = [sample.gold["source"], *sample.gold.get("source_alt", [])]
    got = sample.read.source_printed
    return any(
        (fold(name) if name else None) == (fold(got) if got else None) for name in wanted
    ), got or "（无）"


def _check_encoding(sample: Sample) -> Answer:
    return sample.page.encoding == sample.gold["encoding"], sample.page.encoding or ""


def _check_place(sample: Sample) -> Answer:
    """Compare with the city, else the province; a page without either is not judged."""
    wanted = sample.gold.get("city") or sample.gold.get("province")
    got = sample.read.place.name if sample.read.place else "（无）"
    return (got == wanted) if wanted else None, got


CHECKS: Final[dict[str, Callable[[Sample], Answer]]] = {
    "title": _check_title,
    "date": _check_date,
    "first": _check_first,
    "last": _check_last,
    "length": _check_length,
    "not_body": _check_not_body,
    "authors": _check_authors,
    "none_invented": _check_none_invented,
    "source": _check_source,
    "encoding": _check_encoding,
    "place": _check_place,
}


def print_table(verdicts: list[Verdict]) -> bool:
    """Print one line a field and every miss; return whether every bar is reached."""
    reached = True
    for field, bar in BARS.items():
        judged = [verdict for verdict in verdicts if verdict.field == field and verdict.right is not None]
        right = sum(1 for verdict in judged if verdict.right)
        ok = bar is None or not judged or right >= bar * len(judged)
        reached = reached and ok
        wanted = "" if bar is None else f"  bar {bar:.0%}"
        print(f"{field:14} {right:3} / {len(judged):<3}{wanted}{'' if ok else '  BELOW'}")
        for verdict in judged:
            if not verdict.right:
                print(f"    {verdict.sample}: {verdict.got}")
    return reached


def main() -> int:
    """Print the table for the pages of a folder, ../shared/pages unless one is named; return the exit status."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    if not folder.is_dir():
        print(f"{folder} is not there; there is nothing to measure.")
        return 0
    samples = list(load_samples(folder, load_gazetteer()))
    verdicts = [verdict for sample in samples for verdict in judge(sample)]
    return 0 if print_table(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
