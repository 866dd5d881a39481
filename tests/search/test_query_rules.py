"""The rules of the query language on a small corpus: what is typed, what it means, which reports it finds.

A row a rule; the corpus is in our own words. Numbers are reports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import pytest
from django.conf import settings as django_settings
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import words
from search.query_language import parse
from tests.search.engine.brute_force import holds
from tests.search.engine.drawing import Report, blank_report
from tests.search.engine.library import Library, scratch, write_with_ours
from tests.search.test_query_language import TYPED, corrected

AUTHORS: Final = {1: ["王样例"], 2: ["李样例"], 3: ["张样例"]}
ROLES: Final = {1: ["记者\t王样例"], 2: ["通讯员\t李样例"], 3: ["记者\t张样例"]}
DATES: Final = {
    1: (dt.date(2019, 5, 6), dt.date(2019, 5, 6)),
    2: (dt.date(2019, 10, 1), dt.date(2019, 10, 31)),
    3: (dt.date(2021, 1, 1), dt.date(2021, 12, 31)),
}
TEXTS: Final[dict[int, dict[str, Any]]] = {
    1: {
        "headline": "党建引领，山村换新颜", "paragraphs": ["书记带着大家修路。", "扶贫靠产业。"],
        "place_names": ["南阳市", "河南省"], "newspaper_name": "样例日报", "byline": "本报记者 王样例",
    },
    2: {
        "headline": "引领风气的小院", "paragraphs": ["说起党建，老人们有话讲。"], "column_name": "基层新风",
        "place_names": ["安康市", "陕西省"], "newspaper_name": "样例晚报", "byline": "通讯员 李样例",
    },
    3: {
        "headline": "脱贫之后", "paragraphs": ["党建工作不松劲。", "扶贫变成帮扶。"],
        "captions": ["村民在大棚里摘瓜。"], "byline": "本报记者 张样例 摄影 王样例",
    },
    4: {"headline": "党（总）支部换届", "paragraphs": ["推行“1+8”模式，探索党建+养老。"]},
    5: {"headline": "11+8道题", "paragraphs": ["答对12.5%，5万+人次；编号C919。"]},
    6: {"headline": "明辨是非", "paragraphs": ["学习《样例支部工作规则》。", "小王、小李，与人为善。"]},
    7: {"headline": "规则与工作", "paragraphs": ["支部有样例。", "党建｜引领｜服务"]},
    8: {"headline": "作者：赵样例 夜访", "paragraphs": ["灯还亮着。"]},
    9: {"headline": "三年：党徽更亮", "paragraphs": ["两新组织有了带头人。"]},
    10: {"headline": "街巷新事", "paragraphs": ["新经济组织和新社会组织都到来了。", "印发样例方案(2025—2027年)。"]},
}  # fmt: skip

# What is typed, what it means, what it finds.
RULES: Final[list[tuple[str, str, set[int]]]] = [
    # Words
    ("党建 扶贫", "both words, anywhere", {1, 3}),
    ("党建引领", "a run's words, wherever they stand", {1, 2, 7}),
    ("黨建引領", "in either script", {1, 2, 7}),
    ("Ｃ９１９", "in either width", {5}),
    ("c919", "in either case", {5}),
    ("样例支部", "a word is found where cutting would have hidden it", {6, 7}),
    # Exact strings
    ('"党建引领"', "this string within one passage, punctuation aside", {1, 7}),
    ("“党建工作”", "in Chinese quotes", {3}),
    ("「党建工作」", "in corner quotes", {3}),
    ("“修路扶贫”", "a passage's end divides", set()),
    ("“党建", "an unpaired quote is text", {1, 2, 3, 4, 7}),
    ("《样例支部工作规则》", "the name of a document is one string", {6}),
    ("《样例 支部工作规则》", "white space in it or not", {6}),
    ("学习《样例支部工作规则》", "within a run too", {6}),
    ("《样例方案（2025—2027年）》", "numbers and dashes as they are typed", {10}),
    ("样例支部工作规则", "without its marks its words may be scattered", {6, 7}),
    # Numbers, units and marks
    ("1+8", "a number is whole", {4}),
    ("党建+", "a sign is a character", {4}),
    ("12.5%", "a decimal is a number", {5}),
    ("5万+", "with its measure and its sign", {5}),
    # AND
    ("党建 AND 扶贫", "AND says what white space says", {1, 3}),
    ("党建 与 扶贫", "in Chinese", {1, 3}),
    ("小王 and 小李", "in small letters it is a word", set()),
    # OR
    ("换届 OR 修路", "either", {1, 4}),
    ("换届 或 修路", "in Chinese", {1, 4}),
    ("换届 | 修路", "by a bar between white space", {1, 4}),
    ("党建｜引领｜服务", "a bar in a run is text", {7}),
    ("党建 扶贫 OR 换届", "AND binds before OR", {1, 3, 4}),
    # NOT
    ("党建 NOT 扶贫", "one without the other", {2, 4, 7}),
    ("党建 非 扶贫", "in Chinese", {2, 4, 7}),
    ("党建 -扶贫", "by a minus right before it", {2, 4, 7}),
    ("党建 -“党建引领”", "a minus before a quote", {2, 3, 4}),
    ("党建 -(扶贫 OR 支部)", "a minus before a group", {2}),
    ("党建 - 扶贫", "a dash between white space is text", {1, 3}),
    ("党建-扶贫", "a dash in a run is text", {1, 3}),
    ("党建 (引领 NOT 服务)", "NOT in a group", {1, 2}),
    ("-党建 -扶贫", "without any word: all others", {5, 6, 8, 9, 10}),
    # An operator without operands is text
    ("非", "alone it is a string", {6}),
    ("与", "alone it is a string", {6, 7}),
    ("或 党建", "first it joins nothing", set()),
    ("党建 或", "last it joins nothing", set()),
    # Groups
    ("党建 (换届 OR 修路)", "a group in a conjunction", {1, 4}),
    ("党建 （换届 或 修路）", "in brackets of full width", {1, 4}),
    ("党(总)支部", "brackets in a run are text", {4}),
    ("(党(总)支部 OR 修路) 党建", "brackets of text within a group", {1, 4}),
    ("(党建 扶贫", "an unpaired bracket is text", {1, 3}),
    # Fields
    ("标题:党建", "in a title line", {1}),
    ("标题：党建", "a colon of full width", {1}),
    ("標題:党建", "a name in the other script", {1}),
    ("TITLE:党建", "a name in English", {1}),
    ("标题:“引领风气”", "a quote in a field", {2}),
    ("标题:(换届 OR 脱贫)", "a group in a field", {3, 4}),
    ("党建 -标题:引领", "a field excluded", {3, 4, 7}),
    ("正文:引领", "in a paragraph", {7}),
    ("栏目:新风", "in the name of the column", {2}),
    ("图注:大棚", "in a caption", {3}),
    ("报纸:晚报", "a part of the paper's name", {2}),
    ("地方:南阳", "a part of a place's name", {1}),
    ("地方:陕西", "or of a place around it", {2}),
    ("作者:李样例", "who signed as an author", {2}),
    ("作者:样例", "a part of a name, in the signature", {1, 2, 3}),
    ("作者:赵样例", "or said in the text: a pasted headline", {8}),
    ("作者：赵样例 夜访", "pasted whole", {8}),
    ("通讯员:李样例", "who signed in this role", {2}),
    ("通讯员:王样例", "and in no other", set()),
    ("三年：党徽更亮", "a name that is no field is text", {9}),
    ("标题: 党建", "a field with nothing behind it is text", set()),
    ("年:党徽", "a value of another form is text", {9}),
    # Years and days
    ("年:2019", "a year", {1, 2}),
    ("年:2019..2021", "from one to the other, both included", {1, 2, 3}),
    ("年:..2019", "open before", {1, 2}),
    ("年:2020..", "open after", {3}),
    ("年:2021..2019", "turned round", {1, 2, 3}),
    ("日期:2019-05", "a month", {1}),
    ("日期:2019-05..2019-10", "months", {1, 2}),
    ("日期:2019-10-31", "a day that a date may mean", {2}),
    ("日期:2019-13", "no month is text", set()),
    ("党建 -年:2019", "a year excluded", {3, 4, 7}),
    # Near
    ("“新颜 党建”~10", "near, in either order", {1}),
    ("“党建 新颜”~3", "not as near as that", set()),
    ("“书记 扶贫”~200", "never beyond a passage", set()),
    # Wildcards
    ("书记*修路", "some characters between", {1}),
    ("党建*服务", "punctuation is none", {7}),
    ("新经济*来了", "ten at most", {10}),
    ("新经*来了", "not eleven", set()),
]


@pytest.fixture(scope="module")
def library() -> Iterator[Library]:
    """Give the corpus as the engine sees it."""
    with scratch() as folder:
        library = Library(folder, write_with_ours)
        library.commit([report_of(number) for number in TEXTS])
        yield library


def report_of(number: int) -> Report:
    first, last = DATES.get(number, (None, None))
    return blank_report(number) | TEXTS[number] | {
        "author_names": AUTHORS.get(number, []), "credit_names": AUTHORS.get(number, []),
        "credit_roles": ROLES.get(number, []),
        "date_from": first, "date_to": last, "year": first and first.year,
    }  # fmt: skip


@pytest.mark.parametrize(("typed", "meaning", "expected"), RULES, ids=[typed for typed, _, _ in RULES])
def test_a_rule_finds_what_it_means(library: Library, typed: str, meaning: str, expected: set[int]) -> None:
    assert found(library, typed) == expected, meaning


def test_any_of_finds_a_share_of_the_words(library: Library) -> None:
    assert found(library, "山村 修路 小院 大棚 没有 此词", match="any") == {1}
    assert found(library, "山村 小院", match="any") == {1, 2}
    assert found(library, "山村 修路 小院 年:2020..", match="any") == set()


def test_what_means_the_same_is_found(library: Library) -> None:
    same = {"两新组织": ("新经济组织和新社会组织",)}
    assert found(library, "两新组织") == {9}
    assert found(library, "两新组织", equivalents=same) == {9, 10}
    assert found(library, "“两新组织”", equivalents=same) == {9}


def test_a_run_as_it_stands_comes_first(library: Library) -> None:
    assert [one.id for one in library.ask(tree_of("党建引领")).documents][-1] == 2


@given(TYPED, st.sampled_from(["all", "any"]))
@example("“党建 建引 引领 领样 样本”~200 党*建*引*领*样", "all")
@settings(deadline=None, max_examples=60)
def test_whatever_is_typed_has_an_answer_as_brute_force_has_it(library: Library, typed: str, match: str) -> None:
    asked = corrected(typed)
    tree = tree_of(asked, match)
    assert found(library, asked, match=match) == {
        number for number, report in library.live.items() if holds(tree, report)
    }


def tree_of(typed: str, match: str = "all", equivalents: dict[str, tuple[str, ...]] | None = None) -> Any:
    known = equivalents or {}
    cut = partial(words, cache_dir=django_settings.CACHE_DIR)
    return parse(typed, cut, match, lambda folded: known.get(folded, ())).tree


def found(library: Library, typed: str, **how: Any) -> set[int]:
    return {one.id for one in library.ask(tree_of(typed, **how)).documents}
