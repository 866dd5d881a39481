"""The page of a report: what does it show of the archive?

In: a report with its credits, figures and printings fetched. Out: the context of `archive/article.html`, for readers
and for staff who look at a draft; what search adds to it the template asks for itself.
"""

from __future__ import annotations

from archive.around import around
from archive.browsing import ancestors
from archive.models import Article
from archive.outline import outline_of
from archive.pictures import figures_shown
from archive.removed import removed_of


def report_page(article: Article) -> dict[str, object]:
    """Return what the page of a report shows; two queries."""
    return {
        "article": article,
        "pictures": figures_shown(article),
        "ancestors": ancestors(article.place) if article.place else (),
        "further_places": article.further_places.all(),
        "around": around(article, Article.objects.published()),
        "outline": outline_of(article.body_html),
        "removed": removed_of(article),
    }
