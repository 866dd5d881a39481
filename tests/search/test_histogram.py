"""The histogram of years: bars in their slots, gaps, decades, and where each bar leads."""

from __future__ import annotations

import pytest

from search.engine.facets import FacetCounts
from search.facet_values import shown_of, values_of
from search.histogram import FULL_HEIGHT, LEAST_HEIGHT, MOST_BARS, histogram_of, is_by_year
from search.questions import NONE, Question, Selection
from search.results import Histogram


def drawn(counts: dict[str, int], question: Question | None = None) -> Histogram | None:
    asked = question or Question("小事")
    labels = list(counts)
    counted = FacetCounts(labels, {at: counts[label] for at, label in enumerate(labels)})
    shown = shown_of(asked, {"year": counted}, 10)["year"]
    values = values_of(asked, "year", counted, shown, {year: f"{year}年" for year in shown})
    return histogram_of(asked, counted, values)


def test_a_year_without_reports_is_a_gap() -> None:
    found = drawn({"2019": 4, "2020": 1, "2023": 2, NONE: 7})
    assert found is not None
    assert [(bar.name, bar.slot, bar.count, bar.height) for bar in found.bars] == [
        ("2019", 0, 4, FULL_HEIGHT), ("2020", 1, 1, 25), ("2023", 4, 2, 50),
    ]  # fmt: skip
    assert (found.slots, found.first, found.last, found.most) == (5, "2019", "2023", 4)


def test_a_bar_chooses_its_year_and_a_chosen_one_lets_it_go() -> None:
    question = Question("x", (Selection("year", "2020"),), page=3)
    found = drawn({"2019": 4, "2020": 1, "2023": 2}, question)
    assert found is not None
    assert [(bar.url, bar.selected) for bar in found.bars] == [
        ("/search/?q=x&year=2020&year=2019", False),
        ("/search/?q=x", True),
        ("/search/?q=x&year=2020&year=2023", False),
    ]
    assert [bar.exclude_url for bar in found.bars][:2] == ["/search/?q=x&year=2020&-year=2019", ""]


@pytest.mark.parametrize("counts", [{}, {NONE: 3}, {"2021": 2}, {"2019": 1, "2021": 2}])
def test_few_years_are_told_by_their_list(counts: dict[str, int]) -> None:
    assert drawn(counts) is None


def test_the_least_bar_is_seen() -> None:
    found = drawn({"2019": 10_000, "2023": 1})
    assert found is not None
    assert found.bars[-1].height == LEAST_HEIGHT


def test_many_years_are_drawn_as_decades_that_ask_for_their_range() -> None:
    counts = {"1979": 1, "1981": 2, "1989": 3, "2023": 4}
    assert not is_by_year(counts)
    found = drawn(counts)
    assert found is not None
    assert [(bar.label, bar.slot, bar.count) for bar in found.bars] == [
        ("1970—1979年", 0, 1), ("1980—1989年", 1, 5), ("2020—2029年", 5, 4),
    ]  # fmt: skip
    assert found.bars[1].url == "/search/?q=%E5%B0%8F%E4%BA%8B&from=1980&to=1989"


def test_years_are_drawn_as_long_as_there_is_room() -> None:
    assert is_by_year({"1984": 1, str(1983 + MOST_BARS): 1})
    assert not is_by_year({"1984": 1, str(1984 + MOST_BARS): 1})
