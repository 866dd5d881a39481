"""What templates show of search: marked text, and the values of a facet. A page has hundreds of both.

In: values of `search.results`. Out: HTML, all text escaped. As loops of a template they took half of the time
of a page of results.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from search.results import FacetValue
from search.snippets import Fragment

register = template.Library()


@register.filter
def marked(fragments: Iterable[Fragment]) -> SafeString:
    """Return text in which what matched is marked."""
    return mark_safe(
        "".join(f"<mark>{escape(text)}</mark>" if match else escape(text) for text, match in fragments)
    )


@register.filter
def facet_items(values: Iterable[FacetValue]) -> SafeString:
    """Return the values of a facet as items of a list; a chosen one says so, to the eye and to a screen reader."""
    before = f'<span aria-hidden="true">✓ </span><span class="unseen">{escape(_("已选，点选去掉："))}</span>'
    return mark_safe("".join(_facet_item(value, before) for value in values))


def _facet_item(value: FacetValue, before: str) -> str:
    current, said = (' aria-current="true"', before) if value.selected else ("", "")
    return (
        f'<li class="facet-value level-{value.level}"><a href="{escape(value.url)}" rel="nofollow"{current}>'
        f'<span>{said}{escape(value.label)}</span> <span class="count">{value.count}</span></a></li>'
    )
