"""Build the search index anew beside the live one, and switch when it is ready."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from search.indexing import rebuild


class Command(BaseCommand):
    """`manage.py rebuild_search`."""

    help = _("在旁边重建检索索引，建好后切换；其间检索照常。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild with progress on a terminal, and print how many reports went in and how fast."""
        began = time.monotonic()
        with tqdm(unit=_("篇"), disable=None) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            count = rebuild(show)
        seconds = max(time.monotonic() - began, 0.001)
        self.stdout.write(
            _("索引已重建：%(count)d 篇，%(seconds).1f 秒，每秒 %(rate).0f 篇。")
            % {"count": count, "seconds": seconds, "rate": count / seconds}
        )
