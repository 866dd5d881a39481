"""The doors: what programs ask."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoorsConfig(AppConfig):
    """Addresses for programs; it has no models."""

    name = "doors"
    verbose_name = _("接口")
