"""Known terms: which words of the domain are suggested.

In: nothing. Out: the words, and a version that changes with them. The dictionary that staff keep is their source; no
other file of search's suggestions knows where they come from.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from archive.models import DictionaryVersion, Term

# Far more than a dictionary of the domain has; what is beyond would make the table of names slow to build.
MOST_TERMS: Final = 5_000


def known_terms() -> list[str]:
    """Return the words, in the order of the dictionary."""
    return list(Term.objects.values_list("word", flat=True)[:MOST_TERMS])


def terms_version() -> Hashable:
    """Return what changes whenever a word does, in one query."""
    return DictionaryVersion.current()
