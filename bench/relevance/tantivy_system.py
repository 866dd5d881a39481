"""tantivy over jieba's words, title and text in a field each: any word of the question, its own BM25."""

from __future__ import annotations

from collections.abc import Sequence

from tantivy import Document, Index, Occur, Query, SchemaBuilder

from bench.relevance.collections import Text
from bench.relevance.systems import MOST, cut

FIELDS = ("title", "text")
HEAP_BYTES = 200_000_000


class Tantivy:
    """An index in memory, searched."""

    name = "tantivy, jieba"

    def __init__(self, documents: Sequence[Text]) -> None:
        builder = SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
        for field in FIELDS:
            builder.add_text_field(field, tokenizer_name="whitespace")
        self._schema = builder.build()
        self._index = Index(self._schema)
        writer = self._index.writer(HEAP_BYTES, 1)
        for one in documents:
            writer.add_document(Document(id=one.id, title=_tokens(one.title), text=_tokens(one.text)))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, typed: str, most: int = MOST) -> list[str]:
        """Return the ids of the best documents in order."""
        wanted = [
            (Occur.Should, Query.term_query(self._schema, field, word))
            for word in _tokens(typed).split()
            for field in FIELDS
        ]
        hits = self._searcher.search(Query.boolean_query(wanted), most).hits if wanted else []
        return [str(self._searcher.doc(address)["id"][0]) for _, address in hits]


def _tokens(text: str) -> str:
    return " ".join(cut(text.lower()))
