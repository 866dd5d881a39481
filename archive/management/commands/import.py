"""Fill an empty archive from a file that `export` wrote: the same numbers, addresses and bytes.

The file is verified first; a damaged one changes nothing. Staff become disabled accounts without a password. An
archive is empty that has nothing but samples, accounts and the log of who logged in: the samples go, the rest stays.
Import only what you trust: it is a whole archive, not an upload.
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
from archive.keeping.importing import import_archive
from archive.models import Article, Capture


class Command(BaseCommand):
    """import: from a file to an archive."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file."""
        parser.add_argument("file", type=Path, metavar="ARCHIVE.zip")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Import it and say what there is now."""
        try:
            with tqdm(unit="file", disable=not sys.stderr.isatty()) as bar:
                counts = import_archive(file, lambda done, total: _show(bar, done, total))
        except KeepingError as error:
            raise CommandError(str(error)) from error
        spoken = {
            "articles": counts[Article._meta.label], "captures": counts[Capture._meta.label],
            "rows": counts.total(),
        }  # fmt: skip
        self.stdout.write(_("已导入报道 %(articles)d 篇、原件 %(captures)d 份，共 %(rows)d 行。") % spoken)
        self.stdout.write(_("账号都已停用，也没有密码；请管理员在 /admin/ 逐个启用。"))
        self.stdout.write(_("检索若还没有跟上：manage.py rebuild_search。"))


def _show(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)
