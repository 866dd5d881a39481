"""URLs of the API, below /api/v1/; whatever else is asked there is told so as a problem."""

from __future__ import annotations

from django.urls import path

from doors.api import views
from doors.api.page import api_page

urlpatterns = [
    path("", api_page, name="api_page"),
    path("openapi.json", views.openapi, name="api_openapi"),
    path("search", views.search, name="api_search"),
    path("articles", views.articles, name="api_articles"),
    path("articles/<number:pk>", views.article, name="api_article"),
    path("places", views.places, name="api_places"),
    path("places/<str:code>", views.place, name="api_place"),
    path("newspapers", views.newspapers, name="api_newspapers"),
    path("newspapers/<number:pk>", views.newspaper, name="api_newspaper"),
    path("authors", views.authors, name="api_authors"),
    path("authors/<number:pk>", views.author, name="api_author"),
    path("terms", views.terms, name="api_terms"),
    path("terms/<number:pk>", views.term, name="api_term"),
    path("<path:rest>", views.nowhere, name="api_nowhere"),
]
