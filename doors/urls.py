"""URLs of the doors."""

from django.urls import path

from doors.oai.views import oai
from doors.opensearch import opensearch, opensearch_suggestions

urlpatterns = [
    path("oai", oai, name="oai"),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("opensearch/suggest.json", opensearch_suggestions, name="opensearch_suggestions"),
]
