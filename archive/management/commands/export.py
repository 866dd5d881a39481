"""Write the whole archive to one file: records as JSON Lines, captures as received, pictures, checksums (BagIt).

Others may work on meanwhile: the file is of one moment. It takes its name when it is whole. Exit 1 where kept
files are missing or altered; the rest is in the file all the same.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from archive.keeping.errors import KeepingError
from archive.keeping.exporting import export


class Command(BaseCommand):
    """export: the archive without the program."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file."""
        parser.add_argument("file", type=Path, metavar="ARCHIVE.zip")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Write it and tell what is wrong with files in it; exit 1 where anything is."""
        faults = 0
        try:
            for fault in export(file):
                faults += 1
                self.stderr.write(fault)
        except KeepingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("已导出到 %(file)s。") % {"file": file})
        if faults:
            self.stderr.write(_("有 %(count)d 个文件不全，见上；其余都已导出。") % {"count": faults})
            sys.exit(1)
