"""Stock Haystack over Whoosh with jieba's own analyzer: what one gets from following the two packages' READMEs."""

from __future__ import annotations

from typing import Any

from haystack import indexes
from haystack.backends.whoosh_backend import WhooshEngine, WhooshSearchBackend, WhooshSearchQuery
from jieba.analyse import ChineseAnalyzer
from whoosh.fields import Schema

from archive.models import Article


class StockIndex(indexes.SearchIndex, indexes.Indexable):
    """Headline, body, paper and year, as Haystack's tutorial would have them."""

    text = indexes.CharField(document=True, model_attr="body_text")
    headline = indexes.CharField(model_attr="headline")
    paper = indexes.CharField(model_attr="site", null=True, faceted=True)
    year = indexes.IntegerField(model_attr="year", null=True)

    def get_model(self) -> type[Article]:
        """Return what is indexed."""
        return Article


class JiebaWhooshBackend(WhooshSearchBackend):
    """The stock backend; the document field alone is cut by jieba's analyzer."""

    def build_schema(self, fields: dict[str, Any]) -> tuple[str, Schema]:
        """Return the stock schema with the analyzer of jieba in the document field."""
        name, schema = super().build_schema(fields)
        schema[name].analyzer = schema[name].format.analyzer = ChineseAnalyzer()
        return name, schema


class JiebaWhooshEngine(WhooshEngine):
    """What HAYSTACK_CONNECTIONS would name."""

    backend = JiebaWhooshBackend
    query = WhooshSearchQuery
