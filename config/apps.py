"""The staff site: Django's admin with the archive's name on it."""

from django.contrib.admin.apps import AdminConfig


class StaffSiteConfig(AdminConfig):
    """Use our own admin site in place of the stock one."""

    default_site = "config.staff.StaffSite"
