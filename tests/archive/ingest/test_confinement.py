"""A process that is confined can neither write, fetch, start nor read; each act is tried in one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from archive.ingest import confinement

ROOT: Final = Path(confinement.__file__).parents[2]
ACTS: Final = {
    "write a file": "open('written', 'w')",
    "append to a file": "open('written', 'a')",
    "make a folder": "os.mkdir('made')",
    "remove a file": "os.remove('kept')",
    "rename a file": "os.rename('kept', 'gone')",
    "link a file": "os.symlink('/etc/passwd', 'linked')",
    "read a file elsewhere": "open('/etc/passwd')",
    "read by a way round": "open(os.path.join(sys.prefix, '../../../../../../../../../etc/passwd'))",
    "list a folder elsewhere": "os.listdir('/')",
    "call out": "socket.create_connection(('127.0.0.1', 9))",
    "look a name up": "socket.getaddrinfo('sample.invalid', 80)",
    "fetch an address": "urllib.request.urlopen('http://127.0.0.1:9/')",
    "start a program": "subprocess.run(['true'])",
    "start a shell": "os.system('true')",
    "split in two": "os.fork()",
    "load a library": "ctypes.CDLL('libc.so.6')",
}
SCRIPT: Final = """
import ctypes, os, socket, subprocess, sys, urllib.request
sys.path.insert(0, {root!r})
from archive.ingest.confinement import confine
confine(1_000_000_000)
try:
    {act}
except PermissionError as error:
    print(error)
"""


def run(act: str, folder: Path) -> str:
    script = SCRIPT.format(root=str(ROOT), act=act)
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_an_act_is_refused(act: str, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")

    said = run(act, tmp_path)

    assert said.startswith("refused: "), said
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "static"}


def test_what_is_ours_is_read() -> None:
    assert (
        run("print(open(os.__file__).read(3), len(os.listdir(os.path.dirname(os.__file__))) > 0)", ROOT)
        == 'r"" True\n'
    )


def test_memory_has_an_end() -> None:
    assert "MemoryError" in run("bytearray(2_000_000_000)", ROOT)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux gives a process a network of its own"
)
def test_the_kernel_takes_the_network_away_where_it_may(tmp_path: Path) -> None:
    before, after = (
        subprocess.run(
            [sys.executable, "-I", "-c", f"import os, sys; sys.path.insert(0, {str(ROOT)!r})\n"
             "from archive.ingest import confinement\n"
             f"{call}\nprint(os.readlink('/proc/self/ns/net'))"],
            capture_output=True, text=True, check=True,
        ).stdout
        for call in ("pass", "confinement._leave_network()")
    )  # fmt: skip
    if before == after:
        pytest.skip(
            "this system lets no process leave the network: Python's own acts are refused all the same"
        )

    assert after.startswith("net:[")
