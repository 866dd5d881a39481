"""SQLite's FTS5 with its trigram tokenizer: any three characters of the question that stand side by side, its bm25."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import Final

from bench.relevance.collections import Text
from bench.relevance.systems import MOST

TRIGRAM: Final = 3  # characters
_PARTS: Final = re.compile(r"\w+")


class Fts5:
    """A database in memory, asked. A part of fewer than three characters finds nothing: it has no trigram."""

    name = "FTS5, trigram"

    def __init__(self, documents: Sequence[Text]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE report USING fts5(id UNINDEXED, title, text, tokenize='trigram')"
        )
        self._database.executemany("INSERT INTO report VALUES (?, ?, ?)", documents)

    def search(self, typed: str, most: int = MOST) -> list[str]:
        """Return the ids of the best documents in order."""
        wanted = " OR ".join(f'"{trigram}"' for trigram in trigrams(typed))
        asked = "SELECT id FROM report WHERE report MATCH ? ORDER BY rank LIMIT ?"
        return [row[0] for row in self._database.execute(asked, (wanted, most))] if wanted else []


def trigrams(typed: str) -> list[str]:
    """Return each three characters of letters, digits or Han that stand side by side, once."""
    found = [
        part[at : at + TRIGRAM] for part in _PARTS.findall(typed) for at in range(len(part) - TRIGRAM + 1)
    ]
    return list(dict.fromkeys(found))
