"""URLs of search."""

from __future__ import annotations

from django.urls import path

from search import taking, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/values/", views.search_values, name="search_values"),
    path("search/why/", views.search_why, name="search_why"),
    path("search.json", views.search_json, name="search_json"),
    path("search.atom", taking.search_atom, name="search_atom"),
    path("search.csv", taking.search_csv, name="search_csv"),
    path("search.jsonl", taking.search_jsonl, name="search_jsonl"),
    path("search.bib", taking.search_bib, name="search_bib"),
    path("search.ris", taking.search_ris, name="search_ris"),
    path("suggest.json", views.suggest_json, name="suggest_json"),
]
