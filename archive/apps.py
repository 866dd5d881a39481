"""The archive: what is kept."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """Places, newspapers, captures, articles and what was done to them."""

    name = "archive"
    verbose_name = _("档案")

    def ready(self) -> None:
        """Let the `work` process take batches in."""
        # By name, because this module is loaded before the models that these two import.
        publishing, batches = import_module("archive.publishing"), import_module("archive.ingest.batches")
        publishing.work_round.connect(batches.work_on_batches, dispatch_uid="archive.batches")
