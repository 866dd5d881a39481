"""Citations: what a report is cited by.

In: a report, or whatever else knows the few facts of a Citation. Out: that Citation, from which
`archive/citation_styles.py` makes lines of a bibliography and `archive/citation_files.py` files of one; and what both
need: text in one line, and the parts of a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from archive.models import Article

# What would end a line, for some reader of the format; and controls, which no format has a use for.
LINE_ENDS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says of a report. `url` is absolute; the date is YYYY, YYYY-MM or YYYY-MM-DD."""

    id: int
    url: str
    headline: str
    authors: tuple[str, ...] = ()
    newspaper: str | None = None
    date_published: str | None = None
    is_inferred: bool = False
    print_page: str | None = None
    issue_number: str | None = None

    @property
    def key(self) -> str:
        """Return the key that the report has in every bibliography."""
        return f"archive-{self.id}"


def citation_of(article: Article, url: str) -> Citation:
    """Return what is cited of a report whose credits are fetched; `url` is its absolute address."""
    return Citation(
        id=article.pk,
        url=url,
        headline=article.headline or "",
        authors=tuple(dict.fromkeys(article.authors)),
        newspaper=article.newspaper.name if article.newspaper else None,
        date_published=article.date_published,
        is_inferred=article.date_basis == "inferred",
        print_page=article.print_page,
        issue_number=article.issue_number,
    )


def date_parts(date: str | None) -> tuple[str, str, str]:
    """Return year, month and day, each "" where it is not known."""
    year, month, day = [*(date or "").split("-"), "", ""][:3]
    return year, month, day


def one_line(text: str | None) -> str:
    """Return a text without what ends a line."""
    return LINE_ENDS.sub(" ", text or "").strip()


def spaced(text: str | None) -> str:
    """Return a text in one line with single spaces: those between the clauses of a headline are typography."""
    return " ".join(one_line(text).split())
