"""From a file to drafts: the last step of taking in, and the only one that writes.

In: a file's name and bytes, and what the operator says of it. Out: one IngestResult a page. The bytes
are kept first, under their digest and unaltered; each report then goes in with its credits, figures and
printing in one transaction. Safe to run again at any point: what is there is not written twice.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from archive import payloads, publishing
from archive.duplicates import NearReport, note_resemblances, reports_near
from archive.editing import text_digest
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.extraction import extract
from archive.ingest.files_beside import beside_of
from archive.ingest.formats import NOTHING, FormatError, Page, Wanted, pages_of
from archive.ingest.kept_rules import FindsRules, read_by_rules, rules_for
from archive.ingest.limits import fit
from archive.ingest.recognised import with_recognised_text
from archive.ingest.recording import Given, attach, fill_in, write_article
from archive.ingest.zip_entries import UNSEEN
from archive.models import Article, Capture, Change, Resemblance, State
from archive.permissions import Actor
from archive.publishing import PublishingError
from archive.text.days import span_of
from archive.text.gazetteer import load_gazetteer

Status = Literal["new", "unchanged", "near", "needs review", "failed"]
MAX_FILE_NAME: Final = 300  # characters, as the database holds them
PROGRAM_FAULT: Final = "程序出错，这一页没有收入；原件已保存。"
logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of one page. `article` is the report that it is, None where there is none.

    `resembles` is the report that it is nearest to, of all that are `near`; where there is one, the report stays a
    draft until a person has seen the two side by side. `capture` is kept of the page itself, None where nothing was
    written.
    """

    file: str
    status: Status
    reason: str | None = None
    encoding: str | None = None
    extracted: ExtractedArticle | None = None
    article: Article | None = None
    resembles: Article | None = None
    capture: Capture | None = None
    near: tuple[NearReport, ...] = ()


def keep_capture(file_name: str, payload: bytes, by: Actor = None) -> Capture:
    """Keep an upload's bytes and its record, and return the record; bytes kept before give their first one."""
    digest = payloads.keep(payload)
    actor = by if isinstance(by, User) else None
    defaults = {"file_name": UNSEEN.sub("", file_name)[-MAX_FILE_NAME:], "size": len(payload), "captured_by": actor}
    return Capture.objects.get_or_create(payload_digest=digest, parent=None, defaults=defaults)[0]


def ingest(capture: Capture, given: Given) -> Iterator[IngestResult]:
    """Take in every page of a capture, yielding what became of each; nothing is raised for a bad page."""
    try:
        payload = payloads.read(capture.payload_digest)
        for page in pages_of(capture.file_name, payload, beside=beside_of(capture)):
            yield _take_in(page, capture, given)
    except (FormatError, payloads.PayloadError) as error:
        yield failed(capture, capture.file_name, str(error))


def page_of(capture: Capture, *, with_pictures: bool = False) -> Page:
    """Return the page that a capture is, read again from its file; PayloadError where it is not there.

    One that carries no text has what a machine read from its picture, where one was asked to.
    """
    page = page_as_received(capture, with_pictures=with_pictures)
    return with_recognised_text(page, capture) if page.blank else page


def page_as_received(capture: Capture, *, with_pictures: bool = False) -> Page:
    """Return the page that a capture is, as its file has it; PayloadError where it is not there."""
    file = capture.parent or capture
    wanted = Wanted(capture.member or None, with_pictures)
    beside = beside_of(file) if with_pictures else NOTHING
    for page in pages_of(file.file_name, payloads.read(file.payload_digest), wanted, beside):
        if not capture.member or page.member == capture.member:
            return page
    raise payloads.PayloadError("文件里已找不到这一页。")


def preview(
    file_name: str, payload: bytes, given: Given, beside: Mapping[str, bytes] = NOTHING
) -> Iterator[IngestResult]:
    """Tell what `ingest` would make of a file and what lies beside it, and write nothing."""
    whole = payloads.digest_of(payload)
    try:
        for page in pages_of(file_name, payload, beside=beside):
            yield _judge(page, name_of(file_name, page), whole, read(page, given))
    except FormatError as error:
        yield IngestResult(file_name, "failed", str(error))


def read(page: Page, given: Given) -> ExtractedArticle | None:
    """Return what a page says, None where there is nothing to read; nothing is written, no transaction needed."""
    return None if page.failure or page.blank else understand(page, given)


def take_in(page: Page, name: str, capture: Capture, given: Given, extracted: ExtractedArticle | None) -> IngestResult:
    """Write what was read from a page, unless it is there already. The caller holds the transaction."""
    return _write(_judge(page, name, capture.payload_digest, extracted), page, capture, given)


def _take_in(page: Page, capture: Capture, given: Given) -> IngestResult:
    """Take a page in; a fault in one page stays that page's."""
    name = name_of(capture.file_name, page)
    try:
        extracted = read(page, given)
        with transaction.atomic():
            return take_in(page, name, capture, given, extracted)
    except Exception:  # the border: whatever one page does to us, the others go on
        logger.exception("taking in %s failed", name)
        return failed(capture, name, PROGRAM_FAULT)


def _judge(page: Page, name: str, whole: str, extracted: ExtractedArticle | None) -> IngestResult:
    """Tell what a page is, from what it says and what is already kept; nothing is written."""
    if extracted is None:
        blank: Status = "failed" if page.failure else "needs review"
        return IngestResult(name, blank, page.failure or page.blank)
    status, reason, article = _standing(page, whole, extracted)
    is_known = article is not None or (status == "needs review" and _is_taken(page.identifier))
    near = () if is_known else tuple(reports_near(extracted.body_text))
    if near:
        status, reason = "near", " ".join(filter(None, (str(near[0]), reason)))
    nearest = near[0].article if near else None
    return IngestResult(name, status, reason, page.encoding, extracted, article, nearest, None, near)


def understand(page: Page, given: Given, find_rules: FindsRules = rules_for) -> ExtractedArticle:
    """Return what a page says, with what the operator gave and its paper's rules add, as the database can hold it.

    Nothing is written. `find_rules` are the rules to read with, those kept unless others are tried.
    """
    extracted = fit(read_by_rules(fill_in(extract(page, load_gazetteer()), given), page, find_rules))
    return replace(extracted, warnings=(*page.warnings, *page.notes, *extracted.warnings))


def _standing(
    page: Page, whole: str, extracted: ExtractedArticle
) -> tuple[Status, str | None, Article | None]:
    """Tell whether the page is new, and which report it repeats if it is not."""
    kept = Article.objects.order_by(F("trashed_at").asc(nulls_first=True), "-pk")  # what is at hand before the trash
    same_bytes = kept.filter(printings__capture__payload_digest=_digest_of(page, whole)).first()
    if same_bytes:
        return "unchanged", _in_trash(same_bytes), same_bytes
    digest = text_digest(extracted.headline, extracted.body_text)
    same_text = kept.filter(text_digest=digest).first() if digest else None
    if same_text:
        reason = _in_trash(same_text) or f"同一报道的又一份原件，见 #{same_text.pk}。"
        return "unchanged", reason, same_text
    if page.identifier:
        namesake = Article.objects.filter(identifier=page.identifier).first()
        if namesake:
            reason = f"外部编号 {page.identifier} 已用于内容不同的报道 #{namesake.pk}；没有改动它，这一份只存了原件。"
            return "needs review", reason, None
    doubts = doubts_of(page, extracted)
    return ("needs review", " ".join(doubts), None) if doubts else ("new", None, None)


def _in_trash(article: Article) -> str | None:
    """Return the reason that tells staff where a report lies; None for one at hand."""
    return f"这篇报道 #{article.pk} 在回收站里，没有改动它；要用请先恢复。" if article.trashed_at else None


def doubts_of(page: Page, extracted: ExtractedArticle) -> list[str]:
    """Return why a person should look before the report is published; nothing where all is well."""
    doubts = []
    if not extracted.headline:
        doubts.append("没有读出标题。")
    if not extracted.body_text:
        doubts.append("没有读出正文。")
    if extracted.date and span_of(extracted.date.value).first > timezone.localdate() + dt.timedelta(days=1):
        doubts.append(f"刊发日期 {extracted.date.value} 还没有到。")
    return list(dict.fromkeys([*doubts, *page.warnings, *extracted.doubts]))


def _write(judged: IngestResult, page: Page, capture: Capture, given: Given) -> IngestResult:
    """Carry out a judgement: keep the page's own capture, and write or attach its report."""
    if page.failure:
        return failed(capture, judged.file, judged.reason or "")
    own = _own_capture(page, capture)
    judged = replace(judged, capture=own)
    if judged.extracted is None:
        return failed(own, judged.file, judged.reason or "", judged.status)
    if judged.article is not None:
        attach(judged.article, own, judged.extracted, given.by)
        return _catch_up(judged, page, given)
    if judged.status == "needs review" and _is_taken(page.identifier):
        return failed(own, judged.file, judged.reason or "", judged.status)
    article = write_article(judged.extracted, own, page.identifier, given.by)
    note_resemblances(article, judged.near)
    if given.publish and judged.near:
        return replace(judged, reason=f"{judged.reason} 没有发布，请先对照。", article=article)
    if given.publish and _may_be_published(judged.extracted, page):
        return _publish(judged, article, given)
    return replace(judged, article=article)


def _is_taken(identifier: str | None) -> bool:
    return identifier is not None and Article.objects.filter(identifier=identifier).exists()


def _may_be_published(extracted: ExtractedArticle, page: Page) -> bool:
    """Tell whether a report may be published unseen.

    A record is taken as given: it may, for all that its place is not clear or a character was lost before it
    came here; both are told. What did not fit, or has not happened yet, may not.
    """
    excused = {*page.warnings, *extracted.doubts} if page.kind == "record" and not extracted.losses else set()
    return all(doubt in excused for doubt in doubts_of(page, extracted))


def _catch_up(judged: IngestResult, page: Page, given: Given) -> IngestResult:
    """Publish a report that came in before as a draft, if nobody has touched it and nothing speaks against it."""
    article = judged.article
    if not given.publish or article is None or judged.extracted is None or article.state != State.DRAFT:
        return judged
    if article.trashed_at:
        return judged
    is_touched = article.changes.exclude(kind=Change.Kind.CREATED).exists()
    waits = Resemblance.objects.filter(decision="", second=article).exists()
    if is_touched or waits or not _may_be_published(judged.extracted, page):
        return replace(judged, reason=f"#{article.pk} 仍是草稿，没有发布。")
    return _publish(replace(judged, reason=f"#{article.pk} 原是草稿，已发布。"), article, given)


def _publish(judged: IngestResult, article: Article, given: Given) -> IngestResult:
    try:
        publishing.publish(article, given.by)
    except PublishingError as error:
        return replace(judged, status="needs review", reason=str(error), article=article)
    return replace(judged, article=article)


def _own_capture(page: Page, capture: Capture) -> Capture:
    """Return the capture of the page itself: the file, or a member of it."""
    if not page.member:
        if capture.encoding != page.encoding or capture.failure:
            capture.encoding, capture.failure = page.encoding, None
            capture.save(update_fields=["encoding", "failure"])
        return capture
    return Capture.objects.get_or_create(
        parent=capture,
        payload_digest=payloads.digest_of(page.payload),
        defaults={
            "member": page.member,
            "size": len(page.payload),
            "file_name": capture.file_name,
            "encoding": page.encoding,
            "captured_by": capture.captured_by,
        },
    )[0]


def _digest_of(page: Page, whole: str) -> str:
    return payloads.digest_of(page.payload) if page.member else whole


def name_of(file_name: str, page: Page) -> str:
    """Return what a page is called: its file, and where in it."""
    return f"{file_name}:{page.member}" if page.member else file_name


def failed(capture: Capture, name: str, reason: str, status: Status = "failed") -> IngestResult:
    """Note on a capture that gave no report why not, so that staff can find it."""
    if not capture.printings.exists():
        capture.failure = reason
        capture.save(update_fields=["failure"])
    return IngestResult(name, status, reason, capture=capture)
