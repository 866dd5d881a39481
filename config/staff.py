"""The staff site: its names, who is there in which role, and what waits for them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from archive.desk import desk_of
from archive.permissions import ROLE_LABELS, role_of
from config.second_factor import StaffLoginForm, has_second_factor
from config.second_factor_page import second_factor_page


class StaffSite(AdminSite):
    """The admin, in the archive's words."""

    site_header = _("党建报道档案 · 编辑室")
    site_title = _("编辑室")
    index_title = _("编辑室")
    login_form = StaffLoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether the site is open to who asks: to staff, with a second factor where one is required."""
        return super().has_permission(request) and (
            not settings.IS_SECOND_FACTOR_REQUIRED or is_verified(request)
        )

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Return the pages of the site, that of the second factor first: the last one answers everything."""
        return [path("second-factor/", self.second_factor, name="second_factor"), *super().get_urls()]

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """Answer whoever is staff, before they have a second factor, too."""
        if not super().has_permission(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if not self.has_permission(request) and has_second_factor(request.user):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return second_factor_page(request, self.each_context(request))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Log in; lead who has logged in and lacks the second factor that is required to where it is set up."""
        lacks_it = super().has_permission(request) and not self.has_permission(request)
        if request.method == "GET" and lacks_it and not has_second_factor(request.user):
            return redirect("admin:second_factor")
        return super().login(request, extra_context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page shows, the role of whoever is logged in with it."""
        user = request.user
        role = role_of(user)
        label = _("系统管理员") if getattr(user, "is_superuser", False) else ROLE_LABELS[role] if role else ""
        return {**super().each_context(request), "role": label}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits, what came in and how the archive is, before the list of everything."""
        return super().index(request, {"desk": desk_of(request.user), **(extra_context or {})})


def is_verified(request: HttpRequest) -> bool:
    """Tell whether this session was opened with a second factor."""
    return bool(request.user.is_verified())  # type: ignore[union-attr]  # by django_otp's middleware
