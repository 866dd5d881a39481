"""The text of a picture, read by tesseract where the machine has it.

In: a picture of a page, as PNG. Out: a RecognisedPage: its lines as they stand, the headline marked as `pdf_layout.py`
marks it, and how sure tesseract is of them. It runs as a process of its own, held by the kernel's bounds: it sees a
picture that we drew, never the file. Debian has it as tesseract-ocr with tesseract-ocr-chi-sim.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from archive.ingest.child import ChildStoppedError, Stop, running
from archive.ingest.recognised_lines import RecognisedPage, read_table

PROGRAM: Final = "tesseract"
LANGUAGE: Final = "chi_sim"
CHILD: Final = Path(__file__).with_name("tesseract_child.py")
MEMORY: Final = 3_000_000_000  # bytes of its address space
CPU_SECONDS: Final = 300  # for one page; one of 2,600 characters took 10
SILENT_SECONDS: Final = 600.0
MAX_TABLE: Final = 50_000_000  # bytes of what it says
ASKING_SECONDS: Final = 10.0

OVERTIME: Final = "机器识别这一页花的时间超过上限，没有做完。请照原件录入。"
DIED: Final = "识别程序中断了，没有识别出来。可以再试一次，或照原件录入。"


class RecognitionError(Exception):
    """A picture that could not be read; its text says why, for staff."""


@dataclass(frozen=True, slots=True)
class Engine:
    """The program that reads: where it is, and its version."""

    path: str
    version: str

    def __str__(self) -> str:
        return f"{PROGRAM} {self.version}，{LANGUAGE}"


def find_engine() -> Engine | None:
    """Return the tesseract of this machine; None where there is none, or none that reads Chinese."""
    path = shutil.which(PROGRAM)
    return _engine_at(path, Path(path).stat().st_mtime_ns) if path else None


@lru_cache(maxsize=8)
def _engine_at(path: str, _changed: int) -> Engine | None:
    languages = _asked(path, "--list-langs").split()
    version = _asked(path, "--version").split()
    if LANGUAGE not in languages or len(version) < 2:
        return None
    return Engine(path, version[1][:40])


def _asked(path: str, what: str) -> str:
    """Return what the program says of itself; empty where it does not answer."""
    try:
        said = subprocess.run(
            [path, what], capture_output=True, text=True, errors="replace", timeout=ASKING_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout


def recognise(picture: bytes, engine: Engine, stop: Stop) -> RecognisedPage:
    """Return the text of a picture; raises RecognitionError, or StopAskedError where `stop` says so meanwhile."""
    limits = [str(MEMORY), str(CPU_SECONDS)]
    asked = [engine.path, "stdin", "stdout", "-l", LANGUAGE, "--dpi", "300", "tsv"]
    with tempfile.TemporaryFile() as source:
        source.write(picture)
        source.seek(0)
        try:
            command = [sys.executable, "-I", "-B", str(CHILD), *limits, *asked]
            with running(command, (), SILENT_SECONDS, stop, source) as child:
                table = child.rest(MAX_TABLE)
        except ChildStoppedError as stopped:
            raise RecognitionError(OVERTIME if stopped.is_overtime else DIED) from stopped
    return read_table(table.decode("utf-8", errors="replace"))
