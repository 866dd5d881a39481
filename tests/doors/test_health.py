"""Health: 200 while all is well, 503 with what is not, no trace in the database, no word too many."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from archive.models import Change
from doors import health
from search.indexing import keep_up
from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db

WELL = {"database": True, "migrations": True, "index": True, "search_in_step": True, "disk": True}


def look(client: Client) -> tuple[int, dict[str, Any]]:
    health.sight.forget()
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def only_unwell(name: str) -> tuple[int, dict[str, Any]]:
    return 503, {"status": "unavailable", "checks": {**WELL, name: False}}


def test_a_process_that_answers_lives(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_site_that_is_well_is_ready_and_was_not_changed(client: Client) -> None:
    make_article()
    keep_up()
    assert look(client) == (200, {"status": "ok", "checks": WELL})
    assert not Session.objects.exists()


def test_a_database_that_takes_no_row(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_values: Any) -> None:
        raise DatabaseError("样例内情 /var/lib/archive")

    monkeypatch.setattr(Session.objects, "create", refuse)
    assert look(client) == only_unwell("database")


def test_a_migration_that_was_not_applied(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="archive").latest("pk").delete()
    assert look(client) == only_unwell("migrations")


def test_an_index_that_is_gone(client: Client, settings: Any) -> None:
    make_article()
    keep_up()
    shutil.rmtree(settings.INDEX_DIR)
    assert look(client) == only_unwell("index")


def test_a_change_that_search_has_not_taken_up_for_long(client: Client) -> None:
    make_article()
    keep_up()
    change = Change.objects.latest("pk")
    Change.objects.filter(pk=change.pk).update(applied_at=None, at=timezone.now() - timedelta(minutes=9))
    assert look(client)[0] == 200
    Change.objects.filter(pk=change.pk).update(at=timezone.now() - timedelta(minutes=11))
    assert look(client) == only_unwell("search_in_step")


def test_a_disk_that_is_full(client: Client, monkeypatch: pytest.MonkeyPatch, state_dir: Path) -> None:
    def room(path: Path) -> Any:
        assert path == state_dir
        return type("Usage", (), {"free": health.LEAST_FREE_BYTES - 1})

    monkeypatch.setattr(shutil, "disk_usage", room)
    assert look(client) == only_unwell("disk")


def test_what_was_seen_is_believed_for_a_while(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/readyz")
    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 200
