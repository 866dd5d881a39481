"""Nothing in, nothing out: the walls around whatever reads a stranger's file.

In: bounds; called once, by the child process, before it looks at what it was given. Afterwards this process has
bounded memory and processor time, no network, no file to write and none to read but Python's own and ours. Where the
system allows, the network is taken away by the kernel; in any case Python's own acts are watched and refused, which
holds against a document that asks a library to fetch or write something, and not against one that takes over the
process: then the kernel's limits and an unprivileged service account are what is left. A library in machine code, as
what draws pages is, is loaded before and may only be called (NATIVE); a program of its own has the kernel's bounds
alone (`bound`).
"""

from __future__ import annotations

import ctypes
import mimetypes
import os
import resource
import sys
from pathlib import Path
from typing import Any, Final

OPEN_FILES: Final = 64
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWNET: Final = 0x40000000
WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
REFUSED: Final = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.kill", "os.chflags", "os.setxattr", "os.removexattr", "os.utime", "shutil.", "tempfile.", "ctypes.",
    "urllib.", "http.", "ftplib.", "smtplib.", "poplib.", "imaplib.", "webbrowser.", "glob.", "pty.",
    "signal.pthread_kill", "sqlite3.", "syslog.", "mmap.",
)  # fmt: skip
# With a library in machine code that is loaded already: it may be called, and no further one loaded.
NATIVE: Final = (*(event for event in REFUSED if event != "ctypes."), "ctypes.dlopen")
LISTED_BY_IMPORT: Final = ("os.listdir", "os.scandir")  # the import system lists the folders of packages
OURS: Final = Path(__file__).resolve().parents[2]
# Python's own folders, our code and the names of places.
FOLDERS: Final = (sys.prefix, sys.base_prefix, OURS / "archive", OURS / "fixtures" / "places")
READABLE: Final = tuple(sorted({os.path.realpath(folder) + os.sep for folder in FOLDERS}))


def confine(memory: int, folders: tuple[str, ...] = READABLE, refused: tuple[str, ...] = REFUSED) -> None:
    """Close this process off, with `memory` bytes of address space; there is no way back."""
    mimetypes.init(files=[])  # openpyxl would read the system's
    bound(memory)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _check_open(arguments[0], arguments[1], arguments[2], folders)
        elif event in LISTED_BY_IMPORT:
            _check_path(arguments[0], folders)
        elif event.startswith(refused):
            raise PermissionError(f"refused: {event}")

    sys.addaudithook(watch)


def bound(memory: int) -> None:
    """Give this process, and whatever program takes its place, so much memory, no file to write and no network."""
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _leave_network()


def allow_cpu(seconds: int) -> None:
    """Allow so much more processor time: the kernel ends a process that takes longer."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds
    _limit(resource.RLIMIT_CPU, soft, keep_hard=True)


def _limit(what: int, amount: int, *, keep_hard: bool = False) -> None:
    """Set a limit where the system has it; a lower one that stands already stays."""
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    try:
        resource.setrlimit(what, (amount, hard if keep_hard else amount))
    except (ValueError, OSError):  # macOS refuses some
        return


def _leave_network() -> None:
    """Move into a network of our own, without any interface, where the kernel lets us."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is not None and unshare(CLONE_NEWNET) != 0:
        unshare(CLONE_NEWUSER | CLONE_NEWNET)


def _check_open(path: object, mode: object, flags: object, folders: tuple[str, ...]) -> None:
    """Raise PermissionError unless a file is opened for reading, and is Python's own or ours."""
    writes = isinstance(flags, int) and bool(flags & WRITES)
    if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
        raise PermissionError("refused: open for writing")
    _check_path(path, folders)


def _check_path(path: object, folders: tuple[str, ...]) -> None:
    if isinstance(path, int):  # a descriptor that is open already
        return
    resolved = os.path.realpath(os.fsdecode(path) if isinstance(path, (str, bytes)) else str(path))
    if not (resolved + os.sep).startswith(folders):
        raise PermissionError("refused: open outside")
