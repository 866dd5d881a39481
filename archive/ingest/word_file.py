"""A Word document -> one page of HTML, with its pictures.

In: the bytes of a .docx. Out: one Page. mammoth reads the document by its styles, so that headings, lists and tables
stay what they are; its pictures are named in the HTML and go with the page. Nothing outside the file is opened.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import mammoth

from archive.ingest.office_package import check_package
from archive.ingest.page import FormatError, Page, Wanted
from archive.ingest.picture_file import read_pictures
from archive.ingest.word_headline import find_headline, promote
from archive.ingest.zip_entries import open_zip

MAIN_PART: Final = "word/document.xml"
PICTURE_NAME: Final = "word-picture-{number}"
MAX_HTML_CHARS: Final = 5_000_000
# Word names its styles in English within the file; WPS and old conversions in Chinese.
STYLES: Final = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='副标题'] => p.subtitle:fresh
"""


def read_word(payload: bytes, wanted: Wanted) -> Iterator[Page]:
    """Yield the one page that a Word document is."""
    check_package(payload, MAIN_PART, ".docx", "Word 文件")
    pictures: dict[str, bytes] = {}

    def name_picture(image: Any) -> dict[str, str]:
        name = PICTURE_NAME.format(number=len(pictures) + 1)
        pictures[name] = _bytes_of(image) if wanted.pictures else b""
        return {"src": name}

    converted = mammoth.convert_to_html(
        io.BytesIO(payload),
        style_map=STYLES,
        convert_image=mammoth.images.img_element(name_picture),
        external_file_access=False,
    )
    written = converted.value if "<h1>" in converted.value else _with_headline(converted.value, payload)
    html = f"<html><body>\n{_in_lines(written)}\n</body></html>"
    if len(html) > MAX_HTML_CHARS:
        raise FormatError(f"这份 Word 文件的文字超过上限 {MAX_HTML_CHARS:,} 个字符。请拆开再收入。")
    kept, notes = read_pictures(html, pictures.get) if wanted.pictures else ((), ())
    yield Page(None, "html", payload, html, notes=notes, pictures=kept)


def _with_headline(html: str, payload: bytes) -> str:
    """Return the HTML with its headline marked, where the document shows one by its type alone."""
    with open_zip(payload) as package, package.open(MAIN_PART) as document:
        headline = find_headline(document)
    return promote(html, headline) if headline else html


def _bytes_of(image: Any) -> bytes:
    """Return the bytes of a picture within the document; none of one that is only linked to."""
    try:
        with image.open() as opened:
            return bytes(opened.read())
    except (ValueError, KeyError, OSError):
        return b""


def _in_lines(html: str) -> str:
    """Return the HTML with a line for each block, for whoever reads its source."""
    return html.replace("</p><", "</p>\n<").replace("</h1><", "</h1>\n<").replace("</h2><", "</h2>\n<")
