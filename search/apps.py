"""Search: how reports are found."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """The index, its questions and its pages."""

    name = "search"
    verbose_name = _("检索")
