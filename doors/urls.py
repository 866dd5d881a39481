"""URLs of the doors for programs."""

from __future__ import annotations

from django.urls import path

from doors import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
