"""tesseract's table of words becomes lines, with the headline marked and the indents kept."""

from __future__ import annotations

from archive.ingest.recognised_lines import RecognisedPage, read_table
from tests.archive.recognition import HEAD, table_of, word

BODY = "样例村的党员每月初五聚到老槐树下说事"  # twenty lines of it are text enough below a headline


def test_words_are_joined_as_they_are_printed() -> None:
    table = HEAD + word("样例", 1, 1) + word("村有", 1, 1) + word("5", 1, 1) + word("G", 1, 1) + word("基站", 1, 1)

    assert read_table(table) == RecognisedPage("样例村有5 G基站", 90)


def test_each_line_is_a_line_and_the_headline_is_marked() -> None:
    table = table_of([("样例村的一面明账墙", 90), *((BODY, 40) for _ in range(12))])

    lines = read_table(table).text.split("\n")

    assert lines[:2] == ["# 样例村的一面明账墙", BODY]
    assert len(lines) == 13


def test_heights_that_differ_by_a_stroke_are_one_size() -> None:
    table = table_of([(BODY, height) for height in (40, 38, 43, 41, 39, 36)])

    assert "#" not in read_table(table).text


def test_an_indent_stays() -> None:
    table = table_of([(BODY, 40)]) + word("三年下来", 1, 2, left=180) + word("墙上写过的事", 1, 3)

    assert read_table(table).text.split("\n")[1:] == ["\u3000\u3000三年下来", "墙上写过的事"]


def test_confidence_is_the_mean_over_characters() -> None:
    table = HEAD + word("三个字", 1, 1, sure=90.0) + word("一", 1, 1, sure=50.0)

    assert read_table(table).confidence == 80


def test_several_headlines_with_text_are_told_and_not_cut() -> None:
    text = [(BODY, 40)] * 12
    page = read_table(table_of([("样例村的一面明账墙", 90), *text, ("样例镇修好了一座便桥", 90), *text]))

    assert (page.articles, page.text.count("\n")) == (2, 25)


def test_rows_that_are_no_words_are_passed_over() -> None:
    others = "1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t0\t0\t9\tx\t90\t字\n5\tbroken\n"

    assert read_table(HEAD + others + word(" ", 1, 1)) == RecognisedPage("")
