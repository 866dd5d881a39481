"""Take in batches, and keep the index in step with the archive: apply changes, rebuild it where it is missing, merge.

Runs beside the web process until it is told to stop (SIGTERM, SIGINT); may be restarted at any point.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.translation import gettext as _

from archive.changes import work_round
from search.consistency import check, heal
from search.indexing import LockBusyError, keep_up

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_ROUNDS: Final = 1.0
# A round that failed, on a full disk for example, is not tried again at once.
SECONDS_AFTER_FAILURE: Final = 10.0
SECONDS_BETWEEN_CHECKS: Final = 24 * 3600.0
# Soon after a start as well: a process that is started anew each day must check, too.
SECONDS_TO_FIRST_CHECK: Final = 3600.0


class Command(BaseCommand):
    """The `work` process."""

    help = _("使检索索引跟上档案：套用变更，缺失或过时则重建，合并零碎。--once 只做一轮。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --once."""
        parser.add_argument("--once", action="store_true", help=_("做完眼前的就退出"))

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Work until told to stop."""
        stop = threading.Event()
        for number in () if once else (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        next_check = time.monotonic() + SECONDS_TO_FIRST_CHECK
        while not stop.is_set():
            is_time = time.monotonic() >= next_check
            if is_time:
                next_check = time.monotonic() + SECONDS_BETWEEN_CHECKS
            is_done = self._round(once, is_time, stop.is_set)
            if once:
                return
            stop.wait(SECONDS_BETWEEN_ROUNDS if is_done else SECONDS_AFTER_FAILURE)

    def _round(self, once: bool, with_check: bool, stop: Callable[[], bool]) -> bool:
        """Work on what waits, check where it is time; tell whether all went well."""
        close_old_connections()
        try:
            applied = self._keep_up(once, stop)
            if with_check:
                heal(check())
        except LockBusyError:
            logger.info("another process writes to the index")
        except Exception:
            # One bad round must not end the process: the next begins from what the database says.
            if once:
                raise
            logger.exception("a round of work failed")
            return False
        else:
            if applied or once:
                self.stdout.write(_("已套用 %d 项变更。") % applied)
        return True

    def _keep_up(self, once: bool, stop: Callable[[], bool]) -> int:
        """Let the archive do a part of its long work, or all of it for --once; return how much was applied."""
        applied = 0
        while True:
            parts = work_round.send(sender=type(self), stop=stop)
            applied += keep_up()
            if not once or not any(done for _receiver, done in parts):
                return applied
