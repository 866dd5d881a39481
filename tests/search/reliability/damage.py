"""Ten kinds of damage, each done to a healthy index."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from search.engine.store import STAMP, IndexStore

# Takes our lock and Whoosh's, says so, and is killed while it holds them.
HOLDER: Final = """
import fcntl, sys
files = [open(path, "a") for path in sys.argv[1:]]
for file in files:
    fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def lock_files(store: IndexStore) -> list[Path]:
    """Return the locks of whoever writes: ours and Whoosh's."""
    return [store.root.with_suffix(".write.lock"), store.live() / "MAIN_WRITELOCK"]


def hold_locks(paths: Iterable[Path]) -> subprocess.Popen[str]:
    """Return another process that holds these locks until it is killed."""
    command = [sys.executable, "-c", HOLDER, *map(str, paths)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a process and wait for its end."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def flip(file: Path) -> None:
    """Flip every bit of the byte in the middle of a file."""
    written = bytearray(file.read_bytes())
    written[len(written) // 2] ^= 0xFF
    file.write_bytes(written)


def remove_folder(store: IndexStore) -> None:
    shutil.rmtree(store.root)


def cut_contents(store: IndexStore) -> None:
    for file in store.live().glob("*.toc"):
        file.write_bytes(file.read_bytes()[:-20])


def empty_contents(store: IndexStore) -> None:
    for file in store.live().glob("*.toc"):
        file.write_bytes(b"")


def remove_contents(store: IndexStore) -> None:
    for file in store.live().glob("*.toc"):
        file.unlink()


def _first_segment(store: IndexStore) -> list[Path]:
    first = min(file.name.partition(".")[0] for file in store.live().glob("*.trm"))
    return list(store.live().glob(f"{first}.*"))


def remove_segment(store: IndexStore) -> None:
    for file in _first_segment(store):
        file.unlink()


def halve_segment(store: IndexStore) -> None:
    for file in _first_segment(store):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip_segment(store: IndexStore) -> None:
    for file in _first_segment(store):
        if file.stat().st_size:
            flip(file)


def forbid_writing(store: IndexStore) -> None:
    for file in store.live().iterdir():
        file.chmod(0o444)
    for folder in (store.live(), store.root):
        folder.chmod(0o555)


def age_schema(store: IndexStore) -> None:
    stamp = json.loads((store.live() / STAMP).read_text(encoding="utf-8"))
    (store.live() / STAMP).write_text(json.dumps({**stamp, "schema": "0"}), encoding="utf-8")


def leave_locks(store: IndexStore) -> None:
    kill(hold_locks(lock_files(store)))


DAMAGES: Final[dict[str, Callable[[IndexStore], None]]] = {
    "folder gone": remove_folder,
    "contents cut": cut_contents,
    "contents empty": empty_contents,
    "contents missing": remove_contents,
    "segment gone": remove_segment,
    "segment halved": halve_segment,
    "segment flipped": flip_segment,
    "read-only": forbid_writing,
    "old schema": age_schema,
    "lock left": leave_locks,
}
# After these the index still answers.
HARMLESS: Final = frozenset({"read-only", "lock left"})
