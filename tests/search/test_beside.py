"""Beside a report: what search adds to its page, and what the whole of it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from search.indexing import keep_up
from tests.archive.reports import capture_of, illustrate, paper, published, sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]
DAY = "2022-06-05"


@pytest.mark.parametrize("asked", ["", "?q=修路&rank=1", "?q=修路&rank=2"])
def test_page_of_a_report_with_everything_takes_fewer_than_ten_queries(
    client: Client, django_assert_num_queries: Any, asked: str
) -> None:
    article = published(date=DAY, newspaper=paper(), place_id="411303", print_page="2")
    sign(article, "张三")
    for number in range(3):
        illustrate(article, f"样例图{number}", "赵六")
    capture_of(article)
    article.further_places.add("420600", "410000")
    for page in ("1", "3"):
        published(date=DAY, newspaper=paper(), place_id="411303", print_page=page)
    keep_up()
    url = f"/articles/{article.pk}/{asked}"
    client.get(url)
    with django_assert_num_queries(9):
        response = client.get(url)
    assert (response.context["trail"] is None) is (not asked)
