"""Quoted strings against brute force over real news, in every disguise: the small version of bench/exactness.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings

from archive.text.folding import fold
from archive.text.spellings import spellings
from bench.corpus import CORPUS, rows
from bench.exactness import DISGUISES, quoted, strings_of
from search.analysis import words
from search.query_language import parse
from search.query_tree import Equivalents, Exact
from tests.oracles import oracle_fold
from tests.search.engine.drawing import blank_report
from tests.search.engine.library import Library, write_with_ours

REPORTS: Final = 120
STRINGS: Final = 250
PARSED_STRINGS: Final = 400
# In our own words: what the disguises turn on.
SENTENCES: Final = (
    "项链、手链和家具都在坐标上，他呆着不动。",
    "乾隆年间的干部看不了解的借口。",
    "增长12.5%，1,234人，8:30开会，2019-10。",
    "“1+8”模式，党建+扶贫，5万+群众。", "后来皇后在里面，面条发头发，一只只要。", "1—2月，PDF和ＧＤＰ，㎡与①。",
)  # fmt: skip


@pytest.fixture(scope="module")
def own_reports() -> list[list[str]]:
    """Return reports of our own sentences."""
    return [["样例标题", sentence] for sentence in SENTENCES]


def compare(reports: list[list[str]], count: int, folder: Path) -> None:
    """Assert that strings cut from the reports find, however they are typed, the reports that hold them."""
    library = Library(folder, write_with_ours)
    library.commit([
        blank_report(number) | {"headline": headline, "paragraphs": paragraphs}
        for number, (headline, *paragraphs) in enumerate(reports)
    ])  # fmt: skip
    folded = ["\n".join(map(oracle_fold, passages)) for passages in reports]
    cut = partial(words, cache_dir=settings.CACHE_DIR)
    strings = strings_of([passage for passages in reports for passage in passages], count, seed=6)
    for string in strings:
        expected = {number for number, text in enumerate(folded) if oracle_fold(string) in text}
        for name, disguise in DISGUISES.items():
            typed = quoted(disguise(string))
            found = {one.id for one in library.ask(parse(typed, cut).tree).documents}
            assert found == expected, (name, typed)


def test_strings_of_our_own_sentences_are_found_in_every_disguise(
    own_reports: list[list[str]], tmp_path: Path
) -> None:
    compare(own_reports, STRINGS, tmp_path)


def test_strings_of_real_news_are_found_in_every_disguise(
    shared: Callable[[str], Path], tmp_path: Path
) -> None:
    assert shared("corpora/news-10k.jsonl.gz").samefile(CORPUS)
    reports = [
        [line for line in (row["title"], *row["text"].splitlines()) if line.strip()]
        for row in islice(rows(), 0, REPORTS * 20, 20)
    ]
    compare(reports, STRINGS, tmp_path)


@pytest.mark.parametrize(
    ("step", "count"), [(50, PARSED_STRINGS), pytest.param(1, 250 * PARSED_STRINGS, marks=pytest.mark.soak)]
)
def test_a_quoted_string_of_real_news_is_read_as_this_string(
    shared: Callable[[str], Path], step: int, count: int
) -> None:
    assert shared("corpora/news-10k.jsonl.gz").samefile(CORPUS)
    passages = [line for row in islice(rows(), 0, None, step) for line in row["text"].splitlines() if line.strip()]
    for typed in strings_of(passages, count, seed=7):
        for name, disguise in DISGUISES.items():
            tree = parse(quoted(disguise(typed)), list).tree
            assert isinstance(tree, Exact | Equivalents), (name, typed)
            strings = tree.parts if isinstance(tree, Equivalents) else (tree,)
            assert strings == tuple(map(Exact, spellings(fold(disguise(typed))))), (name, typed)
