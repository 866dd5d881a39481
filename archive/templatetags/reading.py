"""Reading: the body of a report as its page shows it.

`{% load reading %}`;
`{{ article.body_html|anchored }}` -> the cleaned body, its headings bearing the ids of the outline.
"""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from archive import outline

register = template.Library()


@register.filter
def anchored(body_html: str) -> SafeString:
    """Return a body, which was cleaned when it was kept, as HTML with the ids of its outline."""
    return mark_safe(outline.anchored(body_html))
