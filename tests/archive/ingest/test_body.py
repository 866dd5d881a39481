"""The body between blocks and HTML."""

from __future__ import annotations

import pytest

from archive.ingest.body import read_body, render_blocks
from archive.ingest.extracted import Block


def test_blocks_become_paragraphs_and_headings_and_come_back() -> None:
    blocks = [Block("heading", "一、缘起"), Block("paragraph", "甲 < 乙 & 丙。"), Block("figure", "图注")]
    html = render_blocks(blocks)
    assert html == "<h2>一、缘起</h2>\n<p>甲 &lt; 乙 &amp; 丙。</p>"
    assert read_body(html) == (("甲 < 乙 & 丙。",), ("一、缘起",))


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<ul><li>一</li><li>二</li></ul>", ("一", "二")),
        ("<table><tr><td>村</td><td>户</td></tr><tr><td>1</td><td>2</td></tr></table>", ("村 户", "1 2")),
        ("散落的字<p>段</p>尾", ("散落的字", "段", "尾")),
        ("<blockquote>引<p>段</p></blockquote>", ("引", "段")),
        ("<p>上<br>下</p>", ("上 下",)),
        ("<p>\u3000\u3000缩进</p>", ("缩进",)),
        ("", ()),
    ],
)
def test_every_text_of_a_body_is_read_once(html: str, paragraphs: tuple[str, ...]) -> None:
    assert read_body(html).paragraphs == paragraphs
