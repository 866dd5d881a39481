"""Put database, captures and pictures back as a file of `backup` has them; stop the site and `work` first.

The file is verified first; a damaged one changes nothing. An archive that is not empty is replaced with
--replace alone; what lay in the place of an SQLite database is put aside.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from archive.keeping.errors import KeepingError
from archive.keeping.restoring import restore


class Command(BaseCommand):
    """restore: back to what was."""

    help = __doc__
    requires_system_checks = []  # they may ask the database that is to be replaced

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and --replace."""
        parser.add_argument("file", type=Path, metavar="BACKUP.zip")
        parser.add_argument("--replace", action="store_true", help=_("取代不是空的档案"))

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        """Restore it and say what is left to do."""
        try:
            with tqdm(unit="file", disable=not sys.stderr.isatty()) as bar:
                restored = restore(file, replace, lambda done, total: _show(bar, done, total))
        except KeepingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("已从 %(file)s 恢复。") % {"file": file})
        if restored.aside:
            self.stdout.write(_("原来的数据库移到了 %(aside)s；确认无误后可以删除。") % {"aside": restored.aside})
        if restored.must_migrate:
            self.stdout.write(_("这份备份较旧，请运行 manage.py migrate。"))
        self.stdout.write(_("检索的索引由 manage.py work 重建；要立刻重建：manage.py rebuild_search。"))


def _show(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)
