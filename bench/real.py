"""The 10,000 news reports as prepared reports, like the generated ones.

In: var/bench/news-10k.jsonl (`bench.corpus`). Out: prepared reports. Papers and authors are numbered as they come;
a place is known by its name with that of its province.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from archive.text.days import span_of
from bench.corpus import CORPUS, TARGET, write
from bench.generated import DIVISIONS, ROLE, Division, division


def is_present() -> bool:
    """Tell whether the reports are here."""
    return TARGET.exists() or CORPUS.exists()


def articles() -> Iterator[dict[str, Any]]:
    """Yield all reports."""
    if not TARGET.exists():
        write(TARGET)
    places = _places()
    papers: dict[str, int] = {}
    authors: dict[str, int] = {}
    with TARGET.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            yield _prepared(number, json.loads(line), places, papers, authors)


def _prepared(
    number: int, row: dict[str, Any], places: dict[str, Division], papers: dict[str, int], authors: dict[str, int]
) -> dict[str, Any]:
    place = places.get(row.get("place", ""))
    paper = row.get("newspaper")
    span = span_of(row["date_published"]) if row.get("date_published") else None
    names = list(dict.fromkeys(row.get("authors", ())))
    return {
        "id": f"archive.article.{number}", "django_ct": "archive.article", "django_id": str(number),
        "identifier": row["identifier"],
        "headline": row["headline"], "kicker": None, "subtitle": None, "column_name": None,
        "issue_number": None, "print_page": None,
        "editors_note": [], "headings": [], "captions": [],
        "paragraphs": [line for line in row["body"].splitlines() if line.strip()],
        "byline": " ".join(names) or None, "credit_names": names, "author_names": names,
        "credit_roles": [f"{ROLE}\t{name}" for name in names],
        "author_ids": [authors.setdefault(name, len(authors) + 1) for name in names],
        "place_code": place.code if place else None, "place_name": place.name if place else None,
        "place_names": list(place.names) if place else [], "place_codes": list(place.codes) if place else [],
        "newspaper_id": papers.setdefault(paper, len(papers) + 1) if paper else None, "newspaper_name": paper,
        "year": span.first.year if span else None, "date_published": row.get("date_published"),
        "date_precision": span.precision if span else None, "date_basis": "stated" if span else None,
        "date_from": span.first.isoformat() if span else None,
        "date_to": span.last.isoformat() if span else None, "is_sample": False,
        "access": "full", "rights": "",
    }  # fmt: skip


def _places() -> dict[str, Division]:
    """Return divisions by their names from the province on, `河南省南阳市`."""
    with DIVISIONS.open(encoding="utf-8", newline="") as lines:
        rows = {row["code"]: row for row in csv.DictReader(lines)}
    every = (division(rows, code) for code in rows)
    return {"".join(reversed(one.names)): one for one in every}
