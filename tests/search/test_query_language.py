"""The query language: what was typed, as a tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.folding import fold
from search.any_of import any_of
from search.query_language import Expansion, ParsedQuery, QueryError, QueryPart, parse
from search.query_reading import MOST_CLAUSES, clauses
from search.query_tokens import QUOTES
from search.query_tree import (
    And,
    Equivalents,
    Everything,
    Exact,
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
    leaves,
)
from search.query_words import string

DICTIONARY = {"党建引领": ("党建", "引领"), "支部": ("支部",), "贫困户": ("贫困户",), "推进党建": ("推进", "党建")}
EQUIVALENTS = {"党代会": ("党的代表大会", "党员代表大会"), "党建引领": ("党建统领",), "廉": ("清廉",)}
EQUIVALENTS["gdp"] = ("生产总值",)


def cut(text: str) -> Sequence[str]:
    """Stand in for jieba: known strings by a table, the rest whole."""
    return DICTIONARY.get(text, (text,))


def tree_of(typed: str) -> Node:
    return parse(typed, cut).tree


@pytest.mark.parametrize("typed", ["", "   ", "\u3000\n"])
def test_nothing_typed_asks_for_everything(typed: str) -> None:
    assert parse(typed, cut) == ParsedQuery(Everything())


QUOTED = ['"村议村事"', "“村议村事”", "「村议村事」", "＂村议村事＂", '"村议，村事。"', '"村議村事"']


@pytest.mark.parametrize("typed", QUOTED)
def test_quotes_ask_for_an_exact_string(typed: str) -> None:
    assert tree_of(typed) == Exact(fold("村议村事"))


def test_inner_quotes_of_another_kind_are_text() -> None:
    assert tree_of('"学习“四议”办法"') == Exact("学习四议办法")


def test_a_word_is_looked_for_as_it_stands_or_as_a_signature() -> None:
    assert tree_of("支部") == Or((Word("支部"), Signer("支部")))


def test_a_single_character_is_its_own_word() -> None:
    assert tree_of("廉") == Word("廉")


def test_a_run_is_cut_and_preferred_as_typed() -> None:
    both = And((Word("党建"), Word("引领")))
    assert tree_of("党建引领") == Or((Preferred(both, Exact("党建引领")), Signer("党建引领")))


def test_parts_must_all_occur() -> None:
    assert tree_of("廉 村") == And((Word("廉"), Word("村")))


def test_any_part_is_enough_where_that_is_asked() -> None:
    signed = Or((Word("廊桥"), Signer("廊桥")))
    assert parse("廊桥 “修路”", cut, "any").tree == any_of([signed, Exact("修路")], ["廊桥", "修路"])
    assert parse("廉", cut, "any").tree == Word("廉")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1+8", [Whole("1+8")]),
        ("党建+", [Word("党建+")]),
        ("推进党建+", [Word("推进"), Word("党建+")]),
        ("5万+", [Whole("5万+")]),
        ("2017年", [Run("2017年")]),
        ("支部+X+贫困户", [Word("支部+x+贫困户")]),
        ("党建+5", [Whole("党建+5")]),
        ("2019—2021年", [Run("2019-2021年")]),
        ("2019—2021年底", [Run("2019"), Whole("2021年底")]),
        ("GDP", [Run("gdp")]),
        ("12.5%", [Run("12.5%")]),
        ("2017党建", [Run("2017"), Word("党建")]),
        ("５万", [Run("5万")]),
    ],
)
def test_signs_and_numbers_hold_on_to_their_neighbours(typed: str, expected: list[Node]) -> None:
    assert [leaf for leaf in leaves(tree_of(typed)) if not isinstance(leaf, Signer)] == expected


def told(parsed: ParsedQuery) -> list[str]:
    return [str(note) for note in parsed.notes]


def test_a_word_of_two_spellings_is_looked_for_in_both() -> None:
    assert tree_of('"座標系"') == Equivalents((Exact("座标系"), Exact("坐标系")))
    assert next(leaves(tree_of("項鍊"))) == Equivalents((Word("项链"), Word("项炼")))


def test_two_words_that_make_such_a_word_at_their_seam_stay_as_typed() -> None:
    parsed = parse("期待着", lambda text: ("期待", "着") if text == "期待着" else tuple(text))
    assert without_extras(parsed.tree) == And((Word("期待"), Word("着")))


def test_an_unpaired_quote_is_text_with_a_note() -> None:
    parsed = parse('"支部', cut)
    assert parsed.tree == Or((Word("支部"), Signer("支部")))
    assert told(parsed) == ['引号 " 没有配对，已当作普通文字。']


def test_what_holds_nothing_to_look_for_is_left_out_with_a_note() -> None:
    parsed = parse("！！ 廉", cut)
    assert parsed.tree == Word("廉")
    assert told(parsed) == ["“！！”里没有可检索的字，已略去。"]


def test_signs_alone_find_nothing() -> None:
    assert tree_of("……") == Nothing()


def test_empty_quotes_are_left_out() -> None:
    parsed = parse('""', cut)
    assert parsed.tree == Nothing()
    assert told(parsed) == ["引号里是空的，已略去。"]


def test_400_characters_are_read() -> None:
    assert tree_of("廉" * 400) is not None


def test_more_are_refused_with_a_query_that_works() -> None:
    with pytest.raises(QueryError) as caught:
        parse("廉" * 401, cut)
    assert str(caught.value) == "检索词太长：最多 400 字，这里有 401 字。请缩短后再试。"
    assert caught.value.suggestion == "廉" * 400


def test_a_suggestion_is_a_query_that_works() -> None:
    deep = "(" * 11 + "廉" + ")" * 11
    with pytest.raises(QueryError) as caught:
        parse(deep, cut)
    assert str(caught.value) == "括号套得太深：最多 10 层。可以去掉括号再试。"
    assert tree_of(caught.value.suggestion or "") == tree_of(deep[1:-1]) == Word("廉")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("廉 AND 村", And((Word("廉"), Word("村")))),
        ("廉 村 OR 户", Or((And((Word("廉"), Word("村"))), Word("户")))),
        ("廉 (村 OR 户)", And((Word("廉"), Or((Word("村"), Word("户")))))),
        ("廉 -村", And((Word("廉"), Not(Word("村"))))),
        ("廉 NOT (村 OR 户)", And((Word("廉"), Not(Or((Word("村"), Word("户"))))))),
        ("-(-廉)", Word("廉")),
        ("((廉) 村) 户", And((Word("廉"), Word("村"), Word("户")))),
        ("非", Word("非")),
        ("OR", Run("or")),
        ("廉 -0.11", And((Word("廉"), Run("0.11")))),
        ("廉-村", And((Word("廉"), Word("村")))),
        ("-廉- 村", And((Word("廉"), Word("村")))),
    ],
)  # fmt: skip
def test_operators_join_what_stands_beside_them(typed: str, expected: Node) -> None:
    assert without_extras(tree_of(typed)) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("标题:廉", Word("廉", "title")),
        ("标题:(廉 OR “村”)", Or((Word("廉", "title"), Exact("村", "title")))),
        ("标题:党建引领", And((Word("党建", "title"), Word("引领", "title")))),
        ("地方：南阳", Exact("南阳", "place")),
        ("作者:张三", Or((Signer("张三", "author"), Word("张三", "byline"), Exact("作者张三")))),
        ("通讯员:张三", Or((Signer("张三", "通讯员"), Exact("通讯员张三", "byline"), Exact("通讯员张三")))),
        ("年:2019", Range("year", 2019, 2019)),
        ("年：..２０２１", Range("year", None, 2021)),
        ("日期:2019-5..", Range("date", dt.date(2019, 5, 1).toordinal(), None)),
        ("日期:2019-05..2020", Range("date", dt.date(2019, 5, 1).toordinal(), dt.date(2020, 12, 31).toordinal())),
        ("标题:(廉 年:2019)", And((Word("廉", "title"), Range("year", 2019, 2019)))),
    ],
)  # fmt: skip
def test_fields_hold_what_stands_behind_them(typed: str, expected: Node) -> None:
    assert without_extras(tree_of(typed)) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "三年：", "年：两会", "年:19", "年:2019-05", "日期:5月", "地方：多地出台新政，力度空前", "备注:廉", "http://廉",
        "标题:", "标题:！",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_field_is_text(typed: str) -> None:
    assert without_extras(tree_of(typed)) == without_extras(tree_of(typed.replace("：", "，").replace(":", "，")))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("“廉 村”~10", Near(("廉", "村"), 10)),
        ("“廉 村”～５", Near(("廉", "村"), 5)),
        ("“廉 村”~999", Near(("廉", "村"), 200)),
        ("“廉”~10", Exact("廉")),
        ("“一 二 三 四 五 六”~10", And(tuple(map(Exact, "一二三四五六")))),
        ("“党建 廉 村 的”~10", And((Exact("党建"), Exact("廉"), Exact("村"), Exact("的")))),
        ("“党建 廉 村”~10", Near(("党建", "廉", "村"), 10)),
        ("“项链 家”~3", Equivalents((Near(("项链", "家"), 3), Near(("项炼", "家"), 3)))),
        ("“五一 假”~10月", And((Exact("五一假"), Run("10月")))),
        ("支部*贫困户", Gap(("支部", "贫困户"), 0, 10)),
        ("5*3", And((Run("5"), Run("3")))),
        ("*支部", Word("支部")),
        ("支**部", And((Word("支"), Word("部")))),
        ("“支*部”", Exact("支部")),
    ],
)  # fmt: skip
def test_nearness_and_wildcards(typed: str, expected: Node) -> None:
    assert without_extras(tree_of(typed)) == expected


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("廉 或", "“或”旁边缺少检索词，已当作普通文字。"),
        ("年:20190 廉", "“年:20190”不是年的写法，已当作普通文字。"),
        ("年:2021..2019", "“2021..2019”的起止颠倒了，已对调。"),
        ("-廉", "只写了不要的词，列出的是其余全部报道。"),
        ("“廉”~10", "“廉”只有一个词，“~”没有用上。"),
        ("“甲一 二一 三一 四一 五一 六一”~10", "“~”最多管 5 个词，“甲一 二一 三一 四一 五一 六一”已改为都要出现。"),
        ("“党建 廉 村 的”~10", "“~”所管的词里有单个的字时，最多管 3 个，“党建 廉 村 的”已改为都要出现。"),
        ("“廉 村”~999", "“~”后面最多写 200，已按 200 字计。"),
    ],
)
def test_what_is_read_otherwise_is_told(typed: str, note: str) -> None:
    assert told(parse(typed, cut)) == [note]


def test_more_words_than_are_looked_up_are_told() -> None:
    parsed = parse(" ".join(map(chr, range(0x5000, 0x5064))), cut)
    assert clauses(parsed.tree) == MOST_CLAUSES
    assert told(parsed) == [f"检索词太多：最多用 64 个，从“{chr(0x5000 + 64)}”起有的没有用上。"]


def lookup(folded: str) -> Sequence[str]:
    return EQUIVALENTS.get(folded, ())


def test_a_word_is_looked_for_with_what_means_the_same() -> None:
    parsed = parse("廉 GDP", cut, equivalents=lookup)
    assert parsed.tree == And(
        (Equivalents((Word("廉"), Word("清廉"))), Equivalents((Run("gdp"), Word("生产总值"))))
    )
    assert parsed.also == (Expansion("廉", ("清廉",)), Expansion("gdp", ("生产总值",)))


def test_a_run_that_has_equivalents_is_not_cut() -> None:
    parsed = parse("党建引领", cut, equivalents=lookup)
    assert parsed.tree == Or((Equivalents((Word("党建引领"), Word("党建统领"))), Signer("党建引领")))
    assert parsed.also == (Expansion("党建引领", ("党建统领",)),)


def test_a_quote_is_this_string_alone() -> None:
    assert parse("“党代会”", cut, equivalents=lookup) == parse("“党代会”", cut)


def test_equivalents_take_no_more_than_their_room() -> None:
    parsed = parse("廉", cut, equivalents=lambda folded: [folded * number for number in range(2, 100)])
    assert isinstance(parsed.tree, Equivalents)
    assert [part.folded for part in parsed.tree.parts if isinstance(part, Word | Run)] == [
        "廉", *parsed.also[0].others,
    ]  # fmt: skip
    assert len(parsed.tree.parts) == 16


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("廉", []),
        ("党建引领", []),
        ("廉 OR 村", []),
        ("廉 村", [("廉", "村"), ("村", "廉")]),
        ("廉 AND 村 -户", [("廉", "村 -户"), ("村", "廉 -户"), ("-户", "廉 AND 村")]),
        ("学习“四议”办法", [("学习", "“四议”办法"), ("“四议”", "学习 办法"), ("办法", "学习“四议”")]),
        ("(廉 OR 村) 年:2019", [("(廉 OR 村)", "年:2019"), ("年:2019", "(廉 OR 村)")]),
        ("(廉 村)", [("廉", "(村)"), ("村", "(廉)")]),
        ("廉 ！！ 村", [("廉", "！！ 村"), ("村", "廉 ！！")]),
    ],
)
def test_each_condition_is_known_with_the_rest(typed: str, parts: list[tuple[str, str]]) -> None:
    assert parse(typed, cut).parts == tuple(QueryPart(*part) for part in parts)


def test_enough_of_many_words_is_enough() -> None:
    words = (Word("推进"), Word("党建"), Word("廉"), Word("村"), Exact("四议"))
    asked = parse("推进党建 廉 村 “四议”", cut, "any").tree
    enough = any_of(words, ["推进党建", "廉", "村", "四议"])
    assert asked == Or((Preferred(enough, Exact("推进党建")), Signer("推进党建")))


def test_of_two_words_any_is_enough() -> None:
    either = any_of([Word("党建"), Word("引领")], ["党建引领"])
    assert parse("党建引领", cut, "any").tree == Or((Preferred(either, Exact("党建引领")), Signer("党建引领")))


def test_what_operators_say_holds_where_any_word_is_enough() -> None:
    assert parse("廉 村 户 年:2019 -镇", cut, "any").tree == And(
        (any_of([Word("廉"), Word("村"), Word("户")], []), Range("year", 2019, 2019), Not(Word("镇")))
    )
    assert parse("廉 AND 村 户", cut, "any").tree == And((Word("廉"), Word("村"), Word("户")))
    assert parse("廉 村 OR 户", cut, "any").tree == Or((any_of([Word("廉"), Word("村")], []), Word("户")))


def without_extras(node: Node) -> Node:
    """Return a tree with what must be found in it alone: neither what is preferred nor signatures of words."""
    match node:
        case Or((found, Signer(_, ""))):
            return without_extras(found)
        case Preferred(required, _):
            return without_extras(required)
        case And(parts):
            every = [without_extras(part) for part in parts]
            flat = [one for part in every for one in (part.parts if isinstance(part, And) else (part,))]
            return And(tuple(dict.fromkeys(flat)))
        case Or(parts):
            return Or(tuple(map(without_extras, parts)))
        case _:
            return node


SIGNS = (
    *'"“”「」＂《》()（）-－|｜*＊~～:：.。，+%_ 　\n',
    "OR", "或", "AND", "与", "NOT", "非", "标题:", "作者：", "年:", "日期:", "地方:", "year:", "2019", "2019-13",
    "..", "5", "党建引领", "廉", "x", "(", ")", " ", " ", "\0", "ﾞ", "\u0301",
)  # fmt: skip
TYPED = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(SIGNS), max_size=150).map("".join))


@given(TYPED, st.sampled_from(["all", "any"]), st.sampled_from([lookup, lambda folded: ()]))
def test_no_string_is_too_wild(typed: str, match: str, equivalents: Callable[[str], Sequence[str]]) -> None:
    parsed = parse(corrected(typed), cut, match, equivalents)
    assert clauses(parsed.tree) <= MOST_CLAUSES
    assert repr(parsed) == repr(parse(corrected(typed), cut, match, equivalents))


def corrected(typed: str) -> str:
    """Return what was typed, or what an error says would work."""
    try:
        parse(typed, cut)
    except QueryError as error:
        return str(error.suggestion)
    return typed


@given(TYPED, st.sampled_from(["all", "any"]))
def test_what_is_left_without_a_condition_can_be_asked(typed: str, match: str) -> None:
    for part in parse(corrected(typed), cut, match).parts:
        assert part.text in typed
        assert isinstance(parse(part.rest, cut, match), ParsedQuery)


@given(st.text(alphabet='"“”「」＂ ~*?()[]{}^:\\+-&|!党建18xX%．，', max_size=40))
def test_no_signs_of_any_query_language_break_it(typed: str) -> None:
    assert isinstance(parse(corrected(typed), cut), ParsedQuery)


@given(st.text(min_size=1, max_size=12).filter(lambda text: fold(text) and not set(text) & QUOTES))
def test_a_quoted_string_is_its_fold_and_nothing_else(typed: str) -> None:
    assert parse(f"“{typed}”", cut).tree in (Exact(fold(typed)), string(Exact, fold(typed)))
