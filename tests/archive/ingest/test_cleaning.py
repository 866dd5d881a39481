"""Untrusted HTML in, an article's HTML out. nh3, an independent sanitiser, is the oracle."""

from __future__ import annotations

import re
from html import escape

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest import cleaning
from archive.ingest.cleaning import LINK_RELATION, TAGS, clean_body
from tests.counting import lines_run

ORACLE_ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}


def oracle(html: str) -> str:
    """Return what nh3 leaves of the HTML with the same allow-list."""
    return nh3.clean(
        html, tags=set(TAGS), attributes=ORACLE_ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None
    )


def tags_of(html: str) -> list[str]:
    return re.findall(r"<[^>]+>", html)


@pytest.mark.parametrize(
    ("untrusted", "clean"),
    [
        ("<p>甲<script>alert(1)</script>乙</p>", "<p>甲乙</p>"),
        ("<style>p{}</style><template><p>x</p></template><p>甲</p>", "<p>甲</p>"),
        ('<p onclick="x()" style="color:red" class="a" id="b">甲</p>', "<p>甲</p>"),
        ('<a href="javascript:alert(1)">甲</a>', "甲"),
        ('<a href=" JaVaScRiPt:alert(1)">甲</a>', "甲"),
        ('<a href="data:text/html,x">甲</a>', "甲"),
        ('<a href="//example.com/">甲</a>', "甲"),
        (
            '<a href="http://a.cn/x" target="_blank">甲</a>',
            f'<a href="http://a.cn/x" rel="{LINK_RELATION}">甲</a>',
        ),
        ('<img src="//other/x.png">', ""),
        ('<img src="https://other/x.png">', ""),
        ('<img src="/media/../x.png">', ""),
        ('<img src="/media/a/b.png" alt="甲" onerror="x()">', '<img src="/media/a/b.png" alt="甲">'),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>甲", "甲"),
        ("<math><mtext><mglyph><style></math><img src onerror=alert(1)>", ""),
        ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", ""),
        ("<!--[if IE]><script>x</script><![endif]-->甲", "甲"),
        ("<iframe src=//x></iframe><object><embed></object>甲", "甲"),
        ("<b>甲</b><i>乙</i><h1>丙</h1>", "<strong>甲</strong><em>乙</em><h2>丙</h2>"),
        ("<div><div>甲</div></div>", "<p>甲</p>"),
        ("&lt;script&gt;甲", "&lt;script&gt;甲"),
        (
            '<table><tr><td colspan="2" rowspan="x">甲</td></tr></table>',
            '<table><tbody><tr><td colspan="2">甲</td></tr></tbody></table>',
        ),
        (
            '<table><tr><td colspan="99999">甲</td></tr></table>',
            "<table><tbody><tr><td>甲</td></tr></tbody></table>",
        ),
    ],
)
def test_only_what_an_article_needs_is_left(untrusted: str, clean: str) -> None:
    assert clean_body(untrusted).body_html == clean


PIECES = (
    "<p> </p> <b> <i> <a_href='http://a.cn'> <a_href='javascript:x'> </a> <table> <tr> <td_colspan=3> <ul> <li> "
    "<div> </div> <script> </script> <style> </style> <svg> </svg> <math> <!-- --> <![CDATA[ ]]> <img_src=x> "
    "<img_src='/media/a.png'> <h1> <h5> &lt; &amp; & < > \" ' 甲 乙 <form> <textarea> </textarea> <title> <noscript> "
    "\x00 <svg/onload=x>"
)


@given(st.lists(st.sampled_from([piece.replace("_", " ") for piece in PIECES.split()]), max_size=30))
def test_nothing_survives_that_the_oracle_would_strip_and_cleaning_twice_changes_nothing(
    pieces: list[str],
) -> None:
    clean = clean_body(" ".join(pieces)).body_html

    assert tags_of(oracle(clean)) == tags_of(clean)
    assert clean_body(clean).body_html == clean


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40), min_size=1, max_size=5), st.booleans())
def test_plain_paragraphs_are_what_cleaning_would_leave_of_them(texts: list[str], in_headings: bool) -> None:
    tag = "h2" if in_headings else "p"
    plain = "\n".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for text in texts)
    quick = clean_body(plain).body_html
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cleaning, "PLAIN", re.compile("(?!)"))
        assert clean_body(plain).body_html == quick


@pytest.mark.parametrize(
    "markup",
    [
        "<p>甲", "<p>甲</h2>", "<p>甲<b>乙</b></p>", "<p>&nbsp;</p>", "<p>甲</p>乙", "<p a>甲</p>", "<P>甲</P>",
        "<p>\x00</p>", "<p>甲</p>\n", "", "<script>甲</script>",
    ],
)  # fmt: skip
def test_nothing_but_plain_paragraphs_is_taken_for_plain(markup: str) -> None:
    assert not cleaning.PLAIN.fullmatch(markup)


def test_plain_paragraphs_beyond_bounds_are_cut_like_others() -> None:
    many = "\n".join(["<p>甲</p>"] * (cleaning.MAX_ELEMENTS + 1))
    assert clean_body(many).warnings == ("正文的标记嵌套过深或过多，只保留了文字。",)


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    clean_body(text)


@pytest.mark.parametrize(
    ("untrusted", "warning"),
    [
        ("<div>" * 20_000 + "甲" + "</div>" * 20_000, "正文的标记嵌套过深或过多，只保留了文字。"),
        ("<p>样例文字。</p>" * 40_000, "正文的标记嵌套过深或过多，只保留了文字。"),
        ("&" * 300_000, "正文里的 &、<、> 过多，改成了全角。"),
        ('<a href="' * 50_000, "正文的标记嵌套过深或过多，只保留了文字。"),
        ("<p>" + "样例文字。" * 250_000, "正文超过 1,000,000 字符，其后的部分没有收入。"),
    ],
    ids=["nested", "many", "entities", "unclosed", "long"],
)
def test_hostile_sizes_are_cut_with_bounded_work(untrusted: str, warning: str) -> None:
    warnings: list[str] = []

    assert lines_run(lambda: warnings.extend(clean_body(untrusted).warnings)) < 5 * len(untrusted)
    assert warning in warnings


def test_the_text_of_unruly_markup_is_kept() -> None:
    assert (
        clean_body("<div>" * 100 + "甲 &lt;<script>x</script>乙<br>丙").body_html
        == "<p>甲 &lt;乙</p>\n<p>丙</p>"
    )
