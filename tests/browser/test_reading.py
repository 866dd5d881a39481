"""Reading a report in a browser: the size of its text, its reading aloud, quoting and citing it, and paper."""

from __future__ import annotations

import json
import unicodedata
from io import BytesIO
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from archive.models import Article
from tests.archive.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]
BODY: Final = (
    "<h2>修渠</h2><p>村里开会，说修渠的事。大家都说好！</p><h2>通水</h2><p>水来了。</p>"
    + "<p>渠边的人都来看水，看了又看。</p>" * 80
)
# A machine with a voice: it says a sentence when the test lets it, and writes down what it was told to say.
VOICE: Final = """
    window.said = [];
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    const voice = { lang: 'zh-CN', name: '样例' };
    Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
        getVoices: () => [{ lang: 'en-US' }, voice],
        speak(utterance) { window.said.push(utterance.text); window.speaking = utterance; },
        cancel() { window.speaking?.onerror?.({ error: 'canceled' }); window.speaking = undefined; },
    }) });
    window.finish = () => window.speaking.onend();
"""
SPOKEN: Final = "[...CSS.highlights.get('spoken')].map(range => range.toString()).join('')"


@pytest.fixture
def report() -> Article:
    return make_article(
        "渠边的事　说不完", BODY, newspaper="样例日报", authors=("张三",), print_page="2",
        removed=[{"text": "首页", "reason": "页面框架"}], editors_note="渠修了三年。",
    )  # fmt: skip


@pytest.fixture
def page(visitor: BrowserContext) -> Page:
    visitor.grant_permissions(["clipboard-read", "clipboard-write"])
    return visitor.new_page()


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def plain(text: str) -> str:
    """Return a text without spaces; the font of a PDF has radicals for some characters (⽇ for 日)."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def select(page: Page, selector: str) -> None:
    page.evaluate("selector => getSelection().selectAllChildren(document.querySelector(selector))", selector)


def test_size_of_the_text_is_remembered(live_server: Any, report: Article, page: Page, complaints: list[str]) -> None:
    page.goto(live_server.url + report.get_absolute_url())
    sizes = page.get_by_role("group", name="字号")

    def height() -> float:
        return float(page.locator(".body").evaluate("body => parseFloat(getComputedStyle(body).fontSize)"))

    usual = height()
    expect(sizes.get_by_role("button", name="中字")).to_have_attribute("aria-pressed", "true")
    sizes.get_by_role("button", name="大字").click()
    large = height()
    page.reload()
    expect(sizes.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    assert height() == large > usual
    sizes.get_by_role("button", name="小字").click()
    assert height() < usual
    sizes.get_by_role("button", name="中字").click()
    page.reload()
    assert height() == usual
    expect(page.locator("[data-voice]")).to_be_hidden()  # this machine has no voice
    assert complaints == []


def test_it_is_read_aloud_by_sentence_and_followed(
    live_server: Any, report: Article, page: Page, complaints: list[str]
) -> None:
    page.add_init_script(VOICE)
    page.goto(live_server.url + report.get_absolute_url())
    page.get_by_role("button", name="朗读").click()
    for sentence in ("渠边的事 说不完", "编者按", "渠修了三年。", "修渠", "村里开会，说修渠的事。"):
        assert page.evaluate("window.said.at(-1)") == sentence
        assert page.evaluate(SPOKEN).strip() == sentence
        page.evaluate("window.finish()")
    page.get_by_role("button", name="暂停").click()
    assert page.evaluate("window.speaking") is None
    page.get_by_role("button", name="继续").click()
    assert page.evaluate("window.said.slice(-2)") == ["大家都说好！", "大家都说好！"]
    for _ in range(40):
        page.evaluate("window.finish()")
    assert page.evaluate("scrollY") > 0
    expect(page.get_by_role("button", name="停止")).to_be_in_viewport()
    page.get_by_role("button", name="停止").click()
    assert page.evaluate("CSS.highlights.get('spoken').size") == 0
    said = page.evaluate("window.said.length")
    page.get_by_role("button", name="朗读").click()
    assert page.evaluate(f"window.said.slice({said})") == ["渠边的事 说不完"]
    assert complaints == []


def test_what_is_read_aloud_is_not_covered_by_two_bars(live_server: Any, report: Article, page: Page) -> None:
    page.add_init_script(VOICE)
    page.goto(f"{live_server.url}{report.get_absolute_url()}?q=修渠")
    bar = page.locator(".trail")
    expect(bar).to_have_css("position", "sticky")
    page.get_by_role("button", name="朗读").click()
    expect(bar).to_have_css("position", "static")
    page.get_by_role("button", name="停止").click()
    expect(bar).to_have_css("position", "sticky")


def test_quotations_bear_their_source_and_citations_are_copied(
    live_server: Any, report: Article, page: Page, complaints: list[str]
) -> None:
    url = live_server.url + report.get_absolute_url()
    page.goto(url)
    cited = page.locator("article").get_attribute("data-citation") or ""
    assert cited.startswith("张三. 渠边的事 说不完[N/OL]. 样例日报, 2022-06-16(2)[")
    assert cited.endswith(f". {url}.")
    quoted = f"“村里开会，说修渠的事。大家都说好！”——{cited}"
    button = page.get_by_role("button", name="复制选中的文字和出处")
    expect(button).to_be_disabled()
    select(page, ".body p")
    page.keyboard.press("Control+C")
    assert clipboard(page) == quoted
    page.evaluate("navigator.clipboard.writeText('')")
    button.click()
    assert clipboard(page) == quoted
    for other, text in ((".body h2", "修渠"), (".reading-head h1", "渠边的事 说不完")):
        select(page, other)
        expect(button).to_be_disabled()
        page.keyboard.press("Control+C")
        assert clipboard(page).strip() == text
    page.get_by_role("button", name="复制 GB/T 7714—2025 网络版").click()
    expect(page.locator("[data-told]")).to_have_text("已复制")
    assert clipboard(page) == f"张三. 渠边的事 说不完[N/OL]. 样例日报，2022-06-16（2）. {url}."
    page.get_by_role("button", name="复制 RIS").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('TY  - NEWS')")
    assert complaints == []


def test_without_a_clipboard_the_citation_is_selected(live_server: Any, report: Article, page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(live_server.url + report.get_absolute_url())
    page.get_by_role("button", name="复制 APA 第七版").click()
    expect(page.locator("[data-told]")).to_have_text("已选中，请按 Ctrl+C 复制")
    assert str(page.evaluate("getSelection().toString()")).startswith("张三. (2022, June 16). 渠边的事")


def test_on_paper_it_is_the_report_with_its_citation_on_several_sheets(
    live_server: Any, report: Article, page: Page
) -> None:
    page.emulate_media(color_scheme="dark")
    url = live_server.url + report.get_absolute_url()
    page.goto(url)
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]
    text = plain("".join(sheets))
    cited = page.locator("article").get_attribute("data-citation") or ""
    assert len(sheets) > 1
    assert text.count(plain("渠边的人都来看水，看了又看。")) == 80
    assert plain(cited) in text
    assert text.endswith(url)
    for chrome in ("收录范围", "检索词", "前一篇", "朗读", "复制", "BibTeX", "APA", "从原页删去", "跳到正文"):
        assert chrome not in text


def test_without_javascript_everything_is_there_but_what_a_script_does(
    live_server: Any, report: Article, browser: Browser
) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + report.get_absolute_url())
    for name in ("小字", "朗读", "复制", "停止"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_text("显示从原页删去的内容").click()
    expect(page.get_by_text("页面框架")).to_be_visible()
    page.get_by_role("link", name="通水").click()
    expect(page).to_have_url(live_server.url + report.get_absolute_url() + "#s2")
    expect(page.get_by_role("term").filter(has_text="GB/T 7714—2025 网络版")).to_be_visible()
    for name in ("BibTeX", "RIS", "CSL-JSON"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    context.close()


def test_what_stands_in_the_page_for_programs_is_no_script_to_the_browser(
    live_server: Any, report: Article, page: Page, complaints: list[str]
) -> None:
    page.goto(live_server.url + report.get_absolute_url())
    written = page.locator("script[type='application/ld+json']").text_content()
    assert json.loads(written or "")["headline"] == "渠边的事 说不完"
    assert complaints == []
