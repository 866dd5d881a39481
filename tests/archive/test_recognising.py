"""Pages without text, read by machine: asked for with a button, done by `work`, marked, and never published unseen."""

from __future__ import annotations

import io
import shutil
import subprocess
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from PIL import Image, ImageDraw, ImageFont

from archive import publishing
from archive.ingest import recognising
from archive.ingest.attempts import MOST_ATTEMPTS
from archive.ingest.batches import run_batch
from archive.ingest.drawing import DrawnPage
from archive.ingest.pdf_file import NO_TEXT
from archive.ingest.receiving import ReceivedFile, make_batch
from archive.ingest.recognising import NO_LETTERS, ask, textless, work_on_recognitions
from archive.ingest.recording import Given
from archive.ingest.replay import replay
from archive.ingest.tesseract import DIED, find_engine
from archive.locks import held
from archive.models import Article, AuditEntry, BatchItem, IngestBatch, Place, Recognition, State
from archive.permissions import Role
from search.indexing import keep_up
from tests.archive.ingest.files import BODY, HEADLINE, Line, drawn_pdf, html_of, pdf_of, picture_of
from tests.archive.recognition import HEAD, FakeTesseract, read_here, table_of
from tests.archive.staff import desk_of, filled, member

pytestmark = pytest.mark.django_db

A4 = (595, 842)
SCAN: Final = drawn_pdf("0 g 100 100 300 300 re f")
LINES: Final = [(p[i : i + 25], 40) for p in BODY for i in range(0, len(p), 25)]
TABLE: Final = table_of([(HEADLINE, 90), ("2021年3月5日", 40), *LINES])
NOTICE: Final = "文字由机器识别（tesseract 5.9.1，chi_sim，平均把握 90%），请对照原件。"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read and draw without the children that do it otherwise: `test_the_real_tesseract_reads_a_scan` has them."""
    monkeypatch.setattr("archive.ingest.formats.read_apart", read_here)
    monkeypatch.setattr(recognising, "draw_page", lambda *asked: DrawnPage(picture_of(9, 9), 9, 9))


@pytest.fixture
def tesseract(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> FakeTesseract:
    """Put a tesseract of ours, and no other, on the path."""
    folder = tmp_path_factory.mktemp("bin")
    monkeypatch.setenv("PATH", str(folder))
    fake = FakeTesseract(folder)
    fake.install()
    fake.says(TABLE)
    return fake


@pytest.fixture
def editor(client: Client) -> Client:
    return desk_of(client, member(Role.EDITOR))


def taken_in(payload: bytes = SCAN, name: str = "扫描.pdf", **given: Any) -> IngestBatch:
    batch = make_batch([ReceivedFile(name, len(payload), lambda: payload)], Given(**given), "样例批次")
    run_batch(batch, lambda: False)
    return batch


def review(item: BatchItem) -> str:
    return f"/admin/archive/batchitem/{item.pk}/review/"


def work() -> int:
    return work_on_recognitions(lambda: False)


def read_by_machine(batch: IngestBatch) -> BatchItem:
    """Let the one page of a batch be read, and return it as it is then."""
    ask(batch.items.all(), member(None))
    work()
    return batch.items.select_related("article").get()


# Asking


def test_a_page_without_text_is_asked_for_with_a_button_and_nothing_is_read_in_the_request(
    editor: Client, tesseract: FakeTesseract
) -> None:
    item = taken_in().items.get()
    assert 'name="_recognise"' in editor.get(review(item)).content.decode()

    answered = editor.post(review(item), {"_recognise": "1"}, follow=True)

    assert "1 页已排队" in answered.content.decode()
    assert "已排队，由后台进程 work 识别。" in answered.content.decode()
    assert tesseract.count == 0
    assert Recognition.objects.get().asked_by == User.objects.get()
    assert AuditEntry.objects.filter(target_type="recognition", action="added").count() == 1


def test_all_of_a_batch_are_asked_for_at_once_and_once(editor: Client, tesseract: FakeTesseract) -> None:
    written: list[Line] = [(HEADLINE, 22), *((text, 10) for text, _height in LINES)]
    batch = taken_in(pdf_of([[], written, []]))
    page = f"/admin/archive/ingestbatch/{batch.pk}/change/"
    assert "2 页没有文字层" in editor.get(page).content.decode()

    for _press in range(2):
        answered = editor.post(f"/admin/archive/ingestbatch/{batch.pk}/recognise/", follow=True)

    assert Recognition.objects.filter(state="waiting").count() == 2
    html = answered.content.decode()
    assert "没有要识别的页" in html
    assert "2 页在排队" in html
    assert "/recognise/" not in html


@pytest.mark.parametrize("how", ["absent", "without Chinese", "switched off"])
def test_where_nothing_reads_there_is_no_button_but_the_way_to_get_it(
    editor: Client, tesseract: FakeTesseract, settings: Any, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "absent":
        monkeypatch.setenv("PATH", "")
    elif how == "without Chinese":
        tesseract.install(languages="eng")
    settings.OCR = how != "switched off"
    batch = taken_in()
    item = batch.items.get()

    for address in (review(item), f"/admin/archive/ingestbatch/{batch.pk}/change/"):
        html = editor.get(address).content.decode()
        assert "apt-get install tesseract-ocr tesseract-ocr-chi-sim" in html
        assert "_recognise" not in html
        assert "/recognise/" not in html
    editor.post(review(item), {"_recognise": "1"})
    assert (Recognition.objects.count(), work()) == (0, 0)


def test_a_page_with_text_is_not_asked_for(editor: Client, tesseract: FakeTesseract) -> None:
    batch = taken_in(html_of().encode(), "a.html")
    item = batch.items.get()

    editor.post(review(item), {"_recognise": "1"})

    assert not textless(batch.items.all()).exists()
    assert "机器识别" not in editor.get(review(item)).content.decode()
    assert not Recognition.objects.exists()


def test_who_may_not_take_in_may_not_ask(client: Client, tesseract: FakeTesseract) -> None:
    item = taken_in().items.get()
    clerk = member(Role.EDITOR)
    clerk.groups.clear()
    desk_of(client, clerk)

    assert client.post(review(item), {"_recognise": "1"}).status_code == 403
    assert client.post(f"/admin/archive/ingestbatch/{item.batch_id}/recognise/").status_code == 403
    assert not Recognition.objects.exists()


# What comes of it


def test_what_was_read_is_a_draft_that_says_so(editor: Client, tesseract: FakeTesseract) -> None:
    item = read_by_machine(taken_in(publish=True))

    article = item.article
    assert article is not None
    assert (article.headline, article.body_text, article.state) == (HEADLINE, "\n".join(BODY), State.DRAFT)
    assert article.date_published == "2021-03-05"
    assert article.warnings[0] == NOTICE
    assert (item.outcome, NOTICE in item.reason, item.confidence is not None) == ("needs review", True, True)
    assert article.captures.get() == item.capture
    assert article.captures.get().failure is None
    html = editor.get(review(item)).content.decode()
    assert NOTICE in html
    assert 'value="样例村的一面明账墙"' in html
    assert BODY[1][:20] in html[html.index("data-page") : html.index("data-record")]


def test_readers_see_that_a_machine_read_it(client: Client, tesseract: FakeTesseract) -> None:
    article = read_by_machine(taken_in()).article
    assert article is not None
    publishing.publish(article)
    keep_up()

    html = client.get(article.get_absolute_url()).content.decode()

    assert "文字由机器识别，经编辑审看" in html
    assert NOTICE in client.get(f"/articles/{article.pk}.json").json()["warnings"]


def test_reading_the_page_again_finds_what_the_machine_read(tesseract: FakeTesseract) -> None:
    article = read_by_machine(taken_in()).article
    assert article is not None

    replayed = replay(Article.objects.get(pk=article.pk))

    assert (replayed.failure, replayed.differences) == (None, ())


def test_the_same_scan_again_is_the_same_report(tesseract: FakeTesseract) -> None:
    first = read_by_machine(taken_in())
    second = taken_in().items.get()
    assert second.article is None
    ask([second], member(Role.EDITOR))
    work()

    second.refresh_from_db()
    assert (second.article, second.outcome) == (first.article, "unchanged")
    assert tesseract.count == 1


def test_a_document_is_read_a_page_at_a_time_and_is_one_report(tesseract: FakeTesseract) -> None:
    batch = taken_in(drawn_pdf("0 g", "0 g", "0 g", sheet=A4))

    item = read_by_machine(batch)

    assert tesseract.count == 3
    assert item.article is not None
    assert item.article.headline == HEADLINE
    assert len(Recognition.objects.get().pages) == 3


@pytest.mark.parametrize(
    ("does", "table", "reason"),
    [("sys.exit(3)", TABLE, DIED), ("os.kill(os.getpid(), 11)", TABLE, DIED), ("pass", HEAD, NO_LETTERS)],
    ids=["it fails", "it crashes", "it reads nothing"],
)
def test_what_is_not_read_says_why_and_may_be_asked_for_again(
    editor: Client, tesseract: FakeTesseract, does: str, table: str, reason: str
) -> None:
    tesseract.install(does=does)
    tesseract.says(table)
    item = read_by_machine(taken_in())
    assert item.article is None
    html = editor.get(review(item)).content.decode()
    assert reason in html
    assert "再识别一次" in html

    tesseract.install()
    tesseract.says(TABLE)
    editor.post(review(item), {"_recognise": "1"})
    work()

    item.refresh_from_db()
    assert item.article is not None


def test_several_reports_on_a_page_are_told(tesseract: FakeTesseract) -> None:
    text = [(line, 40) for line, _height in LINES]
    tesseract.says(table_of([(HEADLINE, 90), *text, ("样例镇修好了一座便桥", 90), *text]))

    article = read_by_machine(taken_in()).article

    assert article is not None
    assert "这一页像有 2 篇报道，机器识别没有把它们分开；请照原件分。" in article.warnings


def test_a_page_that_somebody_decided_upon_meanwhile_is_left(tesseract: FakeTesseract) -> None:
    batch = taken_in()
    ask(batch.items.all(), member(None))
    batch.items.update(decision="rejected")

    work()

    assert (Recognition.objects.get().state, Article.objects.count()) == ("done", 0)


# Typing in


def test_a_page_without_text_is_typed_in_beside_it(editor: Client, settings: Any) -> None:
    settings.OCR = False
    item = taken_in(place=Place.objects.get(code="411300"), newspaper="样例日报").items.get()
    editor.post(review(item), {"_type_in": "1"})

    item.refresh_from_db()
    fields = {**filled(editor, review(item)), "headline": "样例标题", "body_html": "<p>样例正文。</p>"}
    editor.post(review(item), {**fields, "_submit": "1"})

    article = Article.objects.get()
    assert (article.headline, article.body_text, article.state) == ("样例标题", "样例正文。", "in_review")
    assert (article.place_id, str(article.newspaper)) == ("411300", "样例日报")
    assert (article.captures.get(), item.article) == (item.capture, article)


def test_a_page_that_is_typed_in_is_read_by_no_machine(editor: Client, tesseract: FakeTesseract) -> None:
    item = taken_in().items.get()
    editor.post(review(item), {"_recognise": "1"})
    editor.post(review(item), {"_type_in": "1"})

    assert work() == 0
    assert Recognition.objects.get().failure == "改由人照原件录入。"


def test_a_page_is_given_one_draft_to_type_into(editor: Client) -> None:
    item = taken_in().items.get()
    editor.post(review(item), {"_type_in": "1"})
    answered = editor.post(review(item), {"_type_in": "1"}, follow=True)

    assert "这一页已经有记录，或已处理过。" in answered.content.decode()
    assert Article.objects.count() == 1


def test_reading_all_pages_again_leaves_what_was_typed(editor: Client) -> None:
    item = taken_in().items.get()
    editor.post(review(item), {"_type_in": "1"})

    assert replay(Article.objects.get()).failure == NO_TEXT


# The queue


@pytest.mark.usefixtures("committed_db")
def test_work_reads_what_waits(tesseract: FakeTesseract) -> None:
    batch = taken_in()
    ask(batch.items.all(), member(None))

    call_command("work", "--once", verbosity=0)

    assert batch.items.get().article is not None


def test_one_process_reads_at_a_time(tesseract: FakeTesseract, state_dir: Path) -> None:
    ask(taken_in().items.all(), member(None))

    with held(state_dir / "recognition.lock", 0.0):
        assert work() == 0

    assert Recognition.objects.get().state == "waiting"


def test_who_is_stopped_goes_on_from_the_page_it_was_at(tesseract: FakeTesseract) -> None:
    batch = taken_in(drawn_pdf("0 g", "0 g", sheet=A4))
    ask(batch.items.all(), member(None))

    work_on_recognitions(lambda: len(Recognition.objects.get().pages) == 1)
    row = Recognition.objects.get()
    assert (row.state, len(row.pages), row.attempts) == ("waiting", 1, 0)

    work()
    assert (tesseract.count, batch.items.get().article is not None) == (2, True)


def test_who_is_stopped_does_not_wait_for_the_machine(
    tesseract: FakeTesseract, monkeypatch: pytest.MonkeyPatch
) -> None:
    tesseract.install(does="__import__('time').sleep(60)")
    ask(taken_in().items.all(), member(None))
    monkeypatch.setattr("archive.ingest.child.POLL_SECONDS", 0.05)

    assert work_on_recognitions(lambda: tesseract.count > 0) == 0

    row = Recognition.objects.get()
    assert (row.state, row.attempts) == ("waiting", 0)


def test_a_page_over_which_the_process_dies_again_and_again_is_left(
    tesseract: FakeTesseract, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = taken_in()
    ask(batch.items.all(), member(None))

    def die(*args: object) -> None:
        raise KeyboardInterrupt  # as a kill: nothing is written after it

    monkeypatch.setattr(recognising, "_read_further", die)
    for _death in range(MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            work()
    work()

    row = Recognition.objects.get()
    assert (row.state, row.failure) == ("failed", recognising.DEADLY)


# The real one


def test_the_real_tesseract_reads_a_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    font = font_with_chinese()
    if find_engine() is None:
        pytest.skip("tesseract with chi_sim is absent: apt-get install tesseract-ocr tesseract-ocr-chi-sim")
    if font is None:
        pytest.skip("no font with Chinese is installed, to draw a scan with")

    item = read_by_machine(taken_in(scan_of([HEADLINE, *(line for line, _height in LINES)], font)))

    assert item.article is not None, Recognition.objects.get().failure
    assert alike(item.article.headline or "", HEADLINE) > 0.7
    assert alike(item.article.body_text, "\n".join(BODY)) > 0.9
    assert "文字由机器识别（tesseract " in item.article.warnings[0]


def alike(read: str, printed: str) -> float:
    """Return how much of what was printed was read, 0 to 1: the machine takes one character for another."""
    return SequenceMatcher(None, read, printed, autojunk=False).ratio()


def scan_of(lines: list[str], font: str) -> bytes:
    """Return a PDF that is a picture of lines, the first in large type."""
    picture = Image.new("L", (1240, 1754), 255)
    pen, top = ImageDraw.Draw(picture), 120
    for number, line in enumerate(lines):
        size = 38 if number else 84
        pen.text((120, top), line, fill=0, font=ImageFont.truetype(font, size))
        top += int(size * 1.7)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=150)
    return out.getvalue()


def font_with_chinese() -> str | None:
    """Return the file of a font that has Chinese, where fontconfig knows one."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    asked = [program, "--format=%{file}|%{lang}", "sans:lang=zh-cn"]
    file, _sep, languages = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.partition("|")
    return file if "zh-cn" in languages.split("|") else None
