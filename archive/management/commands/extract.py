"""Read every kept page again with today's rules, and bring reports up to it; --dry-run only says what would change.

A field that a person has edited is never touched: what would change there is told, and left to them. Like every command
it acts for nobody: published reports change at once, each as a version that can be put back, and nothing waits for
approval. Staff who read a paper's pages again in the browser may not do so past another's approval.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from archive import changes
from archive.ingest.replay import Replay, apply, replay_all
from archive.publishing import PublishingError

SHOWN_CHARS: Final = 60  # of a value, in one line of the list


class Command(BaseCommand):
    """extract: from captures to reports, again."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --dry-run and --newspaper."""
        parser.add_argument("--newspaper", metavar="NAME", help=_("只重读这家报纸的报道"))
        parser.add_argument("--dry-run", action="store_true", help=_("只说会怎样变，什么都不写"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay all captures; exit 1 where one could not be read."""
        counts: Counter[str] = Counter()
        with changes.held_back():
            for replayed in replay_all(options["newspaper"]):
                counts[_outcome(replayed)] += 1
                self._tell(replayed)
                if not options["dry_run"]:
                    self._apply(replayed, counts)
        self.stdout.write(
            _("相同 %(same)d　不同 %(differs)d　人工改过，未动 %(edited)d　读不出 %(failed)d")
            % {name: counts[name] for name in ("same", "differs", "edited", "failed")}
        )
        if counts["failed"]:
            sys.exit(1)

    def _apply(self, replayed: Replay, counts: Counter[str]) -> None:
        """Apply what was read; what may not be counts as failed."""
        try:
            apply(replayed)
        except PublishingError as error:
            self.stderr.write(f"#{replayed.article.pk} {error}")
            counts.subtract([_outcome(replayed)])
            counts["failed"] += 1

    def _tell(self, replayed: Replay) -> None:
        if replayed.failure:
            self.stderr.write(f"#{replayed.article.pk} {replayed.failure}")
        for difference in (*replayed.differences, *replayed.settled):
            stored, now = (str(value)[:SHOWN_CHARS] for value in (difference.stored, difference.now))
            kept = _("（人工改定，不动）") if difference in replayed.settled else ""
            self.stdout.write(f"#{replayed.article.pk} {difference.name}: {stored} → {now}{kept}")


def _outcome(replayed: Replay) -> str:
    if replayed.failure:
        return "failed"
    if replayed.is_edited:
        return "edited"
    return "differs" if replayed.differences else "same"
