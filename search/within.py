"""Searching within results: further words join a query, so that a report must hold them too.

In: the query in force and what was typed beside the results. Out: one query that asks for both.
"""

from __future__ import annotations

import re
from typing import Final

# Alternatives reach as far as they can: what is joined to them stands in brackets.
_ALTERNATIVES: Final = re.compile(r"(?<!\S)(?:OR|或|\||｜)(?!\S)", re.IGNORECASE)


def joined(text: str, within: str) -> str:
    """Return the query that asks for what both ask for."""
    if not within.strip():
        return text
    parts = [part for part in (text.strip(), within.strip()) if part]
    return parts[0] if len(parts) == 1 else " ".join(map(_bracketed, parts))


def _bracketed(text: str) -> str:
    return f"({text})" if _ALTERNATIVES.search(text) else text
