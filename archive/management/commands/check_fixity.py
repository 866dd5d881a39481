"""Read every capture and picture again and compare it with its SHA-256; list files that no record names.

Tells apart what is missing, altered and unreadable, notes it on the captures, and deletes nothing. With
--json each fault and each stray file is an object on a line, and the last line sums up. Exit 1 where a file
is at fault.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from archive.keeping.fixity import Checked, Fault, check_all
from archive.keeping.shelves import shelves, strays
from archive.models import Capture, Picture

STRAY = "stray"


class Command(BaseCommand):
    """check_fixity: are the bytes still those that were kept?"""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --json."""
        parser.add_argument("--json", action="store_true", dest="as_json", help=_("每项打印一个 JSON 对象"))

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        """Check all, then look for strays; exit 1 where a file is at fault."""
        counts: Counter[str] = Counter()
        total = Capture.objects.count() + Picture.objects.count()
        for checked in tqdm(check_all(), total=total, unit="file", disable=not sys.stderr.isatty()):
            counts["checked"] += 1
            fault = checked.finding.fault
            if fault is not None:
                counts[fault] += 1
                self._tell(_record_of(checked), checked.finding.sentence, as_json)
        for shelf in shelves():
            for path in strays(shelf):
                counts[STRAY] += 1
                self._tell({"fault": STRAY, "file": str(path)}, _("没有记录提到这个文件。"), as_json)
        self._sum_up(counts, as_json)
        if any(counts[fault] for fault in Fault):
            sys.exit(1)

    def _tell(self, record: dict[str, Any], sentence: str, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(record, ensure_ascii=False))
        else:
            self.stdout.write(f"{record['file']}  {sentence}")

    def _sum_up(self, counts: Counter[str], as_json: bool) -> None:
        spoken = {name: counts[name] for name in ("checked", *Fault, STRAY)}
        if as_json:
            self.stdout.write(json.dumps(spoken))
            return
        said = _("核对 %(checked)d 项：缺失 %(missing)d，改变 %(altered)d，读不出 %(unreadable)d；无主文件 %(stray)d。")
        self.stdout.write(said % spoken)


def _record_of(checked: Checked) -> dict[str, Any]:
    finding, row = checked.finding, checked.row
    kind = "capture" if isinstance(row, Capture) else "picture"
    return {"fault": finding.fault, kind: row.pk, "file": str(row), "digest": finding.digest, "why": finding.sentence}
