"""Dates of publication: what is stated, what may be inferred, and what is left open."""

from __future__ import annotations

import pytest

from archive.ingest.dates import find_stated_date, infer_date, is_date_line, parse_printed_date
from archive.ingest.extracted import DateReading


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022年2月12日", "2022-02-12"),
        ("2022-02-12 10:33", "2022-02-12"),
        ("2022/2/12", "2022-02-12"),
        ("2022.02.12", "2022-02-12"),
        ("２０２２年２月１２日", "2022-02-12"),
        ("二〇二二年二月十二日", "2022-02-12"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("2021年07月01日> > 第2版", "2021-07-01"),
        ("样例日报/2007年/12月/27日/第001版", "2007-12-27"),
        ("2022年2月30日", None),
        ("2022-13-01", None),
        ("12022-02-12", None),
        ("1422年2月12日", None),
        ("2022年", None),
    ],
)
def test_printed_date_is_read(text: str, value: str | None) -> None:
    assert parse_printed_date(text) == value


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("2019年10月18日 星期五", True),
        ("样例日报 2020年5月6日 星期三 第01版:要闻", True),
        ("2020-05-06 09:12 来源：样例日报 作者：张三", True),
        ("【转】样例日报 2004年8月30日 本报记者 张三", True),
        ("样例先锋 2022-07-15 08:30 发表于样例", True),
        ("2017年4月21日,样例市召开会议", False),
        ("会议于2019年10月18日召开", False),
    ],
)
def test_date_line_is_nothing_but_a_date(line: str, is_date: bool) -> None:
    assert is_date_line(line) is is_date


@pytest.mark.parametrize(
    ("lines", "value", "evidence"),
    [
        (["第8期 本期出版日期:2023-03-27"], "2023-03-27", "本期出版日期:2023-03-27"),
        (
            ["发布时间:2021年07月02日 查看次数:", "发刊日期:2021年07月01日> > 第2版"],
            "2021-07-01",
            "发刊日期:2021年07月01日",
        ),
        (["2019年10月18日 星期五"], "2019-10-18", "2019年10月18日 星期五"),
        (["日期：2019-10-18"], "2019-10-18", "日期:2019-10-18"),
        (["发布日期：08-03-05 阅读次数：87"], "2008-03-05", "发布日期:08-03-05"),
        (["（时间：2011-06-28）"], "2011-06-28", "时间:2011-06-28"),
        (["更新时间：98年3月5日"], "1998-03-05", "更新时间:98年3月5日"),
    ],
)
def test_stated_date_comes_with_its_words(lines: list[str], value: str, evidence: str) -> None:
    assert find_stated_date(lines) == DateReading(value, "stated", evidence)


@pytest.mark.parametrize(
    "line",
    [
        "样例市于2019年10月18日召开会议,部署工作。",
        "活动时间:2019年10月18日",
        "发布时间：12-02 17:36",
        "08-03-05",
        "上一期 下一期",
        "",
    ],
)
def test_date_of_an_event_is_no_date_of_publication(line: str) -> None:
    assert find_stated_date([line]) is None


@pytest.mark.parametrize(
    ("body", "headline", "value"),
    [
        ("刚刚过去的2017年,样例市成绩可喜。新的一年,再接再厉。", None, "2018"),
        ("回首2017年,硕果累累;展望新的一年,任重道远。", None, "2018"),
        ("样例市成绩可喜。新的一年,再接再厉。", "2017年样例市党建工作综述", "2018"),
        ("2019年是样例区确定的“质量攻坚年”的关键一年。今年以来,样例区聚焦主业。", None, "2019"),
        ("2017年,样例市成绩可喜。", "2017年样例市党建工作综述", None),
        ("今年以来,样例市成绩可喜。", None, None),
        ("刚刚过去的2017年成绩可喜。2019年,样例市又上台阶。", None, None),
        ("", None, None),
    ],
)
def test_year_of_writing_is_inferred_only_where_words_settle_it(
    body: str, headline: str | None, value: str | None
) -> None:
    found = infer_date(body, headline)
    assert (found.value if found else None) == value
    assert found is None or (found.basis, found.precision, bool(found.evidence)) == ("inferred", "year", True)


def test_evidence_of_an_inferred_year_are_the_words() -> None:
    found = infer_date("刚刚过去的2017年,样例市成绩可喜。新的一年,再接再厉。")
    assert found == DateReading("2018", "inferred", "刚刚过去的2017年 … 新的一年")
