"""What does a file made to do harm achieve? Nothing: each is refused or done, in bounds, with a message.

A row names one danger and what becomes of the file; every row is also held to this: no request reaches the canary (a
server on loopback), nothing is written but captures and pictures, and the memory of this process does not grow.
"""

from __future__ import annotations

import io
import socket
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from archive.ingest import drawing, file_kinds, reading
from archive.ingest.files_beside import note_beside
from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given
from archive.ingest.zip_entries import UNSEEN
from archive.models import Article, Capture, Picture
from tests.archive.ingest.files import (
    BODY,
    HEADLINE,
    RELATIONS,
    html_of,
    mhtml_of,
    pdf_file,
    picture_of,
    text_of,
    word_of,
    word_paragraph,
    word_picture,
    workbook_of,
    zip_of,
)

pytestmark = pytest.mark.django_db
CANARY: Final = "http://127.0.0.1:{port}/canary"
ASTRAY: Final = "hostile-file-astray.txt"
MEMORY_GROWTH: Final = 150_000  # kilobytes, of this process at its highest
MEBI: Final = 1 << 20


@dataclass
class Canary:
    """A server on loopback that answers nobody and counts who knocks."""

    port: int
    knocks: list[object] = field(default_factory=list)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        watched = Canary(server.getsockname()[1])

        def listen() -> None:
            while True:
                try:
                    connection, caller = server.accept()
                except OSError:
                    return
                watched.knocks.append(caller)
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield watched
        server.shutdown(socket.SHUT_RDWR)


def patched_entry(payload: bytes, **sizes: int) -> bytes:
    """Return a zip of one entry whose directory tells other sizes than are true."""
    at = payload.rindex(b"PK\x01\x02")
    changed = bytearray(payload)
    for name, size in sizes.items():
        struct.pack_into("<I", changed, at + {"packed": 20, "unpacked": 24}[name], size)
    return bytes(changed)


def many_entries(count: int, declared: int | None = None) -> bytes:
    """Return a zip of so many empty entries; its end may declare another number of them."""
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0, 0, 0, 0, 9, 0)
    central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0)
    files = b"".join(local + b"%05d.txt" % (n % 100_000) for n in range(count))
    listed = b"".join(central + b"%05d.txt" % (n % 100_000) for n in range(count))
    told = min(declared if declared is not None else count, 0xFFFF)
    return files + listed + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, told, told, len(listed), len(files), 0)


def entry_of(name: str, payload: bytes | str = "", *, attributes: int = 0, flags: int = 0) -> bytes:
    """Return a zip of one entry with a name that zipfile writes as it is, and flags set after the fact."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        entry = zipfile.ZipInfo("x" * len(name.encode()))
        entry.external_attr = attributes << 16
        packed.writestr(entry, payload)
    written = out.getvalue().replace(b"x" * len(name.encode()), name.encode())
    utf8 = 0 if name.isascii() else 0x800
    at = written.rindex(b"PK\x01\x02")
    changed = bytearray(written)
    struct.pack_into("<H", changed, 6, flags | utf8)
    struct.pack_into("<H", changed, at + 8, flags | utf8)
    return bytes(changed)


def picture_claiming(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is as large as that."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def package_with(payload: bytes, part: str, text: str) -> bytes:
    """Return an Office file with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(payload)) as package:
        return zip_of({name: package.read(name) for name in package.namelist()} | {part: text})


def entity_bomb(root: str, kind: str) -> str:
    """Return XML whose entities unfold to a thousand million letters."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY e0 "ha">{levels}]><{root} {kind}>&e9;</{root}>'


def linking_workbook(address: str) -> str:
    """Return a workbook's relations with one to a workbook elsewhere."""
    with zipfile.ZipFile(io.BytesIO(workbook_of(ROWS))) as package:
        relations = package.read("xl/_rels/workbook.xml.rels").decode()
    link = (
        f'<Relationship Id="x" Type="{RELATIONS}/externalLinkPath" Target="{address}" TargetMode="External"/>'
    )
    return relations.replace("</Relationships>", f"{link}</Relationships>")


def flate(text: bytes, times: int = 1) -> str:
    for _time in range(times):
        text = zlib.compress(text, 9)
    packed = text.decode("latin-1")
    return f"<< /Length {len(packed)} /Filter [{' /FlateDecode' * times}] >>\nstream\n{packed}\nendstream"


def pdf_page(contents: str, more: str = "", *further: str, box: str = "0 0 595 842") -> bytes:
    """Return a PDF of one page, and further objects from number 5."""
    return pdf_file(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R {more} >>",
            contents,
            *further,
        ]
    )


DRAWS_ITSELF: Final = (
    "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>\n"
    "stream\n/X Do\nendstream"
)
FONT: Final = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
REPORT: Final = word_paragraph(HEADLINE, "a1") + "".join(map(word_paragraph, BODY))
ROWS: Final = [("标题", "正文"), ("样例标题", "样例正文。")]
DAMAGED: Final = "可能已损坏"
DONE: Final = None
XML: Final = '<?xml version="1.0" encoding="utf-16"?>'
DOCTYPE: Final = '<!DOCTYPE html [<!ENTITY e SYSTEM "{canary}"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
WORD_NAMESPACE: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET_NAMESPACE: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@dataclass(frozen=True)
class Danger:
    """A file, and for each of its pages what the reason says; None for a page that is taken in without a word."""

    name: str
    make: Callable[[str], bytes]
    outcome: tuple[str | None, ...]
    beside: Callable[[], dict[str, bytes]] = dict  # what lay in the folder of a saved page, by the page's names for it


DANGERS: Final = {
    # zips
    "zip bomb of one entry": Danger(
        "a.zip", lambda _: zip_of({"a.txt": b"0" * 30 * MEBI}), ("像是压缩炸弹",)
    ),
    "zip bomb of many": Danger(
        "a.zip",
        lambda _: patched_entry(zip_of({"a.txt": "x"}), unpacked=700_000_000),
        ("解开有 700,000,000 字节",),
    ),
    "entry larger than any page": Danger(
        "a.zip",
        lambda _: patched_entry(zip_of({"a.txt": "x"}), unpacked=60_000_000, packed=1_000_000),
        ("解开有 60,000,000 字节",),
    ),
    "entry larger than it says": Danger(
        "a.zip",
        lambda _: patched_entry(zip_of({"a.txt": b"0" * 30 * MEBI}), unpacked=100),
        ("在压缩包里已损坏",),
    ),
    "100,000 entries": Danger("a.zip", lambda _: many_entries(100_000), ("超过 20,000 个",)),
    "100,000 entries that say they are one": Danger(
        "a.zip", lambda _: many_entries(100_000, 1), ("超过 20,000 个",)
    ),
    "zip in a zip in a zip": Danger(
        "a.zip",
        lambda _: zip_of({"b.zip": zip_of({"c.zip": b"PK"}), "d.txt": text_of()}),
        ("还有压缩包", DONE),
    ),
    "entry with a password": Danger("a.zip", lambda _: entry_of("a.txt", "x", flags=1), ("加了密码",)),
    "entry that leads up": Danger("a.zip", lambda _: entry_of(f"../../../{ASTRAY}", text_of()), (DONE,)),
    "entry with an absolute name": Danger("a.zip", lambda _: entry_of(f"/tmp/{ASTRAY}", text_of()), (DONE,)),
    "entry that is a symlink": Danger(
        "a.zip", lambda _: entry_of("a.txt", "/etc/passwd", attributes=0o120777), ("是符号链接",)
    ),
    "name with NUL": Danger("a.zip", lambda _: entry_of("a.txt\0.html", text_of()), (DONE,)),
    "name that turns its direction": Danger(
        "a.zip", lambda _: entry_of("a\u202elmth.txt", text_of()), (DONE,)
    ),
    "name of 300 bytes": Danger("a.zip", lambda _: entry_of("样" * 100 + ".txt", text_of()), (DONE,)),
    "zip cut off": Danger("a.zip", lambda _: zip_of({"a.txt": text_of()})[:-30], ("压缩包打不开",)),
    # XML
    "entity bomb in Word": Danger(
        "a.docx",
        lambda _: package_with(word_of(), "word/document.xml", entity_bomb("w:document", WORD_NAMESPACE)),
        ("自带文档类型或实体",),
    ),
    "entity bomb in a workbook": Danger(
        "a.xlsx",
        lambda _: package_with(
            workbook_of(ROWS), "xl/sharedStrings.xml", entity_bomb("sst", SHEET_NAMESPACE)
        ),
        ("自带文档类型或实体",),
    ),
    "external entity in Word": Danger(
        "a.docx",
        lambda canary: word_of(word_paragraph("&e;&f;"), prologue=DOCTYPE.format(canary=canary)),
        ("自带文档类型或实体",),
    ),
    "external entity in UTF-16": Danger(
        "a.zip",
        lambda canary: zip_of(
            {
                "a.docx": package_with(word_of(), "word/document.xml", "x"),
                "b.docx": zip_of(
                    {
                        "word/document.xml": (XML + DOCTYPE.format(canary=canary) + "<a>&e;</a>").encode(
                            "utf-16"
                        )
                    }
                ),
            }
        ),
        (DAMAGED, "自带文档类型或实体"),
    ),
    "external entity in a saved page": Danger(
        "a.html",
        lambda canary: (DOCTYPE.format(canary=canary) + html_of(HEADLINE + "&e;&f;")).encode(),
        (DONE,),
    ),
    "Word nested beyond reason": Danger(
        "a.docx", lambda _: word_of("<w:p>" * 50_000 + "</w:p>" * 50_000), ("嵌套过深",)
    ),
    # what is elsewhere
    "picture elsewhere in Word": Danger(
        "a.docx", lambda canary: word_of(REPORT + word_picture(how="link"), linked=canary), (DONE,)
    ),
    "picture elsewhere, embedded, in Word": Danger(
        "a.docx", lambda canary: word_of(REPORT + word_picture(), linked=canary), (DONE,)
    ),
    "picture of Word that is a file of ours": Danger(
        "a.docx", lambda _: word_of(REPORT + word_picture(how="link"), linked="file:///etc/hostname"), (DONE,)
    ),
    "workbook that links to another": Danger(
        "a.xlsx",
        lambda canary: package_with(
            workbook_of([*ROWS, ("=WEBSERVICE(1)", "样例。")]),
            "xl/_rels/workbook.xml.rels",
            linking_workbook(canary),
        ),
        (DONE, "缺少“headline”"),
    ),
    "pictures and frames elsewhere in a saved page": Danger(
        "a.html",
        lambda canary: (
            html_of(picture=canary)
            .replace("<head>", f'<head><base href="{canary}/"><link rel="stylesheet" href="{canary}">')
            .replace("</body>", f'<iframe src="{canary}"></iframe><script src="{canary}"></script></body>')
            .encode()
        ),
        (DONE,),
    ),
    "picture elsewhere in a page of a zip": Danger(
        "a.zip", lambda canary: zip_of({"a.html": html_of(picture=canary)}), (DONE,)
    ),
    "picture elsewhere in MHTML": Danger(
        "a.mhtml", lambda canary: mhtml_of(html_of(picture=canary), {}), (DONE,)
    ),
    "PDF that opens an address": Danger(
        "a.pdf",
        lambda canary: pdf_page(
            flate(b"BT ET"), f"/AA << /O << /S /URI /URI ({canary}) >> >> /F << /FS /URL /F ({canary}) >>"
        ),
        ("没有文字层",),
    ),
    # PDF
    "page tree that is a loop": Danger(
        "a.pdf",
        lambda _: pdf_file(
            ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]
        ),
        (DAMAGED,),
    ),
    "object that is its own stream's length": Danger(
        "a.pdf", lambda _: pdf_page("<< /Length 4 0 R >>\nstream\nBT ET\nendstream"), ("",)
    ),
    "form that draws itself": Danger(
        "a.pdf",
        lambda _: pdf_file(
            [
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
                flate(b"/X Do"),
                "<< /Type /XObject /Subtype /Form /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>\n"
                "stream\n/X Do\nendstream",
            ]
        ),
        ("",),
    ),
    "stream that unfolds to a gigabyte": Danger(
        "a.pdf", lambda _: pdf_page(flate(b" " * 200 * MEBI, 2)), ("",)
    ),
    "stream of millions of words": Danger(
        "a.pdf", lambda _: pdf_page(flate(b"BT /F1 9 Tf (a) Tj ET\n" * 1_500_000), FONT), ("另存一份再收入",)
    ),
    # tables
    "sheet that says it is endless": Danger(
        "a.xlsx",
        lambda _: package_with(
            workbook_of(ROWS),
            "xl/worksheets/sheet1.xml",
            f'<worksheet {SHEET_NAMESPACE}><dimension ref="A1:XFD1048576"/><sheetData>'
            + "".join(
                f'<row r="{r}">'
                + "".join(
                    f'<c r="{c}{r}" t="inlineStr"><is><t>{text}</t></is></c>'
                    for c, text in zip("AB", row, strict=True)
                )
                + "</row>"
                for r, row in ((1, ROWS[0]), (1_048_576, ROWS[1]))
            )
            + "</sheetData></worksheet>",
        ),
        ("表头下面一行也没有",),
    ),
    "cell beyond reason": Danger(
        "a.csv", lambda _: f'标题,正文\n甲,"{"字" * 1_100_000}"\n'.encode(), ("不成表格",)
    ),
    "record nested beyond reason": Danger("a.jsonl", lambda _: b"[" * 200_000, ("",)),
    # pictures
    "picture that says it is 60,000 square": Danger(
        "a.zip",
        lambda _: zip_of({"a.html": html_of(picture="1.png"), "1.png": picture_claiming(60_000, 60_000)}),
        (DONE,),
    ),
    "picture cut off": Danger(
        "a.zip", lambda _: zip_of({"a.html": html_of(picture="1.png"), "1.png": picture_of()[:200]}), (DONE,)
    ),
    "picture that is a program": Danger(
        "a.zip",
        lambda canary: zip_of(
            {
                "a.html": html_of(picture="1.png"),
                "1.png": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{canary}"/><script/></svg>',
            }
        ),
        (DONE,),
    ),
    # files
    "picture beside a page that says it is 60,000 square": Danger(
        "a.html", lambda _: html_of(picture="a_files/1.png").encode(), (DONE,),
        lambda: {"a_files/1.png": picture_claiming(60_000, 60_000)},
    ),
    "picture beside a page that is cut off": Danger(
        "a.html", lambda _: html_of(picture="a_files/1.png").encode(), (DONE,),
        lambda: {"a_files/1.png": picture_of()[:200]},
    ),
    "picture beside a page that is a program": Danger(
        "a.html", lambda _: html_of(picture="a_files/1.png").encode(), (DONE,),
        lambda: {"a_files/1.png": b"MZ\x90\0" + bytes(99)},
    ),
    "picture beside a page, and one elsewhere": Danger(
        "a.html", lambda canary: html_of(picture=f"{canary}/a_files/1.png").encode(), (DONE,),
        lambda: {"a_files/1.png": picture_of()},
    ),
    "page with a folder that asks for files of ours": Danger(
        "a.html", lambda _: html_of(picture="a_files/../../../../etc/hostname").encode(), (DONE,),
        lambda: {"a_files/1.png": picture_of(), "a_files/../../../../etc/hostname": picture_of()},
    ),
    "file name with NUL": Danger("a\0b.txt", lambda _: text_of().encode(), (DONE,)),
    "file name that turns its direction": Danger("a\u202egnp.txt", lambda _: text_of().encode(), (DONE,)),
    "file name of 600 bytes": Danger("样" * 200 + ".txt", lambda _: text_of().encode(), (DONE,)),
    "file name that leads up": Danger(f"../../../{ASTRAY}", lambda _: text_of().encode(), (DONE,)),
    "100 MB": Danger("a.txt", lambda _: b"0" * 100_000_000, ("文件有 100,000,000 字节",)),
    "empty": Danger("a.docx", lambda _: b"", ("文件是空的",)),
    "blank": Danger("a.html", lambda _: b"\0\0 \r\n", ("文件是空的",)),
    "program called a page": Danger("a.html", lambda _: b"MZ\x90\0" + b"\0" * 99, ("内容却是程序",)),
    "PDF called Word": Danger("a.docx", lambda _: b"%PDF-1.4", ("内容却不是Word 文件",)),
    "page called PDF": Danger("a.pdf", lambda _: html_of().encode(), ("内容却不是 PDF",)),
    "workbook called Word": Danger("a.docx", lambda _: workbook_of(ROWS), ("没有Word 文件的正文",)),
    "zip called a page": Danger("a.html", lambda _: zip_of({"a.txt": "x"}), ("内容却是Word、Excel 或 zip",)),
    "old Word called new": Danger("a.docx", lambda _: b"\xd0\xcf\x11\xe0" + b"\0" * 99, ("旧版Word 文件",)),
}


@pytest.mark.parametrize("danger", DANGERS.values(), ids=DANGERS.keys())
def test_a_hostile_file_does_no_harm(
    danger: Danger, canary: Canary, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CPU_SECONDS", 4)
    payload = danger.make(CANARY.format(port=canary.port))
    before = highest_memory(reset=True)

    capture = keep_capture(danger.name, payload)
    note_beside(capture, ((name, keep_capture(name, one)) for name, one in danger.beside().items()))
    results = list(ingest(capture, Given()))

    assert not Picture.objects.exists() or not danger.beside()
    assert len(results) == len(danger.outcome), [(r.file, r.status, r.reason) for r in results]
    for result, expected in zip(results, danger.outcome, strict=True):
        if expected is None:
            assert (result.status, result.article is not None) in (("new", True), ("needs review", True)), (
                result.reason
            )
        else:
            assert result.reason
            assert expected in result.reason
            assert result.article is None
    assert canary.knocks == []
    written = {path.relative_to(state_dir).parts[0] for path in state_dir.rglob("*") if path.is_file()}
    assert written <= {"captures", "pictures"}
    assert not any((folder / ASTRAY).exists() for folder in (Path("/tmp"), Path.cwd(), *state_dir.parents))
    assert not any(UNSEEN.search(capture.file_name + capture.member) for capture in Capture.objects.all())
    assert highest_memory() - before <= MEMORY_GROWTH + 2 * len(payload) // 1024


# What a PDF may do to the renderer of its pages: what the reason says, None for a page that is drawn.
DRAWING_DANGERS: Final[dict[str, tuple[Callable[[], bytes], str | None]]] = {
    "form that draws itself": (
        lambda: pdf_page(flate(b"/X Do"), "/Resources << /XObject << /X 5 0 R >> >>", DRAWS_ITSELF), None
    ),
    "page larger than any paper": (
        lambda: pdf_page(flate(b"0 0 9 9 re f"), box="0 0 14400000 14400000"), None
    ),
    "page without size": (lambda: pdf_page(flate(b"0 0 9 9 re f"), box="0 0 0 0"), None),
    "page that is a hair": (lambda: pdf_page(flate(b"0 0 9 9 re f"), box="0 0 1000000 0.001"), None),
    "page tree that is a loop": (
        lambda: pdf_file(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]),
        "画",
    ),
    "millions of shapes": (
        lambda: pdf_page(flate(b"0 0 900 900 re 9 9 700 700 re f*\n" * 1_000_000), box="0 0 1000 1000"),
        drawing.OVERTIME,
    ),
    "stream that unfolds a thousandfold, twice": (lambda: pdf_page(flate(b" " * 50 * MEBI, 2)), None),
    "picture that says it is 60,000 square": (
        lambda: pdf_page(
            flate(b"900 0 0 900 0 0 cm /X Do"), "/Resources << /XObject << /X 5 0 R >> >>",
            "<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB "
            "/BitsPerComponent 8 /Length 9 >>\nstream\n012345678\nendstream",
        ),
        None,
    ),
    "program called a PDF": (lambda: b"MZ\x90\0" + b"\0" * 99, "已损坏"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "reason"), DRAWING_DANGERS.values(), ids=DRAWING_DANGERS.keys())
def test_a_hostile_page_is_drawn_or_refused(
    make: Callable[[], bytes], reason: str | None, canary: Canary, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "CPU_SECONDS", 2)
    payload = make()
    before = highest_memory(reset=True)

    if reason is None:
        drawn = drawing.draw_page(payload, "", 1, drawing.FULL)
        assert drawn.width * drawn.height <= drawing.FULL.most_pixels + drawn.width + drawn.height
    else:
        with pytest.raises(drawing.DrawingError) as raised:
            drawing.draw_page(payload, "", 1, drawing.FULL)
        assert reason in str(raised.value)

    assert canary.knocks == []
    assert [path for path in state_dir.rglob("*") if path.is_file()] == []
    assert highest_memory() - before <= MEMORY_GROWTH


def highest_memory(*, reset: bool = False) -> int:
    """Return the most memory that this process has had since the last reset, in kilobytes; 0 where nobody counts."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def test_the_canary_would_notice(canary: Canary) -> None:
    socket.create_connection(("127.0.0.1", canary.port)).close()
    for _wait in range(100):
        if canary.knocks:
            break
        threading.Event().wait(0.02)

    assert len(canary.knocks) == 1
    canary.knocks.clear()


def test_a_report_keeps_no_picture_that_could_not_be_read() -> None:
    payload = zip_of({"a.html": html_of(picture="1.png"), "1.png": picture_claiming(60_000, 60_000)})

    (result,) = ingest(keep_capture("a.zip", payload), Given())

    assert result.article is not None
    assert result.article.figures.get().picture is None
    assert "图片“1.png”没有收入：像素超过上限 50,000,000 个。" in result.article.warnings


def test_a_reader_that_runs_out_of_memory_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MEMORY", 120 * MEBI)
    payload = word_of("<w:p><w:r><w:t>样例</w:t></w:r></w:p>" * 50_000)

    (result,) = ingest(keep_capture("a.docx", payload), Given())

    assert result.status == "failed"
    assert result.reason == "读它要的内存超过上限，没有收入。请拆开，或另存一份再收入。"


def test_a_reader_that_says_nothing_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    silent = tmp_path / "silent.py"
    silent.write_text("import sys, time\nsys.stdin.buffer.read()\ntime.sleep(60)\n")
    monkeypatch.setattr(reading, "CHILD", silent)
    monkeypatch.setattr(reading, "SILENT_SECONDS", 0.3)

    (result,) = ingest(keep_capture("a.docx", word_of()), Given())

    assert result.reason == reading.OVERTIME


SPINNING: Final = """
import sys
sys.path.insert(0, {root!r})
from archive.ingest import reading_child, readers

def spin(payload, wanted):
    while True:
        pass

reader_of = readers.reader_of
from archive.ingest import zip_file
zip_file.reader_of = reading_child.reader_of = lambda ending: spin if ending == ".csv" else reader_of(ending)
reading_child.main()
"""


@pytest.fixture
def endless_csv(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the reader of .csv never come to an end, and have one second of processor time for it."""
    child = tmp_path_factory.mktemp("child") / "spinning.py"
    child.write_text(SPINNING.format(root=str(Path(reading.__file__).parents[2])))
    monkeypatch.setattr(reading, "CHILD", child)
    monkeypatch.setattr(reading, "CPU_SECONDS", 1)


@pytest.mark.usefixtures("endless_csv")
def test_a_file_that_takes_too_long_is_left() -> None:
    (result,) = ingest(keep_capture("a.csv", b"a,b"), Given())

    assert (result.status, result.reason) == ("failed", reading.OVERTIME)


@pytest.mark.usefixtures("endless_csv")
def test_a_member_over_which_the_reader_dies_has_failed_and_the_next_goes_on() -> None:
    payload = zip_of({"a.txt": text_of(), "b.csv": "a,b", "c.txt": text_of("样例另题")})

    results = list(ingest(keep_capture("a.zip", payload), Given()))

    assert [(r.file, r.status) for r in results] == [
        ("a.zip:a.txt", "new"),
        ("a.zip:b.csv", "failed"),
        ("a.zip:c.txt", "near"),  # it says almost what a.txt says
    ]
    assert results[1].reason == reading.OVERTIME


def test_a_name_that_leads_away_is_kept_as_one_that_does_not() -> None:
    list(ingest(keep_capture("a.zip", entry_of("../../../up.txt", text_of())), Given()))

    assert Article.objects.get().captures.get().member == "up.txt"
    assert Capture.objects.filter(parent=None).get().member == ""


def test_the_cap_on_a_file_is_below_the_memory_of_its_reader() -> None:
    assert file_kinds.MAX_BYTES * 4 < reading.MEMORY
