"""Take in and publish the sample articles that ship with the project, marked as samples."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from archive.samples import load_samples


class Command(BaseCommand):
    """load_samples: safe to run again."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them and say how many are new."""
        self.stdout.write(_("样例 %(count)d 篇。") % {"count": load_samples()})
