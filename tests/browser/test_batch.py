"""A batch as staff meet it: files dropped, outcomes seen, reviewed by keyboard, found; and without JavaScript."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from archive.admin import uploads
from archive.ingest.batches import run_batch
from archive.models import Article, BatchItem, IngestBatch
from tests.archive.ingest.files import (
    html_of,
    mhtml_of,
    picture_of,
    word_of,
    word_paragraph,
    workbook_of,
    zip_of,
)
from tests.archive.ingest.test_batches import after
from tests.browser.test_journey import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

PASSWORD: Final = "sample-only-password"
THE_END: Final = "都看完了。"
DROP: Final = """files => {
  const transfer = new DataTransfer();
  for (const [name, bytes] of files) {
    transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
  }
  return transfer;
}"""


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password=PASSWORD)


def body(word: str) -> list[str]:
    """Return paragraphs in our own words that name the thing."""
    return [
        f"样例县的党支部这个月商量的是{word}，谁家有难处就在会上说，能办的当场定下来，不能办的写在墙上。",
        f"支部党员分成三个小组，每组包一段，三天干完，验收由村民来做，{word}的事一件件写在公示栏里。",
        f"到月底，{word}一共办成二十六件，今年还打算把这个办法用到别处去。",
    ]


def html(word: str, charset: str = "utf-8") -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in body(word))
    page = (
        f"<!DOCTYPE html><html><head><meta charset='{charset}'><title>样例县党支部商量{word}</title></head><body>"
        f"<h1>样例县党支部商量{word}</h1><p>2022-06-16 来源：样例日报 记者 张三</p>"
        f"<div class='article-content'>{paragraphs}</div></body></html>"
    )
    return page.encode("gb18030" if charset == "gbk" else charset)


def text(word: str) -> bytes:
    return "\n\n".join([f"样例县党支部商量{word}", "2022年6月16日 样例日报 记者 张三", *body(word)]).encode()


def record(word: str) -> bytes:
    fields = {"headline": f"样例县党支部商量{word}", "body": "\n".join(body(word)), "date_published": "2022-06-16",
              "place": "411300", "newspaper": "样例日报"}  # fmt: skip
    return json.dumps(fields, ensure_ascii=False).encode()


COLUMNS: Final = ("标题", "正文", "日期", "地方", "报纸")


def row(word: str) -> tuple[str, ...]:
    return (f"样例县党支部商量{word}", "".join(body(word)), "2022-06-16", "411300", "样例日报")


def table(word: str) -> bytes:
    return "\n".join(map(",".join, (COLUMNS, row(word)))).encode("gb18030")


# Of ten kinds; one page in GBK, one a duplicate, one broken. Each with its outcome, and the word that finds it.
FILES: Final = [
    ("水渠.html", html("水渠"), "新收", "水渠"),
    ("晒场.htm", html("晒场", "gbk"), "新收", "晒场"),
    ("廊桥.txt", text("廊桥"), "新收", "廊桥"),
    ("路灯.md", text("路灯"), "新收", "路灯"),
    ("水井.jsonl", record("水井"), "新收", "水井"),
    ("果园.mhtml", mhtml_of(html("果园").decode(), {}), "新收", "果园"),
    ("茶山.docx", word_of(word_paragraph("样例县党支部商量茶山", "a1") + "".join(map(word_paragraph, [
        "2022年6月16日 来源：样例日报", *body("茶山")]))), "新收", "茶山"),
    ("鱼塘.xlsx", workbook_of([COLUMNS, row("鱼塘")]), "新收", "鱼塘"),
    ("苗圃.csv", table("苗圃"), "新收", "苗圃"),
    ("粮仓.zip", zip_of({"粮仓.html": html("粮仓")}), "新收", "粮仓"),
    ("水渠又一份.html", html("水渠"), "未变", ""),
    ("坏的.docx", b"PK\x03\x04" + b"broken" * 20, "失败", ""),
]  # fmt: skip


def drop(page: Page, files: list[tuple[str, bytes]]) -> None:
    """Drop files on the upload page, as a person does."""
    packed = [[name, base64.b64encode(payload).decode()] for name, payload in files]
    transfer = page.evaluate_handle(DROP, packed)
    page.dispatch_event("[data-drop-zone]", "dragover", {"dataTransfer": transfer})
    page.dispatch_event("[data-drop-zone]", "drop", {"dataTransfer": transfer})


def hold_clock(page: Page) -> None:
    """Let the page look when the test says so: a test's database in memory has no room for two at a time."""
    page.clock.install()
    page.clock.pause_at(dt.datetime.now() + dt.timedelta(seconds=10))


def outcomes(page: Page) -> list[tuple[str, str]]:
    rows = page.locator("table.outcomes tbody tr").all()
    return [(row.locator(".file").inner_text(), row.locator("th b").inner_text()) for row in rows]


def test_files_are_dropped_reported_reviewed_by_keyboard_published_and_found(
    live_server: Any, editor: User, desk: BrowserContext, visitor: BrowserContext, complaints: list[str]
) -> None:
    drop_and_look(desk.new_page(), live_server.url)
    review_by_keyboard(desk.new_page(), live_server.url)
    reader = visitor.new_page()
    for word in filter(None, (word for *_file, word in FILES)):
        reader.goto(f"{live_server.url}/search/?q=“商量{word}”")
        expect(reader.locator(".hit")).to_have_count(1)
    assert complaints == []


def drop_and_look(page: Page, base: str) -> None:
    """Drop the files, see them listed, taken in and reported, each with its outcome."""
    hold_clock(page)
    log_in(page, base)
    page.goto(f"{base}/admin/archive/article/upload/")
    files = [(name, payload) for name, payload, _outcome, _word in FILES]
    drop(page, files[:3])
    drop(page, [*files[3:], ("空的.html", b""), ("工具.exe", b"\x7fELF")])
    chosen = page.locator("[data-chosen-list] li")
    expect(chosen).to_have_count(14)
    expect(chosen.nth(12)).to_contain_text("是空的，不会收入")
    expect(chosen.nth(13)).to_contain_text("不认识这种文件")
    page.get_by_role("button", name="去掉 工具.exe").click()
    page.get_by_role("button", name="去掉 空的.html").click()
    expect(page.locator("[data-chosen-sum]")).to_contain_text("12 个文件")
    page.get_by_role("button", name="收入", exact=True).click()

    expect(page.locator("[data-spoken]")).to_have_text("等待 · 已收 0 页，读完 0 / 12 个文件")
    call_command("work", "--once")
    page.clock.run_for(1_500)
    expect(page.locator("[data-spoken]")).to_have_text("已完成 · 已收 11 页，读完 12 / 12 个文件")
    assert outcomes(page) == [(name, outcome) for name, _payload, outcome, _word in FILES]
    page.get_by_role("navigation", name="按结果").get_by_role("link", name="失败 1").click()
    expect(page.locator("table.outcomes tbody tr")).to_have_count(1)
    assert outcomes(page) == [("坏的.docx", "失败")]
    with page.expect_download() as download:
        page.get_by_role("link", name="下载报告（CSV）").click()
    written = download.value.path().read_text(encoding="utf-8-sig")
    assert [row["结果"] for row in csv.DictReader(io.StringIO(written))] == [
        outcome for _name, _payload, outcome, _word in FILES
    ]
    page.close()


def review_by_keyboard(page: Page, base: str) -> None:
    """Go through the batch without a mouse: on and back, a field filled, the copy turned down, the rest accepted."""
    page.goto(f"{base}/admin/archive/ingestbatch/{IngestBatch.objects.get().pk}/change/")
    page.get_by_role("link", name="逐页审看").press("Enter")
    first = heard(page)
    go(page, "j")
    assert go(page, "k") == first

    page.keyboard.press("e")  # the first box: a letter in it is a letter
    page.keyboard.type("aj的引题")
    expect(page.locator("#id_kicker")).to_have_value("aj的引题")
    page.keyboard.press("Tab")
    expect(page.locator("mark.is-current").first).to_contain_text("商量")
    here = go(page, "Control+Enter")
    while here != THE_END:
        is_again = page.locator(".review-standing .file", has_text="水渠又一份").count() == 1
        if is_again:
            page.keyboard.press("x")
            expect(page.get_by_label("退掉的原因")).to_be_focused()
            page.keyboard.type("重复")
        here = go(page, "Enter" if is_again else "a")
    page.close()

    decided = BatchItem.objects.order_by("file__order").values_list("file__file_name", "decision", "article__state")
    assert list(decided) == [
        (name, "accepted" if outcome == "新收" else "rejected", "published")
        for name, _payload, outcome, _word in FILES if outcome != "失败"  # of which there is no page
    ]  # fmt: skip
    assert Article.objects.get(kicker="aj的引题").headline == first


def go(page: Page, key: str) -> str:
    """Press a key that leads to another page, and return what `heard` says of that."""
    here = page.url
    page.keyboard.press(key)
    expect(page).not_to_have_url(here)
    return heard(page)


def heard(page: Page) -> str:
    """Wait until a page is shown and its keys are heard; return its headline, THE_END where nothing is left."""
    title, done = page.locator("[data-review][data-keys] h1"), page.locator(".messagelist").get_by_text(THE_END)
    expect(title.or_(done).first).to_be_visible()
    return THE_END if done.is_visible() else title.inner_text()


def test_a_folder_that_is_picked_brings_its_page_with_pictures(
    live_server: Any, editor: User, desk: BrowserContext, complaints: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "水渠_files"
    folder.mkdir()
    (tmp_path / "水渠.html").write_text(html_of(picture="./水渠_files/1.png"), encoding="utf-8")
    (folder / "1.png").write_bytes(picture_of())
    (folder / "a.css").write_bytes(b"p {}")
    page = desk.new_page()
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/archive/article/upload/")
    page.set_input_files("[data-folder]", tmp_path)
    expect(page.locator("[data-chosen-list] li")).to_have_count(1)
    expect(page.locator("[data-chosen-list] li")).to_contain_text("带图 1 张")
    expect(page.locator("[data-chosen-sum]")).to_contain_text(
        "，另有网页旁的图片 1 张；网页旁的样式、脚本等 1 个文件不收"
    )
    page.get_by_role("button", name="收入", exact=True).click()
    expect(page.locator("table.outcomes tbody tr")).to_have_count(1)
    assert outcomes(page) == [("水渠.html", "新收")]
    assert Article.objects.get().figures.get().picture
    assert complaints == []


def test_very_many_files_go_in_portions_and_go_on_where_the_network_broke(
    live_server: Any, editor: User, desk: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FILES_A_PORTION", 5)
    page = desk.new_page()
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/archive/article/upload/")
    many = [(f"{number:02}.txt", text(f"第{number}条渠")) for number in range(12)]
    page.set_input_files(
        "#id_file", [{"name": name, "mimeType": "text/plain", "buffer": payload} for name, payload in many]
    )
    portions: list[str] = []

    def break_the_second(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        portions.append(route.request.method)
        route.abort() if len(portions) == 2 else route.continue_()

    page.route("**/article/upload/", break_the_second)
    page.get_by_role("button", name="收入", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(
        "网络中断，没有送完。 已送到的都在；再按“收入”，从中断的地方接着送。"
    )
    page.get_by_role("button", name="收入", exact=True).click()
    expect(page.locator("[data-spoken]")).to_contain_text("/ 12 个文件")
    assert len(portions) == 4
    assert list(IngestBatch.objects.get().files.values_list("file_name", flat=True)) == [name for name, _ in many]


def test_a_batch_that_is_left_to_work_moves_on_the_page(
    live_server: Any, editor: User, desk: BrowserContext, complaints: list[str]
) -> None:
    page = desk.new_page()
    hold_clock(page)
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/archive/article/upload/")
    many = [(f"{number}.txt", text(f"第{number}条渠")) for number in range(25)]
    page.set_input_files(
        "#id_file", [{"name": name, "mimeType": "text/plain", "buffer": payload} for name, payload in many]
    )
    page.keyboard.press("Tab")
    page.get_by_label("批次名称").fill("二十五条渠")
    page.get_by_label("批次名称").press("Enter")  # by keyboard alone
    expect(page.locator("[data-spoken]")).to_have_text("等待 · 已收 0 页，读完 0 / 25 个文件")
    run_batch(IngestBatch.objects.get(), after(20))  # asked before each file and after its page
    page.clock.run_for(1_500)
    expect(page.locator("[data-spoken]")).to_have_text("收入中 · 已收 10 页，读完 10 / 25 个文件")
    expect(page.locator("[data-count='new']")).not_to_have_text("0")
    call_command("work", "--once")
    page.clock.run_for(1_500)
    expect(page.locator("[data-spoken]")).to_have_text("已完成 · 已收 25 页，读完 25 / 25 个文件")
    expect(page.locator("table.outcomes tbody tr")).to_have_count(25)
    assert Article.objects.count() == 25
    assert complaints == []


def test_a_batch_is_taken_in_and_cancelled_without_javascript(live_server: Any, editor: User, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/archive/article/upload/")
    many = [(f"{number}.txt", text(f"第{number}条渠")) for number in range(21)]
    for expected, button in (("已完成", "现在接着收"), ("已取消", "取消后面的")):
        page.goto(f"{live_server.url}/admin/archive/article/upload/")
        page.set_input_files(
            "#id_file", [{"name": name, "mimeType": "text/plain", "buffer": payload} for name, payload in many]
        )
        page.get_by_role("button", name="收入", exact=True).click()
        expect(page.get_by_role("link", name="刷新")).to_be_visible()
        page.get_by_role("button", name=button).click()
        expect(page.locator("[data-spoken]")).to_contain_text(expected)
    assert list(IngestBatch.objects.order_by("pk").values_list("state", flat=True)) == ["done", "cancelled"]
    context.close()
