"""What templates show of the reports found: each with what matched marked, and what is known of it.

In: hits of `search.results`. Out: HTML, all text escaped. A page has twenty hits or more of some twenty pieces each;
as a loop of a template they took a third of its time. `_` is called once for a whole list, for the same reason.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from archive.metadata import known_date
from search.results import Hit, ResultPage
from search.templatetags.finding import marked
from search.trail import ANCHOR

register = template.Library()


class Words(NamedTuple):
    """What is said of a hit, escaped, and the sign between its authors."""

    sample: str
    excerpt: str
    covered: str
    partly_covered: str
    why: str
    comma: str


@register.filter
def hit_items(page: ResultPage) -> SafeString:
    """Return the hits of a page as items of a list; each tells why, on demand, where there are words to explain."""
    words = Words(
        sample=escape(_("样例")), excerpt=escape(_("摘录")), covered=escape(_("全文未开放，命中处不显示。")),
        partly_covered=escape(_("全文未开放，其余命中处不显示。")), why=escape(_("为何命中")), comma=_("、"),
    )  # fmt: skip
    return mark_safe("".join(_item(hit, page.asked, bool(page.query), words) for hit in page.hits))


def _item(hit: Hit, asked: str, is_explained: bool, words: Words) -> str:
    told = [words.sample] * hit.is_sample + [words.excerpt] * hit.is_excerpt
    tags = "".join(f' <span class="tag">{one}</span>' for one in told)
    return (
        f'<li class="hit" id="{ANCHOR}{hit.id}"><h3 class="report-title">'
        f'<a href="{escape(_address(hit, asked))}" lang="zh-Hans">{marked(hit.headline)}</a>{tags}</h3>'
        f'{_text(hit, words)}<ul class="facts">{_facts(hit, words)}</ul>'
        f"{_reason(hit, asked, words) if is_explained else ''}</li>\n"
    )


def _address(hit: Hit, asked: str) -> str:
    """Return the URL of a hit's report, with the question that found it; the bare one where nothing was asked."""
    return f"{hit.url}?{asked}&rank={hit.rank}" if asked else hit.url


def _text(hit: Hit, words: Words) -> str:
    is_marked = any(one.match for cut in (hit.headline, *hit.snippet) for one in cut)
    said = words.partly_covered if is_marked else words.covered
    covered = f'<p class="quiet">{said}</p>' if hit.is_covered else ""
    if not hit.snippet:
        return covered
    cuts = "".join(f'<span class="cut">{marked(cut)}</span>' for cut in hit.snippet)
    return f'<p class="hit-text" lang="zh-Hans">{cuts}</p>{covered}'


def _facts(hit: Hit, words: Words) -> str:
    told = (hit.place_name, hit.newspaper, words.comma.join(hit.authors))
    date = known_date(hit.date_published, hit.date_basis)
    return f"<li>{date}</li>" + "".join(f'<li lang="zh-Hans">{escape(one)}</li>' for one in told if one)


def _reason(hit: Hit, asked: str, words: Words) -> str:
    url = escape(f"{_why_path()}?{asked}&id={hit.id}")
    return f'<p class="why-link"><a href="{url}" rel="nofollow" data-why>{words.why}</a></p>'


@cache
def _why_path() -> str:
    return reverse("search_why")
