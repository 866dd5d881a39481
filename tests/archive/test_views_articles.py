"""The page of a report: what it shows, and what it answers when there is nothing to show."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive import publishing
from archive.models import Article, Change
from tests.archive.reports import BODY, capture_of, draft, illustrate, paper, published, sign

pytestmark = pytest.mark.django_db


def page(client: Client, article: Article, status: int = 200) -> str:
    response = client.get(f"/articles/{article.pk}/")
    assert response.status_code == status
    return str(response.content.decode())


def test_title_lines_stand_in_order(client: Client) -> None:
    html = page(client, published("支部建在产业链上", kicker="基层巡礼", subtitle="样例县党建纪实"))
    assert html.index('class="kicker" lang="zh-Hans">基层巡礼') < html.index("支部建在产业链上</span>")
    assert html.index("支部建在产业链上</span>") < html.index(
        'class="subtitle" lang="zh-Hans">——样例县党建纪实'
    )


def test_credits_stand_by_role_with_links(client: Client) -> None:
    article = published(newspaper=paper())
    reporter = sign(article, "张三", "记者", 0)
    sign(article, "李四", "记者", 1)
    sign(article, "王五", "编辑", 2, is_author=False)
    html = page(client, article)
    assert f'<a href="/authors/{reporter.pk}/">张三</a>' in html
    assert html.count('<span class="role" lang="zh-Hans">记者</span>') == 1
    assert html.index("李四</a>") < html.index('<span class="role" lang="zh-Hans">编辑</span>') < html.index("王五</a>")


def test_signer_without_a_role_is_shown_as_author(client: Client) -> None:
    article = published()
    sign(article, "张三", None)
    assert '<span class="role">作者</span>' in page(client, article)


def test_paper_issue_and_page_are_shown(client: Client) -> None:
    html = page(
        client, published(newspaper=paper(), issue_number="2300", print_page="A03", column_name="党建")
    )
    assert "样例日报</a> › 第2300期 › 第A03版" in html
    assert "<dd>党建</dd>" in html


def test_the_way_down_to_a_report_ends_with_its_issue_and_page(client: Client) -> None:
    held = paper()
    article = published(date="2022-06-05", newspaper=held, place_id="411303", issue_number="7", print_page="2")
    html = page(client, article)
    crumbs = html[html.index('<nav class="crumbs"') : html.index("</nav>", html.index('<nav class="crumbs"'))]
    assert re.findall(r'<li>(?:<a href="([^"]*)">)?([^<]*)', crumbs) == [
        ("/places/", "地方"), ("/places/410000/", "河南省"), ("/places/411300/", "南阳市"),
        ("/places/411303/", "卧龙区"), (f"/newspapers/{held.pk}/", "样例日报"),
        (f"/newspapers/{held.pk}/2022-06-05/", "2022年6月5日 第7期"), ("", "第2版"),
    ]  # fmt: skip
    for way in re.findall(r'href="([^"]*)"', crumbs):
        assert client.get(way).status_code == 200, way


def test_without_place_or_paper_there_is_no_way_down(client: Client) -> None:
    assert 'class="crumbs"' not in page(client, published(print_page="2"))
    html = page(client, published(newspaper=paper(), date="2022", date_basis="inferred"))
    assert '<li><a href="/newspapers/">报纸</a></li>' in html
    assert '2022/">2022年</a><span class="inferred">（推定）</span></li>' in html


@pytest.mark.parametrize(
    ("date", "shown"), [("2022-06-05", "2022年6月5日"), ("2022-06", "2022年6月"), ("2022", "2022年")]
)
def test_stated_date_is_shown_as_far_as_it_is_known(client: Client, date: str, shown: str) -> None:
    html = page(client, published(date=date))
    assert f'<time datetime="{date}">{shown}</time>' in html
    assert "推定" not in html


def test_inferred_date_says_so_and_from_what(client: Client) -> None:
    html = page(client, published(date="2022", date_basis="inferred"))
    assert '<time datetime="2022">2022年</time><span class="inferred">（推定）</span>' in html
    assert '<blockquote lang="zh-Hans">正文写到今年六月</blockquote>' in html


def test_undated_report_says_so(client: Client) -> None:
    assert "日期未注明" in page(client, published())


def test_place_is_shown_with_what_lies_above(client: Client) -> None:
    html = page(client, published(place_id="411303"))
    assert '<a href="/places/410000/">河南省</a>' in html
    assert '<a href="/places/411300/">南阳市</a>' in html
    assert '<a href="/places/411303/">南阳市卧龙区</a>' in html


def test_pictures_are_shown_by_caption_and_photographer(client: Client) -> None:
    article = published()
    illustrate(article, "党员在样例村抢收玉米。", "赵六")
    html = page(client, article)
    assert "<p>党员在样例村抢收玉米。</p>" in html
    assert "摄影 <a" in html
    assert 'class="signatures"' not in html


NOTE = '<p lang="zh-Hans">本报今起开设专栏。</p><p lang="zh-Hans">每周一期。</p>'


def test_editors_note_stands_apart_from_the_body(client: Client) -> None:
    html = page(client, published(editors_note="本报今起开设专栏。\n每周一期。"))
    assert html.index(NOTE) < html.index('<div class="body" lang="zh-Hans"')


def test_only_the_body_is_taken_as_markup(client: Client) -> None:
    html = page(
        client, published("<b>标题</b>", kicker="<i>引题</i>", body_html="<p><strong>正文</strong></p>")
    )
    assert "<p><strong>正文</strong></p>" in html
    assert "&lt;b&gt;标题&lt;/b&gt;" in html
    assert "&lt;i&gt;引题&lt;/i&gt;" in html


def test_previous_and_next_are_of_the_same_place(client: Client) -> None:
    earlier = published("更早的一篇", "2021", place_id="411300")
    article = published("这一篇", "2022", place_id="411300")
    later = published("更晚的一篇", "2023", place_id="411300")
    published("别处的一篇", "2022-12-31", place_id="420600")
    html = page(client, article)
    assert f'<a href="/articles/{earlier.pk}/" rel="prev" lang="zh-Hans">更早的一篇</a>' in html
    assert f'<a href="/articles/{later.pk}/" rel="next" lang="zh-Hans">更晚的一篇</a>' in html
    assert "别处的一篇" not in html


def test_previous_and_next_of_the_issue_name_their_pages(client: Client) -> None:
    first = published("头版一篇", "2022-06-05", newspaper=paper(), print_page="1")
    article = published("二版一篇", "2022-06-05", newspaper=paper(), print_page="2")
    html = page(client, article)
    assert '<nav class="around" aria-label="同一期的前后报道">' in html
    assert f'同一期 · 前一篇 · 第1版</span><a href="/articles/{first.pk}/" lang="zh-Hans">头版一篇</a>' in html
    assert "同一期 · 后一篇" not in html


def test_what_was_left_out_is_shown_line_by_line_on_request(client: Client) -> None:
    removed = [{"text": "首页\n<导航>", "reason": "页面框架"}, {"text": "分享", "reason": "分享栏"}]
    html = page(client, published(removed=removed))
    assert "<summary>显示从原页删去的内容" in html
    assert "3 行" in html
    shown = re.findall(r"<dt>([^<]*)</dt>|<del>([^<]*)</del>", html[html.index('<details class="removed">') :])[:5]
    assert shown == [("页面框架", ""), ("", "首页"), ("", "&lt;导航&gt;"), ("分享栏", ""), ("", "分享")]
    assert "删去的内容" not in page(client, published())


def test_section_headings_are_listed_and_led_to(client: Client) -> None:
    html = page(client, published(body_html="<h2>一 &amp; 二</h2><p>段</p><h2>三</h2>"))
    assert '<a href="#s1" lang="zh-Hans">一 &amp; 二</a>' in html
    assert '<h2 id="s1">一 &amp; 二</h2><p>段</p><h2 id="s2">三</h2>' in html
    assert 'class="outline"' not in page(client, published(body_html="<h2>一</h2><p>段</p>"))


def test_record_of_the_capture_is_linked(client: Client) -> None:
    article = published()
    capture_of(article)
    assert f'href="/captures/{"a" * 64}/"' in page(client, article)


def test_sample_says_so_and_is_not_indexed(client: Client) -> None:
    html = page(client, published(is_sample=True, sample_note="样例：据一篇报道的事实重写。"))
    assert "样例：据一篇报道的事实重写。" in html
    assert '<meta name="robots" content="noindex">' in html


def test_link_to_the_editing_room_is_for_staff_only(client: Client) -> None:
    article = published()
    assert "/admin/" not in page(client, article)
    client.force_login(User.objects.create_user("editor", is_staff=True))
    assert 'href="/admin/"' in page(client, article)


@pytest.mark.parametrize("url", ["/articles/{}/", "/articles/{}.json"])
def test_what_was_never_published_is_not_found(client: Client, url: str) -> None:
    article = draft("没有公开的标题")
    publishing.submit(article)
    for number in (article.pk, 999_999, 10**17):
        response = client.get(url.format(number))
        assert response.status_code == 404
        assert "没有公开的标题" not in response.content.decode()


def test_withdrawn_report_tells_paper_date_and_reason_alone(client: Client) -> None:
    article = published("撤下的标题", "2022-06", newspaper=paper(), place_id="411300")
    sign(article, "张三")
    publishing.withdraw(article, "转载授权到期")
    for html in (page(client, article, 410), client.get(f"/articles/{article.pk}.json").content.decode()):
        assert "样例日报" in html
        assert "转载授权到期" in html
        assert str(article.pk) in html
        assert not any(told in html for told in ("撤下的标题", "张三", BODY))
    assert "2022年6月" in page(client, article, 410)


def test_deleted_report_is_gone_if_it_was_public(client: Client) -> None:
    public, secret = published("公开过的标题"), draft()
    for article in (public, secret):
        publishing.delete(article)
    assert "公开过的标题" not in page(client, public, 410)
    page(client, secret, 404)


def test_withdrawn_report_that_is_published_again_is_back(client: Client) -> None:
    article = published()
    publishing.withdraw(article, "核对中")
    publishing.publish(article)
    assert BODY in page(client, article)


def test_record_has_the_keys_of_the_contract(client: Client) -> None:
    article = published("标题", "2022", date_basis="inferred", place_id="411300", newspaper=paper())
    sign(article, "张三")
    sign(article, "李四", "编辑", 1, is_author=False)
    illustrate(article, "图注", "王五")
    capture_of(article, encoding="gb18030")
    record = client.get(f"/articles/{article.pk}.json").json()
    assert record == {
        "id": article.pk, "url": f"/articles/{article.pk}/", "identifier": None,
        "file": "样例页.html", "encoding": "gb18030", "status": None, "reason": None,
        "headline": "标题", "kicker": None, "subtitle": None, "column_name": None,
        "newspaper": "样例日报", "site": None, "source_printed": None, "source_url": None,
        "place": {"code": "411300", "name": "南阳市"}, "issue_number": None, "print_page": None,
        "date_published": "2022", "date_precision": "year", "date_basis": "inferred",
        "period_start": None, "period_end": None, "byline": None,
        "credits": [{"name": "张三", "role": "记者"}, {"name": "李四", "role": "编辑"}], "authors": ["张三"],
        "figures": [{"caption": "图注", "credits": ["王五"]}], "section_headings": [], "editors_note": None,
        "body_text": BODY, "removed": [], "evidence": {}, "warnings": [], "is_sample": False,
        "access": "full", "excerpt": False, "rights": None,
    }  # fmt: skip


def test_record_of_a_capture_shows_no_bytes(client: Client) -> None:
    article = published("印在上面的报道")
    capture_of(article)
    html = client.get(f"/captures/{'a' * 64}/").content.decode()
    assert all(shown in html for shown in ("a" * 64, "样例页.html", "2048 字节", "印在上面的报道"))
    assert BODY not in html


def test_capture_without_a_published_report_is_for_staff_alone(client: Client) -> None:
    withdrawn = published()
    publishing.withdraw(withdrawn, "核对中")
    capture_of(withdrawn, "b")
    capture_of(draft("草稿的标题"), "c")
    for digit in "bcd":
        assert client.get(f"/captures/{digit * 64}/").status_code == 404
    client.force_login(User.objects.create_user("editor", is_staff=True))
    response = client.get(f"/captures/{'c' * 64}/")
    assert response.status_code == 200
    assert "草稿的标题" not in response.content.decode()


def test_file_of_many_members_lists_the_reports_of_all(client: Client) -> None:
    whole = capture_of(published("第一篇"), "e", file_name="样例.jsonl")
    capture_of(published("第二篇"), "f", parent=whole, member="2")
    html = client.get(f"/captures/{'e' * 64}/").content.decode()
    assert "第一篇" in html
    assert "第二篇" in html


def test_reading_writes_nothing(client: Client) -> None:
    article = published()
    before = (Article.objects.get(pk=article.pk).updated_at, Change.objects.count())
    page(client, article)
    assert (Article.objects.get(pk=article.pk).updated_at, Change.objects.count()) == before
