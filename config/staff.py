"""The staff site: its names, who is there in which role, and what waits for them."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from archive.desk import desk_of
from archive.permissions import ROLE_LABELS, role_of


class StaffSite(AdminSite):
    """The admin, in the archive's words."""

    site_header = _("党建报道档案 · 编辑室")
    site_title = _("编辑室")
    index_title = _("编辑室")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page shows, the role of whoever is logged in with it."""
        user = request.user
        role = role_of(user)
        label = _("系统管理员") if getattr(user, "is_superuser", False) else ROLE_LABELS[role] if role else ""
        return {**super().each_context(request), "role": label}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits, what came in and how the archive is, before the list of everything."""
        return super().index(request, {"desk": desk_of(request.user), **(extra_context or {})})
