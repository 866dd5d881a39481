"""The child process that draws one page of a stranger's PDF: bytes on standard input, a picture on standard output.

Run by `drawing.py` as a script of its own, without Django, settings or database. The first line of the input is a JSON
object (length, entry, number, dots_per_inch, most_pixels, kind, memory, cpu), the file follows. PDFium, the renderer of
Chromium, is machine code: it is loaded before the process is closed off, and then held by the kernel's bounds. As it is
built here, it runs no script of a document and fetches nothing.
"""

from __future__ import annotations

import io
import json
import math
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

import pypdfium2

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from archive.ingest.confinement import NATIVE, allow_cpu, confine
from archive.ingest.drawing import LENGTHS
from archive.ingest.page import FormatError
from archive.ingest.zip_file import read_file

POINTS_PER_INCH: Final = 72
MAX_SIDE: Final = 20_000  # pixels
QUALITY: Final = 82  # of a JPEG
PACKING: Final = 1  # of a PNG, from 0 to 9: it is read at once and not kept

NO_SUCH_PAGE: Final = "这份 PDF 没有第 {number} 页。"
NOT_OPENED: Final = "这份 PDF 画不出来：它加了密码，或已损坏。请下载原件，用阅读器打开来看。"
NO_ROOM: Final = "画这一页要的内存超过上限。请下载原件，用阅读器打开来看。"
NO_SIZE: Final = "这一页没有大小，画不出来。请下载原件，用阅读器打开来看。"
FAULT: Final = "这一页画不出来（{why}）。请下载原件，用阅读器打开来看。"


def main() -> None:
    """Draw the page, and tell it or why not."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    asked = json.loads(source.readline())
    confine(asked["memory"], refused=NATIVE)
    allow_cpu(asked["cpu"])
    payload = source.read(asked["length"])
    try:
        picture = _drawn(read_file(payload, asked["entry"]) if asked["entry"] else payload, asked)
        encoded = io.BytesIO()
        picture.save(encoded, asked["kind"], quality=QUALITY, compress_level=PACKING)
    except Exception as error:  # noqa: BLE001 - a PDF may be broken in any way
        _tell(out, {"refusal": _reason(error)})
        return
    _tell(out, {"width": picture.width, "height": picture.height}, encoded.getvalue())


def _drawn(payload: bytes, asked: dict[str, Any]) -> Any:
    """Return the page as a picture of Pillow's."""
    try:
        document = pypdfium2.PdfDocument(payload)
    except pypdfium2.PdfiumError as error:
        raise FormatError(NOT_OPENED) from error
    if not 1 <= asked["number"] <= len(document):
        raise FormatError(NO_SUCH_PAGE.format(number=asked["number"]))
    page = document[asked["number"] - 1]
    width, height = page.get_size()
    scale = _scale(width, height, asked["dots_per_inch"], asked["most_pixels"])
    return page.render(scale=scale, grayscale=asked["kind"] == "PNG").to_pil()


def _scale(width: float, height: float, dots_per_inch: int, most_pixels: int) -> float:
    """Return how many pixels a point gets: as asked for, or as few as keep the picture within bounds."""
    if not (math.isfinite(width) and math.isfinite(height)) or min(width, height) <= 0:
        raise FormatError(NO_SIZE)
    by_area = math.sqrt(most_pixels / width) / math.sqrt(height)
    return min(dots_per_inch / POINTS_PER_INCH, by_area, MAX_SIDE / max(width, height))


def _reason(error: Exception) -> str:
    """Return in words why a page could not be drawn."""
    if isinstance(error, FormatError):
        return str(error)
    return NO_ROOM if isinstance(error, MemoryError) else FAULT.format(why=type(error).__name__)


def _tell(out: BinaryIO, head: dict[str, Any], picture: bytes = b"") -> None:
    encoded = json.dumps(head).encode("ascii")
    out.write(LENGTHS.pack(len(encoded), len(picture)) + encoded + picture)
    out.flush()


if __name__ == "__main__":
    main()
