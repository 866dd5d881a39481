"""Results and a place on paper: the reports, and nothing that can only be pressed."""

from __future__ import annotations

import io
from typing import Any, Final

import pypdf
import pytest
from playwright.sync_api import BrowserContext

from tests.browser.states import make_archive

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]

PRESSED: Final = ("跳到正文", "收录范围", "English", "深色", "为何命中", "订阅此检索", "每页")
PRINTED: Final = {
    "/search/?q=渠边&size=10": ("渠边的事1", "共 11 篇"),
    "/places/411300/": ("南阳市", "渠边的事1"),
}


def test_lists_are_printed_without_what_can_only_be_pressed(live_server: Any, visitor: BrowserContext) -> None:
    make_archive()
    page = visitor.new_page()
    for path, shown in PRINTED.items():
        page.goto(live_server.url + path)
        sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
        text = "".join("".join(sheet.extract_text().split()) for sheet in sheets)
        assert [one for one in shown if "".join(one.split()) not in text] == [], path
        assert [one for one in PRESSED if one in text] == [], path
        assert len(sheets) <= 2, path
