"""Pictures of reports: kept by the digest of what readers are given, below the state folder.

In: a picture as `archive/ingest/picture_file.py` wrote it anew. Out: its row, and its bytes again. A picture that was
received before gives the row that it had then, so that a newer decoder does not make a second one of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from archive.ingest.page import PagePicture
from archive.models import Article, Figure, Picture
from archive.payloads import digest_of, write_once

SIGNATURES: Final = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


def path_of(digest: str) -> Path:
    """Return where the picture of that digest lies: pictures/ab/cd/abcd…"""
    return Path(settings.STATE_DIR) / "pictures" / digest[:2] / digest[2:4] / digest


def figures_shown(article: Article) -> list[Figure]:
    """Return the figures of a report of which there is something to show, in order."""
    return [
        figure for figure in article.figures.all() if figure.picture or figure.caption or figure.credits.all()
    ]


def keep(picture: PagePicture) -> Picture | None:
    """Keep a picture and return its row; None for bytes that are not what they are said to be."""
    known = Picture.objects.filter(source_digest=picture.source_digest).first()
    if known is not None and path_of(known.digest).exists():
        return known
    signature = SIGNATURES.get(picture.media_type)
    if signature is None or not picture.payload.startswith(signature):
        return None
    digest = digest_of(picture.payload)
    write_once(path_of(digest), picture.payload)
    facts = {
        "source_digest": picture.source_digest, "media_type": picture.media_type, "size": len(picture.payload),
        "width": picture.width, "height": picture.height,
    }  # fmt: skip
    return Picture.objects.get_or_create(digest=digest, defaults=facts)[0]
