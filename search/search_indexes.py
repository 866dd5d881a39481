"""The Haystack index of Article: which fields of a report go into the index, and how each is read.

In: an Article with its relations fetched. Out: prepared fields by name. All but `text` come back with a
hit, so that a page of results asks the database for none of its reports; of a report of which an excerpt is open,
all is searched, and its excerpt comes back (`search/engine/documents.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Prefetch
from haystack import indexes

from archive.models import Access, Article, ArticleQuerySet, Credit, Figure, Place
from search.engine.documents import CREDIT_TAB

# Raise it whenever a field, the folding or the analysis changes: an index of another version is rebuilt.
SCHEMA_VERSION: Final = "7"
# What indexing never reads of a report, and would cost it a tenth of its time.
NOT_READ: Final = ("body_html", "evidence", "removed", "warnings", "date_evidence")


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """Published reports, each passage by itself."""

    text = indexes.CharField(document=True, stored=False)
    identifier = indexes.CharField(model_attr="identifier", null=True)
    headline = indexes.CharField(model_attr="headline", null=True)
    kicker = indexes.CharField(model_attr="kicker", null=True)
    subtitle = indexes.CharField(model_attr="subtitle", null=True)
    column_name = indexes.CharField(model_attr="column_name", null=True)
    editors_note = indexes.MultiValueField(null=True)
    headings = indexes.MultiValueField(null=True)
    paragraphs = indexes.MultiValueField(null=True)
    captions = indexes.MultiValueField(null=True)
    byline = indexes.CharField(model_attr="byline", null=True)
    credit_names = indexes.MultiValueField(null=True)
    credit_roles = indexes.MultiValueField(null=True)
    author_ids = indexes.MultiValueField(null=True)
    author_names = indexes.MultiValueField(null=True)
    place_code = indexes.CharField(model_attr="place_id", null=True)
    place_name = indexes.CharField(null=True)
    place_names = indexes.MultiValueField(null=True)
    place_codes = indexes.MultiValueField(null=True)
    newspaper_id = indexes.IntegerField(model_attr="newspaper_id", null=True)
    newspaper_name = indexes.CharField(null=True)
    year = indexes.IntegerField(model_attr="year", null=True)
    date_published = indexes.CharField(model_attr="date_published", null=True)
    date_precision = indexes.CharField(model_attr="date_precision", null=True)
    date_basis = indexes.CharField(model_attr="date_basis", null=True)
    date_from = indexes.DateField(model_attr="date_from", null=True)
    date_to = indexes.DateField(model_attr="date_to", null=True)
    issue_number = indexes.CharField(model_attr="issue_number", null=True)
    print_page = indexes.CharField(model_attr="print_page", null=True)
    is_sample = indexes.BooleanField(model_attr="is_sample")
    access = indexes.CharField(model_attr="access_in_force")
    rights = indexes.CharField(model_attr="rights_in_force")

    def get_model(self) -> type[Article]:
        """Return what is indexed."""
        return Article

    def index_queryset(self, using: str | None = None) -> ArticleQuerySet:
        """Return the published reports with all that indexing reads of them."""
        return (
            Article.objects.published()
            .defer(*NOT_READ)
            .select_related("place__parent__parent", "newspaper")
            .prefetch_related("further_places__parent__parent", *_relations())
        )

    def should_update(self, instance: Article, **kwargs: Any) -> bool:
        """Tell whether a report belongs in the index."""
        return instance.is_public and instance.access_in_force != Access.STAFF

    def prepare_text(self, article: Article) -> str:
        """Return the headline; what is searched is made of the passages (`engine/documents.py`)."""
        return article.headline or ""

    def prepare_editors_note(self, article: Article) -> list[str]:
        """Return the passages of the editor's note."""
        return _lines(article.editors_note)

    def prepare_headings(self, article: Article) -> list[str]:
        """Return the headings between the paragraphs."""
        return [heading for heading in article.section_headings if heading]

    def prepare_paragraphs(self, article: Article) -> list[str]:
        """Return the paragraphs of the body, lists and tables among them."""
        return _lines(article.body_text)

    def prepare_captions(self, article: Article) -> list[str]:
        """Return the captions of the figures."""
        return [line for figure in article.figures.all() for line in _lines(figure.caption)]

    def prepare_credit_names(self, article: Article) -> list[str]:
        """Return everybody who signed the report or a figure of it, once each."""
        return list(dict.fromkeys(credit.contributor.name for credit in article.credits.all()))

    def prepare_credit_roles(self, article: Article) -> list[str]:
        """Return the role and the name of each credit that has a role, a tab between."""
        credits = [(credit.role, credit.contributor.name) for credit in article.credits.all() if credit.role]
        return [f"{role.replace(CREDIT_TAB, ' ')}{CREDIT_TAB}{name}" for role, name in dict.fromkeys(credits)]

    def prepare_author_ids(self, article: Article) -> list[int]:
        """Return the contributors who wrote it, in order."""
        return list(dict.fromkeys(credit.contributor_id for credit in _authors(article)))

    def prepare_author_names(self, article: Article) -> list[str]:
        """Return the names of those who wrote it, in order."""
        return [credit.contributor.name for credit in _authors(article)]

    def prepare_place_name(self, article: Article) -> str | None:
        """Return the name of its first place."""
        return article.place.name if article.place else None

    def prepare_place_names(self, article: Article) -> list[str]:
        """Return the names of all its places and of every division above them, once each."""
        return list(dict.fromkeys(place.name for place in _places(article)))

    def prepare_place_codes(self, article: Article) -> list[str]:
        """Return the codes of all its places and of every division above them, once each."""
        return list(dict.fromkeys(place.code for place in _places(article)))

    def prepare_newspaper_name(self, article: Article) -> str | None:
        """Return the title that it was printed in."""
        return article.newspaper.name if article.newspaper else None

    def prepare_date_from(self, article: Article) -> dt.date | None:
        """Return the first day that its date may mean."""
        return article.date_from

    def prepare_date_to(self, article: Article) -> dt.date | None:
        """Return the last day that its date may mean."""
        return article.date_to


def _relations() -> tuple[Prefetch[str], ...]:
    """Return credits and figures to fetch in as few steps as may be.

    The models' own order would join each with its report; contributors fetched for themselves would
    be asked for one by one in a single WHERE, which SQLite limits to 1,000.
    """
    credits = Credit.objects.select_related("contributor").order_by("order", "pk")
    return Prefetch("credits", credits), Prefetch("figures", Figure.objects.order_by("order", "pk"))


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]


def _authors(article: Article) -> list[Credit]:
    return [credit for credit in article.signed_credits if credit.is_author]


def _places(article: Article) -> Iterator[Place]:
    """Yield its places, each with the divisions above it."""
    for place in [article.place, *article.further_places.all()]:
        while place is not None:
            yield place
            place = place.parent
