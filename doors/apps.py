"""The doors for programs."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoorsConfig(AppConfig):
    """What programs meet."""

    name = "doors"
    verbose_name = _("接口")
