"""Stock Haystack over Whoosh with jieba's analyzer, given the four facets: what `rebuild_index` builds.

The engine and its analyzer are those that `tests/stock` holds its claims against.
"""

from __future__ import annotations

from haystack import indexes

from archive.models import Article, ArticleQuerySet


class StockArticleIndex(indexes.SearchIndex, indexes.Indexable):  # type: ignore[misc]
    """Headline and body as the document, and the four facets, as Haystack's documentation would have them."""

    text = indexes.CharField(document=True)
    headline = indexes.CharField(model_attr="headline")
    place = indexes.MultiValueField(faceted=True)
    year = indexes.IntegerField(model_attr="year", null=True, faceted=True)
    newspaper = indexes.CharField(model_attr="newspaper_id", null=True, faceted=True)
    author = indexes.MultiValueField(faceted=True)
    date_published = indexes.CharField(model_attr="date_published", null=True)

    def get_model(self) -> type[Article]:
        """Return what is indexed."""
        return Article

    def index_queryset(self, using: str | None = None) -> ArticleQuerySet:
        """Return the published reports with what indexing reads of them."""
        return (
            Article.objects.published()
            .select_related("place__parent__parent", "newspaper")
            .prefetch_related("credits__contributor")
        )

    def prepare_text(self, article: Article) -> str:
        """Return headline and body."""
        return f"{article.headline}\n{article.body_text}"

    def prepare_place(self, article: Article) -> list[str]:
        """Return the place and the divisions above it."""
        codes = []
        place = article.place
        while place is not None:
            codes.append(place.code)
            place = place.parent
        return codes

    def prepare_author(self, article: Article) -> list[str]:
        """Return who wrote it."""
        return [str(credit.contributor_id) for credit in article.credits.all() if credit.is_author]
