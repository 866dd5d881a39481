"""Who may what: every URL and every act, for nobody and for each role, equals the tables of `permission_table.py`.

The URLs are walked from the configuration and the bulk actions from the admin, so that a new one fails here until it
has a line in its table. Both fail with the lines as they are measured: read them, and paste those that are right.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from archive import auditing, notices, payloads
from archive.models import (
    Article,
    BatchFile,
    BatchItem,
    Capture,
    Contributor,
    IngestBatch,
    Newspaper,
    PaperRules,
    Printing,
    Resemblance,
)
from archive.permissions import Role
from search.indexing import keep_up
from tests.archive.factories import make_article
from tests.archive.permission_table import ACTS, URLS
from tests.archive.staff import desk_of, member
from tests.archive.staff_acts import DOES, Act, Scene, fingerprint, publish_own, raise_oneself

pytestmark = pytest.mark.django_db

WHO: Final = ("nobody", *(str(role) for role in Role))
# What a parameter of a URL is called, where it is not the number of a row of the model that the URL names.
PARAMETERS: Final = {
    "year": 2022, "day": "2022-06-16", "code": "411300", "digest": "a" * 64, "app_label": "archive",
    "url": "no-such-page", "receipt": "none", "form": "csv", "content_type_id": 0, "number": 1,
}  # fmt: skip
# The models of the public URLs, which name none.
PUBLIC_MODELS: Final = {"newspaper": Newspaper, "newspaper_day": Newspaper, "author": Contributor}
QUERIES: Final = {
    "search_why": lambda: f"?q=样例&id={Article.objects.published().earliest('pk').pk}",
    "search_values": lambda: "?q=样例&facet=place",
    "suggest_json": lambda: "?q=样例",
    "admin:autocomplete": lambda: "?app_label=archive&model_name=article&field_name=newspaper",
    "admin:archive_place_find": lambda: "?app_label=archive&model_name=article&field_name=place",
}
HOW_TO: Final = """

{what} of tests/archive/permission_table.py: these lines are missing or other than they are measured now.
Check each (who may?), then put it into the table in its place{more}:

"""


# The archive that is asked


@pytest.fixture
def staff(settings: Any) -> dict[str, User]:
    """Make a member of staff for each role, and an archive with one of everything."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.OWN_APPROVAL = "never"
    target = member(Role.EDITOR, "样例某编辑")
    make_one_of_each(target)
    return {str(role): member(role) for role in Role}


def make_one_of_each(by: User) -> None:
    article = make_article(newspaper="样例日报", authors=("张三",))
    digest = payloads.keep(b"<html><body><p>sample</p></body></html>")
    PARAMETERS["digest"] = digest
    capture = Capture.objects.create(payload_digest=digest, size=40, file_name="样例.html", captured_by=by)
    Printing.objects.create(article=article, capture=capture, newspaper=article.newspaper)
    auditing.record(auditing.CHANGED, article, after={"headline": "样例"}, by=by)
    other = make_article("样例又一篇", publish=False)
    batch = IngestBatch.objects.create(label="样例批次", created_by=by)
    file = BatchFile.objects.create(batch=batch, order=0, file_name="样例.html", capture=capture)
    BatchItem.objects.create(batch=batch, file=file, order=0, outcome="new", capture=capture, article=other)
    Resemblance.objects.create(first=article, second=other, similarity=0.9)
    PaperRules.objects.create(newspaper=Newspaper.objects.earliest("pk"))
    notices.receive(article, "correction", "样例来信", "", "", None)
    keep_up()


# Every URL


def every_url() -> dict[str, URLPattern | None]:
    """Return every URL of the site by its name, or by its route where it has none."""
    return dict(_walked(get_resolver(), "", ()))


def _walked(
    resolver: URLResolver, route: str, namespaces: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, URLPattern]]]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walked(pattern, here, inner)
        else:
            yield ":".join((*namespaces, pattern.name)) if pattern.name else here, (here, pattern)


def address_of(key: str, route: str, pattern: URLPattern) -> str:
    """Return the URL about the one thing of each kind that there is."""
    names = pattern.pattern.regex.groupindex
    values = {name: _value_of(name, key) for name in names}
    if pattern.name:
        return reverse(key, kwargs=values or None) + QUERIES.get(key, str)()
    for name, value in values.items():
        route = route.replace(f"<path:{name}>", str(value)).replace(f"(?P<{name}>.*)$", str(value))
    return f"/{route}"


def _value_of(name: str, key: str) -> Any:
    if name in PARAMETERS:
        return PARAMETERS[name]
    model = _model_of(key)
    row = model._default_manager.order_by("pk").first()
    assert row is not None, f"make a {model.__name__} in make_one_of_each: {key} needs one"
    return row.pk


def _model_of(key: str) -> type[Model]:
    registered = {
        f"{model._meta.app_label}{joiner}{model._meta.model_name}": model
        for model in admin.site._registry
        for joiner in "_/"
    }
    named = [model for name, model in registered.items() if f":{name}_" in key or f"/{name}/" in key]
    return named[0] if named else PUBLIC_MODELS.get(key, Article)


def answer(client: Client, method: str, url: str) -> str:
    """Return what became of a request, in a word; whatever it changed is undone."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = client.generic(method, url)
        transaction.set_rollback(True)
    client.cookies = cookies
    if response.status_code in (301, 302):
        return "login" if "/login/" in response["Location"] else "→"
    return str(response.status_code)


def test_every_url_answers_each_role_as_the_table_says(client: Client, staff: dict[str, User]) -> None:
    measured = {key: [] for key in every_url()}
    for who in WHO:
        asking = desk_of(Client(), staff[who]) if who in staff else Client()
        for key, (route, pattern) in every_url().items():
            url = address_of(key, route, pattern)
            measured[key].append("/".join(answer(asking, method, url) for method in ("GET", "POST")))
    compare("URLS", URLS, measured, "; a new parameter or model needs a value in test_permissions.py")


def test_no_url_changes_anything_without_the_token_of_the_form(staff: dict[str, User]) -> None:
    asking = desk_of(Client(enforce_csrf_checks=True), staff[str(Role.ADMINISTRATOR)])
    answers = {key: answer(asking, "POST", address_of(key, *found)) for key, found in every_url().items()}
    assert {key: said for key, said in answers.items() if said != "403"} == {}


# Every act


def test_every_act_is_done_for_whom_the_table_says(staff: dict[str, User]) -> None:
    scene = Scene(desk_of(Client(), member(None, "样例根")), staff)
    measured: dict[str, list[str]] = {name: [] for name in DOES}
    for who in WHO:
        for name, act in DOES.items():
            with transaction.atomic():
                asking = desk_of(Client(), staff[who]) if who in staff else Client()
                measured[name].append(_done(asking, scene, act))
                transaction.set_rollback(True)
    compare("ACTS", ACTS, measured, "; what a new act does stands in DOES of staff_acts.py")


def _done(client: Client, scene: Scene, act: Act) -> str:
    if act in (publish_own, raise_oneself) and "_auth_user_id" not in client.session:
        return "no"
    scene.before = fingerprint()
    act(client, scene)
    return "yes" if fingerprint() != scene.before else "no"


def test_every_bulk_action_of_the_admin_is_in_the_table(staff: dict[str, User]) -> None:
    request = RequestFactory().get("/")
    request.user = member(None)
    actions = {
        f"action {model._meta.model_name} {name}"
        for model, model_admin in admin.site._registry.items()
        for name in model_admin.get_actions(request)
    }
    assert actions - set(DOES) == set(), "each needs a line in DOES and in ACTS"


# The comparison


def compare(what: str, table: str, measured: dict[str, list[str]], more: str = "") -> None:
    """Fail with the lines that are missing or wrong, as they are measured, and those that are of nothing."""
    expected = {line[: line.index("|")].strip(): _cells(line) for line in table.strip().splitlines()}
    wrong = [written(key, cells) for key, cells in measured.items() if expected.get(key) != cells]
    of_nothing = sorted(set(expected) - set(measured))
    assert not wrong, HOW_TO.format(what=what, more=more) + "\n".join(sorted(wrong))
    assert not of_nothing, f"{what} has lines of what is not there (any more): {of_nothing}"


def written(key: str, cells: list[str]) -> str:
    return f"{key:50} | " + " | ".join(f"{cell:11}" for cell in cells).rstrip()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")[1:]]
