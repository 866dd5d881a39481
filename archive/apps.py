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
        keep_roles = import_module("archive.roles").keep_roles
        lay_triggers = import_module("archive.append_only").after_migration
        post_migrate.connect(keep_roles, sender=self, dispatch_uid="archive.roles")
        post_migrate.connect(lay_triggers, sender=self, dispatch_uid="archive.append_only")
        work_round = import_module("archive.publishing").work_round
        work_on_batches = import_module("archive.ingest.batches").work_on_batches
        work_round.connect(work_on_batches, dispatch_uid="archive.batches")
        work_round.connect(
            import_module("archive.keeping.patrol").take_part, dispatch_uid="archive.keeping.patrol"
        )
