"""Remove every sample article, and the sample newspaper with them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from archive.samples import remove_samples


class Command(BaseCommand):
    """remove_samples: real reports are never touched."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and say how many went."""
        self.stdout.write(_("已移除样例 %(count)d 篇。") % {"count": remove_samples()})
