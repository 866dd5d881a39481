"""The page of results: what the template makes of a ResultPage, without an index."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.template.loader import render_to_string
from django.test import RequestFactory

from search.results import Chip, Facet, FacetValue, Fragment, Hit, Link, ResultPage

HIT: Final = Hit(
    rank=11,
    id=7,
    url="/articles/7/",
    identifier=None,
    headline=(Fragment("样例村的", False), Fragment("党建", True), Fragment("<b>", False)),
    snippet=((Fragment("党员", False), Fragment("大会", True)), (Fragment("修路", False),)),
    place_code="411303",
    place_name="卧龙区",
    date_published="2022-06",
    date_precision="month",
    date_basis="inferred",
    newspaper="样例日报",
    newspaper_id=1,
    authors=("张三", "李四"),
    score=1.0,
    is_sample=True,
)
CITY: Final = Facet(
    "place",
    "地方",
    (
        FacetValue("410000", "河南省", 3, False, "/search/?q=x&place=410000", 1),
        FacetValue("411300", "南阳市", 2, True, "/search/?q=x", 2),
    ),
)
FOUND: Final = ResultPage(
    query='党建 "一句"',
    total=31,
    page=2,
    size=10,
    hits=(HIT,),
    facets=(CITY, Facet("year", "年份", ())),
    notes=("参数已略去。",),
    chips=(Chip("南阳市", "/search/?q=y"),),
    page_links=(Link("1", "/search/?page=1"), Link("2", "/search/?page=2", True)),
    first_rank=11,
    last_rank=20,
    last_page=4,
    clear_url="/search/?q=clear",
    sort_links=(Link("最新", "/search/?sort=newest"),),
    size_links=(Link("10", "/search/?size=10", True),),
)


def page(result: ResultPage) -> str:
    request = RequestFactory().get("/search/", {"q": result.query, "place": "411300", "page": "2"})
    return render_to_string("search/results.html", {"result": result, "form": None}, request)


def test_hit_is_escaped_before_it_is_marked() -> None:
    assert '<a href="/articles/7/" lang="zh-Hans">样例村的<mark>党建</mark>&lt;b&gt;</a>' in page(FOUND)


def test_hit_shows_its_cuts_and_facts() -> None:
    html = page(FOUND)
    assert '<span class="cut">党员<mark>大会</mark></span><span class="cut">修路</span>' in html
    for shown in (
        "2022年6月",
        "（推定）",
        "卧龙区",
        "样例日报",
        "张三、李四",
        '<span class="tag">样例</span>',
    ):
        assert shown in html


def test_count_and_rank_are_told() -> None:
    html = page(FOUND)
    assert "共 <strong>31</strong> 篇，这里是第 11—20 篇" in html
    assert '<ol class="hits" start="11">' in html


def test_query_stays_in_the_box_with_its_quotes() -> None:
    assert 'name="q" value="党建 &quot;一句&quot;"' in page(FOUND)


def test_filters_can_be_taken_away_one_by_one_or_all_at_once() -> None:
    html = page(FOUND)
    assert 'class="chip" href="/search/?q=y"' in html
    assert '<a href="/search/?q=clear">清除全部</a>' in html


def test_facet_values_stand_by_level_with_their_counts() -> None:
    html = page(FOUND)
    assert 'class="facet-value level-2"' in html
    assert 'href="/search/?q=x&amp;place=410000"' in html
    assert html.count('class="facet"') == 1  # a facet without values is left out
    assert "已选 1 项" in html


def test_notes_are_told() -> None:
    assert "<li>参数已略去。</li>" in page(FOUND)


def test_nothing_found_repeats_the_query_and_offers_ways_on() -> None:
    html = page(replace(FOUND, total=0, hits=(), page_links=(), last_page=1))
    assert "没有报道同时符合“党建 &quot;一句&quot;”和所选的条件。" in html
    assert '<a href="/search/?q=clear">去掉全部条件再找</a>' in html


def test_page_beyond_the_last_keeps_the_links() -> None:
    html = page(replace(FOUND, hits=(), first_rank=0, last_rank=0))
    assert "没有找到报道" not in html
    assert 'href="/search/?page=1"' in html


def test_query_that_cannot_be_read_is_explained_with_one_that_can() -> None:
    html = page(ResultPage(query='"一句', error="引号没有成对。", suggestion='"一句"', status=400))
    assert "<p>引号没有成对。</p>" in html
    assert '<a href="?q=%22%E4%B8%80%E5%8F%A5%22&amp;place=411300">&quot;一句&quot;</a>' in html
