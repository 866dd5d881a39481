"""Find reports of the whole archive that may be one, drafts and published, and list those that wait for a decision.

Every pair found is written for staff to decide on (admin, 相近的报道); what was decided stays. Whoever stops it and
begins again has lost nothing. Counts the common phrases of the archive anew, so run it when the archive has grown.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from archive.all_pairs import Outcome, find_all
from archive.duplicates import percent
from archive.models import Resemblance

STAGES: Final = {
    "count": gettext_lazy("统计套话"),
    "sign": gettext_lazy("逐篇取样"),
    "compare": gettext_lazy("逐对比较"),
}


class Command(BaseCommand):
    """find_duplicates: safe to run again, and beside everything else."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --json."""
        parser.add_argument("--json", action="store_true", dest="as_json", help=_("每对打印一个 JSON 对象"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Search, then list the pairs that wait and sum up; beside JSON the sum goes to standard error."""
        started = time.monotonic()
        outcome = find_all(_Bars(sys.stderr.isatty()))
        seconds = time.monotonic() - started
        waiting = Resemblance.objects.undecided()
        shown = waiting.select_related("first", "second").only("similarity", "first__headline", "second__headline")
        for pair in shown.order_by("first", "second").iterator():
            self.stdout.write(_as_json(pair) if options["as_json"] else _as_line(pair))
        out = self.stderr if options["as_json"] else self.stdout
        out.write(_summary(outcome, waiting.count(), seconds))


class _Bars:
    """A bar for each stage, on a terminal."""

    def __init__(self, is_shown: bool) -> None:
        self._is_shown = is_shown
        self._stage = ""
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is."""
        if stage != self._stage:
            self._stage = stage
            self._bar = tqdm(total=total, desc=str(STAGES[stage]), disable=not self._is_shown)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()


def _as_json(pair: Resemblance) -> str:
    record = {"first": pair.first_id, "second": pair.second_id, "similarity": round(pair.similarity, 4)}
    headlines = {"first_headline": pair.first.headline, "second_headline": pair.second.headline}
    return json.dumps(record | headlines, ensure_ascii=False)


def _as_line(pair: Resemblance) -> str:
    numbers = f"#{pair.first_id} ~ #{pair.second_id}"
    return f"{numbers}  {percent(pair.similarity)} %  {pair.first.headline or '—'} | {pair.second.headline or '—'}"


def _summary(outcome: Outcome, waiting: int, seconds: float) -> str:
    """Return how much was compared, how fast, and how many pairs are near, new and undecided."""
    return _(
        "比较 %(reports)d 篇，%(seconds).1f 秒，%(rate).0f 篇/秒。"
        "相近 %(pairs)d 对，其中新发现 %(new)d 对；等待处理 %(waiting)d 对。"
    ) % {
        "reports": outcome.reports, "seconds": seconds, "rate": outcome.reports / max(seconds, 0.001),
        "pairs": outcome.pairs, "new": outcome.new, "waiting": waiting,
    }  # fmt: skip
