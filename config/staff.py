"""The staff site's names, as staff see them."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class StaffSite(AdminSite):
    """The admin, in the archive's words."""

    site_header = _("党建报道档案 · 编辑室")
    site_title = _("编辑室")
    index_title = _("编辑室")
