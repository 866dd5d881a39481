"""Results: what a page of results shows, as values that templates and JSON read.

In: what the backend answered. Out: one ResultPage. Nothing here asks the database for a hit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page

from archive.models import Access
from search.query_language import Expansion
from search.snippets import Fragment, Snippet

__all__ = [
    "Also", "Bar", "Chip", "Facet", "FacetValue", "Fragment", "Histogram", "Hit", "Link", "Offer", "PlaceNode",
    "ResultPage", "Snippet", "TakeAway", "ValuesPage",
]  # fmt: skip

NONE: Final = "none"
# Values of a facet beside the hits; of places, in each branch that is open.
VALUES_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another state of the same page; `current` where one stands already."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the URL that takes it away. `kind` says of what it is a value, where that is needed."""

    label: str
    url: str
    kind: str = ""
    is_exclusion: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; `url` adds it, or takes it away if selected. `level` is 1 to 3 for places.

    `exclude_url` leaves out the reports that have it; empty where it is selected.
    """

    value: str
    label: str
    count: int
    selected: bool
    url: str
    level: int = 1
    exclude_url: str = ""


@dataclass(frozen=True, slots=True)
class PlaceNode:
    """A place with those below it that are shown; `unlisted` more of them stand at `all_url`."""

    value: FacetValue
    nodes: tuple[PlaceNode, ...] = ()
    is_open: bool = False
    unlisted: int = 0
    all_url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram: a year, or a decade by its first (`name`), in a slot from 0; `height` of 100."""

    name: str
    label: str
    count: int
    slot: int
    height: int
    url: str
    exclude_url: str = ""
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars in ascending slots, of which those without a bar are gaps; `most` is the largest count."""

    bars: tuple[Bar, ...]
    slots: int
    first: str
    last: str
    most: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow: `name` as in the URL, `label` on screen; values whose counts are exact.

    A page leaves out `unlisted` values: those with the fewest reports. They stand at `all_url`. Places are shown as
    their tree, years as their histogram, where there is one.
    """

    name: str
    label: str
    values: tuple[FacetValue, ...]
    unlisted: int = 0
    all_url: str = ""
    histogram: Histogram | None = None
    tree: tuple[PlaceNode, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Tell whether it has a place on the page: not where no report has a value. Years have their fields."""
        return self.name == "year" or any(one.value != NONE or one.selected for one in self.values)

    @property
    def listed(self) -> tuple[FacetValue, ...]:
        """Return the values that a list shows: those that are not bars of the histogram."""
        if self.histogram is None:
            return self.values
        drawn = {bar.label for bar in self.histogram.bars}
        asked = (one for one in self.values if one.selected or one.value == NONE)
        return tuple(one for one in asked if one.label not in drawn)


@dataclass(frozen=True, slots=True)
class Hit:
    """One report found; `rank` counts from 1 over all pages. `snippet` holds up to three cuts.

    `access` says how much of it is open; `is_covered`, whether something that was asked for stands in the rest.
    """

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
    access: str = Access.FULL.value
    is_covered: bool = False

    @property
    def is_excerpt(self) -> bool:
        """Tell whether no more of its text is open than how it begins."""
        return self.access == Access.EXCERPT


@dataclass(frozen=True, slots=True)
class Also:
    """What was looked for beside what was typed, because it means the same; `url` switches that off, or on again."""

    expansions: tuple[Expansion, ...]
    is_on: bool
    url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Another question that finds more, and how many reports."""

    total: int
    url: str


@dataclass(frozen=True, slots=True)
class TakeAway:
    """What may be taken away of all hits: a feed, and files of `count` reports; `samples` of the hits are in none."""

    feed_url: str
    count: int = 0
    samples: int = 0
    files: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultPage:
    """All that the page shows. `error` says why there is no answer; `suggestion` is a query that works.

    `asked` is the question as parameters of a URL: links to the hits carry it along.
    """

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
    query_chips: tuple[Chip, ...] = ()
    page_links: tuple[Link, ...] = ()
    first_rank: int = 0
    last_rank: int = 0
    last_page: int = 1
    clear_url: str = ""
    sort_links: tuple[Link, ...] = ()
    size_links: tuple[Link, ...] = ()
    is_browsing: bool = False
    also: Also | None = None
    asked: str = ""
    take_away: TakeAway | None = None
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
