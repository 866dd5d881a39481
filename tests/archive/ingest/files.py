"""Files of every kind, made by hand for tests: the least that each needs to be one."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any, Final

from openpyxl import Workbook
from PIL import Image

BODY: Final = (
    "样例村的党员每月初五聚到老槐树下，谁家有难处就在这里说，能办的当场定下来，不能办的写在墙上，下个月再看。",
    "支部书记把这面墙叫作明账。三年下来，墙上写过的事有一百二十件，划掉了一百一十七件。",
    "剩下的三件事要请镇里帮忙：修一座便桥，通一段自来水，给学校添一名老师，镇里已经派人来看过。",
)
HEADLINE: Final = "样例村的一面明账墙"
WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
DRAWING_ML: Final = "http://schemas.openxmlformats.org/drawingml/2006"


def picture_of(width: int = 320, height: int = 200, colour: str = "#a31f1b", kind: str = "PNG") -> bytes:
    """Return a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def html_of(headline: str = HEADLINE, body: Sequence[str] = BODY, picture: str | None = None) -> str:
    """Return a saved page with a headline, a date line, its text, and a captioned picture before the last paragraph."""
    shown = (
        f'<p align="center"><img src="{picture}"></p><p align="center">图为明账墙。赵六 摄</p>'
        if picture
        else ""
    )
    paragraphs = [f"<p>{paragraph}</p>" for paragraph in body]
    return (
        f"<!DOCTYPE html><html><head><title>{headline}_样例网</title></head><body><h1>{headline}</h1>"
        "<div>2021-03-05 来源：样例日报</div>"
        f"<div class='article'>{''.join(paragraphs[:-1])}{shown}{paragraphs[-1]}</div>"
        "</body></html>"
    )


def text_of(headline: str = HEADLINE, body: Sequence[str] = BODY) -> str:
    """Return a pasted page."""
    return "\n\n".join([headline, "2021-03-05 来源：样例日报", *body]) + "\n"


def zip_of(entries: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of the entries in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, payload in entries.items():
            packed.writestr(name, payload)
    return out.getvalue()


def word_paragraph(text: str, style: str | None = None) -> str:
    """Return a paragraph of a Word document."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{text}</w:t></w:r></w:p>"


def word_picture(relation: str = "rId1", how: str = "embed") -> str:
    """Return a paragraph that holds a picture."""
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING_ML}/wordprocessingDrawing">'
        f'<a:graphic xmlns:a="{DRAWING_ML}/main"><a:graphicData>'
        f'<pic:pic xmlns:pic="{DRAWING_ML}/picture"><pic:blipFill>'
        f'<a:blip xmlns:r="{RELATIONS}" r:{how}="{relation}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def word_of(
    paragraphs: str = "", picture: bytes | None = None, prologue: str = "", linked: str | None = None
) -> bytes:
    """Return a Word document of the paragraphs given, or of a sample report; `linked` is a picture elsewhere."""
    paragraphs = paragraphs or word_paragraph(HEADLINE, "a1") + "".join(map(word_paragraph, BODY))
    relations = (
        f'<Relationship Id="rId1" Type="{RELATIONS}/image" Target="media/image1.png"/>' if picture else ""
    )
    if linked:
        relations = (
            f'<Relationship Id="rId1" Type="{RELATIONS}/image" Target="{linked}" TargetMode="External"/>'
        )
    styles = '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="Title"/></w:style>'
    entries: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        f'<Relationship Id="rId9" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
        "word/document.xml": f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="{WORD}">'
        f"<w:body>{paragraphs}</w:body></w:document>",
    }
    if picture:
        entries["word/media/image1.png"] = picture
    return zip_of(entries)


def workbook_of(rows: Sequence[Sequence[Any]], title: str = "Sheet1", merged: Sequence[str] = ()) -> bytes:
    """Return a workbook of one sheet; `merged` are the ranges of its merged cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mhtml_of(html: str, pictures: Mapping[str, bytes], charset: str = "utf-8") -> bytes:
    """Return a page saved as one file; the pictures stand under their addresses."""
    message = EmailMessage()
    message["Subject"] = "saved"
    message.set_content(html.encode(charset), maintype="text", subtype="html", params={"charset": charset})
    message["Content-Location"] = "http://sample.invalid/news/1.html"
    message.make_related()
    for address, payload in pictures.items():
        message.add_related(
            payload, maintype="image", subtype="png", headers=[f"Content-Location: {address}"]
        )
    return message.as_bytes()


Line = tuple[str, float]  # text, and the height of its type in points


def pdf_of(
    pages: Sequence[Sequence[Line]], to_unicode: bool = True, sheet: tuple[int, int] = (1000, 1500)
) -> bytes:
    """Return a PDF of lines of text from top to bottom, in a font that tells which glyph is which character.

    `sheet` is a page's width and height in points: a paper's, or A4, 595 by 842.
    """
    signs = sorted({char for page in pages for text, _size in page for char in text})
    glyphs = {char: number for number, char in enumerate(signs, start=1)}
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        _font(to_unicode),
        _descendant(),
        _unicode_map(glyphs),
    ]
    numbers = []
    for page in pages:
        objects.append(_stream(_lines_of(page, glyphs)))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet[0]} {sheet[1]}] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        numbers.append(len(objects))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>"
    return pdf_file(objects)


def drawn_pdf(*pages: str, sheet: tuple[float, float] = (1000, 1500)) -> bytes:
    """Return a PDF of pages that are drawn, without any text: each in the words of a content stream."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    for page in pages:
        objects.append(_stream(page))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet[0]} {sheet[1]}] /Contents {len(objects)} 0 R >>"
        )
    kids = " ".join(f"{number} 0 R" for number in range(4, len(objects) + 1, 2))
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"
    return pdf_file(objects)


def pdf_file(objects: Sequence[str]) -> bytes:
    """Return a PDF file of numbered objects; the first is its catalogue."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, written in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{written}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010} 00000 n \n" for place in places).encode()
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _lines_of(page: Sequence[Line], glyphs: Mapping[str, int]) -> str:
    top, drawn = 800.0, []
    for text, size in page:
        top -= size * 1.5
        written = "".join(f"{glyphs[char]:04X}" for char in text)
        drawn.append(f"BT /F1 {size} Tf 1 0 0 1 50 {top:.1f} Tm <{written}> Tj ET")
    return "\n".join(drawn)


def _stream(text: str) -> str:
    packed = zlib.compress(text.encode("latin-1")).decode("latin-1")
    return f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed}\nendstream"


def _font(to_unicode: bool) -> str:
    table = "/ToUnicode 5 0 R " if to_unicode else ""
    return f"<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H {table}/DescendantFonts [4 0 R] >>"


def _descendant() -> str:
    return (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )


def _unicode_map(glyphs: Mapping[str, int]) -> str:
    pairs = "\n".join(f"<{number:04X}> <{char.encode('utf-16-be').hex()}>" for char, number in glyphs.items())
    return _stream(
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(glyphs)} beginbfchar\n{pairs}\nendbfchar endcmap end"
    )
