"""The pages for browsing: what each leads to, and that none shows what is not published."""

from __future__ import annotations

import pytest
from django.test import Client

from archive import publishing
from tests.archive.reports import draft, paper, published, sign

pytestmark = pytest.mark.django_db


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return str(response.content.decode())


def test_home_leads_from_a_cell_to_its_reports(client: Client) -> None:
    published("南阳的报道", "2022-06", place_id="411303")
    html = page(client, "/")
    assert '<a href="/places/411303/2022/">1</a>' in html
    assert "南阳的报道" in page(client, "/places/411300/2022/")


def test_cell_of_undated_and_placeless_reports_leads_to_them(client: Client) -> None:
    published("不知何年", place_id="411300")
    published("不知何地", "2022")
    published("都不知道")
    html = page(client, "/")
    for url, headline in (
        ("/places/411300/none/", "不知何年"),
        ("/places/none/2022/", "不知何地"),
        ("/places/none/none/", "都不知道"),
    ):
        assert f'<a href="{url}">1</a>' in html
        assert page(client, url).count('class="report"') == 1
        assert headline in page(client, url)


def test_cell_of_a_provinces_own_reports_leaves_its_cities_out(client: Client) -> None:
    published("省里的报道", "2022", place_id="410000")
    published("市里的报道", "2022", place_id="411300")
    assert '<a href="/places/410000/2022/?scope=own">1</a>' in page(client, "/")
    html = page(client, "/places/410000/2022/?scope=own")
    assert "省里的报道" in html
    assert "市里的报道" not in html


def test_empty_archive_says_so(client: Client) -> None:
    assert "还没有已发布的报道" in page(client, "/")


def test_place_shows_years_papers_and_what_lies_around(client: Client) -> None:
    published("区里的报道", "2022", place_id="411303", newspaper=paper())
    html = page(client, "/places/411300/")
    for shown in (
        '<a href="/places/410000/">河南省</a>',
        '<a href="/places/411303/">卧龙区</a> <span class="count">1</span>',
        '<a href="/places/411300/2022/">2022</a>',
        "样例日报",
        "区里的报道",
        "南阳地区",  # a former name
    ):
        assert shown in html


def test_place_says_how_many_reports_are_first_of_all_elsewhere(client: Client) -> None:
    published("襄阳的报道", "2022", place_id="420600").further_places.add("411300")
    html = page(client, "/places/411300/")
    assert "襄阳的报道" in html
    assert "其中 1 篇以别处为主" in html


def test_place_without_reports_is_a_page_all_the_same(client: Client) -> None:
    assert "这里还没有已发布的报道" in page(client, "/places/411300/")
    assert "noindex" in page(client, "/places/411300/2022/")


@pytest.mark.parametrize(
    "url",
    [
        "/places/999999/", "/places/999999/2022/", "/places/411300/99999/", "/years/0/", "/newspapers/7/",
        "/newspapers/7/2022-01-01/", "/authors/7/", "/articles/99999999999999999999/", "/nowhere/",
        "/years/2022/?page=2", "/years/2022/?page=x",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found_and_offers_a_search(client: Client, url: str) -> None:
    html = page(client, url, 404)
    assert "没有这一页" in html
    assert 'role="search"' in html


def test_years_lead_to_their_reports(client: Client) -> None:
    published("有年份", "2022", place_id="411300")
    published("没有年份")
    html = page(client, "/years/")
    assert '<a href="/years/2022/">2022</a>' in html
    assert '<a href="/years/none/">未注明</a>' in html
    assert "有年份" in page(client, "/years/2022/")
    assert '<a href="/places/411300/2022/">南阳市</a>' in page(client, "/years/2022/")
    assert "没有年份" in page(client, "/years/none/")


def test_newspaper_shows_the_days_that_are_held(client: Client) -> None:
    title = paper()
    for date in ("2023-03-27", "2023-03-27", "2023-03", "2022"):
        published(f"{date} 的报道", date, newspaper=title)
    html = page(client, f"/newspapers/{title.pk}/")
    assert f'<a href="/newspapers/{title.pk}/2023-03-27/">27日</a> <span class="count">2</span>' in html
    assert f'<a href="/newspapers/{title.pk}/2023-03/">日未注明</a>' in html
    assert f'href="/newspapers/{title.pk}/2022/"' in html
    day = page(client, f"/newspapers/{title.pk}/2023-03-27/")
    assert day.count('class="report"') == 2
    page(client, f"/newspapers/{title.pk}/2023-03-28/", 404)
    page(client, f"/newspapers/{title.pk}/2023-02-30/", 404)


def test_authors_are_those_who_wrote_and_a_page_lists_every_role(client: Client) -> None:
    article = published("合写的报道", newspaper=paper())
    writer = sign(article, "张三", "记者")
    editor = sign(article, "李四", "编辑", 1, is_author=False)
    html = page(client, "/authors/")
    assert "张三" in html
    assert "李四" not in html
    for contributor in (writer, editor):
        assert "合写的报道" in page(client, f"/authors/{contributor.pk}/")


def test_lists_run_over_pages_without_loss(client: Client) -> None:
    for number in range(35):
        published(f"第{number}篇", "2022")
    shown = page(client, "/years/2022/") + page(client, "/years/2022/?page=2")
    assert all(f">第{number}篇</a>" in shown for number in range(35))
    assert 'href="?page=2" rel="next"' in page(client, "/years/2022/")


def test_coverage_says_how_surely_reports_are_dated(client: Client) -> None:
    published(date="2022", date_basis="inferred", newspaper=paper())
    published(is_sample=True)
    html = page(client, "/coverage/")
    assert "已发布报道 2 篇，出自 1 种报纸。其中 1 篇的刊发日期是推定的" in html
    assert "其中 1 篇是样例" in html


@pytest.mark.parametrize("act", ["draft", "in_review", "withdrawn"])
def test_what_is_not_published_shows_nowhere(client: Client, act: str) -> None:
    title = paper("秘密日报")
    fields = {"date": "2022-06-01", "place_id": "411303", "newspaper": title}
    article = draft("秘密的标题", **fields) if act != "withdrawn" else published("秘密的标题", **fields)
    contributor = sign(article, "张三")
    if act == "in_review":
        publishing.submit(article)
    if act == "withdrawn":
        publishing.withdraw(article, "核对中")
    for url in (
        "/", "/places/", "/places/411300/", "/places/411303/", "/places/411300/2022/",
        "/places/411300/none/", "/places/none/", "/places/none/2022/", "/places/none/none/", "/years/",
        "/years/2022/", "/years/none/", "/newspapers/", "/authors/", "/coverage/",
    ):  # fmt: skip
        html = page(client, url)
        assert not any(told in html for told in ("秘密", "张三")), url
        assert 'class="count">1<' not in html, url
    for url in (
        f"/newspapers/{title.pk}/",
        f"/newspapers/{title.pk}/2022-06-01/",
        f"/authors/{contributor.pk}/",
    ):
        page(client, url, 404)
