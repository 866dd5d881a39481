"""The histogram of years: a bar for each year of the hits, gaps among them, each bar a link.

In: counts by year, and the question. Out: a Histogram of bars in places that ascend; years where the hits span few of
them, decades where they span many. A bar of a decade asks for its first to its last year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from archive.text.days import span_of
from search.question_urls import url_of
from search.questions import NONE, Day, Question
from search.results import Bar, FacetValue, Histogram

# Hits of fewer years are told as well by their list.
FEWEST_YEARS: Final = 4
MOST_BARS: Final = 40
DECADE: Final = 10
# Height of the largest bar, and the least at which a bar is seen at all.
FULL_HEIGHT: Final = 100
LEAST_HEIGHT: Final = 4


def is_by_year(counts: Mapping[str, int]) -> bool:
    """Tell whether there is a bar for each year."""
    return _span(counts) <= MOST_BARS


def histogram_of(
    question: Question, counts: Mapping[str, int], values: Sequence[FacetValue]
) -> Histogram | None:
    """Return the bars of these counts, of years as their values are; None where a list says it as well."""
    span = _span(counts)
    if span < FEWEST_YEARS:
        return None
    bars = _years(counts, values) if span <= MOST_BARS else _decades(question, counts)
    slots = bars[-1].slot + 1
    return Histogram(bars, slots, bars[0].name, bars[-1].name, max(bar.count for bar in bars))


def _span(counts: Mapping[str, int]) -> int:
    """Return how many years lie between the first and the last, both included."""
    years = [int(year) for year in counts if year != NONE]
    return max(years) - min(years) + 1 if years else 0


def _years(counts: Mapping[str, int], values: Sequence[FacetValue]) -> tuple[Bar, ...]:
    ascending = sorted((one for one in values if one.value in counts and one.value != NONE), key=lambda one: one.value)
    first, most = int(ascending[0].value), max(one.count for one in ascending)
    return tuple(
        Bar(one.value, one.label, one.count, int(one.value) - first, _height(one.count, most), one.url,
            one.exclude_url, one.selected)
        for one in ascending
    )  # fmt: skip


def _decades(question: Question, counts: Mapping[str, int]) -> tuple[Bar, ...]:
    summed: Counter[int] = Counter()
    for year, count in counts.items():
        if year != NONE:
            summed[int(year) // DECADE * DECADE] += count
    first, most = min(summed), max(summed.values())
    label = _("%(first)d—%(last)d年")
    return tuple(
        Bar(str(year), label % {"first": year, "last": year + DECADE - 1}, count, (year - first) // DECADE,
            _height(count, most), _url_of_decade(question, year))
        for year, count in sorted(summed.items())
    )  # fmt: skip


def _url_of_decade(question: Question, year: int) -> str:
    first, last = str(year), str(year + DECADE - 1)
    since = Day(first, span_of(first).first.toordinal())
    until = Day(last, span_of(last).last.toordinal())
    return url_of(replace(question, since=since, until=until, page=1))


def _height(count: int, most: int) -> int:
    return max(LEAST_HEIGHT, round(count * FULL_HEIGHT / most))
