"""The machine: what were these figures measured on?

Out: names and values for the head of a report; no name of a host.
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import Final

GIGABYTE: Final = 1024**3
PACKAGES: Final = ("Whoosh", "django-haystack", "numpy", "jieba", "rjieba", "tantivy", "Django")


def facts() -> list[tuple[str, str]]:
    """Return what a reader needs to compare these figures with others."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGABYTE
    return [
        ("processor", f"{_processor()}, {os.cpu_count()} of its cores"),
        ("memory", f"{memory:.0f} GB"),
        ("system", f"{platform.system()} {platform.release().split('-')[0]}"),
        ("software", f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}"),
    ]


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.+)", listed.read_text(encoding="utf-8")) if listed.exists() else []
    return names[0] if names else platform.processor() or platform.machine()
