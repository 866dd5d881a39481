"""Read every kept page again with today's rules, and bring reports up to it; --dry-run only says what would change.

A report that a person has edited is never touched: what would change is told, and left to them.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from archive import publishing
from archive.ingest.replay import Replay, apply, replay_all

SHOWN_CHARS: Final = 60  # of a value, in one line of the list


class Command(BaseCommand):
    """extract: from captures to reports, again."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --dry-run."""
        parser.add_argument("--dry-run", action="store_true", help=_("只说会怎样变，什么都不写"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay all captures; exit 1 where one could not be read."""
        counts: Counter[str] = Counter()
        with publishing.held_back():
            for replayed in replay_all():
                counts[_outcome(replayed)] += 1
                self._tell(replayed)
                if not options["dry_run"]:
                    apply(replayed)
        self.stdout.write(
            _("相同 %(same)d　不同 %(differs)d　人工改过，未动 %(edited)d　读不出 %(failed)d")
            % {name: counts[name] for name in ("same", "differs", "edited", "failed")}
        )
        if counts["failed"]:
            sys.exit(1)

    def _tell(self, replayed: Replay) -> None:
        if replayed.failure:
            self.stderr.write(f"#{replayed.article.pk} {replayed.failure}")
        for difference in replayed.differences:
            stored, now = (str(value)[:SHOWN_CHARS] for value in (difference.stored, difference.now))
            self.stdout.write(f"#{replayed.article.pk} {difference.name}: {stored} → {now}")


def _outcome(replayed: Replay) -> str:
    if replayed.failure:
        return "failed"
    if not replayed.differences:
        return "same"
    return "edited" if replayed.is_edited else "differs"
