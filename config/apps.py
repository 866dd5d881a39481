"""The staff site: Django's admin with the archive's name on it."""

from __future__ import annotations

from importlib import import_module

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core import checks

from config.production import look_before_deployment


class StaffSiteConfig(AdminConfig):
    """Use our own admin site in place of the stock one."""

    default_site = "config.staff.StaffSite"

    def ready(self) -> None:
        """Find what is administered, but for second factors: they are their owner's, on a page of their own."""
        super().ready()
        for plugin, device in (("otp_totp", "TOTPDevice"), ("otp_static", "StaticDevice")):
            admin.site.unregister(getattr(import_module(f"django_otp.plugins.{plugin}.models"), device))
        checks.register(look_before_deployment, checks.Tags.security, deploy=True)
