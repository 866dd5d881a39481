"""Results: what a page of results shows, as values that templates and JSON read.

In: what the backend answered. Out: one ResultPage. Nothing here asks the database for a hit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page

from search.snippets import Fragment, Snippet

__all__ = ["Chip", "Facet", "FacetValue", "Fragment", "Hit", "Link", "Offer", "ResultPage", "Snippet", "ValuesPage"]

NONE: Final = "none"
# Values of a facet beside the hits. A place has no fewer reports than one within it, so it is never left out alone.
VALUES_SHOWN: Final = 20


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
    """A way to narrow: `name` as in the URL, `label` on screen; values whose counts are exact.

    A page leaves out `unlisted` values: those with the fewest reports. They stand at `all_url`.
    """

    name: str
    label: str
    values: tuple[FacetValue, ...]
    unlisted: int = 0
    all_url: str = ""


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
class Offer:
    """Another question that finds more, and how many reports."""

    total: int
    url: str


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
    any_of: Offer | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class ValuesPage:
    """A page of all values of one facet. `name` is what stands in their labels, where that was asked for."""

    query: str
    label: str = ""
    facet: str = ""
    name: str = ""
    page: Page[FacetValue] | None = None
    notes: tuple[str, ...] = ()
    error: str | None = None
    chips: tuple[Chip, ...] = ()
    clear_url: str = ""
    back_url: str = ""
    status: int = 200
