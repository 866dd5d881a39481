"""Headlines and sentences of real news, pasted as they stand: each finds its own report on the first page.

No sign in them may raise an error, and none may keep the report from being found.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings

from archive.text.folding import fold
from bench.corpus import CORPUS, rows
from search.analysis import words
from search.engine.answering import answer
from search.query_language import MAX_CHARACTERS, parse
from search.query_reading import MOST_CLAUSES, clauses
from search.questions import DEFAULT_SIZE, Question
from tests.search.engine.drawing import Report, blank_report
from tests.search.engine.library import Library, scratch, write_with_ours

ALL_REPORTS: Final = 10_000
ALL_SENTENCES: Final = 2_000
_SENTENCE: Final = re.compile(r"[^。！？\n]+[。！？]?")
# Headlines as papers print them, in our own words: each sign where it cannot be an operator, or does no harm.
HEADLINES: Final = (
    "样例县：党建引领“小网格” 托起“大民生”", "“1+8”模式“火”了——样例村党（总）支部换届侧记", "三年：一张蓝图绘到底",
    "除隐患 铸平安 | 样例派出所走进校园", "样例时评｜“非”常之事须用心", "（样例纪事）灯火里的支部 （上篇）",
    "作者：赵样例 来源：样例网 夜访山村", "样例股份(16.250, -0.11, -0.6%)发布公告", "*ST样例 7月26日晚间公告",
    "-样例专题- 党建+：支部+X+贫困户", "《样例条例（试行）》“十问” 与 你有关", "10:00~14:00 样例集市+展览 等你来~",
    "标题：怎样写好一条标题", "年：守岁 日期：腊月三十", "快看，“阿婆的话 （未完", "样例 AND 样例 OR 样例", "党建 OR",
)  # fmt: skip


def report_of(number: int, row: dict[str, Any]) -> Report:
    paragraphs = [line for line in row["text"].splitlines() if line.strip()]
    return blank_report(number) | {"headline": row["title"], "paragraphs": paragraphs}


def sentences(reports: list[Report], count: int) -> Iterator[tuple[int, str]]:
    """Yield random sentences of the reports that are short enough to be asked, and the report of each."""
    chance = random.Random(8)
    while count:
        number = chance.randrange(len(reports))
        found = [one.strip() for text in reports[number]["paragraphs"] for one in _SENTENCE.findall(text)]
        if whole := [one for one in found if fold(one) and len(one) <= MAX_CHARACTERS]:
            yield number, chance.choice(whole)
            count -= 1


def lost(reports: list[Report], pasted: list[tuple[int, str]]) -> list[str]:
    """Return what was pasted and did not bring its own report on the first page.

    Reports that print the same text are one to a reader: any of them will do.
    """
    cut = partial(words, cache_dir=settings.CACHE_DIR)
    missed = []
    with scratch() as folder:
        library = Library(folder, write_with_ours)
        library.commit(reports)
        for number, typed in pasted:
            tree = parse(typed, cut).tree
            assert clauses(tree) <= MOST_CLAUSES
            page = answer(library.snapshot, tree, Question(), frozenset(), 0, DEFAULT_SIZE, facets=()).documents
            if not {number} & {one.id for one in page} and not any(
                fold(typed) in fold("".join([reports[one.id]["headline"], *reports[one.id]["paragraphs"]]))
                for one in page[:1]
            ):
                missed.append(typed)
    return missed


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_of_our_own_finds_its_report(headline: str) -> None:
    assert lost([report_of(0, {"title": headline, "text": "样例正文。"})], [(0, headline)]) == []


@pytest.mark.parametrize(
    ("step", "asked"), [(33, 60), pytest.param(1, ALL_SENTENCES, marks=pytest.mark.soak)], ids=["some", "all"]
)
def test_pasted_news_finds_its_own_report(shared: Callable[[str], Path], step: int, asked: int) -> None:
    assert shared("corpora/news-10k.jsonl.gz").samefile(CORPUS)
    reports = [report_of(number, row) for number, row in enumerate(islice(rows(), 0, ALL_REPORTS, step))]
    headlines = [(number, one["headline"]) for number, one in enumerate(reports) if fold(one["headline"])]
    assert lost(reports, [*headlines, *sentences(reports, asked)]) == []
