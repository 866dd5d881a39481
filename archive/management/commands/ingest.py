"""Take in files or folders: saved pages (HTML, MHTML), text, Word, PDF, spreadsheets, JSON Lines, zips of these.

Publishes them with --publish; what is near to another report stays a draft until a person has compared the two. Each
file is kept unaltered before anything is read from it; a saved page brings the pictures of the folder beside it
(`page_files/`), as those in one file or zip do. The last line says how many reports are new, unchanged, near to
another, need review, or failed; the exit code is 1 if any failed.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from archive import changes
from archive.ingest.files_beside import note_beside
from archive.ingest.folders import PageOnDisk, pages_below
from archive.ingest.intake import IngestResult, ingest, keep_capture, preview
from archive.ingest.places import resolve_place
from archive.ingest.recording import Given
from archive.ingest.reporting import result_record
from archive.models import Article, Place
from archive.text.gazetteer import load_gazetteer

STATUSES: Final = {
    "new": gettext_lazy("新收"),
    "unchanged": gettext_lazy("未变"),
    "near": gettext_lazy("相近"),
    "needs review": gettext_lazy("待看"),
    "failed": gettext_lazy("失败"),
}
LEAST_PAGES_FOR_A_RATE: Final = 100


class Command(BaseCommand):
    """ingest: from files to drafts, or to published reports."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments that contract.md names."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--publish", action="store_true", help=_("收入后即发布"))
        parser.add_argument("--dry-run", action="store_true", help=_("只看会怎样，什么都不写"))
        parser.add_argument("--json", action="store_true", dest="as_json", help=_("每页打印一个 JSON 对象"))
        parser.add_argument("--place", help=_("页面没有说明时的地方：代码或名称"))
        parser.add_argument("--newspaper", help=_("页面没有说明时的报纸"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Take in every file, tell what became of each, and exit with 1 if any failed."""
        given = Given(_place(options["place"]), options["newspaper"], options["publish"])
        take = _preview_file if options["dry_run"] else _ingest_file
        counts: Counter[str] = Counter()
        files = list(pages_below(options["paths"]))
        started = time.monotonic()
        with changes.held_back(can_wait=True):
            for page in tqdm(files, unit="file", disable=not sys.stderr.isatty()):
                for result in take(page, given):
                    counts[result.status] += 1
                    self._tell(result, options["as_json"])
        if not options["as_json"]:
            self._tell_rate(sum(counts.values()), time.monotonic() - started)
        self._tell_left_out(sum(page.left_out for page in files))
        if options["publish"] and not options["dry_run"]:
            self._tell_near(counts["near"])
        self._sum_up(counts, options["as_json"])
        if counts["failed"]:
            sys.exit(1)

    def _tell(self, result: IngestResult, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result_record(result), ensure_ascii=False))
        elif result.reason:
            self.stderr.write(f"{STATUSES[result.status]}  {result.file}: {result.reason}")

    def _tell_rate(self, pages: int, seconds: float) -> None:
        """Write how fast it went, the index included, where there was enough to tell."""
        if pages >= LEAST_PAGES_FOR_A_RATE:
            spoken = {"pages": pages, "seconds": seconds, "rate": pages / seconds}
            self.stdout.write(_("共 %(pages)d 篇，%(seconds).1f 秒，%(rate).1f 篇/秒。") % spoken)

    def _tell_near(self, count: int) -> None:
        """Tell how many reports were not published because they are near to others."""
        if count:
            told = _("与别的报道相近的 %(count)d 篇没有发布，仍是草稿；请在 /admin/ 的“相近的报道”里对照。")
            self.stderr.write(told % {"count": count})

    def _tell_left_out(self, count: int) -> None:
        """Tell of what lies beside pages and is no picture."""
        if count:
            told = _("网页旁的文件夹里有 %(count)d 个样式、脚本等文件，不是图片，没有收入。")
            self.stderr.write(told % {"count": count})

    def _sum_up(self, counts: Counter[str], as_json: bool) -> None:
        """Write the summary; beside JSON it goes to standard error, so that the output stays JSON."""
        out = self.stderr if as_json else self.stdout
        if not as_json and Article.objects.filter(is_sample=True).exists() and counts["new"]:
            out.write(_("样例还在；不再需要时运行 manage.py remove_samples。"))
        out.write("  ".join(f"{label} {counts[status]}" for status, label in STATUSES.items()))


def _ingest_file(page: PageOnDisk, given: Given) -> Iterator[IngestResult]:
    try:
        capture = keep_capture(page.path.name, page.path.read_bytes(), given.by)
        beside = [(name, keep_capture(name, payload, given.by)) for name, payload in page.read_beside()]
    except OSError as error:
        yield _unreadable(page.path, error)
        return
    note_beside(capture, beside)
    yield from ingest(capture, given)


def _preview_file(page: PageOnDisk, given: Given) -> Iterator[IngestResult]:
    try:
        payload = page.path.read_bytes()
    except OSError as error:
        yield _unreadable(page.path, error)
        return
    yield from preview(page.path.name, payload, given, dict(page.read_beside()))


def _unreadable(path: Path, error: OSError) -> IngestResult:
    return IngestResult(str(path), "failed", _("读不出文件：%(why)s") % {"why": error.strerror or error})


def _place(value: str | None) -> Place | None:
    if value is None:
        return None
    resolution = resolve_place(value, load_gazetteer())
    if resolution is None:
        raise CommandError(_("不认得地方“%(value)s”；请给六位代码，或不会混淆的全名。") % {"value": value})
    return Place.objects.get(pk=resolution.code)
