"""The patrol: each capture and picture is read again once a day, a little in each round of the `work` process.

In: a round. Out: how many files were read in it. The database says which captures are due, so that a process
that is started anew goes on where the last one stood; what is read a round is bounded, so that nobody waits
for it.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.utils import timezone

from archive.keeping.fixity import Checked, Examiner, check_captures, check_pictures

logger = logging.getLogger(__name__)

BYTES_PER_ROUND: Final = 16 << 20
# A capture is due again after so long; pictures, whose rows do not say when they were read, are read once in it.
DAY: Final = dt.timedelta(days=1)
# Where nothing is due any more, the next look is after so many seconds.
REST_SECONDS: Final = 600.0


class Patrol:
    """How far the patrol of this process is."""

    def __init__(self) -> None:
        self._examiner = Examiner(BYTES_PER_ROUND)
        self._after = 0
        self._picture_after = 0
        self._rest_until = 0.0
        self._pictures_rest_until = 0.0

    def do_part(self) -> int:
        """Read some of what is due, log what is wrong, and return how many were read."""
        if time.monotonic() < self._rest_until:
            return 0
        checked = self._captures() or self._pictures()
        if not checked:
            self._after, self._rest_until = 0, time.monotonic() + REST_SECONDS
            self._examiner = Examiner(BYTES_PER_ROUND)
        for one in checked:
            if one.finding.fault is not None:
                logger.error("%s: %s", one.finding.digest, one.finding.sentence)
        return len(checked)

    def _captures(self) -> Sequence[Checked]:
        checked = check_captures(self._after, self._examiner, timezone.now() - DAY)
        if checked:
            self._after = checked[-1].row.pk
        return checked

    def _pictures(self) -> Sequence[Checked]:
        if time.monotonic() < self._pictures_rest_until:
            return []
        checked = check_pictures(self._picture_after, self._examiner)
        self._picture_after = checked[-1].row.pk if checked else 0
        if not checked:
            self._pictures_rest_until = time.monotonic() + DAY.total_seconds()
        return checked


_patrol: Final = Patrol()


def take_part(stop: Callable[[], bool], **kwargs: Any) -> int:
    """Do the patrol's part of a round; return how many files were read."""
    return 0 if stop() else _patrol.do_part()
