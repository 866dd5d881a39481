"""A picture as received -> a picture that is safe to show: decoded, made no wider than a page, written anew.

In: the text of an HTML page and the bytes of the pictures beside it. Out: PagePictures in the page's order, and
notes on those that could not be kept. Only formats of the web are decoded, and none with more pixels than MAX_PIXELS:
a few kilobytes can say that they are a square of a million by a million.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Callable
from html import unescape
from typing import Final

from PIL import Image, ImageOps

from archive.ingest.page import PagePicture

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
MAX_PICTURES: Final = 60  # of one page
MAX_SOURCE_BYTES: Final = 20_000_000
MAX_PIXELS: Final = 50_000_000  # a scan of a broadsheet at 150 dots an inch has half of that
MAX_WIDTH: Final = 1600  # pixels, of what is kept
MAX_HEIGHT: Final = 6400
MIN_SIDE: Final = 40  # pixels; icons, dots and rules stay below
JPEG_QUALITY: Final = 85
IMAGE: Final = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
SOURCE: Final = re.compile(
    r"""(?<![\w-])(data-original|data-src|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE
)
LAZY_FIRST: Final = ("data-original", "data-src", "src")  # as html_lines.py names the picture of a line

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class PictureError(Exception):
    """A picture that cannot be kept; the message says why."""


def read_pictures(
    html: str, find: Callable[[str], bytes | None]
) -> tuple[tuple[PagePicture, ...], tuple[str, ...]]:
    """Return the pictures of a page whose bytes came with it, and what is to be told of the others."""
    kept: list[PagePicture] = []
    notes: list[str] = []
    for source, others in _sources(html).items():
        payload = next(filter(None, map(find, (source, *others))), None)
        if not payload:
            continue
        if len(kept) == MAX_PICTURES:
            notes.append(f"页面的图片超过 {MAX_PICTURES} 张，其余的没有收入。")
            break
        try:
            picture = redraw(source, payload)
        except PictureError as error:
            notes.append(f"图片“{source[-60:]}”没有收入：{error}")
            continue
        if picture is not None:
            kept.append(picture)
    return tuple(kept), tuple(notes)


def redraw(source: str, payload: bytes) -> PagePicture | None:
    """Return the picture decoded and written anew, None for an icon or rule; raises PictureError."""
    if len(payload) > MAX_SOURCE_BYTES:
        raise PictureError(f"有 {len(payload):,} 字节，超过上限 {MAX_SOURCE_BYTES:,} 字节。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _decoded(payload)
        if image is None:
            return None
        written, media_type = _written(image)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(f"像素超过上限 {MAX_PIXELS:,} 个。") from error
    except MemoryError as error:
        raise PictureError("解开它要的内存超过上限。") from error
    except Exception as error:
        raise PictureError("不是认得的图片，或已损坏。") from error
    digest = hashlib.sha256(payload).hexdigest()
    return PagePicture(source, media_type, image.width, image.height, digest, written)


def _sources(html: str) -> dict[str, list[str]]:
    """Return the pictures of a page by the address that names each, with its other addresses, each once."""
    found: dict[str, list[str]] = {}
    for image in IMAGE.finditer(html):
        written = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in SOURCE.finditer(image.group())}
        addresses = [written[name] for name in LAZY_FIRST if written.get(name)]
        if addresses:
            found.setdefault(addresses[0], addresses[1:])
    return found


def _decoded(payload: bytes) -> Image.Image | None:
    """Return the first frame, upright, as gray, colour or colour with transparency, within the size kept."""
    with Image.open(io.BytesIO(payload), formats=FORMATS) as opened:
        if min(opened.size) < MIN_SIDE:
            return None
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureError(f"像素超过上限 {MAX_PIXELS:,} 个。")
        opened.draft("RGB", (MAX_WIDTH, MAX_HEIGHT))
        image: Image.Image = ImageOps.exif_transpose(opened)
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA"):
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB"):
        image = image.convert("L" if image.mode in ("1", "I", "I;16", "F") else "RGB")
    image.thumbnail((MAX_WIDTH, MAX_HEIGHT))
    return image


def _written(image: Image.Image) -> tuple[bytes, str]:
    """Return the bytes of a new file, and what they are: PNG where something shines through, else JPEG."""
    out = io.BytesIO()
    bare = Image.frombytes(
        image.mode, image.size, image.tobytes()
    )  # no comment, profile or place comes along
    if image.mode == "RGBA":
        bare.save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    bare.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue(), "image/jpeg"
