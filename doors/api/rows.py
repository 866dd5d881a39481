"""Rows: how are places, papers, authors and words said in JSON?

In: rows with what belongs to them fetched, and how many reports each has. Out: mappings whose keys `schemas.py`
declares; what is not known is None. Of a report: `archive/records.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.models import Contributor, Newspaper, Place, Term
from doors.api.asking import Json


def place_row(place: Place, count: int) -> Json:
    """Return a place, with how many reports are on it or below it."""
    return {
        "code": place.code,
        "url": place.get_absolute_url(),
        "name": place.name,
        "short_name": place.short_name,
        "level": place.level,
        "parent": place.parent_id,
        "count": count,
    }


def newspaper_row(paper: Newspaper) -> Json:
    """Return a paper as `newspapers_counted` gives it, with its reports and the days of the first and the last."""
    return {
        "id": paper.pk,
        "url": paper.get_absolute_url(),
        "name": paper.name,
        "place": _place(paper.place),
        "publisher": paper.publisher or None,
        "website": paper.website or None,
        "access": paper.access,
        "rights": paper.rights or None,
        **_counted(paper, "number", "first", "last"),
    }


def author_row(author: Contributor) -> Json:
    """Return an author as `authors_counted` gives them: a name within a paper or a place."""
    paper = author.newspaper
    return {
        "id": author.pk,
        "url": author.get_absolute_url(),
        "name": author.name,
        "newspaper": {"id": paper.pk, "name": paper.name} if paper else None,
        "place": _place(author.place),
        **_counted(author, "number"),
    }


def term_row(term: Term, same: Sequence[Term]) -> Json:
    """Return a word of the dictionary, with those that mean the same."""
    return {
        "id": term.pk,
        "word": term.word,
        "domain": term.domain,
        "equivalents": [one.word for one in same if one.pk != term.pk],
    }


def _place(place: Place | None) -> Json | None:
    return {"code": place.code, "name": place.name} if place else None


def _counted(row: Newspaper | Contributor, *names: str) -> Json:
    """Return what `archive/held_names.py` counted of a row."""
    counted = {name: getattr(row, name) for name in names}
    count = {"count": counted.pop("number")}
    return count | {name: day.isoformat() if day else None for name, day in counted.items()}
