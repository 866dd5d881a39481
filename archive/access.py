"""What do readers see of a report? The one answer that every door asks for before it shows anything of a report's text.

In: a report, fetched with whatever the door shows. Out: the report as readers have it, or None where they have nothing.
Of a report that is open in part that is a copy, never to be saved: its record, and how its text begins. What quotes the
text goes with the rest of it: headings, editor's note, figures, evidence, what was removed from the page.

Lists and counts ask `Article.objects.published()`, which knows of the same levels; the index keeps of each report what
its hits may show (`search/search_indexes.py`).
"""

from __future__ import annotations

from copy import copy
from html import escape

from django.utils.translation import gettext as _

from archive.models import Access, Article, Figure
from archive.text.excerpts import excerpt


def what_readers_see(article: Article | None) -> Article | None:
    """Return what of a report is open; None for one that is not published, or for staff alone."""
    if article is None or not article.is_public or article.access_in_force == Access.STAFF:
        return None
    return as_read(article)


def as_read(article: Article) -> Article:
    """Return a report as readers would have it if it were published: itself, or the copy that its excerpt is."""
    return _cut(article) if article.is_excerpt else article


def _cut(article: Article) -> Article:
    cut = copy(article)
    shown = excerpt(article.body_text.splitlines())
    cut.body_text = "\n".join(shown)
    cut.body_html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in shown)
    cut.editors_note = None
    cut.date_evidence = article.date_evidence and _("全文未开放，凭据不显示。")
    cut.section_headings, cut.removed, cut.warnings, cut.evidence = [], [], [], {}
    fetched = getattr(article, "_prefetched_objects_cache", {})
    setattr(cut, "_prefetched_objects_cache", {**fetched, "figures": Figure.objects.none()})  # noqa: B010
    return cut
