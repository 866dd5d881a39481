"""Where all words find few reports, how many any of them would find."""

from __future__ import annotations

import pytest
from django.test import Client

from search.offers import offer_of_any
from search.questions import ANY, FEW, Question, Selection
from search.results import Offer
from tests.search.building import draft, published

pytestmark = pytest.mark.django_db(transaction=True)


def offer(text: str, total: int = 0, **more: object) -> Offer | None:
    """Return the offer for a text that found so many reports."""
    return offer_of_any(Question(text=text, **more), total)  # type: ignore[arg-type]


def test_few_reports_with_all_words_bring_the_offer_of_any(client: Client) -> None:
    published(body="村里修路。")
    published(body="镇上修桥。")
    page = client.get("/search/?q=修路 修桥&size=50")
    expected = Offer(2, "/search/?q=%E4%BF%AE%E8%B7%AF+%E4%BF%AE%E6%A1%A5&match=any&size=50")
    assert page.context["hints"].any_of == expected
    assert 'href="/search/?q=%E4%BF%AE%E8%B7%AF+%E4%BF%AE%E6%A1%A5&amp;match=any&amp;size=50"' in page.text
    assert "2 篇" in page.text


def test_the_offer_counts_what_the_page_then_finds(client: Client) -> None:
    for body in ("村里修路。", "镇上修桥。", "县里办学。"):
        published(body=body)
    found = offer("修路 修桥 办学")
    assert found is not None
    assert client.get(found.url).context["result"].total == found.total == 3


def test_filters_stay_and_unpublished_reports_are_not_counted() -> None:
    published(body="村里修路。", date="2021")
    published(body="镇上修桥。", date="2022")
    draft(body="乡里修桥。", date="2022")
    found = offer("修路 修桥", selections=(Selection("year", "2022"),))
    assert found is not None
    assert (found.total, found.url.endswith("match=any&year=2022")) == (1, True)


def test_there_is_no_offer_where_it_finds_no_more_or_enough_was_found() -> None:
    published(body="村里修路修桥。")
    assert offer("修路 修桥", total=1) is None
    assert offer("修路", total=1) is None
    assert offer("修路 办学", total=FEW) is None
    assert offer("修路 办学", match=ANY) is None
    assert offer("") is None
