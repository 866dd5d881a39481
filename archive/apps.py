"""The archive: what is kept."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """Places, newspapers, captures, articles and what was done to them."""

    name = "archive"
    verbose_name = _("档案")

    def ready(self) -> None:
        """Take part in the rounds of `manage.py work`."""
        # By name, because this module is loaded before the models that these two import.
        publishing, patrol = import_module("archive.publishing"), import_module("archive.keeping.patrol")
        publishing.work_round.connect(patrol.take_part, dispatch_uid="archive.keeping.patrol")
