"""The archive: what is kept."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """Places, newspapers, captures, articles and what was done to them."""

    name = "archive"
    verbose_name = _("档案")
