"""Back up database, captures and pictures to one file, for daily use; the index is never inside.

Others may work on meanwhile: the file is of one moment, and takes its name when it is whole. It holds
everything, accounts with their passwords too: keep it as you keep the archive. Exit 1 where kept files are
missing or altered.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from archive.keeping.backing_up import back_up
from archive.keeping.errors import KeepingError


class Command(BaseCommand):
    """backup: everything as it is now."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and --database-only."""
        parser.add_argument("file", type=Path, metavar="BACKUP.zip")
        parser.add_argument("--database-only", action="store_true", help=_("原件和图像另行复制，不放进来"))

    def handle(self, *args: Any, file: Path, database_only: bool, **options: Any) -> None:
        """Write it and tell what is wrong with files in it; exit 1 where anything is."""
        faults = 0
        try:
            for fault in back_up(file, with_files=not database_only):
                faults += 1
                self.stderr.write(fault)
        except KeepingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("已备份到 %(file)s。") % {"file": file})
        if faults:
            self.stderr.write(_("有 %(count)d 个文件不全，见上；其余都已备份。") % {"count": faults})
            sys.exit(1)
