"""Who may what: every URL and every act, for nobody and for each role, equals the tables of `permission_table.py`.

The URLs are walked from the configuration, the bulk actions from the admin and the buttons from the templates, so that
a new one fails here until it has a line in its table. They fail with the lines as they are measured: read them, and
paste those that are right. What an act did is told by the database, not by the answer.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.conf import settings as django_settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from archive import auditing, notices, payloads
from archive.admin import recognition
from archive.admin.moves import MOVES
from archive.admin.resemblances import CHOICES
from archive.ingest.tesseract import Engine
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
    Term,
)
from archive.permissions import Role
from search.indexing import keep_up
from tests.archive.desk_acts import DOES_AT_DESK, OF_ONES_OWN
from tests.archive.factories import make_article
from tests.archive.permission_table import ACTS, NO_ACTS, UNPRESSED, URLS, WITHOUT_TOKEN
from tests.archive.scene import Fingerprint, Scene, fingerprint, what_was_done
from tests.archive.staff import desk_of, member
from tests.archive.staff_acts import DOES, Act, publish_own, raise_oneself

pytestmark = pytest.mark.django_db

EVERY_ACT: Final = {**DOES, **DOES_AT_DESK}
NEED_SOMEBODY: Final = (publish_own, raise_oneself, *OF_ONES_OWN.values())
BUTTON: Final = re.compile(r'name="(_\w+)"')
WHO: Final = ("nobody", *(str(role) for role in Role))
# What a parameter of a URL is called, where it is not the number of a row of the model that the URL names.
PARAMETERS: Final = {
    "year": 2022, "day": "2022-06-16", "code": "411300", "digest": "a" * 64, "app_label": "archive",
    "url": "no-such-page", "rest": "no-such-page", "receipt": "none", "form": "csv", "content_type_id": 0, "number": 1,
    "part": 0,
}  # fmt: skip
# What answers a POST as it does a GET, and writes nothing: its protocol has long questions asked so.
READ_BY_POST: Final = ("oai",)
# The models of the public URLs, which name none.
PUBLIC_MODELS: Final = {
    "newspaper": Newspaper, "newspaper_day": Newspaper, "author": Contributor, "api_newspaper": Newspaper,
    "newspaper_feed": Newspaper,
    "api_author": Contributor, "api_term": Term,
}  # fmt: skip
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
MISSING_ACT: Final = (
    "these URLs take a POST and no act posts to them, or are in NO_ACTS without need: what a POST does stands in "
    "staff_acts.py or desk_acts.py; one that does nothing stands in NO_ACTS of permission_table.py"
)
MISSING_BUTTON: Final = "these buttons are pressed by no act, or are in UNPRESSED of permission_table.py without need"


# The archive that is asked


@pytest.fixture
def staff(settings: Any) -> dict[str, User]:
    """Make a member of staff for each role, and an archive with one of everything."""
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
    without = {key: said for key, said in answers.items() if said != "403"}
    assert without == dict.fromkeys(READ_BY_POST, "200") | dict.fromkeys(WITHOUT_TOKEN, "405")


# Every act


class Presser(Client):
    """A client that remembers to which URLs it has posted, by their names, and which buttons it has pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: set[str] = set()
        self.pressed: set[str] = set()

    def post(self, path: str, data: Any = None, **kwargs: Any) -> Any:
        """Post, and remember."""
        self.posted.add(resolve(path.partition("?")[0]).view_name)
        self.pressed |= {name for name in data or () if name.startswith("_")}
        return super().post(path, data, **kwargs)


def test_every_act_is_done_for_whom_the_table_says(
    staff: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "engine_here", lambda: Engine("", ""))
    scene = Scene(desk_of(Client(), member(None, "样例根")), staff)
    pressers = {who: Presser() for who in WHO}
    for who, user in staff.items():
        desk_of(pressers[who], user)
    before = fingerprint()
    measured = {name: [_done(pressers[who], scene, act, before) for who in WHO] for name, act in EVERY_ACT.items()}
    compare("ACTS", ACTS, measured, "; what a new act does stands in staff_acts.py and desk_acts.py")
    assert acted_upon() - {name for one in pressers.values() for name in one.posted} == NO_ACTS, MISSING_ACT
    assert buttons() - {name for one in pressers.values() for name in one.pressed} == UNPRESSED, MISSING_BUTTON


def _done(client: Client, scene: Scene, act: Act, before: Fingerprint) -> str:
    """Return what came of an act; whatever it changed is undone."""
    if act in NEED_SOMEBODY and "_auth_user_id" not in client.session:
        return "no"
    cookies, scene.before = copy.deepcopy(client.cookies), before
    with transaction.atomic():
        act(client, scene)
        done = what_was_done(scene.before, fingerprint())
        transaction.set_rollback(True)
    client.cookies = cookies
    return done


def acted_upon() -> set[str]:
    """Return the names of the URLs at the desk that answer a POST of the highest role, by the table of URLs."""
    lines = (line.split("|") for line in URLS.strip().splitlines())
    answers = {cells[0].strip(): cells[-1].strip().split("/")[-1] for cells in lines}
    return {name for name, said in answers.items() if name.startswith("admin:") and said in ("200", "→")}


def buttons() -> set[str]:
    """Return the names of the buttons of the desk: those in its templates, and those that the code names."""
    folder = django_settings.BASE_DIR / "templates" / "admin"
    named = {name for path in folder.rglob("*.html") for name in BUTTON.findall(path.read_text(encoding="utf-8"))}
    return named | {one.name for one in (*MOVES, *CHOICES)}


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
