"""How sure we are: each reason takes its own points off, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.ingest.confidence import confidence_of, deductions_of
from archive.ingest.extracted import Block, DateReading, ExtractedArticle, PlaceReading, RemovedText

BODY = "样例村的党员每月初五聚到老槐树下，谁家有难处就在这里说，能办的当场定下来。" * 4
SURE = ExtractedArticle(
    headline="样例：村里建起党员议事点",
    newspaper="样例日报",
    place=PlaceReading("411300", "南阳市", "样例"),
    date=DateReading("2022-06-16", "stated", "报头"),
    blocks=(Block("paragraph", BODY),),
)


def test_a_page_that_says_everything_is_sure() -> None:
    assert confidence_of(SURE, ()) == 100


@pytest.mark.parametrize(
    ("page", "doubts", "points", "why"),
    [
        (replace(SURE, headline=None), (), 40, "没有读出标题"),
        (replace(SURE, headline="样" * 51), (), 15, "标题长过 50 字"),
        (replace(SURE, blocks=()), (), 60, "没有读出正文"),
        (replace(SURE, blocks=(Block("paragraph", "短文。"),)), (), 20, "正文不到 80 字"),
        (replace(SURE, blocks=(Block("paragraph", BODY + "\ufffd"),)), (), 20, "有无法识别的字"),
        (replace(SURE, headline="样例\ufffd"), (), 20, "有无法识别的字"),
        (replace(SURE, date=None), (), 15, "没有读出日期"),
        (replace(SURE, date=DateReading("2022-06-16", "inferred", "今年")), (), 10, "日期是推定的"),
        (replace(SURE, date=DateReading("2022", "stated", "报头")), (), 5, "只知道年份"),
        (replace(SURE, place=None), (), 15, "没有读出地方，或不能确定是哪一个"),
        (replace(SURE, newspaper=None), (), 5, "没有读出报纸"),
        (replace(SURE, removed=(RemovedText("字" * 200, "导航"),)), (), 10, "页面的多半文字没有算作正文"),
        (replace(SURE, removed=(RemovedText("字" * 900, "导航"),)), (), 20, "页面的绝大部分文字没有算作正文"),
        (SURE, ("地方不明。",), 10, "有疑问：地方不明。"),
        (SURE, ("一。", "二。", "三。", "四。"), 30, "有疑问：一。 二。 三。 四。"),
        (replace(SURE, warnings=("请核对。",)), (), 5, "有提醒：请核对。"),
        (replace(SURE, warnings=("地方不明。",)), ("地方不明。",), 10, "有疑问：地方不明。"),
    ],
)
def test_each_reason_takes_its_points_off(
    page: ExtractedArticle, doubts: tuple[str, ...], points: int, why: str
) -> None:
    assert [tuple(deduction) for deduction in deductions_of(page, doubts)] == [(points, why)]
    assert confidence_of(page, doubts) == 100 - points


def test_it_is_never_less_than_nothing() -> None:
    assert confidence_of(ExtractedArticle(), ("没有读出标题。", "没有读出正文。")) == 0
