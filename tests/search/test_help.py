"""The page of help: each of its examples is a link to a search that the query language reads as it is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from search.query_fields import field_named
from search.query_language import parse

LINK: Final = re.compile(r'<a href="([^"]*\?q=[^"]*)" lang="zh-Hans">([^<]*)</a>')


@pytest.fixture
def examples(client: Client, db: None) -> list[tuple[str, str]]:
    """Return what each link of the page asks for, and what it shows."""
    page = client.get(reverse("help")).content.decode()
    return [
        (parse_qs(urlsplit(unescape(url)).query)["q"][0], unescape(shown)) for url, shown in LINK.findall(page)
    ]


def cut(text: str) -> Sequence[str]:
    return (text,)


def test_every_example_asks_for_what_it_shows_and_is_read_without_a_note(examples: list[tuple[str, str]]) -> None:
    assert len(examples) > 20
    for typed, shown in examples:
        assert typed == shown
        assert parse(typed, cut).notes == (), typed


def test_every_field_has_an_example(examples: list[tuple[str, str]]) -> None:
    shown = {found[1] for typed, _ in examples if (found := re.match(r"(\w+)[:：]", typed))}
    assert shown == {"标题", "正文", "作者", "通讯员", "报纸", "地方", "栏目", "图注", "年", "日期"}
    assert all(map(field_named, shown))
