"""Limits: how often may one sender ask?

In: the address of a request, and the time. Out: an Allowance: how many requests are left of this minute. A sender is an
address, or the network of an IPv6 address (`archive/acting.py`, which believes no more of X-Forwarded-For than our own
proxies wrote); who cannot be told from others, as behind a socket file without ARCHIVE_PROXIES, is not limited.

Each process counts for itself, so that a site of two workers lets up to twice as many through. Memory is bounded: of
more than MOST_SENDERS, who has not asked for the longest time is forgotten.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

WINDOW_SECONDS: Final = 60
MOST_SENDERS: Final = 10_000  # some 2 MB


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a sender may still ask: `left` of `most` requests, anew in so many seconds; `is_spent`: it was one more."""

    most: int
    left: int
    seconds: int
    is_spent: bool = False

    def headers(self) -> dict[str, str]:
        """Return the fields of draft-ietf-httpapi-ratelimit-headers-10; Retry-After where it is spent."""
        policy = {"RateLimit-Policy": f'"minute";q={self.most};w={WINDOW_SECONDS}'}
        now = {"RateLimit": f'"minute";r={self.left};t={self.seconds}'}
        return policy | now | ({"Retry-After": str(self.seconds)} if self.is_spent else {})


@dataclass(slots=True)
class _Window:
    ends: float
    asked: int = 0


class Limiter:
    """Counts the requests of each sender, from its first on, for a minute."""

    def __init__(self, most_senders: int = MOST_SENDERS) -> None:
        self._most_senders = most_senders
        self._windows: OrderedDict[str, _Window] = OrderedDict()
        self._lock = Lock()

    def spend(self, sender: str, most: int, now: float) -> Allowance:
        """Count a request at a time (monotonic seconds), of which a sender has `most` a minute."""
        with self._lock:
            window = self._window(sender, now)
            window.asked += 1
            asked, seconds = window.asked, max(1, math.ceil(window.ends - now))
        return Allowance(most, max(0, most - asked), seconds, is_spent=asked > most)

    def __len__(self) -> int:
        return len(self._windows)

    def _window(self, sender: str, now: float) -> _Window:
        window = self._windows.pop(sender, None)
        if window is None or window.ends <= now:
            window = _Window(now + WINDOW_SECONDS)
        self._windows[sender] = window
        if len(self._windows) > self._most_senders:
            self._windows.popitem(last=False)
        return window
