"""Two members of staff at one report, each in a browser: the second is told, shown the difference, loses nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from archive.models import Article, BatchItem, Revision, State
from archive.permissions import Role
from tests.archive.batches import make_batch, page
from tests.archive.factories import make_article
from tests.archive.staff import member
from tests.browser.conftest import sit_down

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

TOLD = "什么也没有保存，您填的都在下面；请先对照，再按一次即以您的为准。"


@pytest.fixture
def first(live_server: Any, desk: BrowserContext) -> Page:
    return sit_down(desk, live_server.url, member(Role.REVIEWER, "甲某"))


@pytest.fixture
def second(live_server: Any, other_desk: BrowserContext) -> Page:
    return sit_down(other_desk, live_server.url, member(Role.REVIEWER, "乙某"))


@pytest.fixture
def item() -> BatchItem:
    return make_batch({"a.html": page("样例甲：党员修水渠", "甲。")}).items.get()


def test_on_the_review_screen(
    live_server: Any, item: BatchItem, first: Page, second: Page, complaints: list[str]
) -> None:
    address = live_server.url + reverse("admin:archive_batchitem_review", args=[item.pk])
    first.goto(address)
    second.goto(address)
    first.locator("#id_kicker").fill("甲某的引题")
    first.locator("#id_kicker").press("Enter")
    expect(first.locator(".messagelist")).to_contain_text("已保存。")

    second.locator("#id_subtitle").fill("乙某的副题")
    second.keyboard.press("Control+Enter")
    expect(second.locator(".errorlist.nonfield")).to_contain_text("您打开之后，甲某 在")
    expect(second.locator(".errorlist.nonfield")).to_contain_text(TOLD)
    expect(second.locator(".conflict del")).to_contain_text("甲某的引题")
    expect(second.locator(".conflict ins")).to_contain_text("乙某的副题")
    expect(second.locator("#id_subtitle")).to_have_value("乙某的副题")
    assert Article.objects.values_list("kicker", "subtitle", "state").get() == ("甲某的引题", None, State.DRAFT)

    second.locator("#id_kicker").fill("甲某的引题")
    second.locator("#id_kicker").press("Enter")
    expect(second.locator(".messagelist")).to_contain_text("已保存。")
    assert Article.objects.values_list("kicker", "subtitle").get() == ("甲某的引题", "乙某的副题")

    first.locator("details.reject > summary").click()  # a screen from before that
    first.get_by_label("退掉的原因").fill("重复")
    first.get_by_role("button", name="退掉", exact=True).click()
    expect(first.locator(".messagelist")).to_contain_text("您打开之后，乙某 在")
    expect(first.locator(".messagelist")).to_contain_text("没有退掉，请再看一遍。")
    assert Article.objects.get().trashed_at is None
    assert complaints == []


def test_a_bulk_edit_made_meanwhile(live_server: Any, first: Page, second: Page, complaints: list[str]) -> None:
    article = make_article("样例稿", publish=False, column_name="旧栏目")
    form = live_server.url + reverse("admin:archive_article_change", args=[article.pk])
    second.goto(form)
    preview_of_column(first, live_server.url, "甲某的栏目")
    first.get_by_role("button", name="确认修改 1 篇").click()
    expect(first.locator(".messagelist")).to_contain_text("已修改 1 篇")

    second.locator("#id_subtitle").fill("乙某的副题")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.locator(".errorlist.nonfield")).to_contain_text("您打开之后，甲某 在")
    expect(second.locator(".conflict del")).to_contain_text("甲某的")
    assert Article.objects.values_list("column_name", "subtitle").get() == ("甲某的栏目", None)

    preview_of_column(first, live_server.url, "又一个栏目")  # and the other way round
    second.goto(form)
    second.locator("#id_subtitle").fill("乙某的副题")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.locator(".messagelist .success")).to_be_visible()
    first.get_by_role("button", name="确认修改 1 篇").click()
    expect(first.locator(".messagelist")).to_contain_text("预览以后有人改过，没有动它；请再看一次。")
    assert Article.objects.values_list("column_name", "subtitle").get() == ("甲某的栏目", "乙某的副题")
    assert complaints == []


def preview_of_column(page: Page, base: str, column: str) -> None:
    """Choose the only report in the list, and preview another column for it."""
    page.goto(base + reverse("admin:archive_article_changelist"))
    page.locator("input.action-select").check()
    page.get_by_label("动作").select_option("edit_many")
    page.get_by_role("button", name="执行").click()
    page.locator("#id_column_name").fill(column)
    page.locator("#id_set_column_name").check()
    page.get_by_role("button", name="预览改动").click()
    expect(page.get_by_role("heading", name="立即修改")).to_be_visible()


def test_a_draft_that_was_submitted_meanwhile_is_no_longer_an_editor_s(
    live_server: Any, item: BatchItem, first: Page, other_desk: BrowserContext, complaints: list[str]
) -> None:
    second = sit_down(other_desk, live_server.url, member(Role.EDITOR, "丙某"))
    address = live_server.url + reverse("admin:archive_batchitem_review", args=[item.pk])
    first.goto(address)
    second.goto(address)
    first.get_by_role("button", name="接受并送审").click()
    expect(first.locator(".messagelist")).to_contain_text("都看完了。")
    second.locator("#id_subtitle").fill("丙某的<b>副题")
    second.locator("#id_subtitle").press("Enter")
    expect(second.locator(".messagelist")).to_contain_text("您打开之后，甲某 在")
    expect(second.locator(".messagelist")).to_contain_text("您不能再改它；什么也没有保存，您填的列在下面。")
    expect(second.locator(".unsaved dd")).to_have_text("丙某的<b>副题")
    assert (Article.objects.get().subtitle, Revision.objects.count()) == (None, 1)
    assert complaints == []
