"""Strings of any length against Python's `in` over independently folded passages: the same reports, the same counts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine.schema import NARROW_LIMIT, ZONES
from search.query_tree import ANYWHERE, MOST_BETWEEN, TEXT_FIELDS, Exact, Gap, Near, Word
from tests.oracles import count_overlapping, oracle_fold
from tests.search.engine.brute_force import count
from tests.search.engine.drawing import SIGNS, Report, Trees, blank_report, texts
from tests.search.engine.library import WRITERS, Library, Writer, draw_library, scratch

LONGEST: Final = 12
each_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
Searchable = Exact | Word | Near | Gap


def report(number: int, **given: Any) -> Report:
    """Return a report with these fields and no others."""
    return blank_report(number) | given


def counts(library: Library, leaf: Searchable) -> dict[int, tuple[int, ...]]:
    """Return how often the engine says that a leaf stands in each zone of each report that has it."""
    found = library.ask(leaf).documents
    return {one.id: one.matched[0].counts for one in found}


def counted(library: Library, leaf: Searchable) -> dict[int, tuple[int, ...]]:
    """Return the same, looked up passage by passage."""
    each = {n: tuple(count(leaf, zone, one) for zone in ZONES) for n, one in library.live.items()}
    return {number: times for number, times in each.items() if any(times)}


def check_strings(source: random.Random, write: Writer, strings: int) -> None:
    """Check strings, anywhere and in one field, in a random library."""
    with scratch() as folder:
        library = draw_library(source, folder, write, 12)
        drawn = Trees(source, [*library.live.values()])
        for _ in range(strings):
            leaf = Exact(drawn.string(LONGEST), source.choice((ANYWHERE, ANYWHERE, *TEXT_FIELDS)))
            assert counts(library, leaf) == counted(library, leaf), leaf


@each_writer
@pytest.mark.parametrize("libraries", [6, pytest.param(600, marks=pytest.mark.soak)])
def test_a_string_is_found_where_python_finds_it_and_as_often(write: Writer, libraries: int) -> None:
    for seed in range(libraries):
        check_strings(random.Random(seed), write, 80)


@each_writer
@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(SIGNS, max_size=8), max_size=4), st.text(SIGNS, min_size=1, max_size=4))
def test_a_string_stands_within_one_passage(write: Writer, paragraphs: list[str], typed: str) -> None:
    string = oracle_fold(typed)
    if not string:
        return
    with scratch() as folder:
        library = Library(folder, write)
        library.commit([report(1, paragraphs=paragraphs)])
        times = sum(count_overlapping(string, oracle_fold(passage)) for passage in paragraphs)
        assert counts(library, Exact(string)) == ({1: (0, times, 0)} if times else {})


@each_writer
def test_no_string_reaches_across_the_end_of_a_passage(write: Writer, tmp_path: Path) -> None:
    library = Library(tmp_path, write)
    library.commit([
        report(1, headline="党", kicker="建", subtitle="引", headings=["廉"], paragraphs=["村党", "建引"]),
        report(2, captions=["党建引"], paragraphs=[]),
    ])  # fmt: skip
    library.commit([report(3, headline="党建"), report(4, paragraphs=["党", "建"]), report(5)])
    for string in ("党建", "建党", "党引", "廉村", "村党建", "党建引", "建引党", "引廉"):
        expected = {
            number for number, one in library.live.items() if any(string in text for text in texts(one))
        }
        assert {one.id for one in library.ask(Exact(string)).documents} == expected, string
        near = Near((string[0], string[1:]), MOST_BETWEEN)
        assert counts(library, near) == counted(library, near)


@each_writer
def test_overlapping_occurrences_count_each(write: Writer, tmp_path: Path) -> None:
    library = Library(tmp_path, write)
    library.commit([report(1, paragraphs=["党" * 9, "党党"]), report(2, headline="党" * 4)])
    for length in range(1, 10):
        expected = {1: 10 - length + max(0, 3 - length), 2: max(0, 5 - length)}
        found = counts(library, Exact("党" * length))
        assert {number: sum(times) for number, times in found.items()} == {
            n: t for n, t in expected.items() if t
        }


@each_writer
@pytest.mark.parametrize("cut", [70_000, 40, 1], ids=["one passage", "many passages", "passages of one sign"])
def test_positions_go_on_where_two_bytes_end(write: Writer, cut: int, tmp_path: Path) -> None:
    source = random.Random(cut)
    text = "".join(source.choices("党建引廉村1a", k=70_000 if cut > 1 else 400))
    long = report(
        1, paragraphs=[text[at : at + cut] for at in range(0, len(text), cut)], captions=["党建引廉"]
    )
    library = Library(tmp_path, write)
    library.commit([long, report(2, paragraphs=["党建引廉村"], headline="引廉")])
    assert library.snapshot.segments[0].rows["body_ends"].max() > NARROW_LIMIT
    for length in range(1, LONGEST):
        start = len(text) - length - source.randrange(30)
        for field in (ANYWHERE, "body", "caption", "title"):
            leaf = Exact(text[start : start + length], field)
            assert counts(library, leaf) == counted(library, leaf), leaf
    near = Gap(("党建", "廉"), 1, 4)
    assert counts(library, near) == counted(library, near)


@each_writer
@pytest.mark.parametrize("libraries", [4, pytest.param(400, marks=pytest.mark.soak)])
def test_nearness_is_what_the_pattern_says_and_as_often(
    write: Writer, libraries: int, tmp_path: Path
) -> None:
    for seed in range(libraries):
        source = random.Random(seed)
        with scratch() as folder:
            check_nearness(source, draw_library(source, folder, write, 10), 60)


def check_nearness(source: random.Random, library: Library, nodes: int) -> None:
    """Check nodes of nearness, whose strings may be the same, overlap, or begin each other."""
    drawn = Trees(source, [*library.live.values()])
    for _ in range(nodes):
        parts = tuple(drawn.string(2) for _ in range(source.randint(1, 4)))
        least, most = sorted((source.randint(0, 9), source.choice((0, 1, 5, 9, MOST_BETWEEN))))
        field = source.choice((ANYWHERE, ANYWHERE, "body", "title", "heading", "byline"))
        for leaf in (Near(parts, most, field), Gap(parts, least, most, field)):
            assert counts(library, leaf) == counted(library, leaf), leaf
