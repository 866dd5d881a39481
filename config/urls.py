"""Every URL of the site, by app."""

from django.contrib import admin
from django.urls import include, path

handler400 = "archive.views.errors.bad_request"
handler404 = "archive.views.errors.not_found"
handler500 = "archive.views.errors.fault"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("search.urls")),
    path("", include("archive.urls")),
    path("", include("doors.urls")),
]
