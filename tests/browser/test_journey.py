"""The way of a page through the house: uploaded, reviewed, published, browsed to, found."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect

from archive.models import Article, Change, IngestBatch

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

PASSWORD: Final = "sample-only-password"
# A page as it is copied from a paper's site: navigation, a doubled headline, a byline, a share bar. Our own words.
PAGE: Final = """样例市：四个支部把会开到田埂上

关注样例网
微博
Qzone
样例市：四个支部把会开到田埂上
作者：  张三 李四

水渠该修哪一段，先问种地的人。入夏以来，样例乡的四个党支部把会开到了田埂上，谁家的地缺水，当场记下。

支部党员分成八个小组，每组包一段水渠。清淤、补漏、装闸，三天干完一段，验收由村民来做。

“渠里有水，心里就有底。”村民王五说。到月底，四个支部一共办成二十六件事，件件写在村口的公示栏里。

今年，乡里打算把这个办法用到修路上去，路修到哪里，会就开到哪里，让党建的劲使在看得见的地方。
"""


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password=PASSWORD)


def log_in(page: Page, base: str) -> None:
    page.goto(f"{base}/admin/")
    page.get_by_label("用户名").fill("editor")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def upload(page: Page) -> None:
    """Upload the page, with its place found by pinyin, and lead to its batch."""
    page.get_by_role("link", name="收入页面").click()
    page.set_input_files(
        "#id_file", {"name": "样例页.txt", "mimeType": "text/plain", "buffer": PAGE.encode()}
    )
    page.locator(".field-place .select2-selection").click()
    page.locator(".select2-search__field").fill("nanyang")
    page.get_by_role("option", name="河南省 南阳市（411300）").click()
    page.get_by_role("button", name="收入", exact=True).click()


def test_a_page_is_uploaded_reviewed_published_browsed_to_and_found(
    live_server: Any, editor: User, desk: BrowserContext, visitor: BrowserContext, complaints: list[str]
) -> None:
    base = live_server.url
    staff = desk.new_page()
    log_in(staff, base)
    upload(staff)
    expect(staff.locator(".outcomes .file")).to_have_text("样例页.txt")
    staff.locator(".outcomes td a").first.click()

    expect(staff.locator(".state")).to_have_text("草稿")
    expect(staff.locator(".field-headline .evidence")).to_contain_text("四个支部把会开到田埂上")
    expect(staff.locator("#id_credits-0-name")).to_have_value("张三")
    expect(staff.locator(".removals")).to_contain_text("关注样例网")
    staff.get_by_label("引题").fill("水渠的事")
    staff.get_by_label("刊发日期", exact=False).first.fill("2022-13")
    staff.get_by_label("日期依据").select_option(label="页面注明")
    staff.get_by_role("button", name="发布").click()
    expect(staff.locator(".field-date_published .errorlist")).to_have_text("日历上没有“2022-13”这一天。")
    expect(staff.get_by_label("引题")).to_have_value("水渠的事")
    staff.get_by_label("刊发日期", exact=False).first.fill("2022-06-16")
    staff.get_by_role("button", name="发布").click()
    expect(staff.locator(".messagelist")).to_contain_text("已发布。")
    expect(staff.locator(".state")).to_have_text("已发布")
    assert list(Change.objects.values_list("kind", "by").order_by("pk")) == [
        ("created", editor.pk), ("edited", editor.pk), ("published", editor.pk)
    ]  # fmt: skip

    headline = Article.objects.get().headline or ""
    browse_to(visitor.new_page(), base, headline)
    find(visitor.new_page(), base, headline)
    assert complaints == []


def browse_to(page: Page, base: str, headline: str) -> None:
    """Go from the home page by city and year to the report, as a reader."""
    page.goto(base)
    page.locator("main").get_by_role("link", name="南阳市").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("南阳市")
    page.locator("main a[href$='/places/411300/2022/']").first.click()
    page.get_by_role("link", name=headline).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    expect(page.locator("article .kicker")).to_have_text("水渠的事")
    expect(page).to_have_url(re.compile(r"/articles/\d+/$"))


def find(page: Page, base: str, headline: str) -> None:
    """Find the report by a phrase of its body, then narrow by city and year."""
    page.goto(base)
    page.get_by_label("检索词").first.fill("“渠里有水”")
    page.get_by_label("检索词").first.press("Enter")
    hit = page.locator(".hit")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark").first).to_have_text("渠里有水")
    page.locator(".facets .value[href*='place=411300']").click()
    page.locator(".facets .value[href*='year=2022']").click()
    expect(page).to_have_url(re.compile(r"place=411300.*year=2022|year=2022.*place=411300"))
    hit.get_by_role("link", name=headline).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)


def test_every_staff_page_runs_under_the_policy(
    live_server: Any, editor: User, desk: BrowserContext, complaints: list[str]
) -> None:
    page = desk.new_page()
    log_in(page, live_server.url)
    upload(page)
    number = Article.objects.get().pk
    for path in (
        "", "archive/article/", "archive/article/?province=410000", "archive/article/upload/",
        "archive/ingestbatch/", f"archive/ingestbatch/{IngestBatch.objects.get().pk}/change/",
        f"archive/article/{number}/change/", f"archive/article/{number}/preview/", "archive/capture/",
        "archive/change/", "archive/place/?q=南阳", "archive/newspaper/add/", "archive/contributor/",
    ):  # fmt: skip
        response = page.goto(f"{live_server.url}/admin/{path}")
        assert response is not None
        assert response.status == 200, path
    assert complaints == []
