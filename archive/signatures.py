"""Signatures kept in step: by which bands is a report found, and which phrases say nothing of it?

In: a report whose text is new. Out: its rows of TextBand, written in the caller's transaction; they go with the report.
The common phrases of the archive stand in a file of the state folder, counted by `archive/phrase_count.py`; until
then, and where the file is lost, those of `archive/text/standing_phrases.txt` are the common ones. Signatures made
with different counts still meet, because a count changes few of a text's shingles.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from django.conf import settings
from django.db import connection

from archive.models import Article
from archive.text import shingles
from archive.text.shingles import Common, Minima, Wording, bands_of, minima_of, wording_of

STANDING_PHRASES: Final = Path(shingles.__file__).with_name("standing_phrases.txt")
FILE_NAME: Final = "common_phrases.npy"
INSERT_BANDS: Final = "INSERT INTO archive_textband (band, value, article_id) VALUES (%s, %s, %s)"


def keep_signature(article: Article, *, is_new: bool = False) -> None:
    """Write the bands of a saved report where they are not those of its text; a new one has none yet."""
    wanted = dict(enumerate(signature_of(article.body_text)))
    held = {} if is_new else dict(article.text_bands.values_list("band", "value"))
    if held == wanted:
        return
    if held:
        article.text_bands.all().delete()
    write_bands((band, value, article.pk) for band, value in wanted.items())


def write_bands(rows: Iterable[tuple[int, int, int]]) -> None:
    """Write bands, each with its value and the number of its report; best in the order of the index.

    As rows: as model instances they took a quarter of the time of a search through the whole archive.
    """
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_BANDS, list(rows))


def signature_of(text: str) -> list[int]:
    """Return the values of a text's bands, in order; none where it is too short to be known by them."""
    minima = read_signature(text).minima
    return [] if minima is None else bands_of(minima).tolist()


class Signature(NamedTuple):
    """A text as its shingles, and the minima that it is known by; None where it is too short."""

    wording: Wording
    minima: Minima | None


def read_signature(text: str) -> Signature:
    """Return the signature of a text; that of the last few is remembered, for a page is compared and then kept."""
    return _signature(text, common_phrases())


@lru_cache(maxsize=4)
def _signature(text: str, common: Common) -> Signature:
    wording = wording_of(text, common)
    return Signature(wording, minima_of(wording))


def common_phrases() -> Common:
    """Return the common phrases as last counted."""
    try:
        counted_at = _file().stat().st_mtime_ns
    except OSError:
        return _standing_phrases()
    return _counted_phrases(_file(), counted_at)


def phrases_counted_at() -> float | None:
    """Return when common phrases were last counted, in seconds as of `time.time()`; None where they never were."""
    try:
        return _file().stat().st_mtime
    except OSError:
        return None


def keep_common_phrases(counted: Common) -> None:
    """Put a count in the place of the last; whoever reads meanwhile reads one of them whole."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}.new")
    with new.open("wb") as file:
        np.save(file, counted.slots, allow_pickle=False)
    new.replace(path)


def _file() -> Path:
    return Path(settings.STATE_DIR) / FILE_NAME


@cache
def _standing_phrases() -> Common:
    return Common.of_phrases(STANDING_PHRASES.read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=2)
def _counted_phrases(path: Path, counted_at: int) -> Common:
    """Return the count in a file with the standing phrases; these alone where the file is damaged."""
    try:
        slots = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return _standing_phrases()
    return Common(slots.astype(np.uint32)).with_these(_standing_phrases())
