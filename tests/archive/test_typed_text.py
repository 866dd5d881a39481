"""Text typed into the box of a body: a line that stands in no element is a paragraph."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.admin.typed_text import with_paragraphs
from archive.models import Article
from tests.archive.factories import make_article
from tests.archive.staff import desk_of, filled, member


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("甲。\n\n　　乙 <b>丙</b>。", "<p>甲。</p>\n\n<p>乙 <b>丙</b>。</p>"),
        ("<p>甲。</p>\n乙。", "<p>甲。</p>\n<p>乙。</p>"),
        ("<ul>\n<li>甲\n乙</li>\n</ul>\n丙", "<ul>\n<li>甲\n乙</li>\n</ul>\n<p>丙</p>"),
        ("<p>甲\n乙</p>", "<p>甲\n乙</p>"),
        ("<P class=a>甲\n乙", "<P class=a>甲\n乙"),  # never closed: as it was
        ("", ""),
    ],
)
def test_a_bare_line_is_a_paragraph(typed: str, html: str) -> None:
    assert with_paragraphs(typed) == html


@pytest.mark.django_db
def test_what_is_typed_as_lines_is_kept_as_paragraphs(client: Client) -> None:
    article = make_article(publish=False)
    desk, url = desk_of(client, member(None)), f"/admin/archive/article/{article.pk}/change/"
    desk.post(url, {**filled(desk, url), "body_html": "第一段。\r\n\r\n第二段。", "_save": "1"})
    assert Article.objects.get().body_text == "第一段。\n第二段。"
