"""An archive with something in every table, and in every corner of a table that a copy may lose."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from archive import notices, payloads, publishing
from archive.models import (
    Article,
    AuditEntry,
    BatchFile,
    BatchItem,
    Capture,
    Figure,
    FileBeside,
    IngestBatch,
    Newspaper,
    PaperRules,
    Picture,
    Printing,
    Recognition,
    Resemblance,
    Revision,
    Term,
    TextBand,
    Tombstone,
)
from archive.terms import set_equivalents
from tests.archive.factories import make_article

# Beyond the first plane, line separators, quotes, markup, a backslash that is no escape, full width, 繁體.
AWKWARD: Final = "𠮷村\u2028“党建＋”\n\t<b>&amp;</b> \\u0000 \\n 黨員１２３ 👪 é"
NESTED: Final = {"键": [1, 2.5, None, True, {"空": "", "深": [[[]]]}], "": AWKWARD, "大": 2**53 + 1, "小": 1e-300}
GONE_ACCOUNT: Final = 4242


def fill() -> None:
    """Fill an empty archive."""
    editor = User.objects.create_superuser("编辑甲", password="样例密码-不会导出", first_name="甲")
    User.objects.create_user("b.user", last_name="乙")
    paper = Newspaper.objects.create(
        name="样例日报", place_id="411300", publisher="样例社", access="excerpt", rights=AWKWARD
    )
    PaperRules.objects.create(
        newspaper=paper, credit_wordings={"文/图": "记者"}, lines_to_strip=["责编*", ""], updated_by=editor
    )
    first, second = _reports(editor)
    _captures(first, editor, paper)
    _figures(first)
    _desk(first, second, editor)
    set_equivalents(Term.objects.create(word="样例新词"), ["样例同义词"])
    _gone()


def _reports(editor: User) -> tuple[Article, Article]:
    """Make reports of every state, with every kind of value; return two."""
    first = make_article(
        AWKWARD[:100], f"<p>{AWKWARD}</p>", newspaper="样例日报", date="2022-06", authors=("样例甲", "样例乙"),
        identifier="样例-1", kicker="", subtitle=None, byline=AWKWARD, evidence=NESTED, section_headings=["一", "二"],
        warnings=[], removed=[{"text": AWKWARD, "reason": "share bar"}], period_start=dt.date(1949, 10, 1),
        source_url="https://example.org/a?b=%20&c=中", access="full", rights=AWKWARD,
    )  # fmt: skip
    first.further_places.add("411000", "410000")
    second = make_article("样例第二篇", place=None, date=None)
    publishing.withdraw(second, "样例原因", editor)
    publishing.submit(make_article("样例第三篇", publish=False), editor)
    trashed = make_article("样例第四篇", publish=False)
    publishing.record_edit(trashed, editor, AWKWARD)
    publishing.record_edit(trashed, editor, "样例交还", fields_by_hand=(), fields_released=["headline"])
    Article.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now(), trashed_by=editor)
    return first, second


def _captures(article: Article, editor: User, paper: Newspaper) -> None:
    """Keep a page, a file with two lines in it, and bytes of every value; none of them is text in any charset."""
    page = keep(bytes(range(256)) * 300, "样例 页.html", captured_by=editor, target_uri="https://example.org/1")
    lines = keep(b'{"headline": "1"}\n{"headline": "2"}\n', "样例.jsonl", encoding="utf-8")
    for number, line in enumerate((b'{"headline": "1"}', b'{"headline": "2"}'), start=1):
        Capture.objects.create(
            payload_digest=payloads.digest_of(line), size=len(line), file_name=lines.file_name,
            member=f"第 {number} 行", parent=lines, failure="样例：没有标题" if number == 2 else None,
        )  # fmt: skip
    empty = keep(b"", "empty.txt", failure="", fixity_checked_at=timezone.now())
    FileBeside.objects.create(page=page, name="样例 页_files/1.jpg", capture=empty)
    Printing.objects.create(article=article, capture=page, newspaper=paper, date="2022-06")
    Printing.objects.create(article=article, capture=lines)


def keep(payload: bytes, file_name: str, **fields: Any) -> Capture:
    """Keep bytes as a capture."""
    digest = payloads.keep(payload)
    return Capture.objects.create(payload_digest=digest, size=len(payload), file_name=file_name, **fields)


def keep_picture(payload: bytes) -> Picture:
    """Keep bytes on the shelf of pictures."""
    digest = payloads.digest_of(payload)
    path = Path(settings.STATE_DIR) / "pictures" / digest[:2] / digest[2:4] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(payload)
    return Picture.objects.create(
        digest=digest, source_digest="0" * 64, media_type="image/png", size=len(payload), width=640, height=480
    )


def _figures(article: Article) -> None:
    picture = keep_picture(b"\x89PNG\r\n\x1a\n" + bytes(5000))
    Figure.objects.create(article=article, order=0, caption=AWKWARD, picture=picture, rights_note="样例权利")
    Figure.objects.create(article=article, order=1)


def _desk(first: Article, second: Article, editor: User) -> None:
    """Put something into every table of the staff desk."""
    batch = IngestBatch.objects.create(label="样例批次", created_by=editor, place_id="411300", publish=True)
    file = BatchFile.objects.create(batch=batch, order=0, file_name="样例.zip", size=2**40, pages=1)
    BatchItem.objects.create(
        batch=batch, file=file, order=0, outcome="near", article=first, resembles=second, confidence=0,
        capture=Capture.objects.first(),
    )  # fmt: skip
    Recognition.objects.create(
        capture=Capture.objects.earliest("pk"), asked_by=editor, state="done", engine="样例 1.0", confidence=87,
        pages=[{"text": AWKWARD, "confidence": None, "articles": 1}], finished_at=timezone.now(),
    )  # fmt: skip
    Revision.objects.create(article=first, number=101, state="applied", record=NESTED, by=editor, why=AWKWARD)
    Revision.objects.create(article=first, number=102, based_on=101, state="pending", record={})
    Resemblance.objects.create(first=first, second=second, similarity=0.1 + 0.2, decided_by=editor)
    notices.receive(first, "removal", AWKWARD, "样例来信人", "letter@example.org", "192.0.2.1")
    TextBand.objects.create(article=first, band=0, value=-(2**63))
    AuditEntry.objects.create(by=editor, by_name="编辑甲", action="样例", address="2001:db8::1", before=NESTED)
    AuditEntry.objects.create(by_id=GONE_ACCOUNT, by_name="已离开", action="样例", address="192.0.2.1", after=[])
    LogEntry.objects.create(
        user=editor, content_type=ContentType.objects.get_for_model(Article), object_id=str(first.pk),
        object_repr="样例", action_flag=CHANGE, change_message=AWKWARD,
    )  # fmt: skip


def _gone() -> None:
    """Delete the report with the highest number for good: its number must never be given again."""
    last = make_article("样例末篇")
    number, headline = last.pk, str(last.headline)
    publishing.delete(last, note="样例删除")
    if not Tombstone.objects.filter(article_number=number).exists():
        Tombstone.objects.create(article_number=number, headline=headline, was_public=True, why="样例原因")
