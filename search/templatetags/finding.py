"""What templates show of search: marked text, and the search that led to a report.

In: values of `search.results`. Out: HTML, all text escaped. As loops of a template marked text, of
which a page has hundreds of pieces, took too much of the time of a page of results.

On the page of a report: `{% beside_report article pictures as found %}` gives a `search.beside.Beside`,
`{% trail_bar found.trail %}` the bar of its trail, `{{ trail.marks.captions|beside:pictures }}` the pictures, each with
its caption. On the home page: `{% frequent_phrases as phrases %}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from archive.models import Article, Figure
from search import phrases
from search.beside import Beside, beside_a_report
from search.snippets import Fragment
from search.trail import Trail

register = template.Library()


@register.filter
def marked(fragments: Iterable[Fragment]) -> SafeString:
    """Return text in which what matched is marked."""
    return mark_safe(
        "".join(f"<mark>{escape(text)}</mark>" if match else escape(text) for text, match in fragments)
    )


@register.simple_tag(takes_context=True)
def beside_report(context: Context, article: Article, pictures: Sequence[Figure]) -> Beside:
    """Return what to show of the search that led to a report, and the reports like it."""
    return beside_a_report(context["request"].GET, article, pictures)


@register.inclusion_tag("search/_trail.html")
def trail_bar(trail: Trail | None) -> dict[str, Any]:
    """Show the way through the matches of a report, to the hits beside it and back; nothing where there is no trail."""
    return {"trail": trail}


@register.filter
def beside(captions: Sequence[SafeString] | None, figures: Sequence[Figure]) -> Sequence[tuple[Figure, str | None]]:
    """Return each figure with its marked caption, or with its own where there are no marked ones."""
    if not captions:
        return [(figure, figure.caption) for figure in figures]
    return list(zip(figures, captions, strict=True))


@register.simple_tag
def frequent_phrases() -> tuple[phrases.Phrase, ...]:
    """Return the terms that most reports of the last year's additions have; none where the index cannot be read."""
    return phrases.frequent_phrases()
