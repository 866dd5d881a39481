"""Room on Python's stack for what a test calls.

Python 3.11 and later keep the frames of calls in pieces of 16 kB. Where a piece ends in the middle of a loop, each call
from that loop asks the system for a piece and gives it back: tests, which stand deep in pytest and Django, spent a
fifth of their time so. A frame too large for a piece gets one of its own, and leaves half of it to what it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

LOCALS: Final = 66_000  # of eight bytes: more than half a megabyte, so that the piece has one

_namespace: dict[str, Any] = {}
exec(
    "def with_room(call):\n    if False:\n        "
    + "; ".join(f"a{number} = 0" for number in range(LOCALS))
    + "\n    return call()",
    _namespace,
)
with_room: Callable[[Callable[[], None]], None] = _namespace["with_room"]
