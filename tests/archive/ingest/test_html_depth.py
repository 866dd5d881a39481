"""Nested beyond sense, made shallow: what goes, what stays, and what is not counted."""

from __future__ import annotations

import pytest

from archive.ingest.html_depth import MAX_DEPTH, flatten

DEEP = MAX_DEPTH + 1


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * MAX_DEPTH + "甲" + "</div>" * MAX_DEPTH,
        "<p>" * DEEP,  # ends where the next begins
        "<br>" * DEEP + "<td>" * DEEP,
        "<!--" + "<div>" * DEEP + "-->",
        "<script>" + "'<div>'" * DEEP + "</script>",
        "<div></div>" * DEEP,
        "<!--" + "<div>" * DEEP,  # left open
    ],
)
def test_a_page_that_is_not_too_deep_stays_as_it_is(html: str) -> None:
    assert flatten(html) == html


def test_a_block_too_deep_leaves_a_break_and_its_text() -> None:
    html = "<div>" * MAX_DEPTH + "<div>甲<p>乙</p></div>丙" + "</div>" * MAX_DEPTH

    assert flatten(html) == "<div>" * MAX_DEPTH + "<br>甲<p>乙</p><br>丙" + "</div>" * MAX_DEPTH


def test_what_is_too_deep_in_a_line_leaves_nothing() -> None:
    assert flatten("<div>" * MAX_DEPTH + "甲<b>乙</b>") == "<div>" * MAX_DEPTH + "甲乙"
