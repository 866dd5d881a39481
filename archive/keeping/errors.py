"""What keeping refuses, and why."""

from __future__ import annotations


class KeepingError(Exception):
    """Something that cannot be kept, read or put back; its text says why and what to do, for staff."""
