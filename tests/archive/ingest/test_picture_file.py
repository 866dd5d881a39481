"""A picture is written anew: no wider than a page, upright, and with nothing in it but what is seen."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from archive.ingest.picture_file import MAX_WIDTH, PictureError, read_pictures, redraw
from tests.archive.ingest.files import picture_of


def saved(image: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_picture_of_the_web_is_kept(kind: str) -> None:
    picture = redraw("a", picture_of(100, 80, kind=kind))

    assert picture is not None
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 100, 80)


def test_a_wide_picture_is_made_narrower() -> None:
    picture = redraw("a", picture_of(3200, 1000))

    assert picture is not None
    assert (picture.width, picture.height) == (MAX_WIDTH, 500)
    assert Image.open(io.BytesIO(picture.payload)).size == (MAX_WIDTH, 500)


def test_what_shines_through_goes_on_doing_so() -> None:
    picture = redraw("a", saved(Image.new("RGBA", (80, 80), (255, 0, 0, 40)), "PNG"))

    assert picture is not None
    assert picture.media_type == "image/png"


def test_nothing_but_the_picture_is_kept() -> None:
    note = PngInfo()
    note.add_text("secret", "where it was taken")
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    for payload in (
        saved(Image.new("RGB", (80, 80)), "PNG", pnginfo=note),
        saved(Image.new("RGB", (80, 80)), "JPEG", exif=exif) + b"where it was taken",
    ):
        picture = redraw("a", payload)
        assert b"where it was taken" in payload
        assert picture is not None
        assert b"where it was taken" not in picture.payload


def test_a_picture_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    picture = redraw("a", saved(Image.new("RGB", (100, 60)), "JPEG", exif=exif))

    assert picture is not None
    assert (picture.width, picture.height) == (60, 100)


def test_an_icon_is_none_of_the_report() -> None:
    assert redraw("a", picture_of(16, 16)) is None


@pytest.mark.parametrize(
    "payload", [b"<svg/>", b"%!PS-Adobe", picture_of()[:100], saved(Image.new("RGB", (80, 80)), "TIFF")]
)
def test_what_is_no_picture_of_the_web_is_not_opened(payload: bytes) -> None:
    with pytest.raises(PictureError):
        redraw("a", payload)


def test_the_pictures_of_a_page_are_those_that_came_with_it() -> None:
    html = (
        '<img src="here.png"><img data-src="lazy.png" src="there.png"><img src="gone.png"><img src="bad.png">'
    )
    beside = {"here.png": picture_of(), "there.png": picture_of(), "bad.png": b"x"}

    pictures, notes = read_pictures(html, beside.get)

    assert [picture.source for picture in pictures] == ["here.png", "lazy.png"]
    assert notes == ("图片“bad.png”没有收入：不是认得的图片，或已损坏。",)
