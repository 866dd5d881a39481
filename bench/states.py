"""State folders: a corpus with its database and its index, each as the product makes it, kept below var/bench.

In: a corpus. Out: a folder for ARCHIVE_STATE_DIR, with what building it cost. The commands run in processes of
their own, as anybody would run them.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from bench.corpora import kept, stamp
from bench.generated import FOLDER, ROOT

MANAGE: Final = str(ROOT / "manage.py")
BUILT: Final = "built.json"


class Cost(NamedTuple):
    """What a command took: by the clock, and of all its processors."""

    seconds: float
    cpu_seconds: float


def environment(state: Path) -> dict[str, str]:
    """Return the environment of a process that works on a state folder."""
    return {**os.environ, "ARCHIVE_STATE_DIR": str(state), "PYTHONHASHSEED": "0", "ARCHIVE_DEV": "1"}


def run(state: Path, *arguments: str) -> Cost:
    """Run Python with these arguments on a state folder; CalledProcessError where it fails."""
    began, used = time.monotonic(), _cpu_of_children()
    subprocess.run(
        [sys.executable, *arguments], env=environment(state), cwd=ROOT, check=True, stdout=sys.stderr
    )
    return Cost(time.monotonic() - began, _cpu_of_children() - used)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def database(corpus: str) -> Path:
    """Return the state folder of a corpus with its reports in the database."""
    return kept(
        FOLDER / f"state-{corpus}", stamp(corpus, tables=_migrations()), lambda path: _load(corpus, path)
    )


def _migrations() -> list[str]:
    return sorted(path.name for path in (ROOT / "archive" / "migrations").glob("0*.py"))


def _load(corpus: str, state: Path) -> None:
    state.mkdir(parents=True)
    run(state, MANAGE, "migrate", "--verbosity", "0")
    run(state, "-m", "bench.database", corpus)


def indexed(corpus: str, versions: Mapping[str, Any]) -> tuple[Path, Cost]:
    """Return the state folder of a corpus with its index, and what building that index cost when it was built."""
    state = database(corpus)
    built = state / BUILT
    wanted = dict(versions)
    found = json.loads(built.read_text(encoding="utf-8")) if built.exists() else {}
    if found.get("versions") != wanted:
        cost = run(state, MANAGE, "rebuild_search")
        found = {"versions": wanted, "cost": list(cost)}
        built.write_text(json.dumps(found), encoding="utf-8")
    return state, Cost(*found["cost"])


def index_folder(state: Path) -> Path:
    """Return the folder of the live index of a state folder."""
    root = state / "index"
    return root / (root / "CURRENT").read_text(encoding="ascii").strip()


def sizes(folder: Path) -> dict[str, int]:
    """Return how many bytes the files of a folder have, by the end of their names."""
    found: dict[str, int] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            ending = path.name.split(".", 1)[-1]
            found[ending] = found.get(ending, 0) + path.stat().st_size
    return found
