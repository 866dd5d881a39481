"""Founder's comment in e-paper pages, in both of its makes."""

from __future__ import annotations

from archive.ingest.epaper import EpaperRecord, read_epaper


def test_mpproperty_names_the_paper_and_the_page() -> None:
    html = (
        "<p>x</p><!--mpproperty <founder-date>\n2021-06-18\n</founder-date><founder-author> </founder-author>"
        "<founder-title>样例标题\n</founder-title><founder-introtitle>引题</founder-introtitle>"
        "<founder-pagenum>A03</founder-pagenum><founder-papername>样例日报</founder-papername> /mpproperty-->"
    )

    assert read_epaper(html) == EpaperRecord(
        headline="样例标题", kicker="引题", date="2021-06-18", newspaper="样例日报", print_page="A03"
    )


def test_enpproperty_may_hold_markup_and_entities() -> None:
    html = (
        "<!--enpproperty <date>2012-01-05 03:21:09.0</date><author>本报记者 张三</author>"
        "<title>样例&ldquo;标题&rdquo;<br/>第二行</title><nodename>要闻</nodename>/enpproperty-->"
    )

    assert read_epaper(html) == EpaperRecord(
        headline="样例“标题”第二行", author="本报记者 张三", date="2012-01-05"
    )


def test_another_page_has_none() -> None:
    assert read_epaper("<p>enpproperty</p>") is None
