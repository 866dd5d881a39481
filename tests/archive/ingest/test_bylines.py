"""Signatures: who signed in which role, what is no signature, and what is left of the text."""

from __future__ import annotations

import pytest

from archive.ingest.bylines import (
    authors_of,
    merge_credits,
    parse_photo_credit,
    parse_signature,
    split_lead_signature,
    split_tail_signature,
)
from archive.ingest.extracted import SignedName
from archive.text.names import is_person_name


def signed(line: str) -> list[tuple[str, str | None]]:
    return [(name.name, name.role) for name in parse_signature(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("通讯员 张三 李四", [("张三", "通讯员"), ("李四", "通讯员")]),
        ("本报记者 张三 通讯员 李四", [("张三", "记者"), ("李四", "通讯员")]),
        ("融媒体中心通讯员 张三", [("张三", "通讯员")]),
        ("样例商报记者张三/文", [("张三", "记者")]),
        ("样例商报记者张三/文受访者供图", [("张三", "记者")]),
        ("新华日报·交汇点记者 张三", [("张三", "记者")]),
        ("见习记者 张三 实习生 李四", [("张三", "见习记者"), ("李四", "实习生")]),
        ("特约通讯员:张三", [("张三", "特约通讯员")]),
        ("□本报记者 张三", [("张三", "记者")]),
        ("（全媒体记者 张三 李四）", [("张三", "记者"), ("李四", "记者")]),
        ("(张三)", [("张三", None)]),
        ("（□ 张三）", [("张三", None)]),
        ("（记者张三通讯员李四）", [("张三", "记者"), ("李四", "通讯员")]),
        ("记者 张 三", [("张三", "记者")]),
        ("记者 张 三 李 四", [("张三", "记者"), ("李四", "记者")]),
        ("记者 欧阳 三", [("欧阳三", "记者")]),
        ("记者 欧阳小三", [("欧阳小三", "记者")]),
        ("记者 扎西次仁", [("扎西次仁", "记者")]),
        ("记者 阿里木·买买提", [("阿里木·买买提", "记者")]),
        (
            "编辑:张三    校审:李四    责任编辑:王五",
            [("张三", "编辑"), ("李四", "校审"), ("王五", "责任编辑")],
        ),
        ("责编：张三、李四", [("张三", "责任编辑"), ("李四", "责任编辑")]),
        ("责任编辑：张三_NN0000", [("张三", "责任编辑")]),
        ("编辑丨张三  审核丨李四", [("张三", "编辑"), ("李四", "审核")]),
        ("来源:样例日报 编辑:张三", [("张三", "编辑")]),
        ("文/张三 图/李四", [("张三", "文"), ("李四", "摄影")]),
        ("张三/文 李四/图", [("张三", "文"), ("李四", "摄影")]),
        ("记者 张三 文 李四 摄", [("张三", "记者"), ("李四", "摄影")]),
        ("文/图 本报记者 张三", [("张三", "记者")]),
        ("口述/张三 整理/李四", [("张三", "口述"), ("李四", "整理")]),
        ("张三 摄影报道", [("张三", "摄影报道")]),
        ("（张三 样例市报道）", [("张三", None)]),
        ("作者:样例市委组织部", [("样例市委组织部", "作者")]),
        ("（样例县委组织部 张三）", [("张三", None)]),
        ("药剂科供稿 摄影/张三", [("药剂科", "供稿"), ("张三", "摄影")]),
        ("样例晚报·样例一点记者 张三", [("张三", "记者")]),
        ("文/片 本报记者 张 三", [("张三", "记者")]),
        ("□ 本 报 记 者 张 小 三", [("张小三", "记者")]),
        ("张三文/图", [("张三", "文/图")]),
        ("文\\图 张三", [("张三", "文/图")]),
        ("记者阿里木·买买提 通讯员木拉提报道", [("阿里木·买买提", "记者"), ("木拉提", "通讯员")]),
    ],
)
def test_signature_is_read(line: str, expected: list[tuple[str, str | None]]) -> None:
    assert signed(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "记者注意到，今年以来样例市变化很大",
        "张三说，明天还要去",
        "党建引领 促发展",
        "平安 和谐",
        "新春走基层·一线见闻",
        "许昌 安康",
        "编辑",
        "作者:",
        "来源:样例日报",
        "第01版 上一期 下一期",
        "高新区 高标准",
        "",
    ],
)
def test_what_is_no_signature_gives_nobody(line: str) -> None:
    assert signed(line) == []


@pytest.mark.parametrize(
    ("paragraph", "text", "printed"),
    [
        ("取得了实效。（记者 张三）", "取得了实效。", "（记者 张三）"),
        ("取得了实效。(张三)", "取得了实效。", "(张三)"),
        ("取得了实效。 本报记者 张三 通讯员 李四", "取得了实效。", "本报记者 张三 通讯员 李四"),
        ("取得了实效。（记者 张三）（编辑 李四）", "取得了实效。", "（记者 张三）（编辑 李四）"),
        ("取得了实效。（样例新闻Knews记者 张三）", "取得了实效。", "（样例新闻Knews记者 张三）"),
        ("取得了实效。（记者 张三 通讯员 庄严）", "取得了实效。", "（记者 张三 通讯员 庄严）"),
        ("取得了实效。（本报记者张三采访整理）", "取得了实效。", "（本报记者张三采访整理）"),
        ("取得了实效。（记者手记）", "取得了实效。（记者手记）", None),
        ("取得了实效。（图片由通讯员提供）", "取得了实效。（图片由通讯员提供）", None),
        ("参会人员（张三）。", "参会人员（张三）。", None),
        ("样例市（简称样市）", "样例市（简称样市）", None),
        ("会议由张三主持。李四、王五参加。", "会议由张三主持。李四、王五参加。", None),
    ],
)
def test_signature_at_the_end_is_cut_off(paragraph: str, text: str, printed: str | None) -> None:
    assert split_tail_signature(paragraph)[:2] == (text, printed)


@pytest.mark.parametrize(
    ("paragraph", "text", "printed"),
    [
        ("本报讯（记者 张三 通讯员 李四）近日，样例市开会。", "近日，样例市开会。", "本报讯（记者 张三 通讯员 李四）"),
        ("样例网10月4日讯（记者张三 整合）假期过半。", "样例网10月4日讯 假期过半。", "（记者张三 整合）"),
        ("（职工通讯员 张三）为深入推进工作", "为深入推进工作", "（职工通讯员 张三）"),
        ("本报讯 记者 张三 报道:昨天，样例市开会。", "昨天，样例市开会。", "本报讯 记者 张三 报道:"),
        ("本报记者 张三 李四  清晨的样例镇已经热闹起来，集市上人来人往。",
         "清晨的样例镇已经热闹起来，集市上人来人往。", "本报记者 张三 李四"),
        ("样例网讯 记者张三报道：昨天，样例市开会。", "昨天，样例市开会。", "样例网讯 记者张三报道："),
        ("本报讯 记者张三报道 昨天，样例市开会。", "昨天，样例市开会。", "本报讯 记者张三报道"),
        ("【本报讯】（记者 张三）昨天，样例市开会。", "昨天，样例市开会。", "【本报讯】（记者 张三）"),
        ("讯（通讯员 张三）昨天，样例市开会。", "昨天，样例市开会。", "讯（通讯员 张三）"),
        ("本报讯（通讯员 穗组宣）近日，样例市开会。", "近日，样例市开会。", "本报讯（通讯员 穗组宣）"),
        ("（通讯员 穗组宣）近日，样例市开会。", "（通讯员 穗组宣）近日，样例市开会。", None),
        ("样例网-样例晚报讯（记者 张三）近日，样例市开会。", "近日，样例市开会。", "样例网-样例晚报讯（记者 张三）"),
        ("样例网（样例日报网）讯（记者 张三）近日，样例市开会。", "近日，样例市开会。",
         "样例网（样例日报网）讯（记者 张三）"),
        ("样例网2023年8月10日讯（记者 张三）近日，样例市开会。", "样例网2023年8月10日讯 近日，样例市开会。",
         "（记者 张三）"),
        ("样例网8月18日样市讯（记者张三）近日，样例市开会。", "样例网8月18日样市讯 近日，样例市开会。", "（记者张三）"),
        ("样例社样例4月1日电（记者张小三李小四）近日，样例市开会。", "样例社样例4月1日电 近日，样例市开会。",
         "（记者张小三李小四）"),
        ("本报讯（通讯员深法宣）近日，样例市开会。", "近日，样例市开会。", "本报讯（通讯员深法宣）"),
        ("【为了民族复兴·英雄烈士谱】近日，样例市开会。", "【为了民族复兴·英雄烈士谱】近日，样例市开会。", None),
        ("【安康】近日，样例市开会。", "【安康】近日，样例市开会。", None),
        ("本报讯（记者从会上获悉）近日，样例市开会。", "本报讯（记者从会上获悉）近日，样例市开会。", None),
        ("本报讯 近日，样例市开会。", "本报讯 近日，样例市开会。", None),
    ],
)  # fmt: skip
def test_signature_before_the_first_sentence_is_cut_off(
    paragraph: str, text: str, printed: str | None
) -> None:
    assert split_lead_signature(paragraph)[:2] == (text, printed)


@pytest.mark.parametrize(
    ("caption", "text", "names"),
    [
        ("党员现场学习。 全媒体记者 张三 通讯员 李 四 摄", "党员现场学习。", ["张三", "李四"]),
        ("同心向党 张三摄", "同心向党", ["张三"]),
        ("党群服务中心 张三 摄", "党群服务中心", ["张三"]),
        ("党员在学习。（张三 摄）", "党员在学习。", ["张三"]),
        ("图为现场。摄影：张三", "图为现场。", ["张三"]),
        ("党员大会 记者 张三 摄影报道", "党员大会", ["张三"]),
        ("党员大会。图片由样例市委组织部提供", "党员大会。", ["样例市委组织部"]),
        ("合唱比赛 资料图片", "合唱比赛", []),
        ("党员在听课（受访者供图）", "党员在听课", []),
        ("（图一说明，党员在听课。）", "图一说明，党员在听课。", []),
        ("张三 摄", None, ["张三"]),
        ("群众在看图", "群众在看图", []),
    ],
)
def test_photographer_is_parted_from_the_caption(caption: str, text: str | None, names: list[str]) -> None:
    credit = parse_photo_credit(caption)
    assert (credit.caption, [name.name for name in credit.credits]) == (text, names)


def test_same_person_counts_once_and_the_printed_role_wins() -> None:
    merged = merge_credits(parse_signature("作者: 张三 李四"), parse_signature("(全媒体记者 张三 编辑 王五)"))
    assert merged == (SignedName("张三", "记者"), SignedName("李四", "作者"), SignedName("王五", "编辑"))


def test_two_names_run_together_are_parted_where_there_is_one_way() -> None:
    split = split_lead_signature("样例社样例4月1日电（记者张小三李小四）近日，样例市开会。")

    assert authors_of(split.names) == ("张小三", "李小四")


def test_who_took_the_pictures_is_no_author_though_a_reporter() -> None:
    assert authors_of(parse_signature("文/记者张三 图/记者李四")) == ("张三",)


def test_authors_are_those_who_wrote_and_a_signer_without_a_role() -> None:
    roles = [
        "记者",
        None,
        "摄影",
        "编辑",
        "校对",
        "文/图",
        "责任编辑",
        "供图",
        "特约通讯员",
        "摄影记者",
        "值班总编",
    ]
    credits = [SignedName(f"张{i}", role) for i, role in enumerate(roles)]
    assert authors_of(credits) == ("张0", "张1", "张5", "张8")


@pytest.mark.parametrize(
    "word", ["文化", "党政办", "安康", "高新区", "金秋", "张的", "组织部", "张三李四王", "A张三", ""]
)
def test_words_that_begin_with_a_surname_are_no_names(word: str) -> None:
    assert not is_person_name(word)


def test_rare_surname_is_believed_beside_a_role_only() -> None:
    assert (is_person_name("海小三"), is_person_name("海小三", labelled=True)) == (False, True)
