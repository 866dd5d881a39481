"""The page of results: what the template makes of a ResultPage, without an index."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.template.loader import render_to_string
from django.test import RequestFactory

from search.forms import SearchForm
from search.results import Bar, Chip, Facet, FacetValue, Fragment, Histogram, Hit, Link, PlaceNode, ResultPage

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
PROVINCE: Final = FacetValue("410000", "河南省", 3, False, "/search/?q=x&place=410000", 1, "/search/?q=x&-place=410000")
CITY: Final = FacetValue("411300", "南阳市", 2, True, "/search/?q=x", 2)
BELOW: Final = PlaceNode(CITY)
PLACES: Final = Facet(
    "place", "地方", (PROVINCE, CITY), 7, "/all/",
    tree=(PlaceNode(PROVINCE, (BELOW,), True, 4, "/all/?name=河南省"),),
)  # fmt: skip
BARS: Final = Histogram(
    (
        Bar("2019", "2019年", 4, 0, 100, "/search/?year=2019", "/search/?-year=2019"),
        Bar("2022", "2022年", 1, 3, 25, "/search/", selected=True),
    ),
    4, "2019", "2022", 4,
)  # fmt: skip
UNDATED: Final = FacetValue("none", "年份未详", 1, False, "/search/?year=none", 1, "/search/?-year=none")
YEARS: Final = Facet(
    "year", "年份", (FacetValue("2019", "2019年", 4, False, "/"), UNDATED), histogram=BARS
)
FOUND: Final = ResultPage(
    query='党建 "一句"',
    total=31,
    page=2,
    size=10,
    hits=(HIT,),
    facets=(PLACES, YEARS, Facet("column", "栏目", ())),
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
    request = RequestFactory().get("/search/", {"q": result.query, "place": "none", "page": "2"})
    return render_to_string("search/results.html", {"result": result, "form": SearchForm(request.GET)}, request)


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
    assert '<a class="clear" href="/search/?q=clear">清除全部</a>' in html


def test_places_stand_as_a_tree_with_their_counts() -> None:
    html = page(FOUND)
    below = '<details class="branch" open><summary><span class="unseen">河南省以下各地</span></summary><ul>'
    assert f"{below}<li class=\"facet-value level-2\">" in html
    assert 'href="/search/?q=x&amp;place=410000"' in html
    assert '<a href="/all/?name=河南省" rel="nofollow"><span class="unseen">河南省 </span>另有 4 处</a>' in html
    assert '<a href="/all/" rel="nofollow"><span class="unseen">地方 </span>更多：另有 7 项</a>' in html


def test_a_facet_without_values_is_left_out() -> None:
    assert page(FOUND).count('class="facet"') == 2


def test_a_value_can_be_left_out_and_a_chosen_one_only_taken_away() -> None:
    html = page(FOUND)
    exclude = 'href="/search/?q=x&amp;-place=410000" rel="nofollow" aria-label="排除 河南省">排除</a>'
    assert exclude in html
    assert "排除 南阳市" not in html
    assert '<span class="unseen">已选，点选去掉：</span>南阳市' in html


def test_years_are_bars_that_are_links_and_the_same_as_a_table() -> None:
    html = page(FOUND)
    assert 'viewBox="0 0 40 100"' in html
    assert '<a href="/search/?year=2019" rel="nofollow" aria-label="2019年：4 篇"><title>2019年：4 篇</title>' in html
    assert 'aria-label="2022年：1 篇" aria-current="true"' in html
    assert '<rect class="year-bar" x="31" y="75" width="8" height="25"/>' in html
    assert '<th scope="row"><a href="/search/?year=2019" rel="nofollow">2019年</a></th><td class="count">4</td>' in html
    assert "年份未详" in html
    assert "style=" not in html


def test_the_way_to_narrow_says_how_many_filters_and_leads_on_to_the_results() -> None:
    html = page(FOUND)
    assert "已选 1 项" in html
    assert '<a href="#results">查看 31 条结果</a>' in html
    assert '<a class="skip" href="#results">跳到结果</a>' in html
    assert '<section class="results" id="results" tabindex="-1" aria-labelledby="results-heading">' in html


def test_words_are_looked_for_within_the_results() -> None:
    html = page(FOUND)
    assert '<label for="within">结果中检索</label>' in html
    assert 'id="within" type="search" name="within"' in html


def test_how_the_query_is_read_has_its_chip_but_is_no_filter() -> None:
    html = page(replace(FOUND, query_chips=(Chip("任一词即可", "/search/?q=all"),)))
    assert 'class="chip" href="/search/?q=all"' in html
    assert "已选 1 项" in html


def test_a_chip_says_of_what_it_is_a_value_and_what_it_leaves_out() -> None:
    html = page(replace(FOUND, chips=(Chip("不含 张三", "/search/", "作者", is_exclusion=True),)))
    assert '<a class="chip chip-exclusion" href="/search/"' in html
    assert '<span class="chip-kind">作者</span> 不含 张三' in html


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
    assert '<a href="?q=%22%E4%B8%80%E5%8F%A5%22&amp;place=none">&quot;一句&quot;</a>' in html
