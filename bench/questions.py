"""Questions: what readers type, in the classes that the benchmark measures.

In: the first reports of a corpus, as prepared. Out: questions of each class, drawn from those texts by a
seed: each typed, as in the search box, and turned into a query tree by the query language. The class NOT alone
is put together from two typed parts: stock Haystack is asked in two.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from archive.text.folding import fold
from search.query_language import Cutter, parse
from search.query_tree import And, Node, Not
from search.questions import Day, Question, Selection

EACH: Final = 50
SAMPLED_REPORTS: Final = 2_000
# Shares of the reports sampled.
COMMON: Final = 0.10
RARE_REPORTS: Final = 4  # a rare word stands in so many of them at most: 0.2 %
COMMON_PHRASES: Final = 300
CHARACTERS: Final = 300
EXACT_LENGTH: Final = 8
DEEP_PAGE: Final = 50
PAGE_SIZE: Final = 20
# A deep page needs this many times its hits, so that a sample's word fills it.
DEEP_MARGIN: Final = 1.25
YEARS_LEAST, YEARS_MOST = 3, 8
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """What a reader types and chooses; `without` must not stand in a report."""

    kind: str
    typed: str
    without: str = ""
    match: str = "all"
    selections: tuple[Selection, ...] = ()
    since: str | None = None
    until: str | None = None
    sort: str = "relevance"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """The same for an engine: the query tree, and the question with filters, order and page."""

    kind: str
    typed: str
    without: str
    tree: Node
    question: Question

    @property
    def start(self) -> int:
        """Return how many hits stand before the page."""
        return (self.question.page - 1) * self.question.size


def asked(given: TypedQuestion, cut: Cutter) -> Asked:
    """Return what engines are asked."""
    tree = parse(given.typed, cut, given.match).tree
    if given.without:
        tree = And((tree, Not(parse(given.without, cut).tree)))
    return Asked(given.kind, given.typed, given.without, tree, question_of(given))


def question_of(given: TypedQuestion) -> Question:
    """Return a typed question as the form understands it."""
    return Question(
        given.typed, given.selections, _day(given.since), _day(given.until), given.sort, PAGE_SIZE, given.page,
        given.match,
    )  # fmt: skip


def _day(written: str | None) -> Day | None:
    return Day(written, dt.date.fromisoformat(written).toordinal()) if written else None


@dataclass(frozen=True, slots=True)
class Sample:
    """What questions are drawn from: words by how many reports hold them, and what stands side by side."""

    reports: int
    size: int
    common: Sequence[str]
    rare: Sequence[str]
    deep: Sequence[str]
    phrases: Sequence[str]
    characters: Sequence[str]
    passages: Sequence[str]
    places: Sequence[str]
    papers: Sequence[str]
    years: Sequence[int]


def sample(reports: Sequence[Mapping[str, Any]], size: int, cut: Cutter) -> Sample:
    """Return what questions to a corpus of `size` reports are drawn from, given the first of them."""
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    neighbours: Counter[str] = Counter()
    runs = [[run for text in report["paragraphs"] for run in _HAN.findall(fold(text))] for report in reports]
    for found in runs:
        cuts = [list(cut(run)) for run in found]
        words.update({word for one in cuts for word in one if len(word) > 1})
        neighbours.update({left + "\t" + right for one in cuts for left, right in pairwise(one)})
        characters.update(set("".join(found)))
    known = Counter({word: count for word, count in words.items() if list(cut(word)) == [word]})
    common = _at_least(known, COMMON * len(reports))
    deep = _at_least(known, DEEP_MARGIN * DEEP_PAGE * PAGE_SIZE * len(reports) / size)
    return Sample(
        reports=len(reports),
        size=size,
        common=common,
        rare=sorted(word for word, count in known.items() if count <= RARE_REPORTS),
        deep=deep,
        phrases=_phrases(neighbours, frozenset(common)),
        characters=[one for one, _ in characters.most_common(CHARACTERS)],
        passages=[run for found in runs for run in found if len(run) >= EXACT_LENGTH],
        places=sorted(code for report in reports for code in report["place_codes"]),
        papers=sorted(str(one["newspaper_id"]) for one in reports if one["newspaper_id"]),
        years=sorted(report["year"] for report in reports if report["year"]),
    )


def _at_least(counts: Counter[str], least: float) -> list[str]:
    return sorted(word for word, count in counts.items() if count >= least)


def _phrases(neighbours: Counter[str], common: frozenset[str]) -> list[str]:
    pairs = ((one.split("\t"), count) for one, count in neighbours.items())
    both = Counter({"".join(pair): count for pair, count in pairs if common.issuperset(pair)})
    return sorted(phrase for phrase, _ in both.most_common(COMMON_PHRASES))


Draw = Callable[[random.Random, Sample, int], TypedQuestion]


def _everything(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    sort = ("relevance", "newest", "oldest")[at % 3]
    return TypedQuestion("everything", "", sort=sort, page=1 + at // 3 % max(1, given.size // PAGE_SIZE))


def _common(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    return TypedQuestion("common word", source.choice(given.common))


def _rare(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    return TypedQuestion("rare word", source.choice(given.rare))


def _all_three(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    return TypedQuestion("AND of three", " ".join(source.sample(given.common, 3)))


def _any_of_three(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    return TypedQuestion("OR of three", " OR ".join(source.sample(given.common, 3)))


def _without(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    wanted, unwanted = source.sample(given.common, 2)
    return TypedQuestion("NOT", wanted, without=unwanted)


def _in_place(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    chosen = (Selection("place", source.choice(given.places)),)
    return TypedQuestion("word, place", source.choice(given.common), selections=chosen)


def _in_years(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    first = source.choice(given.years)
    last = first + source.randint(YEARS_LEAST, YEARS_MOST)
    papers = source.sample(sorted(set(given.papers)), 2)
    return TypedQuestion(
        "word, years, two papers", source.choice(given.common),
        selections=tuple(Selection("newspaper", paper) for paper in papers),
        since=f"{first}-01-01", until=f"{last}-12-31",
    )  # fmt: skip


def _phrase(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    return TypedQuestion("exact, two common words", f'"{source.choice(given.phrases)}"')


def _eight(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    passage = source.choice(given.passages)
    start = source.randrange(len(passage) - EXACT_LENGTH + 1)
    return TypedQuestion("exact, 8 characters", f'"{passage[start : start + EXACT_LENGTH]}"')


def _character(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    return TypedQuestion("one character", source.choice(given.characters))


def _deep(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    return TypedQuestion("page 50", source.choice(given.deep), page=DEEP_PAGE)


def _by_date(source: random.Random, given: Sample, at: int) -> TypedQuestion:
    return TypedQuestion("sort by date", source.choice(given.common), sort=("newest", "oldest")[at % 2])


CLASSES: Final[dict[str, Draw]] = {
    "everything": _everything,
    "common word": _common,
    "rare word": _rare,
    "AND of three": _all_three,
    "OR of three": _any_of_three,
    "NOT": _without,
    "word, place": _in_place,
    "word, years, two papers": _in_years,
    "exact, two common words": _phrase,
    "exact, 8 characters": _eight,
    "one character": _character,
    "page 50": _deep,
    "sort by date": _by_date,
}


def questions(given: Sample, each: int = EACH, seed: int = 1) -> Iterator[TypedQuestion]:
    """Yield `each` different questions of every class that the corpus has; no deep page where none is so deep."""
    for kind, draw in CLASSES.items():
        if kind == "page 50" and len(given.deep) < each:
            continue
        source = random.Random(f"{seed}:{kind}")
        drawn: dict[TypedQuestion, None] = {}
        for at in range(each * 100):
            if len(drawn) == each:
                break
            drawn[draw(source, given, at)] = None
        if len(drawn) < each:
            raise ValueError(
                f"only {len(drawn)} different questions of the class {kind!r}; {each} are needed"
            )
        yield from drawn
