"""The pages for browsing: what each leads to, and that none shows what is not published."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

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
    assert '<td class="shade-1"><a href="/places/411303/2022/">1</a></td>' in html
    assert "南阳的报道" in page(client, "/places/411300/2022/")


def test_home_shows_what_is_new_and_what_was_printed_on_this_day(client: Client) -> None:
    today = timezone.localdate()
    published("去年今日的报道", today.replace(year=2020, day=min(today.day, 28)).isoformat())
    html = page(client, "/")
    assert html.count("去年今日的报道") == 2
    assert "往年今日" in html or today.day > 28
    assert "往年这几天" not in html or today.day > 28


def test_matrix_of_provinces_leads_to_that_of_a_province_and_on_to_reports(client: Client) -> None:
    published("南阳的报道", "2022-06", place_id="411303")
    published("襄阳的报道", "2022-06", place_id="420600")
    published("不知何地", "2022-06")
    html = page(client, "/places/matrix/")
    assert '<a href="/places/matrix/410000/">河南省</a>' in html
    assert '<a href="/places/none/2022/">1</a>' in html
    below = page(client, "/places/matrix/410000/")
    assert '<a href="/places/411303/2022/">1</a>' in below
    assert "襄阳" not in below
    assert "noindex" in page(client, "/places/matrix/110000/")
    assert '<a href="/places/411303/2022/">1</a>' in page(client, "/places/matrix/411300/")
    page(client, "/places/matrix/999999/", 404)
    page(client, "/places/matrix/410000/?page=2", 404)


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
    sign(published("区里的报道", "2022", place_id="411303", newspaper=paper()), "张三")
    published("洛阳的报道", "2022", place_id="410300")
    html = page(client, "/places/411300/")
    for shown in (
        '<a href="/places/410000/">河南省</a>',
        '<a href="/places/411303/">卧龙区</a> <span class="count">1</span>',
        '<a href="/places/411300/2022/">2022</a></th>',
        '<td class="number">1</td>',
        '<a href="/places/410300/">洛阳市</a> <span class="count">1</span>',
        "河南省的其他地方",
        "样例日报",
        "张三",
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


def test_year_shows_its_months_and_lists_one_alone(client: Client) -> None:
    for date in ("2022-03-01", "2022-03", "2022-06", "2022", "2021-01", "2024"):
        published(f"刊于{date}", date)
    html = page(client, "/years/2022/")
    assert '<a href="?month=2022-03">3月</a>' in html
    assert '<a href="/years/2021/" rel="prev">' in html
    assert '<a href="/years/2024/" rel="next">' in html
    march = page(client, "/years/2022/?month=2022-03")
    assert march.count('class="report"') == 2
    assert "只列2022年3月的报道" in march
    assert page(client, "/years/2022/?month=2022").count('class="report"') == 1
    for nowhere in ("2022-04", "2022-13", "2021-01", "x"):
        assert "这一年没有这个月的报道" in page(client, f"/years/2022/?month={nowhere}", 404)


def test_newspaper_shows_the_days_that_are_held(client: Client) -> None:
    title = paper()
    for date in ("2023-03-27", "2023-03-27", "2023-03", "2022", "2022-05-01", None):
        published(f"{date} 的报道", date, newspaper=title)
    html = page(client, f"/newspapers/{title.pk}/")
    assert f'<a href="/newspapers/{title.pk}/2023-03-27/">27<span class="held">2篇</span></a>' in html
    assert f'<a href="/newspapers/{title.pk}/2023-03/">3月，日未注明</a> <span class="count">1</span>' in html
    assert f"/newspapers/{title.pk}/2022-05-01/" not in html
    assert html.count('class="report"') == 6
    older = page(client, f"/newspapers/{title.pk}/?year=2022")
    assert f'<a href="/newspapers/{title.pk}/2022-05-01/">' in older
    assert f'<a href="/newspapers/{title.pk}/2022/">月份未注明</a>' in older
    assert older.count('class="report"') == 2
    assert page(client, f"/newspapers/{title.pk}/?year=none").count('class="report"') == 1
    for nowhere in ("2021", "x", ""):
        assert "没有这一年的报道" in page(client, f"/newspapers/{title.pk}/?year={nowhere}", 404)


def test_issue_shows_its_reports_by_page_and_the_issues_beside_it(client: Client) -> None:
    title = paper()
    for printed in ("A10", "A2", None):
        published(f"版{printed}的报道", "2023-03-27", newspaper=title, print_page=printed)
    for earlier in ("2023-03-20", "2023-03"):
        published(date=earlier, newspaper=title)
    published(date="2023-04-01", newspaper=title)
    day = page(client, f"/newspapers/{title.pk}/2023-03-27/")
    heads = ["第A2版", "版A2的报道", "第A10版", "版A10的报道", "版次未注明", "版None的报道"]
    assert [day.index(f">{one}<") for one in heads] == sorted(day.index(f">{one}<") for one in heads)
    assert f'<a href="/newspapers/{title.pk}/2023-03-20/" rel="prev">所藏前一期：2023年3月20日</a>' in day
    assert f'<a href="/newspapers/{title.pk}/2023-04-01/" rel="next">所藏后一期：2023年4月1日</a>' in day
    only = f'不知道是哪一天的报道；知道的见<a href="/newspapers/{title.pk}/?year=2023">2023 年的日历</a>'
    assert only in page(client, f"/newspapers/{title.pk}/2023-03/")
    assert only not in day
    page(client, f"/newspapers/{title.pk}/2023-03-28/", 404)
    page(client, f"/newspapers/{title.pk}/2023-02-30/", 404)


def test_an_issue_of_very_many_reports_runs_over_pages(client: Client) -> None:
    title = paper()
    for number in range(65):
        published(f"第{number}篇", "2022", newspaper=title, print_page=str(number))
    shown = page(client, f"/newspapers/{title.pk}/2022/") + page(client, f"/newspapers/{title.pk}/2022/?page=2")
    assert all(f">第{number}篇</a>" in shown for number in range(65))
    assert shown.count('class="report"') == 65


def test_papers_stand_under_their_letters(client: Client) -> None:
    for name in ("重庆样例报", "安康样例报", "1号样例报"):
        published(date="2019", newspaper=paper(name))
    published(date="2022", newspaper=paper("安康样例报"))
    html = page(client, "/newspapers/")
    order = ['id="A"', "安康样例报", "2019—2022", 'id="C"', "重庆样例报", 'id="other"', "1号样例报"]
    assert [html.index(one) for one in order] == sorted(html.index(one) for one in order)
    assert '<a href="#C">C <span class="count">1</span></a>' in html
    assert '<a href="#other">其他 <span class="count">1</span></a>' in html


def test_authors_are_those_who_wrote_and_a_page_lists_every_role(client: Client) -> None:
    article = published("合写的报道", newspaper=paper())
    writer = sign(article, "张三", "记者")
    editor = sign(article, "李四", "编辑", 1, is_author=False)
    html = page(client, "/authors/")
    assert "张三" in html
    assert "李四" not in html
    for contributor in (writer, editor):
        assert "合写的报道" in page(client, f"/authors/{contributor.pk}/")


def test_author_shows_roles_papers_and_years(client: Client) -> None:
    writer = sign(published("写的", "2019", newspaper=paper()), "张三", "记者")
    sign(published("编的", "2022", newspaper=paper()), "张三", "编辑", is_author=False)
    html = page(client, f"/authors/{writer.pk}/")
    roles = [f'<span lang="zh-Hans">{role}</span> <span class="count">1</span>' for role in ("编辑", "记者")]
    assert "、".join(roles) in html
    assert f'<a href="/newspapers/{paper().pk}/">样例日报</a> <span class="count">2</span>' in html
    assert f'<a href="/authors/{writer.pk}/?year=2019">2019</a>' in html
    alone = page(client, f"/authors/{writer.pk}/?year=2019")
    assert "写的" in alone
    assert "编的" not in alone
    assert "没有这一年的报道" in page(client, f"/authors/{writer.pk}/?year=2020", 404)


def test_lists_run_over_pages_without_loss(client: Client) -> None:
    for number in range(35):
        published(f"第{number}篇", "2022")
    shown = page(client, "/years/2022/") + page(client, "/years/2022/?page=2")
    assert all(f">第{number}篇</a>" in shown for number in range(35))
    assert 'href="?page=2" rel="next"' in page(client, "/years/2022/")


def test_coverage_says_what_is_held_where_the_gaps_are_and_what_is_known(client: Client) -> None:
    published(date="2018-05", date_basis="inferred", newspaper=paper(), place_id="411303", print_page="A2")
    published(date="2022-06-01", newspaper=paper(), place_id="411303")
    published(is_sample=True)
    html = " ".join(page(client, "/coverage/").split())
    assert "已发布报道 3 篇，出自 1 种报纸；按首要的地方计，写到 1 处。最早 2018 年，最晚 2022 年。" in html
    assert "其中 1 篇是样例。" in html
    assert '<a href="/places/matrix/410000/">河南省</a>' in html
    assert "地方：1 处中 1 处有缺口" in html
    assert '<td class="span">2018—2022</td><td>2019—2021</td>' in html
    assert '<tr><th scope="row">日</th><td class="number">1</td><td class="number">0</td></tr>' in html
    assert '<tr><th scope="row">月</th><td class="number">0</td><td class="number">1</td></tr>' in html
    assert '<td class="number">1</td><td class="number">33%</td>' in html


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
        "/", "/places/", "/places/411300/", "/places/411303/", "/places/410300/", "/places/411300/2022/",
        "/places/matrix/", "/places/matrix/410000/",
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


def test_lists_lead_to_where_the_same_reports_are_searched_and_taken_away(client: Client) -> None:
    title = paper()
    dated = published(date="2022-06-01", place_id="411300", newspaper=title)
    published(place_id="411300", newspaper=title)
    published("别处", newspaper=None)
    photographer = sign(dated, "张三", "摄影", is_author=False)
    for url, asked in (
        ("/places/411300/", "place=411300"),
        ("/places/411300/2022/", "place=411300&amp;year=2022"),
        ("/places/411300/none/", "place=411300&amp;year=none"),
        ("/places/none/", "place=none"),
        ("/years/2022/", "year=2022"),
        ("/years/none/", "year=none"),
        (f"/newspapers/{title.pk}/", f"newspaper={title.pk}"),
        (f"/newspapers/{title.pk}/?year=2022", f"newspaper={title.pk}&amp;year=2022"),
        ("/newspapers/", "newspaper=none"),
    ):
        assert f'<a href="/search/?{asked}" rel="nofollow">' in page(client, url), url
    for url in ("/places/411300/?scope=own", "/years/2022/?month=2022-06", photographer.get_absolute_url()):
        assert 'href="/search/?' not in page(client, url), url


def test_a_place_and_a_paper_show_their_feeds(client: Client) -> None:
    title = paper()
    published(place_id="411300", newspaper=title)
    for url in ("/places/411300/", f"/newspapers/{title.pk}/"):
        assert f'<a href="{url}feed.atom" rel="nofollow" type="application/atom+xml">订阅</a>' in page(client, url)
    assert "订阅" not in page(client, "/places/none/") + page(client, "/places/411300/none/")


def test_from_the_top_of_the_places_one_gets_to_each_province(client: Client) -> None:
    for code in ("411300", "420600", "350200"):
        published(place_id=code)
    assert 'href="#410000"' not in page(client, "/places/")  # three are seen at once
    published(place_id="610100")
    html = page(client, "/places/")
    for code, name in (("350000", "福建"), ("410000", "河南"), ("420000", "湖北"), ("610000", "陕西")):
        assert f'<a href="#{code}">{name}</a>' in html
        assert html.count(f'id="{code}"') == 1


def test_months_are_named_in_either_language(client: Client) -> None:
    title = paper()
    published(date="2022-03", newspaper=title)
    published(date="2022-03-27", newspaper=title)
    for url, said in (
        ("/years/2022/", ("3月</a>", "March</a>")),
        (f"/newspapers/{title.pk}/", ("<caption>3月 ", "<caption>March ")),
        (f"/newspapers/{title.pk}/", (">3月，日未注明<", ">March, day not stated<")),
    ):
        answers = [client.get(url, headers={"accept-language": code}).content.decode() for code in ("zh", "en")]
        assert [words in html for words, html in zip(said, answers, strict=True)] == [True, True]
