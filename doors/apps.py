"""Doors: protocols for programs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoorsConfig(AppConfig):
    """What other programs speak to."""

    name = "doors"
    verbose_name = _("接口")
