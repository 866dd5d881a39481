"""Search: how reports are found."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """The index, its questions and its pages."""

    name = "search"
    verbose_name = _("检索")

    def ready(self) -> None:
        """Listen for what archive has committed."""
        # By name, because this module is loaded before the models that these two import.
        changes, indexing = import_module("archive.changes"), import_module("search.indexing")
        changes.changes_committed.connect(indexing.follow, dispatch_uid="search.follow")
