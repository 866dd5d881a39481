"""The dictionary of now: the words that are cut whole, and which of them mean the same.

In: the Terms that staff keep. Out: `current_dictionary()`, one Dictionary a process. Each question asks the
database for the version of the terms, one indexed query; only where that has changed are the terms read again.
A word takes effect with the next question in every process, and loses nothing that is indexed: it is matched
and weighed by its exact string.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from django.conf import settings

from archive.models import DictionaryVersion, Term
from archive.text.spellings import usual_spelling
from search.analysis import cutter_with
from search.query_language import Expansion


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The terms as of one version.

    `words` are they by their folded form, in the usual one of its spellings, as staff write them; `groups` holds
    for each that shares its meaning all that do, itself among them.
    """

    version: UUID | None
    cut: Callable[[str], Sequence[str]]
    words: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]

    def equivalents(self, folded: str) -> Sequence[str]:
        """Return the other folded strings that mean the same as this one."""
        usual = usual_spelling(folded)
        return tuple(one for one in self.groups.get(usual, ()) if one != usual)

    def written(self, expansion: Expansion) -> Expansion:
        """Return an expansion as staff write its words."""
        typed, others = expansion
        return Expansion(self._written(typed), tuple(map(self._written, others)))

    def _written(self, folded: str) -> str:
        return self.words.get(folded, folded)


class _Keeper:
    """Keeps the dictionary of this process for as long as its version is that of the database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: Dictionary | None = None

    def current(self) -> Dictionary:
        """Return the dictionary of now; threads that ask while it is made anew wait for it."""
        # Asked for before the terms are read: who changes them in between is met by the next question.
        version = DictionaryVersion.current()
        with self._lock:
            if self._kept is None or self._kept.version != version:
                self._kept = read_dictionary(version)
            return self._kept


_keeper = _Keeper()


def current_dictionary() -> Dictionary:
    """Return the dictionary of now; one query, and one more where it has changed."""
    return _keeper.current()


def read_dictionary(version: UUID | None) -> Dictionary:
    """Return the dictionary that the terms make."""
    words: dict[str, str] = {}
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for folded, word, meaning in Term.objects.order_by("pk").values_list("folded", "word", "meaning"):
        usual = usual_spelling(folded)
        words.setdefault(usual, word)
        if meaning is not None:
            groups[meaning].append(usual)
    shared = (tuple(dict.fromkeys(group)) for group in groups.values())
    return Dictionary(
        version=version,
        cut=cutter_with(words, settings.CACHE_DIR),
        words=words,
        groups={one: group for group in shared if len(group) > 1 for one in group},
    )
