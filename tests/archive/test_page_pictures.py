"""Pages of PDFs as pictures for staff: drawn once, kept by digest and page, answered to nobody else."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from archive import page_pictures
from archive.ingest.batches import run_batch
from archive.ingest.drawing import BESIDE, Drawing, DrawingError, DrawnPage
from archive.ingest.intake import keep_capture
from archive.ingest.receiving import ReceivedFile, make_batch
from archive.ingest.recording import Given
from archive.locks import held
from archive.models import BatchFile, BatchItem, Capture
from archive.page_pictures import Sheet, picture_of
from archive.permissions import Role
from tests.archive.ingest.files import BODY, HEADLINE, Line, drawn_pdf, html_of, pdf_of, zip_of
from tests.archive.recognition import read_here
from tests.archive.staff import desk_of, member

pytestmark = pytest.mark.django_db

SQUARE = "0.8 0 0 rg 0 0 500 500 re f"
TEXT: list[Line] = [(p[i : i + 25], 10) for p in BODY for i in range(0, len(p), 25)]
REPORT: list[Line] = [(HEADLINE, 22), *TEXT]
OTHER: list[Line] = [("样例镇修好了一座便桥", 22), *TEXT]
A4 = (595, 842)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files without the child that does it otherwise."""
    monkeypatch.setattr("archive.ingest.formats.read_apart", read_here)


@pytest.fixture
def editor(client: Client) -> Client:
    return desk_of(client, member(Role.EDITOR))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Draw nothing, and count what was to be drawn: the name within a zip, and the page. There is no page 7."""
    counted: list[tuple[str, int]] = []

    def draw(payload: bytes, entry: str, number: int, drawing: Drawing) -> DrawnPage:
        counted.append((entry, number))
        if number == 7:
            raise DrawingError("样例原因。")
        return DrawnPage(f"{entry} {number} {drawing.name}".encode(), 9, 9)

    monkeypatch.setattr(page_pictures, "draw_page", draw)
    return counted


def url(capture: Capture, number: int = 1, query: str = "") -> str:
    return f"/admin/archive/capture/{capture.pk}/page/{number}/{query}"


def items_of(name: str, payload: bytes) -> dict[str, BatchItem]:
    """Take a file in as a batch, and return its pages by their names."""
    batch = make_batch([ReceivedFile(name, len(payload), lambda: payload)], Given(), "样例批次")
    run_batch(batch, lambda: False)
    return {item.member: item for item in batch.items.all()}


def seen(client: Client, item: BatchItem) -> list[str]:
    """Return the pictures that the review of a page shows."""
    sheets = client.get(f"/admin/archive/batchitem/{item.pk}/review/").context["beside"].sheets
    return [sheet.url.removeprefix(f"/admin/archive/capture/{item.file.capture_id}/page/") for sheet in sheets]


# The picture


def test_a_picture_is_answered_with_what_guards_it(editor: Client) -> None:
    first = editor.get(url(keep_capture("a.pdf", drawn_pdf(SQUARE))))

    assert (first.status_code, first["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(first.content)).size == (1550, 2324)
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in first["Cache-Control"]


def test_a_browser_that_has_it_is_not_sent_it_again(editor: Client, drawn: list[tuple[str, int]]) -> None:
    capture = keep_capture("a.pdf", drawn_pdf(SQUARE))
    etag = editor.get(url(capture))["ETag"]

    again = editor.get(url(capture), headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_the_same_file_under_another_name_is_not_drawn_again(editor: Client, drawn: list[tuple[str, int]]) -> None:
    payload = drawn_pdf(SQUARE, SQUARE)
    for _look in range(2):
        editor.get(url(keep_capture("a.pdf", payload)))
    Capture.objects.all().delete()

    editor.get(url(keep_capture("b.pdf", payload)))
    editor.get(url(keep_capture("b.pdf", payload), 2))
    editor.get(url(keep_capture("b.pdf", payload), 1, "?size=full"))

    assert drawn == [("", 1), ("", 2), ("", 1)]


def test_by_itself_a_page_is_finer(editor: Client, drawn: list[tuple[str, int]]) -> None:
    capture = keep_capture("a.pdf", drawn_pdf(SQUARE))

    assert [editor.get(url(capture, query=f"?size={size}")).content for size in ("full", "no-such-size")] == [
        b" 1 full", b" 1 beside",
    ]  # fmt: skip


def test_looking_at_pictures_writes_nothing_to_the_database(editor: Client, drawn: list[tuple[str, int]]) -> None:
    capture = keep_capture("a.pdf", drawn_pdf(SQUARE))
    with CaptureQueriesContext(connection) as queries:
        editor.get(url(capture))

    written = [q["sql"] for q in queries if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert written == []


def test_a_page_that_cannot_be_drawn_says_so_and_is_not_tried_at_each_look(
    editor: Client, drawn: list[tuple[str, int]]
) -> None:
    capture = keep_capture("a.pdf", drawn_pdf(SQUARE))

    answers = [editor.get(url(capture, 7)) for _look in range(3)]

    assert {(a.status_code, a["Content-Type"], a["Cache-Control"]) for a in answers} == {
        (422, "text/plain; charset=utf-8", "max-age=0, no-cache, no-store, must-revalidate, private")
    }
    assert {a.content.decode() for a in answers} == {"样例原因。"}
    assert drawn == [("", 7)]


def test_a_fault_is_forgotten_after_an_hour(drawn: list[tuple[str, int]], state_dir: Path) -> None:
    sheet = Sheet(keep_capture("a.pdf", drawn_pdf(SQUARE)), "", 7)
    with pytest.raises(DrawingError):
        picture_of(sheet, BESIDE)
    (note,) = (state_dir / "cache" / "pages").rglob("*.txt")
    os.utime(note, (0, 0))

    with pytest.raises(DrawingError):
        picture_of(sheet, BESIDE)

    assert len(drawn) == 2


def test_an_original_that_is_gone_is_told(editor: Client) -> None:
    capture = Capture.objects.create(payload_digest="0" * 64, size=9, file_name="a.pdf")

    answered = editor.get(url(capture))

    assert (answered.status_code, "payload is missing" in answered.content.decode()) == (422, True)


def test_while_others_are_drawn_one_is_asked_to_come_again(
    editor: Client, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_pictures, "PATIENCE", 0.0)
    capture = keep_capture("a.pdf", drawn_pdf(SQUARE))

    with held(state_dir / "cache" / "pages" / "lock", 0.0):
        answered = editor.get(url(capture))

    assert (answered.status_code, answered["Retry-After"]) == (503, "5")
    assert answered.content.decode() == "正在画别的页，请过一会儿再看。"


def test_what_was_looked_at_longest_ago_makes_room(
    state_dir: Path, drawn: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = keep_capture("a.pdf", drawn_pdf(SQUARE, SQUARE, SQUARE))
    sheets = [Sheet(capture, "", number) for number in (1, 2, 3)]
    size = len(picture_of(sheets[0], BESIDE))
    monkeypatch.setattr(page_pictures, "ROOM", int(2.5 * size))
    picture_of(sheets[1], BESIDE)
    folder = state_dir / "cache" / "pages"
    for age, sheet in ((100, sheets[1]), (50, sheets[0])):
        path = next(folder.rglob(f"{sheet.key(BESIDE)}.jpg"))
        os.utime(path, (path.stat().st_mtime - age,) * 2)

    picture_of(sheets[2], BESIDE)

    left = {path.stem for path in folder.rglob("*.jpg")}
    assert sheets[1].key(BESIDE) not in left
    assert sheets[2].key(BESIDE) in left


@pytest.mark.parametrize(
    ("name", "query"), [("a.html", ""), ("a.zip", ""), ("a.zip", "?entry=a.html")], ids=["html", "zip", "html in it"]
)
def test_what_is_no_pdf_has_no_pages(editor: Client, name: str, query: str) -> None:
    capture = keep_capture(name, zip_of({"a.html": html_of()}) if name == "a.zip" else html_of().encode())

    assert editor.get(url(capture, query=query)).status_code == 404


def test_nobody_sees_a_page_but_staff_who_may_see_originals(client: Client) -> None:
    capture = keep_capture("a.pdf", drawn_pdf(SQUARE))
    assert "/login/" in client.get(url(capture))["Location"]

    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(url(capture)).status_code == 403


# Where it is shown


def test_each_page_of_a_paper_is_seen_beside_its_text_and_a_part_beside_the_whole_page(editor: Client) -> None:
    items = items_of("a.pdf", pdf_of([REPORT, [*REPORT, *OTHER], []]))

    assert {name: seen(editor, item) for name, item in items.items()} == {
        "第 1 页": ["1/"], "第 2 页 第 1 篇": ["2/"], "第 2 页 第 2 篇": ["2/"], "第 3 页": ["3/"],
    }  # fmt: skip


def test_a_document_is_seen_whole(editor: Client) -> None:
    (item,) = items_of("a.pdf", pdf_of([REPORT[:6], REPORT[6:], []], sheet=A4)).values()

    assert seen(editor, item) == ["1/", "2/", "3/"]


def test_a_pdf_in_a_zip_is_seen(editor: Client) -> None:
    items = items_of("a.zip", zip_of({"版/一.pdf": pdf_of([REPORT, []]), "b.html": html_of("样例另题")}))

    assert seen(editor, items["版/一.pdf 第 2 页"]) == ["2/?entry=%E7%89%88%2F%E4%B8%80.pdf"]
    assert seen(editor, items["b.html"]) == []


def test_a_broken_pdf_may_be_seen_all_the_same(editor: Client) -> None:
    assert items_of("a.pdf", b"%PDF-1.5 broken") == {}
    file = BatchFile.objects.get()
    item = BatchItem.objects.create(batch=file.batch, file=file, order=1, outcome="failed", capture=file.capture)

    assert seen(editor, item) == ["1/"]


def test_the_review_shows_the_picture_with_words_for_who_cannot_see_it(editor: Client) -> None:
    items = items_of("a.pdf", pdf_of([REPORT, []]))
    written, scan = (
        editor.get(f"/admin/archive/batchitem/{items[name].pk}/review/").content.decode()
        for name in ("第 1 页", "第 2 页")
    )

    assert 'alt="原件第 1 页的图像；文字在旁边"' in written
    assert 'alt="原件第 2 页的图像；没有文字层"' in scan
    assert 'value="both" autocomplete="off" checked' in written
    assert 'value="picture" autocomplete="off" checked' in scan
    assert "?size=full" in written
    assert "没有文字层（像是扫描件）" in scan


def test_a_page_that_could_not_be_drawn_says_so_in_the_review(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*args: object) -> None:
        raise DrawingError("样例原因。")

    monkeypatch.setattr(page_pictures, "draw_page", cannot)
    (item,) = items_of("a.pdf", pdf_of([REPORT])).values()
    review = f"/admin/archive/batchitem/{item.pk}/review/"
    assert "<img" in editor.get(review).content.decode()
    assert item.file.capture is not None
    editor.get(url(item.file.capture))

    html = editor.get(review).content.decode()

    assert '<p class="errornote">样例原因。</p>' in html
    assert 'alt="原件' not in html


def test_a_page_of_another_kind_has_no_picture_and_no_choice(editor: Client) -> None:
    (item,) = items_of("a.html", html_of().encode()).values()
    html = editor.get(f"/admin/archive/batchitem/{item.pk}/review/").content.decode()

    assert "data-sheets" not in html


def test_the_page_of_an_original_shows_its_pictures_too(editor: Client) -> None:
    items_of("a.pdf", pdf_of([REPORT, OTHER]))
    whole = Capture.objects.get(parent=None)
    second = Capture.objects.get(member="第 2 页")

    both, one = (
        editor.get(f"/admin/archive/capture/{capture.pk}/text/").context["sheets"] for capture in (whole, second)
    )

    assert [sheet.number for sheet in both] == [1, 2]
    assert [sheet.url for sheet in one] == [url(whole, 2)]
