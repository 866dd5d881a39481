"""Wording: how dates and places are said on a page. Values in, words out; markup only around a date.

`{% load wording %}`;
`{{ "2022-06"|in_words }}` -> 2022年6月;
`{{ 6|month_in_words }}` -> 6月;
`{{ place|full_name }}` -> 南阳市卧龙区;
`{% page_language %}` -> zh-Hans;
`{% preferences as chosen %}` -> what the reader chose (`archive.preferences.Preferences`);
`{{ 12345|grouped }}` -> 12,345;
`{% known_date "2022-06" "inferred" %}` -> 2022年6月（推定）, as HTML.
"""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template import Context
from django.utils.translation import get_language, to_locale

from archive import metadata
from archive.models import Place
from archive.preferences import Preferences, preferences_of

register = template.Library()


register.filter(metadata.in_words)
register.filter(metadata.month_in_words)
register.filter(metadata.grouped)
register.simple_tag(metadata.known_date)


@register.simple_tag
def page_language() -> str:
    """Return the language of the interface as HTML names it: zh-Hans, en."""
    return html_language(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def html_language(code: str) -> str:
    """Return a language of Django's as HTML names it: zh-hans -> zh-Hans."""
    return to_locale(code).replace("_", "-")


@register.simple_tag(takes_context=True)
def preferences(context: Context) -> Preferences:
    """Return what the reader chose; nothing where a page is rendered without a request."""
    return preferences_of(context.get("request"))


@register.filter
def full_name(place: Place) -> str:
    """Return the name of a place, a county's with the division above it; read with `parent` fetched."""
    if place.level == Place.Level.COUNTY and place.parent is not None:
        return f"{place.parent.name}{place.name}"
    return place.name
