"""What is not there: 404 with words, as the address asks for it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db


def test_a_page_beyond_the_last_says_which_is_the_last(client: Client) -> None:
    make_article()
    answer = client.get("/years/2022/?page=99")
    assert answer.status_code == 404
    assert "最后一页是第1页" in answer.content.decode()


def test_a_json_address_that_leads_nowhere_answers_as_json(client: Client) -> None:
    answer = client.get("/articles/12345.json")
    assert (answer.status_code, answer.json()) == (404, {"error": "404"})


def test_an_unknown_address_has_a_search_box_and_no_inner_words(client: Client) -> None:
    answer = client.get("/articles/12345/")
    assert answer.status_code == 404
    assert "网址可能有误" in answer.content.decode()
    assert 'role="search"' in answer.content.decode()
    assert "matches the given query" not in answer.content.decode()


def test_a_picture_without_words_makes_no_empty_section(client: Client) -> None:
    article = make_article()
    article.figures.create(order=0, source_url="http://example.org/a.jpg")
    assert 'class="pictures"' not in client.get(article.get_absolute_url()).content.decode()


