"""What did a browser save beside a page, and which of it does the page show?

In: the paths of files that came together (`年度/样例.html`, `年度/样例_files/1.jpg`), or the address of a picture.
Out: the pages, each with the pictures of its own folder, and how many files were no pictures; or the bytes that the
address stands for. No reference is followed out of the page's own folder, and nothing is read here. No Django.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from archive.ingest.file_kinds import BESIDE_FOLDERS, ending_of
from archive.ingest.zip_entries import UNSEEN

PAGE_ENDINGS: Final = (".html", ".htm")
MOST_BESIDE: Final = 500  # pictures of one page
MOST_BYTES_BESIDE: Final = 100_000_000  # of all of them together
MAX_NAME: Final = 300  # characters, as the database holds them
# Browsers keep what stands behind the ending (1.jpg!w700), and leave some names without one (640, 640(1)).
PICTURE_NAME: Final = re.compile(r"\.(?:jpe?g?|jfif|png|gif|webp|bmp)(?:\W.*)?$", re.IGNORECASE)
FRAME: Final = re.compile(r"^saved_resource\b")  # what Chrome calls a frame
SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass
class PageFile:
    """A file that is no part of a saved page's folder: its number among the paths, and the pictures beside it.

    `beside` gives the number of each by its path from where the page lies.
    """

    number: int
    beside: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SortedOut:
    """Files that came together: those to be read, and how many of their folders were left out as no pictures."""

    pages: list[PageFile]
    left_out: int = 0


def sort_out(paths: Sequence[str]) -> SortedOut:
    """Return which files are to be read, in their order, and which pictures belong to which of them.

    A path that leads up, or begins at a root, is a file by itself: it lies beside nothing.
    """
    clean = [clean_path(path) for path in paths]
    pages = {number: PageFile(number) for number, path in enumerate(clean) if not _folder_in(path)}
    homes = {home: pages[n] for n in pages for home in _folders_of(clean[n])}
    left_out = 0
    for number, path in enumerate(clean):
        folder = _folder_in(path)
        if not folder:
            continue
        page, name = homes.get(folder), _below(path, posixpath.dirname(folder))
        if page is not None and is_picture_name(name) and len(page.beside) < MOST_BESIDE:
            page.beside.setdefault(name, number)
        else:
            left_out += 1
    return SortedOut(list(pages.values()), left_out)


def is_picture_name(path: str) -> bool:
    """Tell whether a file of a page's folder is perhaps a picture, by its name; longer names than we keep are not."""
    name = posixpath.basename(path)
    if name.startswith(".") or len(path) > MAX_NAME or FRAME.match(name):
        return False
    return bool(PICTURE_NAME.search(name)) or not ending_of(name)


def folders_beside(file_name: str) -> tuple[str, ...]:
    """Return how browsers name the folder that they save beside a page; none for a file that is no page."""
    stem, ending = posixpath.splitext(file_name)
    return tuple(stem + suffix for suffix in BESIDE_FOLDERS) if ending.lower() in PAGE_ENDINGS else ()


def clean_path(path: str) -> str:
    """Return a path as it can be compared, "" for one that is none of a file below a folder."""
    written = unicodedata.normalize("NFC", path.replace("\\", "/"))
    parts = written.removeprefix("./").split("/")
    leads_away = SCHEME.match(written) or UNSEEN.search(written) or any(part in ("", ".", "..") for part in parts)
    return "" if leads_away else "/".join(parts)


def picture_beside(beside: Mapping[str, bytes], source: str) -> bytes | None:
    """Return the bytes of the picture that a page names, where it lies in the page's own folder.

    Whoever renames a page renames its folder, but not the folder's name within the page: the rest of it decides.
    """
    path = unquote(source.split("?", 1)[0].split("#", 1)[0])
    path = clean_path(path)
    if path in beside:
        return beside[path]
    folder, _slash, rest = path.partition("/")
    if not rest or not folder.endswith(BESIDE_FOLDERS):
        return None
    return next((payload for name, payload in beside.items() if name.partition("/")[2] == rest), None)


def _folders_of(path: str) -> tuple[str, ...]:
    """Return the paths of the folders that would lie beside a file."""
    where, name = posixpath.split(path)
    return tuple(posixpath.join(where, folder) for folder in folders_beside(name))


def _folder_in(path: str) -> str:
    """Return the path of the outermost folder of a saved page that a file lies in; "" for a file in none."""
    parts = path.split("/")[:-1]
    found = next((n for n, part in enumerate(parts, start=1) if part.endswith(BESIDE_FOLDERS)), 0)
    return "/".join(parts[:found])


def _below(path: str, folder: str) -> str:
    return path.removeprefix(f"{folder}/") if folder else path
