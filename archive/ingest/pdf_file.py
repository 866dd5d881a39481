"""A PDF -> its articles, from the text that it carries.

In: the bytes of a .pdf. Out: Pages of text. A page of a paper stands for itself; sheets of the size that offices and
browsers print are one document. What has no text (a scan) is blank and says so. Where large type shows several
headlines with text below each, the text is cut at them, and every part asks for a person's eye (`pdf_layout.py`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from archive.ingest.page import FormatError, Page, Wanted
from archive.ingest.pdf_layout import TextRun, cut_articles, text_of
from archive.ingest.pdf_signs import mend_signs

SIGNATURE: Final = b"%PDF-"
SIGNATURE_WITHIN: Final = 1024  # bytes from the start, as readers of PDF allow
MAX_PAGES: Final = 300
MAX_DOCUMENT_PAGES: Final = 40
MAX_SHEET: Final = 640_000  # square points: A4, Letter and Legal; the page of a paper is larger
MIN_LETTERS: Final = 10  # of a page; a scan may carry a stamp or a page number as text
MAX_GARBLED: Final = 0.2  # share of the characters that no font table turns into text
LETTER: Final = re.compile(r"[\w㐀-鿿]")
GARBLED: Final = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
CHARSET: Final = "utf-8"  # of the text as it is kept

NO_TEXT: Final = "没有文字层（像是扫描件），读不出文字。原件已保存；请先做文字识别，或照原件录入。"
NO_TABLE: Final = "文字层的字体没有带编码表，读出的不是文字。原件已保存；请照原件录入。"
BROKEN_PAGE: Final = "这一页读不出来，可能已损坏，或比报纸的一版大得多（{why}）。请另存一份再收入。"
FROM_PDF: Final = "文字取自 PDF 的文字层，次序和分段请对照原件。"
ONE_DOCUMENT: Final = "这份 PDF 有 {count} 页，合为一份来读。"
MANY_ARTICLES: Final = "这一份像有 {count} 篇报道，按大字标题分开，分得对不对请对照原件。"


def read_pdf(payload: bytes, wanted: Wanted) -> Iterator[Page]:
    """Yield the pages of a PDF; raises FormatError for one that cannot be opened."""
    pages = _pages(payload)
    if _is_document(pages):
        yield from _read_document(pages, payload)
        return
    for number, page in enumerate(pages, start=1):
        member = f"第 {number} 页" if len(pages) > 1 else None
        if member is None or wanted.takes(member):
            for read in _read_page(page, member, payload):
                yield replace(read, sheets=(number,))


def _is_document(pages: Sequence[PageObject]) -> bool:
    """Tell a document of several sheets, as browsers and offices print, from the pages of a paper."""
    areas = [float(page.mediabox.width) * float(page.mediabox.height) for page in pages]
    return 1 < len(pages) <= MAX_DOCUMENT_PAGES and max(areas) <= MAX_SHEET


def _pages(payload: bytes) -> list[PageObject]:
    if SIGNATURE not in payload[:SIGNATURE_WITHIN]:
        raise FormatError("文件名以 .pdf 结尾，内容却不是 PDF。请重新保存再收入。")
    try:
        reader = PdfReader(io.BytesIO(payload))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FormatError("这份 PDF 加了密码，读不出来。请去掉密码再收入。")
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise FormatError(f"这份 PDF 有 {count:,} 页，超过上限 {MAX_PAGES} 页。请拆开再收入。")
        pages = list(reader.pages)
    except (PyPdfError, RecursionError) as error:
        raise FormatError("这份 PDF 打不开，可能已损坏，或用了读不了的加密。请另存一份再收入。") from error
    if not pages:
        raise FormatError("这份 PDF 里没有页。")
    return pages


def _read_document(pages: Sequence[PageObject], payload: bytes) -> Iterator[Page]:
    """Yield the one article, or the several, that a document's sheets hold together."""
    runs: list[TextRun] = []
    faults = []
    for number, page in enumerate(pages, start=1):
        try:
            read = _runs(page)
        except Exception as error:  # noqa: BLE001 - pypdf raises whatever it stumbles on
            faults.append(f"第 {number} 页：{BROKEN_PAGE.format(why=type(error).__name__)}")
            continue
        if _why_blank(text_of(read)):
            faults.append(f"第 {number} 页：{NO_TEXT}")
        runs += [*read, TextRun("\n", 0.0)]
    blank = _why_blank(text_of(runs))
    sheets = tuple(range(1, len(pages) + 1))
    if blank:
        yield Page(None, "text", payload, blank=blank, sheets=sheets)
        return
    notes = (ONE_DOCUMENT.format(count=len(pages)),)
    for article in _articles(runs, None, payload, tuple(faults), notes):
        yield replace(article, sheets=sheets)


def _read_page(page: PageObject, member: str | None, payload: bytes) -> Iterator[Page]:
    """Yield what one page of a paper holds: an article, several, a blank, or a fault, which is that page's alone."""
    try:
        runs = _runs(page)
    except Exception as error:
        reason = BROKEN_PAGE.format(why=type(error).__name__)
        if member is None:
            raise FormatError(reason) from error
        yield Page(member, "text", b"", failure=reason)
        return
    blank = _why_blank(text_of(runs))
    if blank:
        yield Page(member, "text", f"{member}：{blank}".encode() if member else payload, blank=blank)
        return
    yield from _articles(runs, member, payload)


def _articles(
    runs: Sequence[TextRun],
    member: str | None,
    payload: bytes,
    warnings: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Iterator[Page]:
    """Yield the article that the runs are, with the file's bytes where it is all of it, or each of several."""
    articles = cut_articles(runs)
    warnings = (*warnings, FROM_PDF)
    if len(articles) == 1:
        text = articles[0]
        bare = payload if member is None else text.encode(CHARSET, errors="replace")
        charset = CHARSET if member else None
        yield Page(member, "text", bare, text, charset, warnings=warnings, notes=notes)
        return
    warnings = (*warnings, MANY_ARTICLES.format(count=len(articles)))
    for number, article in enumerate(articles, start=1):
        name = f"{member or ''} 第 {number} 篇".strip()
        bare = article.encode(CHARSET, errors="replace")
        yield Page(name, "text", bare, article, CHARSET, warnings=warnings, notes=notes)


def _runs(page: PageObject) -> list[TextRun]:
    """Return the text of a page in its order, each run with the height of its type in points."""
    runs: list[TextRun] = []

    def note(text: str, matrix: list[float], text_matrix: list[float], _font: object, size: float) -> None:
        scale = abs(text_matrix[3] or text_matrix[1]) * abs(matrix[3] or matrix[1])
        runs.append(TextRun(mend_signs(text), abs(float(size)) * scale))

    page.extract_text(visitor_text=note)
    return runs


def _why_blank(text: str) -> str | None:
    """Return why a page has nothing to read, None where it has."""
    signs = [char for char in text if not char.isspace()]
    if signs and len(GARBLED.findall(text)) > MAX_GARBLED * len(signs):
        return NO_TABLE
    return NO_TEXT if len(LETTER.findall(text)) < MIN_LETTERS else None
