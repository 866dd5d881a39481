"""Published names: the table of what stands on published reports, one for each state of the index.

In: a snapshot. Out: its NameTable: the places, papers and authors that its reports have, read from the database by
the values of their facets, and the terms of the dictionary.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Final
from weakref import WeakKeyDictionary

from archive.models import Contributor, Newspaper, Place
from search.backends import archive_backend
from search.engine.docsets import all_of
from search.engine.facets import count_values
from search.engine.snapshot import Snapshot
from search.facet_names import ROWS_A_QUERY
from search.known_terms import known_terms, terms_version
from search.name_table import Name, NameTable
from search.questions import NONE

TERM: Final = "term"
NAMED_FACETS: Final = ("place", "newspaper", "author")
# Of each facet the names with the most reports: 10,000 take a fifth of a second to read and spell, and 10 MB.
MOST_NAMES: Final = 10_000

_tables: Final[WeakKeyDictionary[Snapshot, tuple[Hashable, NameTable]]] = WeakKeyDictionary()


def name_table() -> NameTable:
    """Return the table of the index as it is now; made anew after a commit or a change of the dictionary."""
    snapshot = archive_backend().look(lambda snapshot, hidden: snapshot)
    version = terms_version()
    kept = _tables.get(snapshot)
    if kept is None or kept[0] != version:
        kept = _tables[snapshot] = version, NameTable(_names(snapshot))
    return kept[1]


def _names(snapshot: Snapshot) -> Iterator[Name]:
    places = Place.objects.values_list("pk", "name", "short_name", "pinyin", "initials")
    for few in _values(snapshot, "place"):
        for code, name, short, pinyin, initials in places.filter(pk__in=few):
            yield Name("place", code, (name, short), (pinyin, initials))
    for kind, model in (("newspaper", Newspaper), ("author", Contributor)):
        for few in _values(snapshot, kind):
            for pk, name in model.objects.filter(pk__in=few).values_list("pk", "name"):
                yield Name(kind, str(pk), (name,))
    for term in known_terms():
        yield Name(TERM, term, (term,))


def _values(snapshot: Snapshot, facet: str) -> Iterator[list[str]]:
    """Yield the values of a facet that most reports have, as many as one query takes."""
    counted = count_values(snapshot.facet(facet), all_of(snapshot.documents)).most_common(MOST_NAMES)
    values = [value for value, _ in counted if value != NONE]
    for at in range(0, len(values), ROWS_A_QUERY):
        yield values[at : at + ROWS_A_QUERY]
