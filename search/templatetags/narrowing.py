"""What templates show of facets: values as lists and trees, years as bars and as their table.

In: values of `search.results`. Out: HTML, all text escaped. A page has hundreds of links; as loops of a template they
took half of its time. `_` is called once for a whole list, for the same reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final, NamedTuple

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.metadata import grouped
from search.results import Bar, Facet, FacetValue, Histogram, PlaceNode

register = template.Library()

# Units of the drawing: the slot of a year, the gap on either side of its bar, and the height of all.
SLOT: Final = 10
GAP: Final = 1
HEIGHT: Final = 100
HAN: Final = re.compile("[㐀-鿿]")


class Words(NamedTuple):
    """The words that stand beside every value, those without a gap escaped; and how a value as printed is marked."""

    chosen: str
    exclude: str
    printed: str
    below: str
    further: str


@register.filter
def facet_body(facet: Facet) -> SafeString:
    """Return the values of a facet in the form that it has, and the way to those that are left out."""
    drawn = _histogram(facet.histogram) if facet.histogram else ""
    items = place_items(facet.tree) if facet.tree else facet_items(facet.listed)
    listed = f'<ul class="values">{items}</ul>' if items else ""
    return mark_safe(drawn + listed + (_more_of(facet) if facet.unlisted else ""))


@register.filter
def facet_items(values: Iterable[FacetValue]) -> SafeString:
    """Return the values of a facet as items of a list; a chosen one says so, to the eye and to a screen reader."""
    words = _words()
    return mark_safe("".join(_item(value, words) for value in values))


@register.filter
def place_items(nodes: Iterable[PlaceNode]) -> SafeString:
    """Return places as items of a list, those below a place as a list in a disclosure."""
    words = _words()
    return mark_safe("".join(_place_item(node, words) for node in nodes))


@register.filter
def bars(histogram: Histogram) -> SafeString:
    """Return the bars as a drawing whose bars are links."""
    label, box = escape(_("各年篇数")), f"0 0 {histogram.slots * SLOT} {HEIGHT}"
    said = _("%(label)s：%(count)s 篇")
    drawn = "".join(_bar(bar, said) for bar in histogram.bars)
    return mark_safe(
        f'<svg class="years-drawn" viewBox="{box}" preserveAspectRatio="none" role="group" aria-label="{label}">'
        f"{drawn}</svg>"
    )


@register.filter
def bar_table(histogram: Histogram) -> SafeString:
    """Return the bars as a table, the latest first."""
    words = _words()
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in (_("年份"), _("篇数"), _("排除")))
    rows = "".join(_bar_row(bar, words) for bar in reversed(histogram.bars))
    return mark_safe(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")


def _words() -> Words:
    said = escape(_("已选，点选去掉："))
    chosen = f'<span aria-hidden="true">✓ </span><span class="unseen">{said}</span>'
    printed = "" if (get_language() or "").startswith("zh") else ' lang="zh-Hans"'
    return Words(chosen, escape(_("排除")), printed, _("%s以下各地"), _("另有 %(count)s 处"))


def _shown(label: str, words: Words) -> str:
    """Return the label of a value, marked where it is Chinese on a page that is not."""
    return f"<span{words.printed}>{label}</span>" if words.printed and HAN.search(label) else label


def _item(value: FacetValue, words: Words, below: str = "") -> str:
    label = escape(value.label)
    current, said = (' aria-current="true"', words.chosen) if value.selected else ("", "")
    return (
        f'<li class="facet-value level-{value.level}">'
        f'<a class="value" href="{escape(value.url)}" rel="nofollow"{current}>'
        f'<span>{said}{_shown(label, words)}</span> '
        f'<span class="count">{grouped(value.count)}</span></a>'
        f"{_exclude(value.exclude_url, label, words)}{below}</li>"
    )


def _exclude(url: str, label: str, words: Words) -> str:
    if not url:
        return ""
    name = f"{words.exclude} {label}"
    return f' <a class="exclude" href="{escape(url)}" rel="nofollow" aria-label="{name}">{words.exclude}</a>'


def _place_item(node: PlaceNode, words: Words) -> str:
    return _item(node.value, words, _branch(node, words) if node.nodes else "")


def _branch(node: PlaceNode, words: Words) -> str:
    is_open = " open" if node.is_open else ""
    below = "".join(_place_item(one, words) for one in node.nodes)
    return (
        f'<details class="branch"{is_open}><summary><span class="unseen">{escape(words.below % node.value.label)}'
        f"</span></summary><ul>{below}{_more_below(node, words) if node.unlisted else ''}</ul></details>"
    )


def _more_below(node: PlaceNode, words: Words) -> str:
    said = escape(words.further % {"count": grouped(node.unlisted)})
    return (
        f'<li class="facet-more"><a href="{escape(node.all_url)}" rel="nofollow">'
        f'<span class="unseen">{escape(node.value.label)} </span>{said}</a></li>'
    )


def _more_of(facet: Facet) -> str:
    said = escape(_("更多：另有 %(count)s 项") % {"count": grouped(facet.unlisted)})
    return (
        f'<p class="facet-more"><a href="{escape(facet.all_url)}" rel="nofollow">'
        f'<span class="unseen">{escape(facet.label)} </span>{said}</a></p>'
    )


def _histogram(histogram: Histogram) -> str:
    most, listed = escape(_("最多 %(most)s 篇") % {"most": grouped(histogram.most)}), escape(_("列成表"))
    return (
        f'<div class="years">{bars(histogram)}<p class="years-span" aria-hidden="true"><span>{histogram.first}</span>'
        f"<span>{most}</span><span>{histogram.last}</span></p>"
        f'<details class="years-listed"><summary>{listed}</summary>{bar_table(histogram)}</details></div>'
    )


def _bar(bar: Bar, said: str) -> str:
    name = escape(said % {"label": bar.label, "count": grouped(bar.count)})
    current = ' aria-current="true"' if bar.selected else ""
    left, top = bar.slot * SLOT, HEIGHT - bar.height
    return (
        f'<a href="{escape(bar.url)}" rel="nofollow" aria-label="{name}"{current}><title>{name}</title>'
        f'<rect class="year-slot" x="{left}" y="0" width="{SLOT}" height="{HEIGHT}"/>'
        f'<rect class="year-bar" x="{left + GAP}" y="{top}" width="{SLOT - 2 * GAP}" height="{bar.height}"/></a>'
    )


def _bar_row(bar: Bar, words: Words) -> str:
    label = escape(bar.label)
    current, said = (' aria-current="true"', words.chosen) if bar.selected else ("", "")
    return (
        f'<tr><th scope="row"><a href="{escape(bar.url)}" rel="nofollow"{current}>{said}{label}</a></th>'
        f'<td class="count">{grouped(bar.count)}</td><td>{_exclude(bar.exclude_url, label, words)}</td></tr>'
    )
