"""Dates in a paper's own way: which formats can be read, and which day a line names."""

from __future__ import annotations

import pytest

from archive.ingest.date_formats import DateFormatError, compile_date_format, find_dates

HOW = "写法里用 %Y（四位年）或 %y（两位年）、%m（月）、%d（日），例如 %Y年%m月%d日。"


@pytest.mark.parametrize(
    ("date_format", "line", "dates"),
    [
        ("%Y年%m月%d日", "样例日报 2003年7月4日 第二版", ["2003-07-04"]),
        ("%Y年%m月%d日", "２００３年 ７月 ４日", ["2003-07-04"]),
        ("%Y年%m月%d日", "二〇〇三年十二月二十一日", ["2003-12-21"]),
        ("%y.%m.%d", "98.11.5 星期四", ["1998-11-05"]),
        ("%y.%m.%d", "08.1.2", ["2008-01-02"]),
        ("%m/%d/%Y", "07/04/2003", ["2003-07-04"]),
        ("%Y%m%d", "版号 20030704-02", ["2003-07-04"]),
        ("%Y.%m", "样例月刊 2003.7", ["2003-07"]),
        ("%Y.%m.%d", "2003.2.30", []),  # no calendar has it
        ("%Y.%m.%d", "12003.2.3", []),  # digits around it make another number
        ("%Y.%m.%d", "2003.2.31至2003.3.1", ["2003-03-01"]),
        ("%Y年%m月%d日", "1803年7月4日", []),  # older than any report
    ],
)
def test_a_line_names_its_dates(date_format: str, line: str, dates: list[str]) -> None:
    assert find_dates(line, compile_date_format(date_format)) == dates


@pytest.mark.parametrize(
    ("date_format", "message"),
    [
        ("年月日", f"至少要有年和月，年只写一次。{HOW}"),
        ("%Y年", f"至少要有年和月，年只写一次。{HOW}"),
        ("%Y%y%m", f"至少要有年和月，年只写一次。{HOW}"),
        ("%Y-%m-%m", f"同一部分写了两次。{HOW}"),
        ("%Y-%m-%H", f"“%H”不认识。{HOW}"),
        ("%Y-%m-%", f"“%”不认识。{HOW}"),
    ],
)
def test_a_format_that_cannot_be_read_is_refused_with_the_way_out(date_format: str, message: str) -> None:
    with pytest.raises(DateFormatError) as refused:
        compile_date_format(date_format)

    assert str(refused.value) == message
