"""A paper's rules put to use: what they fill, what they take off, and what they never overrule."""

from __future__ import annotations

import pytest

from archive.ingest.extracted import (
    Block,
    DateReading,
    ExtractedArticle,
    PlaceReading,
    RemovedText,
    SignedName,
)
from archive.ingest.paper_rules import Rules, apply_rules, read_wording

PLACE = PlaceReading("411300", "南阳市", "该报规则")
NO_DATE = "页面没有写明刊发日期。"


def article(*texts: str, **fields: object) -> ExtractedArticle:
    return ExtractedArticle(headline="样例标题", blocks=tuple(Block("paragraph", t) for t in texts), **fields)  # type: ignore[arg-type]


def test_without_rules_nothing_changes() -> None:
    read = article("第一段。", "第二段。", credits=(SignedName("张三", "记者"),))

    assert apply_rules(read, Rules(), ["2003年7月4日"]) == read


def test_a_place_is_filled_and_says_by_what() -> None:
    read = apply_rules(article("正文。"), Rules(place=PLACE), ())

    assert (read.place, read.evidence) == (PLACE, {"place": "该报规则"})


def test_a_place_that_was_read_or_given_stands() -> None:
    own = PlaceReading("610900", "安康市", "安康市委")

    assert apply_rules(article("正文。", place=own), Rules(place=PLACE), ()).place == own


def test_lines_go_from_head_and_tail_alone_and_are_kept_with_their_reason() -> None:
    read = article("本报热线 1", "第一段。", "本报热线 2", "第二段。", "扫一扫看样例", "本报热线 3")
    cleaned = apply_rules(read, Rules(lines_to_strip=("本报热线*", "扫一扫看样例")), ())

    assert cleaned.body_text == "第一段。\n本报热线 2\n第二段。"
    reason = "该报规则：去掉的行"
    assert cleaned.removed == tuple(RemovedText(t, reason) for t in ("本报热线 1", "扫一扫看样例", "本报热线 3"))


def test_a_body_is_never_stripped_to_nothing() -> None:
    read = apply_rules(article("本报热线 1", "本报热线 2"), Rules(lines_to_strip=("本报热线*",)), ())

    assert read.body_text == "本报热线 1\n本报热线 2"
    assert read.doubts == read.warnings == ("该报规则要去掉的行就是全部正文，没有去掉。",)


def test_a_figure_is_no_line_to_strip() -> None:
    figure = Block("figure", "样例图", "<figure></figure>")
    read = ExtractedArticle(blocks=(Block("paragraph", "正文。"), figure))

    assert apply_rules(read, Rules(lines_to_strip=("样例图",)), ()) == read


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("通联：张三 李四", [("张三", "通讯员"), ("李四", "通讯员")]),
        ("（通联 张三、李四）", [("张三", "通讯员"), ("李四", "通讯员")]),
        ("张三 通联", [("张三", "通讯员")]),
        ("通联 刘 嫣", [("刘嫣", "通讯员")]),
        ("通联：张三 摄影：李四", [("张三", "通讯员"), ("李四", "摄影")]),  # what is known keeps its role
        ("通联员大会在样例县召开", []),  # a sentence that begins with the wording
        ("通联", []),
        ("张三", []),
    ],
)
def test_a_wording_reads_the_names_beside_it(line: str, names: list[tuple[str, str]]) -> None:
    assert [(n.name, n.role) for n in read_wording(line, [("通联", "通讯员")])] == names


def test_names_in_the_papers_wording_sign_the_report() -> None:
    read = apply_rules(article("正文。", "通联：张三"), Rules(credit_wordings=(("通联", "通讯员"),)), ())

    assert (read.credits, read.byline) == ((SignedName("张三", "通讯员"),), "通联：张三")
    assert read.removed == (RemovedText("通联：张三", "该报规则：署名行，已记入署名"),)
    assert read.evidence == {"credits": "该报规则：张三"}


def test_a_line_that_was_removed_as_frame_is_read_too() -> None:
    read = article("正文。", removed=(RemovedText("通联：张三", "页面框架"),))

    ruled = apply_rules(read, Rules(credit_wordings=(("通联", "通讯员"),)), ())

    assert ruled.credits == (SignedName("张三", "通讯员"),)


def test_who_has_a_role_already_keeps_it() -> None:
    read = article("正文。", "通联：张三", credits=(SignedName("张三", "记者"),), byline="记者 张三")
    ruled = apply_rules(read, Rules(credit_wordings=(("通联", "通讯员"),)), ())

    assert (ruled.credits, ruled.byline) == (read.credits, "记者 张三")


def test_a_role_as_printed_gets_the_meaning_that_the_paper_gives_it() -> None:
    signed = (SignedName("张三", "文/图"), SignedName("李四", "编辑"))
    read = article("正文。", credits=signed, evidence={"credits": "张三 文/图"})
    ruled = apply_rules(read, Rules(credit_wordings=(("文／图", "记者"),)), ())

    assert ruled.credits == (SignedName("张三", "记者"), SignedName("李四", "编辑"))
    assert ruled.evidence == {"credits": "张三 文/图；该报规则：“文/图”即记者"}


FORMAT = Rules(date_format="%y.%m.%d")


def test_a_day_in_the_papers_format_is_stated() -> None:
    read = apply_rules(article("正文。", warnings=(NO_DATE, "别的提醒")), FORMAT, ["样例报 98.11.5", "正文。"])

    assert read.date == DateReading("1998-11-05", "stated", "该报规则：样例报 98.11.5")
    assert (read.evidence, read.warnings) == ({"date_published": "该报规则：样例报 98.11.5"}, ("别的提醒",))


def test_a_stated_date_stands_and_an_inferred_one_gives_way() -> None:
    stated, inferred = DateReading("1998-11-06", "stated", "报头"), DateReading("1998", "inferred", "今年")

    assert apply_rules(article("正文。", date=stated), FORMAT, ["98.11.5"]).date == stated
    ruled = apply_rules(article("正文。", date=inferred), FORMAT, ["98.11.5"]).date
    assert ruled
    assert (ruled.value, ruled.basis) == ("1998-11-05", "stated")


def test_a_date_within_a_sentence_is_none() -> None:
    lines = ["他在98.11.5那天来到样例村。", "长" * 60 + "98.11.5"]

    assert apply_rules(article("正文。"), FORMAT, lines).date is None


def test_of_several_days_none_is_taken_and_that_is_said() -> None:
    read = apply_rules(article("正文。"), FORMAT, ["98.11.5", "上一期 98.11.4"])

    assert read.date is None
    assert read.warnings == ("按该报的日期写法读出不止一天，没有采用：1998-11-04、1998-11-05。",)
