"""A tesseract for tests: a program that says what a test wants, and the tables that the real one writes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from archive.ingest.page import Page, Wanted
from archive.ingest.readers import reader_of
from archive.ingest.zip_file import members_of

HEAD: Final = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
)
VERSION: Final = "5.9.1"
ASKED: Final = ["stdin", "stdout", "-l", "chi_sim", "--dpi", "300", "tsv"]
# It may write no file, so it makes a folder for each picture that it was given.
PROGRAM: Final = """#!{python}
import os, pathlib, sys
here = pathlib.Path(__file__).parent
if sys.argv[1] == "--version":
    print("tesseract {version}\\n leptonica-1.82.0")
elif sys.argv[1] == "--list-langs":
    print("List of available languages in \\"/usr/share/\\" (2):\\n{languages}\\nosd")
else:
    picture = sys.stdin.buffer.read()
    (here / f"asked-{{os.getpid()}}").mkdir()
    if sys.argv[1:] != {asked!r} or picture[:4] != b"\\x89PNG":
        sys.exit("asked otherwise")
    {does}
    sys.stdout.write((here / "table.tsv").read_text(encoding="utf-8"))
"""


def word(text: str, block: int, line: int, *, left: int = 100, height: int = 40, sure: float = 90.0) -> str:
    """Return the row of a word."""
    return f"5\t1\t{block}\t1\t{line}\t1\t{left}\t100\t400\t{height}\t{sure}\t{text}\n"


def table_of(lines: Sequence[tuple[str, int]]) -> str:
    """Return the table of a page: lines, each with the height of its type in pixels."""
    return HEAD + "".join(word(text, 1, number, height=height) for number, (text, height) in enumerate(lines, 1))


def read_here(ending: str, payload: bytes, wanted: Wanted, beside: Mapping[str, bytes]) -> Iterator[Page]:
    """Read a file in this process, for tests that are not about the child in which it is read otherwise."""
    if ending == ".zip":
        return (page for member in members_of(payload) for page in member.read(wanted))
    return reader_of(ending)(payload, wanted)


class FakeTesseract:
    """A program in a folder: `says` sets its table, `count` tells how often it was given a picture."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def install(self, *, languages: str = "chi_sim", does: str = "pass") -> None:
        """Write the program; `does` is what it does before it says anything, in Python."""
        written = PROGRAM.format(
            python=sys.executable, version=VERSION, languages=languages, does=does, asked=ASKED
        )
        program = self._folder / "tesseract"
        program.write_text(written, encoding="utf-8")
        program.chmod(0o755)

    def says(self, table: str) -> None:
        (self._folder / "table.tsv").write_text(table, encoding="utf-8")

    @property
    def count(self) -> int:
        return len(list(self._folder.glob("asked-*")))
