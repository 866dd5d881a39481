"""Browsing: what pages for browsing show thousands of, written as HTML here because loops of a template take too long.

`{% load browsing %}`; `{{ matrix|matrix_rows }}` -> the rows of a matrix whose cells lead to the reports of a place and
year; `{{ matrix|matrix_rows:"province" }}` -> the same, each row headed by the way to the matrix of its province;
`{{ names|by_letter }}` -> names, which come in the order of pinyin, in groups of one letter;
`{% search_within place="411300" year=None %}` -> /search/?place=411300, where those reports are searched;
`{% percent 1 3 %}` -> 33, `{% percent 1 300 %}` -> <1; `{% bar_width 1 300 %}` -> 0.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from archive.matrix import Cell, Matrix, MatrixRow
from archive.templatetags.wording import full_name
from archive.text.pinyin_order import NO_LETTER, letter

register = template.Library()

OWN_LEVEL: Final = "?scope=own"
NO_PLACE: Final = "none"
PROVINCES: Final = "province"


@register.filter
def matrix_rows(matrix: Matrix, of: str = "place") -> SafeString:
    """Return the rows of a matrix, of places or of provinces."""
    places, deeper = reverse("places"), reverse("matrix") if of == PROVINCES else ""
    return mark_safe("\n".join(_row(row, places, deeper) for row in matrix.rows))


class LetterGroup(NamedTuple):
    """Names under one letter: what heads them, the anchor that leads to them, and they."""

    label: str
    anchor: str
    names: list[Any]


@register.filter
def by_letter(names: Iterable[Any]) -> list[LetterGroup]:
    """Return papers or authors in groups; those without a letter come last."""
    groups = groupby(names, key=lambda one: letter(one.name))
    return [
        LetterGroup(*((_("其他"), "other") if initial == NO_LETTER else (initial, initial)), list(group))
        for initial, group in groups
    ]


@register.simple_tag
def search_within(**asked: str | int | None) -> str:
    """Return where the reports of a place, year, paper or author are searched, sorted and taken away."""
    return f"{reverse('search')}?{urlencode({name: value for name, value in asked.items() if value})}"


@register.simple_tag
def percent(part: int, whole: int) -> str:
    """Return a part in percent of the whole, of nothing 0; neither none nor all is said of what is nearly so."""
    share = round(100 * part / whole) if whole else 0
    if share == 0 and part:
        return "<1"
    return ">99" if share == 100 and part < whole else str(share)


@register.simple_tag
def bar_width(part: int, whole: int) -> str:
    """Return how long a bar is of 100, to a tenth."""
    return f"{100 * part / whole:.1f}" if whole else "0"


def _row(row: MatrixRow, places: str, deeper: str) -> str:
    own = OWN_LEVEL if row.is_own_level else ""
    base = f"{places}{row.place.code if row.place else NO_PLACE}/"
    head = f"{deeper}{row.place.code}/" if deeper and row.place else base + own
    cells = "".join(_cell(cell, base, own) for cell in row.cells)
    return (
        f'<tr><th scope="row"><a href="{head}">{escape(_name(row))}</a></th>{cells}'
        f'<td><span class="matrix-total">{row.total}</span></td></tr>'
    )


def _cell(cell: Cell, base: str, own: str) -> str:
    if not cell.number:
        return "<td></td>"
    return f'<td class="shade-{cell.shade}"><a href="{base}{cell.year or "none"}/{own}">{cell.number}</a></td>'


def _name(row: MatrixRow) -> str:
    if row.place is None:
        return _("未注明地方")
    return full_name(row.place) + (_("（本级）") if row.is_own_level else "")
