"""Compare the search index with the database; with --fix, mend what differs. Exit 1 where something does."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from search.consistency import IndexReport, check, heal


class Command(BaseCommand):
    """`manage.py check_search`."""

    help = _("核对检索索引与数据库；--fix 修好不符之处。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --fix."""
        parser.add_argument("--fix", action="store_true", help=_("修好不符之处"))

    def handle(self, *args: Any, fix: bool, **options: Any) -> None:
        """Print what differs; with --fix, what is left after mending."""
        report = check()
        self.stdout.write(described(report))
        if fix and not report.is_clean:
            heal(report)
            report = check()
            self.stdout.write(_("修复之后：") + described(report))
        if not report.is_clean:
            raise CommandError(_("索引与数据库不符。"))


def described(report: IndexReport) -> str:
    """Return a line that says how index and database differ."""
    if report.unreadable:
        return _("索引无法读取：%s") % report.unreadable
    if report.is_clean:
        return _("索引与数据库一致。")
    return _("缺 %(missing)d 篇，旧 %(stale)d 篇，多 %(surplus)d 篇，重复 %(doubled)d 篇。") % {
        "missing": len(report.missing),
        "stale": len(report.stale),
        "surplus": len(report.surplus),
        "doubled": len(report.doubled),
    }
