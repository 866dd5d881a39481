"""URLs of search."""

from __future__ import annotations

from django.urls import path

from search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/values/", views.search_values, name="search_values"),
    path("search.json", views.search_json, name="search_json"),
    path("suggest.json", views.suggest_json, name="suggest_json"),
]
