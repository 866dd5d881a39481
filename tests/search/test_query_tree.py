"""The query tree over a real index: every kind of node against brute force, which folds by its own means."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from search.query_tree import (
    TEXT_FIELDS,
    And,
    AtLeast,
    Boost,
    Equivalents,
    Everything,
    Exact,
    Field,
    Gap,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Preferred,
    Range,
    Run,
    Signer,
    Whole,
    Word,
    in_field,
    leaves,
)
from tests.oracles import oracle_fold
from tests.search.engine.library import WRITERS, Library

SIGNS: Final = "党建引廉村1258+,. a，。黨"
REPORTS: Final = 60
SEARCHED: Final = (
    "kicker",
    "headline",
    "subtitle",
    "column_name",
    "editors_note",
    "headings",
    "paragraphs",
    "captions",
)


class Reports:
    """Reports in an index, and each by itself."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.reports = library.live

    def found(self, tree: Node) -> set[int]:
        """Return the reports that the engine finds."""
        return {one.id for one in self._library.ask(tree).documents}

    def ranked(self, tree: Node) -> list[tuple[int, float]]:
        """Return the reports in the engine's order, with their scores."""
        return [(one.id, one.score) for one in self._library.ask(tree).documents]

    def having(self, test: Callable[[dict[str, Any]], bool]) -> set[int]:
        """Return the reports that pass a test, read one by one."""
        return {number for number, report in self.reports.items() if test(report)}

    def holding(self, string: str, fields: tuple[str, ...] = SEARCHED) -> set[int]:
        """Return the reports with a passage that holds a string."""
        return self.having(lambda report: any(string in passage for passage in passages(report, fields)))


def passages(report: dict[str, Any], fields: tuple[str, ...] = SEARCHED) -> Iterator[str]:
    """Yield the folded passages of some fields."""
    for name in fields:
        value = report[name] or []
        yield from map(oracle_fold, [value] if isinstance(value, str) else value)


def text(source: random.Random, most: int = 14) -> str:
    return "".join(source.choices(SIGNS, k=source.randint(0, most)))


def report(source: random.Random, number: int) -> dict[str, Any]:
    """Return a report of random signs, with values of every kind or none."""
    lines = {
        name: text(source) or None for name in ("kicker", "headline", "subtitle", "column_name", "byline")
    }
    lists = {
        name: [text(source) for _ in range(source.randint(0, 3))]
        for name in ("editors_note", "headings", "paragraphs", "captions")
    }
    year = source.choice([2019, 2020, 2021, None])
    return {
        **lines, **lists, "django_id": number, "credit_names": [text(source, 3)],
        "newspaper_id": source.choice([1, 2, None]), "newspaper_name": text(source), "author_ids": [number % 4],
        "place_codes": source.choice([["410000", "411300"], ["610000"], []]), "place_names": [text(source)],
        "year": year, "date_basis": source.choice(["stated", None]),
        "date_from": None, "date_to": None,
    }  # fmt: skip


@pytest.fixture(scope="module", params=WRITERS.values(), ids=[*WRITERS])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Sixty reports in two segments."""
    source = random.Random(11)
    reports = [report(source, number) for number in range(1, REPORTS + 1)]
    library = Library(tmp_path_factory.mktemp("index"), request.param)
    library.commit(reports[:30])
    library.commit(reports[30:])
    return Reports(library)


def strings(count: int = 40, longest: int = 4) -> list[str]:
    source = random.Random(7)
    drawn = (
        oracle_fold("".join(source.choices(SIGNS, k=source.randint(1, longest)))) for _ in range(count * 3)
    )
    return list(dict.fromkeys(filter(None, drawn)))[:count]


@pytest.mark.parametrize("string", strings())
def test_exact_strings_and_words_stand_in_one_passage(library: Reports, string: str) -> None:
    expected = library.holding(string)
    assert library.found(Exact(string)) == library.found(Word(string)) == expected


@pytest.mark.parametrize("name", TEXT_FIELDS)
def test_a_string_of_one_field_stands_in_that_field(library: Reports, name: str) -> None:
    for string in strings(25, 3):
        assert library.found(Exact(string, name)) == library.holding(string, TEXT_FIELDS[name]), string


WHOLE: Final = "(?<![0-9a]){}(?![0-9a])"


@pytest.mark.parametrize("name", ["", "body", "caption", "byline"])
@pytest.mark.parametrize("run", ["1", "12", "a", "5", "a1"])
def test_a_run_stands_whole(library: Reports, run: str, name: str) -> None:
    fields = TEXT_FIELDS[name] if name else SEARCHED

    def holds(report: dict[str, Any]) -> bool:
        lists = [[report[one]] if isinstance(report[one], str) else report[one] or [] for one in fields]
        raw = [line for lines in lists for line in lines]
        # Between two digits a comma or full stop belongs to the number.
        return any(
            run in re.split(r"(?:(?<![0-9])[,.，]|[,.，](?![0-9])|[^0-9a,.，])+", line) for line in raw
        )

    assert library.found(Run(run, name)) == library.having(holds)


@pytest.mark.parametrize("string", ["1+", "1+8", "5党", "党建+1", "+8", "1村"])
def test_the_ends_of_a_whole_string_are_whole_runs(library: Reports, string: str) -> None:
    found = library.found(Whole(string))
    assert found <= library.found(Exact(string))
    ends = [Run(end) for end in (string[:2], string[-2:]) if re.fullmatch(r"[0-9].|\+[0-9]", end)]
    assert found == set.intersection(library.found(Exact(string)), *map(library.found, ends))


def gaps(passage: str, parts: tuple[str, ...], least: int, most: int) -> bool:
    """Tell by trying every place of every string whether they stand in this order so far apart."""

    def goes_on(at: int, rest: tuple[str, ...]) -> bool:
        if not rest:
            return True
        starts = range(at + least, min(at + most, len(passage)) + 1)
        return any(
            passage.startswith(rest[0], start) and goes_on(start + len(rest[0]), rest[1:]) for start in starts
        )

    first = parts[0]
    return any(
        passage.startswith(first, at) and goes_on(at + len(first), parts[1:]) for at in range(len(passage))
    )


@pytest.mark.parametrize("name", ["", "title", "body", "paper"])
@pytest.mark.parametrize(
    "parts", [("党", "建"), ("建", "党"), ("1", "村", "党"), ("党", "党"), ("党建", "引")]
)
def test_gaps_and_nearness_are_counted_in_folded_characters(
    library: Reports, parts: tuple[str, ...], name: str
) -> None:
    fields = TEXT_FIELDS[name] if name else SEARCHED
    orders = {
        parts,
        parts[::-1],
        (*parts[1:], parts[0]),
        (parts[-1], *parts[:-1]),
        (*parts[:-2], *parts[:-3:-1]),
    }
    every = orders | {(order[1], order[0], *order[2:]) for order in orders}
    for least, most in ((0, 0), (0, 2), (1, 3), (2, 5)):
        expected = library.having(lambda one: any(gaps(p, parts, least, most) for p in passages(one, fields)))  # noqa: B023
        assert library.found(Gap(parts, least, most, name)) == expected
        near = library.having(
            lambda one: any(gaps(p, order, 0, most) for p in passages(one, fields) for order in every)  # noqa: B023
        )
        assert library.found(Near(parts, most, name)) == near


def test_what_no_pattern_can_say_is_refused() -> None:
    for parts, least, most in (
        (("党", "建"), 3, 2),
        (("党",) * 6, 0, 1),
        (("党", ""), 0, 1),
        (("党",), 0, 201),
    ):
        with pytest.raises(ValueError, match=r"^1 to 5 strings, 0 to 200 characters apart, not "):
            Gap(parts, least, most)
    with pytest.raises(ValueError, match=r"^1 to 5 strings"):
        Near((), 1)


def test_nodes_combine_as_sets(library: Reports) -> None:
    a, b, c = Exact("党"), Exact("1"), Exact("村廉")
    in_a, in_b, in_c = map(library.found, (a, b, c))
    everything = set(library.reports)
    assert library.found(Everything()) == library.found(And(())) == everything
    assert library.found(Nothing()) == library.found(Or(())) == set()
    assert library.found(And((a, b))) == in_a & in_b
    assert library.found(Or((a, c))) == in_a | in_c
    assert library.found(Not(a)) == everything - in_a
    assert library.found(And((a, Not(Or((b, c)))))) == in_a - (in_b | in_c)
    assert library.found(Preferred(a, b)) == library.found(Boost(a, 3.0)) == in_a
    assert library.found(Equivalents((a, c))) == in_a | in_c


@pytest.mark.parametrize("least", range(5))
def test_at_least_some_of_them(library: Reports, least: int) -> None:
    parts = tuple(map(Exact, ("党", "建", "1", "村")))
    times = Counter(number for part in parts for number in library.found(part))
    assert library.found(AtLeast(least, parts)) == {n for n in library.reports if times[n] >= least}


@pytest.mark.parametrize(
    ("node", "test"),
    [
        (Field("place", "411300"), lambda one: "411300" in one["place_codes"]),
        (Field("place", "none"), lambda one: not one["place_codes"]),
        (Field("year", "2020"), lambda one: one["year"] == 2020),
        (Field("newspaper", "2"), lambda one: one["newspaper_id"] == 2),
        (Field("author", "3"), lambda one: one["author_ids"] == [3]),
        (Field("basis", "none"), lambda one: one["date_basis"] is None),
        (Field("id", "7"), lambda one: one["django_id"] == 7),
        (Field("colour", "red"), lambda one: False),
        (Range("year", 2020, None), lambda one: (one["year"] or 0) >= 2020),
        (Range("year", None, 2019), lambda one: (one["year"] or 9999) <= 2019),
        (Range("year", 2019, 2020), lambda one: one["year"] in (2019, 2020)),
        (Range("date", 1, None), lambda one: False),
    ],
)
def test_values_and_ranges(library: Reports, node: Node, test: Callable[[dict[str, Any]], bool]) -> None:
    assert library.found(node) == library.having(test)


def test_a_signer_is_a_whole_name(library: Reports) -> None:
    for name in {oracle_fold(one["credit_names"][0]) for one in library.reports.values()} - {""}:
        expected = library.having(lambda one: oracle_fold(one["credit_names"][0]) == name)  # noqa: B023
        assert library.found(Signer(name)) == expected


def test_a_boost_multiplies_the_score(library: Reports) -> None:
    plain, boosted = dict(library.ranked(Exact("党"))), dict(library.ranked(Boost(Exact("党"), 2.0)))
    assert boosted == pytest.approx({number: 2 * score for number, score in plain.items()}, abs=1e-5)


def test_equivalents_are_ranked_as_one_string(library: Reports) -> None:
    alike = library.ranked(Equivalents((Exact("党"), Exact("党"))))
    assert [number for number, _ in alike]
    assert len(list(leaves(Equivalents((Exact("党"), Exact("建")))))) == 1


def test_a_tree_is_moved_into_a_field() -> None:
    tree = And((Word("党"), Not(Boost(Run("1"), 2.0)), Equivalents((Exact("建"),)), Field("year", "2020")))
    assert in_field(tree, "caption") == And((
        Word("党", "caption"), Not(Boost(Run("1", "caption"), 2.0)),
        Equivalents((Exact("建", "caption"),)), Field("year", "2020"),
    ))  # fmt: skip
