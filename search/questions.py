"""Questions: everything that is asked of search, as one value; and the URL parameters that say the same.

In: what `forms.py` understood of a request. Out: a Question that the engine answers, and its parameters
for links. Free of Django, so that engine and tests share it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

FACETS: Final = ("place", "year", "newspaper", "author", "column", "role", "basis")
FILTERS: Final = FACETS
SORTS: Final = ("relevance", "newest", "oldest")
ANY: Final = "any"
MATCHES: Final = ("all", ANY)
SIZES: Final = (10, 20, 50)
DEFAULT_SIZE: Final = 20
DEFAULT_SORT: Final = "relevance"
DEFAULT_MATCH: Final = "all"
NONE: Final = "none"
# With fewer reports than this a reader is told why, and what else might be asked.
FEW: Final = 10
ON, OFF = "on", "off"


class Selection(NamedTuple):
    """A value chosen in a filter, or excluded from it."""

    facet: str
    value: str
    excluded: bool = False


class Day(NamedTuple):
    """A bound as written in the URL, and the day it means, as a proleptic ordinal."""

    written: str
    ordinal: int


class After(NamedTuple):
    """The hit after which the next ones are asked for: its key among days, its score, and the reports given last.

    The last one comes first. By days the key places it, whatever became of the report since. By relevance the present
    score does of the first report that is still a hit, and the one written here only where none is.
    """

    key: int
    score: float
    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A query with filters, an order and a page. Within a facet values are alternatives.

    `match` says whether all parts of the text must stand in a report, or any of them; `equivalents` whether what
    means the same is found too (`query_tree.Equivalents`). Programs ask for what comes `after` a hit instead of a page,
    and for no samples.
    """

    text: str = ""
    selections: tuple[Selection, ...] = ()
    since: Day | None = None
    until: Day | None = None
    sort: str = DEFAULT_SORT
    size: int = DEFAULT_SIZE
    page: int = 1
    match: str = DEFAULT_MATCH
    equivalents: bool = True
    after: After | None = None
    has_samples: bool = True

    @property
    def is_browsing(self) -> bool:
        """Tell whether nothing is looked for: all reports, or those that the filters leave."""
        return not self.text.strip()

    def toggled(self, selection: Selection) -> Question:
        """Return the question with a selection added, or taken away where it is there; on its first page."""
        kept = tuple(chosen for chosen in self.selections if chosen != selection)
        chosen = kept if selection in self.selections else (*kept, selection)
        return replace(self, selections=chosen, page=1)

    def without_filters(self) -> Question:
        """Return the question with its text and order alone."""
        return replace(self, selections=(), since=None, until=None, page=1)

    def without_since(self) -> Question:
        """Return the question without its lower bound, on its first page."""
        return replace(self, since=None, page=1)

    def without_until(self) -> Question:
        """Return the question without its upper bound, on its first page."""
        return replace(self, until=None, page=1)

    def with_equivalents(self, is_on: bool) -> Question:
        """Return the question with what means the same, or without it, on its first page."""
        return replace(self, equivalents=is_on, page=1)

    def sorted_by(self, sort: str) -> Question:
        """Return the question in another order, on its first page."""
        return replace(self, sort=sort, page=1)

    def in_pages_of(self, size: int) -> Question:
        """Return the question in pages of another size, on its first page."""
        return replace(self, size=size, page=1)

    def on_page(self, page: int) -> Question:
        """Return the question on another page."""
        return replace(self, page=page)

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of its URL in a fixed order; what is the default is left out."""
        found = [("q", self.text)] if self.text else []
        found += [("match", self.match)] if self.match != DEFAULT_MATCH else []
        found += [] if self.equivalents else [("equivalents", OFF)]
        found += [("-" * chosen.excluded + chosen.facet, chosen.value) for chosen in self.selections]
        found += [("from", self.since.written)] if self.since else []
        found += [("to", self.until.written)] if self.until else []
        found += [("sort", self.sort)] if self.sort != DEFAULT_SORT else []
        found += [("size", str(self.size))] if self.size != DEFAULT_SIZE else []
        found += [("page", str(self.page))] if self.page != 1 else []
        return found
