"""What is told of a run: fits, drawings, and goals that are missed where they are missed."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bench.goals import rows
from bench.growth import Panel, Series, drawing, fit
from bench.report import published
from bench.results import Built, Compared, Corpus, Page, Published, Results, StockRebuild, Timing, slow

OURS = {"common word": Timing(0.004, 0.001, 0.002, 5_000), "rare word": Timing(0.003, 0.0005, 0.001, 3)}
SLOWER = {kind: one._replace(p50=2 * one.p50) for kind, one in OURS.items()}


def measured(reports: int) -> Corpus:
    """Return a corpus on which every bar is kept."""
    return Corpus(
        reports=reports, text_bytes=3_000 * reports, richness=0.97,
        rebuild_seconds=reports / 500, rebuild_cpu=reports / 300,
        sizes={"trm": 2_000 * reports, "pst": 4_000 * reports}, tantivy_bytes=5_000 * reports,
        times={"ours": OURS, "tantivy": SLOWER}, query_building=0.0001, compared=Compared(100, {}),
        private=200_000_000, published=Published([0.1, 0.2, 0.1], [0.1], 12, 0.04, 11, 0.02),
    )  # fmt: skip


def kept() -> Results:
    """Return a run in which every bar is kept."""
    return Results(
        machine=[("processor", "some")], began="2026-11-22",
        corpora={str(size): measured(size) for size in (10_000, 20_000, 100_000)},
        stock={"ours": OURS, "whoosh": {kind: one._replace(p50=0.2) for kind, one in OURS.items()}},
        stock_rebuild=StockRebuild(600.0, 10_000, 20_000, "2026-11-22"),
        built={"ours": Built(20, 20, 20_000), "tantivy": Built(15, 15, 20_000), "whoosh": Built(20, 20, 500)},
        first=[0.1, 0.2], pages={"common word": Page(0.015, 0.001)}, worker_private=300_000_000,
        reading=[0.001], cutting=[0.002],
    )  # fmt: skip


def test_every_goal_has_a_row_and_is_met() -> None:
    found = rows(kept())
    assert len(found) == 13
    assert all(row.is_met for row in found), [row for row in found if not row.is_met]


@pytest.mark.parametrize(
    ("goal", "change"),
    [
        ("question with facets, warm, 20,000", {"times": {"ours": SLOWER, "tantivy": OURS}}),
        ("publish one report, 500 in a row at 10,000, 20,000, 100,000",
         {"published": Published([0.1, 1.1, 0.1], [0.1], 12, 0.04, 11, 0.02)}),
        ("the index meanwhile", {"published": Published([0.1], [0.1], 31, 0.04, 11, 0.02)}),
    ],
)  # fmt: skip
def test_a_bar_that_is_not_reached_is_missed(goal: str, change: dict[str, object]) -> None:
    results = kept()
    results.corpora["20000"] = replace(results.corpora["20000"], **change)  # type: ignore[arg-type]
    assert [row.goal for row in rows(results) if not row.is_met] == [goal]


def test_a_miss_is_said() -> None:
    results = kept()
    assert "missed" not in published(results)
    results.first = [0.5]
    assert "| median 500, slowest class 500 ms | **missed** |" in published(results)


def test_a_power_law_is_fitted() -> None:
    found = fit([(size, 3 * size**0.5) for size in (1_000.0, 10_000.0, 100_000.0)])
    assert found.factor == pytest.approx(3)
    assert found.exponent == pytest.approx(0.5)
    assert found.at(1_000_000) == pytest.approx(3_000)


def test_the_drawing_is_xml_with_a_line_for_each_series() -> None:
    panel = Panel("Cost < all", [Series("one", [(1_000, 2), (10_000, 30)]), Series("two", [(1_000, 5), (10_000, 5)])])
    tree = ElementTree.fromstring(drawing([panel, panel, panel]))
    assert len(tree.findall(".//{*}circle")) == 12
    assert [one.text for one in tree.findall(".//{*}text") if one.get("font-weight")] == ["Cost < all"] * 3


def test_the_slow_end_is_that_of_one_in_twenty() -> None:
    assert slow([float(number) for number in range(100)]) == 95.0
    assert slow([1.0]) == 1.0
