"""A page of a PDF is drawn in a process of its own; what cannot be drawn says why."""

from __future__ import annotations

import io
from typing import Final

import pytest
from PIL import Image

from archive.ingest import drawing
from archive.ingest.child import StopAskedError
from archive.ingest.drawing import BESIDE, FOR_MACHINE, FULL, DrawingError, draw_page
from tests.archive.ingest.files import drawn_pdf, word_of, zip_of

RED: Final = "0.8 0 0 rg 0 0 500 1500 re f"  # the left half of a page of 1000 by 1500 points
BLUE: Final = "0 0 0.8 rg 0 0 500 1500 re f"


def opened(payload: bytes) -> Image.Image:
    return Image.open(io.BytesIO(payload))


@pytest.mark.parametrize(
    ("how", "kind", "mode", "least"),
    [(BESIDE, "JPEG", "RGB", 3_500_000), (FULL, "JPEG", "RGB", 11_900_000), (FOR_MACHINE, "PNG", "L", 23_900_000)],
    ids=["beside the text", "by itself", "for the machine"],
)
def test_a_page_is_a_picture_as_fine_as_its_bounds_allow(
    how: drawing.Drawing, kind: str, mode: str, least: int
) -> None:
    drawn = draw_page(drawn_pdf(RED), "", 1, how)

    picture = opened(drawn.payload)
    assert (picture.format, picture.mode, picture.size) == (kind, mode, (drawn.width, drawn.height))
    assert least <= drawn.width * drawn.height <= how.most_pixels + drawn.width + drawn.height
    assert drawn.height / drawn.width == pytest.approx(1.5, abs=0.01)


def test_a_small_page_is_no_finer_than_it_is_asked_for() -> None:
    drawn = draw_page(drawn_pdf("0 g 0 0 72 72 re f", sheet=(144, 72)), "", 1, BESIDE)

    assert (drawn.width, drawn.height) == (400, 200)


def test_each_page_is_drawn_as_itself() -> None:
    payload = drawn_pdf(RED, BLUE)

    first, second = (
        opened(draw_page(payload, "", number, BESIDE).payload).getpixel((100, 100)) for number in (1, 2)
    )

    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert (first[0] > 180 > 60 > first[2], second[2] > 180 > 60 > second[0]) == (True, True)


def test_a_pdf_in_a_zip_is_found_by_its_name() -> None:
    payload = zip_of({"版/a.pdf": drawn_pdf(RED), "b.docx": word_of()})

    assert draw_page(payload, "版/a.pdf", 1, BESIDE).width > 1000
    with pytest.raises(DrawingError, match=r"^压缩包里已找不到这个文件。$"):
        draw_page(payload, "c.pdf", 1, BESIDE)


@pytest.mark.parametrize(
    ("payload", "number", "message"),
    [
        (drawn_pdf(RED), 2, "这份 PDF 没有第 2 页。"),
        (b"%PDF-1.5 broken", 1, "这份 PDF 画不出来：它加了密码，或已损坏。请下载原件，用阅读器打开来看。"),
        (b"", 1, "这份 PDF 画不出来：它加了密码，或已损坏。请下载原件，用阅读器打开来看。"),
    ],
    ids=["no such page", "broken", "empty"],
)
def test_what_cannot_be_drawn_says_why(payload: bytes, number: int, message: str) -> None:
    with pytest.raises(DrawingError) as raised:
        draw_page(payload, "", number, BESIDE)

    assert str(raised.value) == message


def test_who_wants_to_stop_does_not_wait_for_the_picture() -> None:
    many = "\n".join(f"{n % 500} {n % 700} 300 200 re f" for n in range(400_000))

    with pytest.raises(StopAskedError):
        draw_page(drawn_pdf(many), "", 1, FULL, lambda: True)
