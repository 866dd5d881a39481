"""Systems: what is measured. Each makes its index of a collection anew, and answers what was typed.

Out: ids of documents, the best first, at most so many; the ways of matching that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Protocol

from bench.corpora import CACHE_DIR
from search.analysis import words

MOST: Final = 100  # documents of an answer

cut: Final[Callable[[str], Sequence[str]]] = partial(words, cache_dir=CACHE_DIR)


class System(Protocol):
    """An engine over one collection."""

    name: str

    def search(self, typed: str, most: int = MOST) -> list[str]:
        """Return the ids of the best documents in order."""
