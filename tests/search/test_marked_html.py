"""Marked HTML: marks stand where the text matches, and nothing else of the HTML changes."""

from __future__ import annotations

import re
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from archive.ingest import body
from archive.ingest.body import read_body
from archive.ingest.cleaning import clean_body
from archive.text.folding import fold
from search import marked_html
from search.marked_html import Piece, mark_pieces
from search.marking import Passage, find_spans
from search.query_tree import Exact, Leaf, Run, Word
from search.snippets import merge_spans

MARKS: Final = re.compile(r'<mark(?: id="m[0-9]+")?>|</mark>')


def marked(html: str, *leaves: Leaf, field: str = "paragraphs") -> str:
    return mark_pieces([Piece(html, field)], leaves).htmls[0]


def matches(html: str) -> list[str]:
    """Return the text of each match, its elements joined, as lxml reads it."""
    found: list[str] = []
    for mark in lxml_html.fragment_fromstring(html, create_parent="div").iter("mark"):
        if mark.get("id"):
            assert mark.get("id") == f"m{len(found) + 1}"
            found.append("")
        found[-1] += mark.text_content()
    return found


def text_of(html: str) -> str:
    return str(lxml_html.fragment_fromstring(html, create_parent="div").text_content())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>抓党建。</p>", '<p>抓<mark id="m1">党建</mark>。</p>'),
        ("<p>黨 建</p>", '<p><mark id="m1">黨 建</mark></p>'),
        ("<p>党<strong>建</strong></p>", '<p><mark id="m1">党</mark><strong><mark>建</mark></strong></p>'),
        ("<p>党</p><p>建</p>", "<p>党</p><p>建</p>"),
        ("<p>党<br>建</p>", '<p><mark id="m1">党</mark><br><mark>建</mark></p>'),
        ('<p><a href="https://党建.cn/">党&amp;建</a></p>',
         '<p><a href="https://党建.cn/"><mark id="m1">党&amp;建</mark></a></p>'),
        ('<p><img alt="党建>党建" src="/media/a.png">党建</p>',
         '<p><img alt="党建>党建" src="/media/a.png"><mark id="m1">党建</mark></p>'),
        ("<tr><td>党</td>\n<td>建</td></tr>",
         '<tr><td><mark id="m1">党</mark></td>\n<td><mark>建</mark></td></tr>'),
        ("<p>&#20826;&#x5EFA;</p>", '<p><mark id="m1">&#20826;&#x5EFA;</mark></p>'),
        ("<p>党&unknown;建</p>", "<p>党&unknown;建</p>"),
        ("<p>5 < 6，党建</p>", '<p>5 < 6，<mark id="m1">党建</mark></p>'),
        ("<!-- 党建 --><p>党建", '<!-- 党建 --><p><mark id="m1">党建</mark>'),
        ("党建党建，党建", '<mark id="m1">党建党建</mark>，<mark id="m2">党建</mark>'),
    ],
)  # fmt: skip
def test_what_matches_is_marked_in_place(html: str, expected: str) -> None:
    assert marked(html, Word("党建")) == expected


def test_cells_are_apart_as_the_index_has_them() -> None:
    assert marked("<tr><td>12</td><td>34</td></tr>", Run("34")) == (
        '<tr><td>12</td><td><mark id="m1">34</mark></td></tr>'
    )


def test_matches_are_numbered_through_all_pieces() -> None:
    pieces = [Piece("党建", "headline"), Piece("别的", "kicker"), Piece("<p>党建</p>", "paragraphs")]
    assert mark_pieces(pieces, [Word("党建")]) == (
        ('<mark id="m1">党建</mark>', "别的", '<p><mark id="m2">党建</mark></p>'), 2,
    )  # fmt: skip


def test_a_leaf_of_one_field_is_marked_there_alone() -> None:
    html = "<h2>党建</h2><p>党建</p>"
    assert marked(html, Word("党建", "heading")) == '<h2><mark id="m1">党建</mark></h2><p>党建</p>'
    assert marked(html, Word("党建", "body")) == '<h2>党建</h2><p><mark id="m1">党建</mark></p>'
    assert marked("党建", Word("党建", "title"), field="captions") == "党建"


def test_bodies_are_divided_as_they_were_for_the_index() -> None:
    assert (marked_html.HEADINGS, marked_html.PASSAGES, marked_html.CELLS) == (
        body.HEADINGS, body.PASSAGES, body.CELLS,
    )  # fmt: skip


TEXTS: Final = st.text("党黨建+12５.，&<>\" '\u3000\u00a0aＡé", max_size=6)
TAGS: Final = ("p", "h2", "strong", "em", "ul", "li", "table", "tr", "td", "br", "a", "blockquote", "div", "script")
ATTRIBUTES: Final = ("", "", ' href="https://a.cn/?党建=1&amp;x=2"', " title='党建>'", ' colspan="2"')
PIECES: Final = st.one_of(
    TEXTS,
    st.sampled_from(["&amp;", "&nbsp;", "&#20826;", "&lt;", "&notin;", "&notit;", "<!--党-->", "\n"]),
    st.tuples(st.sampled_from(("<", "</")), st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)).map(
        lambda tag: f"{''.join(tag)}>"
    ),
)
BODIES: Final = st.lists(PIECES, max_size=14).map("".join)


def assert_marks_are_true(html: str, leaves: list[Leaf]) -> None:
    """Assert that marks change nothing but themselves, and are what is found in the passages of the index."""
    (result,), count = mark_pieces([Piece(html, "paragraphs")], leaves)
    assert MARKS.sub("", result) == html
    assert text_of(result) == text_of(html)
    parts = read_body(html)
    spans = [
        (text, span) for text in (*parts.paragraphs, *parts.headings)
        for span in merge_spans(find_spans(Passage(text, "paragraphs"), leaves))
    ]  # fmt: skip
    assert sorted(map(fold, matches(result))) == sorted(fold(text[span.start : span.end]) for text, span in spans)
    assert count == len(spans)


@settings(max_examples=300)
@given(BODIES, st.data())
def test_taking_the_marks_away_gives_back_the_html(untrusted: str, data: st.DataObject) -> None:
    html = clean_body(untrusted).body_html
    folded = fold(text_of(html)) or "党建"
    start = data.draw(st.integers(0, len(folded) - 1))
    string = folded[start : data.draw(st.integers(start + 1, min(len(folded), start + 4)))]
    assert_marks_are_true(html, [Exact(string), Exact("党建"), Run("12")])


@given(st.text(max_size=60))
def test_html_that_was_never_cleaned_is_not_broken_either(html: str) -> None:
    assert MARKS.sub("", marked(html, Exact("a"), Exact("1"))) == MARKS.sub("", html)
