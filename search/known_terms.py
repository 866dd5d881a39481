"""Known terms: which words of the domain are suggested.

In: nothing. Out: the words, and a version that changes with them. The dictionary that staff keep (`archive.Term`) is
their source where this archive has it; no other file of search's suggestions knows where they come from.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

from django.apps import apps

# Far more than a dictionary of the domain has; what is beyond would make the table of names slow to build.
MOST_TERMS: Final = 5_000


def known_terms() -> list[str]:
    """Return the words, in the order of the dictionary."""
    model = _model("Term")
    return list(model.objects.values_list("word", flat=True)[:MOST_TERMS]) if model else []


def terms_version() -> Hashable:
    """Return what changes whenever a word does, in one query."""
    model = _model("DictionaryVersion")
    return model.current() if model else None


def _model(name: str) -> Any:
    """Return a model of the dictionary, None where this archive keeps none."""
    try:
        return apps.get_model("archive", name)
    except LookupError:
        return None
