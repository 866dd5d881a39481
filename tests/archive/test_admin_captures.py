"""The page of an upload for staff: whatever kind of file it is, it can be read as text."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given
from archive.models import Capture
from tests.archive.ingest.files import BODY, html_of, pdf_of, word_of, workbook_of, zip_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"))
    return client


def shown(client: Client, capture: Capture) -> str:
    return client.get(f"/admin/archive/capture/{capture.pk}/text/").content.decode()


@pytest.mark.parametrize(
    ("name", "payload", "expected"),
    [
        ("a.docx", word_of(), BODY[0]),
        ("a.xlsx", workbook_of([("标题", "正文"), ("甲", BODY[0])]), BODY[0]),
        ("a.zip", zip_of({"页/一.html": html_of(), "二.doc": "x"}), "—— 二.doc ——\n旧版 Word 文件"),
        ("a.pdf", pdf_of([[]]), "没有文字层"),
    ],
    ids=["Word", "a table", "a zip", "a scan"],
)
def test_an_upload_is_read_as_text(staff: Client, name: str, payload: bytes, expected: str) -> None:
    assert expected in shown(staff, keep_capture(name, payload))


def test_a_page_of_a_zip_is_shown_alone(staff: Client) -> None:
    list(ingest(keep_capture("a.zip", zip_of({"a.docx": word_of(), "b.html": html_of("样例另题")})), Given()))

    page = shown(staff, Capture.objects.get(member="a.docx"))

    assert BODY[0] in page
    assert "样例另题" not in page


def test_a_file_that_cannot_be_read_is_said_so_and_can_be_had(staff: Client) -> None:
    capture = keep_capture("a.docx", b"PK\x03\x04broken")

    answer = staff.get(f"/admin/archive/capture/{capture.pk}/text/", follow=True)

    assert "原件读不出来：压缩包打不开" in answer.content.decode()
    assert staff.get(f"/admin/archive/capture/{capture.pk}/download/").content == b"PK\x03\x04broken"
