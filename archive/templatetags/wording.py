"""Wording: how dates and places are said on a page. Values in, words out; markup only around a date.

`{% load wording %}`;
`{{ "2022-06"|in_words }}` -> 2022年6月;
`{{ place|full_name }}` -> 南阳市卧龙区;
`{% page_language %}` -> zh-Hans;
`{% known_date "2022-06" "inferred" %}` -> 2022年6月（推定）, as HTML.
"""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from archive.models import Place

register = template.Library()


@register.filter
def in_words(date: str | None) -> str:
    """Return YYYY, YYYY-MM or YYYY-MM-DD as a Chinese date, as far as it is known; "" for none."""
    match [int(part) for part in date.split("-")] if date else []:
        case [year]:
            return _("%(year)d年") % {"year": year}
        case [year, month]:
            return _("%(year)d年%(month)d月") % {"year": year, "month": month}
        case [year, month, day]:
            return _("%(year)d年%(month)d月%(day)d日") % {"year": year, "month": month, "day": day}
        case _missing:
            return ""


@register.simple_tag
def known_date(date: str | None, basis: str | None) -> SafeString:
    """Return a date as far as it is known (YYYY, YYYY-MM or YYYY-MM-DD, None for none), and whether it is inferred."""
    if not date:
        return format_html("{}", _("日期未注明"))
    inferred = format_html('<span class="inferred">{}</span>', _("（推定）")) if basis == "inferred" else ""
    return format_html('<time datetime="{}">{}</time>{}', date, in_words(date), inferred)


@register.simple_tag
def page_language() -> str:
    """Return the language of the interface as HTML names it: zh-Hans, en."""
    return to_locale(get_language() or settings.LANGUAGE_CODE).replace("_", "-")


@register.filter
def full_name(place: Place) -> str:
    """Return the name of a place, a county's with the division above it; read with `parent` fetched."""
    if place.level == Place.Level.COUNTY and place.parent is not None:
        return f"{place.parent.name}{place.name}"
    return place.name
