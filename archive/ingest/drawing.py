"""A page of a PDF as a picture, drawn in a process of its own.

In: a PDF's bytes, or a zip's and the name of the PDF in it; a page's number, from 1; and a Drawing, which says how
fine. Out: a DrawnPage, or a DrawingError that says in words why there is none. The child (`drawing_child.py`) is
confined as those are that read files; what it hands back is bounded, and is pixels encoded anew.
"""

from __future__ import annotations

import json
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from archive.ingest.child import ChildStoppedError, Listener, Stop, running

CHILD: Final = Path(__file__).with_name("drawing_child.py")
MEMORY: Final = 1_000_000_000  # bytes of the child's address space
CPU_SECONDS: Final = 20
SILENT_SECONDS: Final = 60.0
MAX_HEAD: Final = 10_000  # bytes
MAX_PICTURE: Final = 60_000_000  # bytes
LENGTHS: Final = struct.Struct(">II")  # of the head, a JSON object, and of the picture behind it

OVERTIME: Final = "画这一页花的时间超过上限，没有画完。请下载原件，用阅读器打开来看。"
DIED: Final = "画这一页时程序中断了，页面可能已损坏或过于复杂。请下载原件，用阅读器打开来看。"


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a page is drawn: at most so many dots an inch and pixels in all; JPEG in colour, or PNG in grey."""

    name: str
    dots_per_inch: int
    most_pixels: int
    kind: Literal["JPEG", "PNG"] = "JPEG"


BESIDE: Final = Drawing("beside", 200, 3_600_000)  # beside the text: small type of a paper can be read
FULL: Final = Drawing("full", 240, 12_000_000)  # by itself
FOR_MACHINE: Final = Drawing("machine", 300, 24_000_000, "PNG")  # what tesseract was trained on


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as a picture: encoded bytes, and its size in pixels."""

    payload: bytes
    width: int
    height: int


class DrawingError(Exception):
    """A page that cannot be drawn; its text says why, for staff."""


def draw_page(payload: bytes, entry: str, number: int, drawing: Drawing, stop: Stop | None = None) -> DrawnPage:
    """Return a page of a PDF as a picture; `entry` names the PDF within a zip, and is empty where it is the file."""
    asked = {
        "length": len(payload), "entry": entry, "number": number, "memory": MEMORY, "cpu": CPU_SECONDS,
        "dots_per_inch": drawing.dots_per_inch, "most_pixels": drawing.most_pixels, "kind": drawing.kind,
    }  # fmt: skip
    given = (json.dumps(asked).encode("ascii") + b"\n", payload)
    command = [sys.executable, "-I", "-B", str(CHILD)]
    try:
        with running(command, given, SILENT_SECONDS, stop or (lambda: False)) as child:
            return _answer(child)
    except ChildStoppedError as stopped:
        raise DrawingError(OVERTIME if stopped.is_overtime else DIED) from stopped
    except (ValueError, TypeError, KeyError) as error:
        raise DrawingError(DIED) from error


def _answer(child: Listener) -> DrawnPage:
    """Return what the child drew; raises DrawingError with its reason, ValueError for what is no answer."""
    head_length, picture_length = LENGTHS.unpack(child.read(LENGTHS.size))
    if head_length > MAX_HEAD or picture_length > MAX_PICTURE:
        raise ValueError("answer too long")
    head = json.loads(child.read(head_length))
    if "refusal" in head:
        raise DrawingError(str(head["refusal"]))
    return DrawnPage(child.read(picture_length), int(head["width"]), int(head["height"]))
