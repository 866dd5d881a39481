"""The archive: what is kept."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """Places, newspapers, captures, articles and what was done to them."""

    name = "archive"
    verbose_name = _("档案")

    def ready(self) -> None:
        """Keep the log of staff; after each migration the roles and the triggers; take part in the rounds of `work`."""
        # By name, because this module is loaded before the models that these import.
        import_module("archive.auditing").listen()
        settle = import_module("archive.after_migration").settle
        post_migrate.connect(settle, sender=self, dispatch_uid="archive.after_migration")
        work_round = import_module("archive.changes").work_round
        work_on_batches = import_module("archive.ingest.batches").work_on_batches
        work_on_recognitions = import_module("archive.ingest.recognising").work_on_recognitions
        work_round.connect(work_on_batches, dispatch_uid="archive.batches")
        work_round.connect(work_on_recognitions, dispatch_uid="archive.recognising")
        work_round.connect(import_module("archive.notices").take_part, dispatch_uid="archive.notices")
        work_round.connect(
            import_module("archive.keeping.patrol").take_part, dispatch_uid="archive.keeping.patrol"
        )
        work_round.connect(import_module("archive.sessions").take_part, dispatch_uid="archive.sessions")
        work_round.connect(import_module("archive.phrase_count").take_part, dispatch_uid="archive.phrase_count")
