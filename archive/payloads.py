"""Payloads: the bytes of captures, each in a file named by its SHA-256 below CAPTURES_DIR.

In: bytes. Out: their digest, and the same bytes again, always. A payload is written once, flushed to
the disk before it takes its name, and never opened for writing afterwards.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class PayloadError(Exception):
    """A payload that is missing, or whose bytes no longer have their digest."""


def digest_of(payload: bytes) -> str:
    """Return the SHA-256 of the bytes, in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(payload).hexdigest()


def path_of(digest: str) -> Path:
    """Return where the payload of that digest lies: captures/ab/cd/abcd…"""
    return Path(settings.CAPTURES_DIR) / digest[:2] / digest[2:4] / digest


def keep(payload: bytes) -> str:
    """Keep the bytes on disk and return their digest; keeping them again changes nothing."""
    digest = digest_of(payload)
    write_once(path_of(digest), payload)
    return digest


def write_once(path: Path, payload: bytes) -> None:
    """Write a file that is named by its digest, flushed before it takes its name; one that is there stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unnamed:
        unnamed.write(payload)
        unnamed.flush()
        os.fsync(unnamed.fileno())
    Path(unnamed.name).chmod(0o440)
    Path(unnamed.name).replace(path)


def read(digest: str) -> bytes:
    """Return the bytes of that digest; PayloadError where they are gone or altered."""
    path = path_of(digest)
    if not path.exists():
        raise PayloadError(f"{digest}: payload is missing")
    payload = path.read_bytes()
    if digest_of(payload) != digest:
        raise PayloadError(f"{digest}: payload no longer has its digest")
    return payload
