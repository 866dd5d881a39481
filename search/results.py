"""Results: what a page of results shows, as values that templates and JSON read.

In: what the backend answered. Out: one ResultPage. Nothing here asks the database for a hit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from search.snippets import Fragment, Snippet

__all__ = ["Chip", "Facet", "FacetValue", "Fragment", "Hit", "Link", "ResultPage", "Snippet"]

NONE: Final = "none"
# Values of a facet on a page. A place has no fewer reports than one within it, so it is never left out alone.
VALUES_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another state of the same page; `current` where one stands already."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the URL that takes it away."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; `url` adds it, or takes it away if selected. `level` is 1 to 3 for places."""

    value: str
    label: str
    count: int
    selected: bool
    url: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow: `name` as in the URL, `label` on screen; values whose counts are exact."""

    name: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def shown(self) -> tuple[FacetValue, ...]:
        """Return what a page lists, in order: the values with most reports, and those selected."""
        if len(self.values) <= VALUES_SHOWN:
            return self.values
        largest = sorted(self.values, key=lambda one: -one.count)[:VALUES_SHOWN]
        kept = {one.value for one in largest}
        return tuple(one for one in self.values if one.selected or one.value in kept)

    @property
    def unlisted(self) -> int:
        """Return how many values a page leaves out; `/search.json` has them all."""
        return len(self.values) - len(self.shown)


@dataclass(frozen=True, slots=True)
class Hit:
    """One report found; `rank` counts from 1 over all pages. `snippet` holds up to three cuts."""

    rank: int
    id: int
    url: str
    identifier: str | None
    headline: Snippet
    snippet: tuple[Snippet, ...]
    place_code: str | None
    place_name: str | None
    date_published: str | None
    date_precision: str | None
    date_basis: str | None
    newspaper: str | None
    newspaper_id: int | None
    authors: tuple[str, ...]
    score: float
    is_sample: bool


@dataclass(frozen=True, slots=True)
class ResultPage:
    """All that the page shows. `error` says why there is no answer; `suggestion` is a query that works."""

    query: str
    total: int = 0
    page: int = 1
    size: int = 20
    sort: str = "relevance"
    hits: tuple[Hit, ...] = ()
    facets: tuple[Facet, ...] = ()
    notes: tuple[str, ...] = ()
    error: str | None = None
    suggestion: str | None = None
    chips: tuple[Chip, ...] = ()
    page_links: tuple[Link, ...] = ()
    first_rank: int = 0
    last_rank: int = 0
    last_page: int = 1
    clear_url: str = ""
    sort_links: tuple[Link, ...] = ()
    size_links: tuple[Link, ...] = ()
    is_browsing: bool = False
    status: int = 200
