"""What templates show of search: marked text. A page has hundreds of pieces.

In: fragments. Out: HTML, all text escaped. As a loop of a template they took too much of the time of a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from search.snippets import Fragment

register = template.Library()


@register.filter
def marked(fragments: Iterable[Fragment]) -> SafeString:
    """Return text in which what matched is marked."""
    return mark_safe(
        "".join(f"<mark>{escape(text)}</mark>" if match else escape(text) for text, match in fragments)
    )
