"""Stock Whoosh with jieba's analyzer, as the tutorials of Haystack have it: title and text in one field, any word of
the question (OrGroup), Whoosh's own BM25F.
"""

from __future__ import annotations

from collections.abc import Sequence

from jieba.analyse import ChineseAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import OrGroup, QueryParser

from bench.relevance.collections import Text
from bench.relevance.systems import MOST


class StockWhoosh:
    """An index in memory, searched."""

    name = "Whoosh, jieba"

    def __init__(self, documents: Sequence[Text]) -> None:
        schema = Schema(id=ID(stored=True), text=TEXT(analyzer=ChineseAnalyzer()))
        index = RamStorage().create_index(schema)
        writer = index.writer(limitmb=256)
        for one in documents:
            writer.add_document(id=one.id, text=f"{one.title}\n{one.text}")
        writer.commit()
        self._searcher = index.searcher()
        self._parser = QueryParser("text", schema, group=OrGroup)

    def search(self, typed: str, most: int = MOST) -> list[str]:
        """Return the ids of the best documents in order."""
        return [hit["id"] for hit in self._searcher.search(self._parser.parse(typed), limit=most)]
