"""URLs of the doors for programs."""

from __future__ import annotations

from django.urls import include, path

from doors import health
from doors.oai.views import oai
from doors.opensearch import opensearch, opensearch_suggestions

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("oai", oai, name="oai"),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("opensearch/suggest.json", opensearch_suggestions, name="opensearch_suggestions"),
    path("api/v1/", include("doors.api.urls")),
]
