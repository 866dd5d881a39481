"""Who may what: every URL and every act, for nobody and for each role, equals the tables of `permission_table.py`.

The URLs are walked from the configuration and the bulk actions from the admin, so that a new one fails here until it
has a line in its table. Both fail with the lines as they are measured: read them, and paste those that are right.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from archive import auditing, payloads, publishing
from archive.models import Article, AuditEntry, Capture, Contributor, Newspaper, Place, Printing, Term
from archive.permissions import Role
from search.indexing import keep_up
from tests.archive.factories import make_article
from tests.archive.permission_table import ACTS, URLS
from tests.archive.staff import desk_of, filled, member

pytestmark = pytest.mark.django_db

WHO: Final = ("nobody", *(str(role) for role in Role))
LIST: Final = "/admin/archive/article/"
# What a parameter of a URL is called, where it is not the number of a row of the model that the URL names.
PARAMETERS: Final = {
    "year": 2022, "day": "2022-06-16", "code": "411300", "digest": "a" * 64, "app_label": "archive",
    "url": "no-such-page", "form": "csv", "content_type_id": 0,
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

NEW_PASSWORD: Final = {"password1": "样例-new-pass-9", "password2": "样例-new-pass-9"}
Act = Callable[[Client, "Scene"], Any]


class Scene:
    """What acts are done upon, and what a browser would send."""

    def __init__(self, root: Client, staff: dict[str, User]) -> None:
        self.root, self.staff = root, staff
        self.draft = make_article("样例草稿", publish=False)
        self.in_review = make_article("样例待审", publish=False)
        publishing.submit(self.in_review)
        self.published = make_article("样例已发布")
        self.target = User.objects.get(username="样例某编辑")
        self.superuser = member(None)
        self.empty_paper = Newspaper.objects.create(name="样例空报")
        self.nobody = Contributor.objects.create(name="赵六")
        self.own: Article | None = None
        self.before: Any = None  # how everything was, where an act begins by making what it is done upon
        self._forms: dict[str, dict[str, Any]] = {}

    def form(self, url: str, **changes: Any) -> dict[str, Any]:
        if url not in self._forms:
            self._forms[url] = filled(self.root, url)
        fields = {**self._forms[url], **changes}
        return {name: value for name, value in fields.items() if value is not None}


def press(state: str, button: str, **changes: Any) -> Act:
    """Return the act of sending the form of a report by a button."""

    def act(client: Client, scene: Scene) -> Any:
        url = f"{LIST}{getattr(scene, state).pk}/change/"
        return client.post(url, scene.form(url, **{button: "1", **changes}))

    return act


def choose(action: str, *states: str, across: bool = False, **fields: str) -> Act:
    """Return the act of choosing reports in the list, or all that it finds, and an action."""

    def act(client: Client, scene: Scene) -> Any:
        chosen: dict[str, Any] = {
            "action": action, "_selected_action": [getattr(scene, state).pk for state in states], "index": "0", **fields
        }  # fmt: skip
        return client.post(LIST, chosen | ({"select_across": "1"} if across else {}))

    return act


def bulk_edit(state: str) -> Act:
    """Return the act of confirming a bulk edit."""

    def act(client: Client, scene: Scene) -> Any:
        article = Article.objects.get(pk=getattr(scene, state).pk)
        fields = {
            "numbers": str(article.pk), "set_column_name": "on", "column_name": "样例栏目", "_apply": "1",
            "seen": f'{{"{article.pk}": "{article.updated_at.isoformat()}"}}',
        }  # fmt: skip
        return client.post(f"{LIST}bulk-edit/", fields)

    return act


def save(model: str, row: Callable[[Scene], Any] | None = None, **changes: Any) -> Act:
    """Return the act of saving the form of a row, or of a new one."""

    def act(client: Client, scene: Scene) -> Any:
        url = reverse(f"admin:{model}_change", args=[row(scene).pk]) if row else reverse(f"admin:{model}_add")
        return client.post(url, scene.form(url, **changes))

    return act


def remove(model: str, row: Callable[[Scene], Any]) -> Act:
    """Return the act of confirming a deletion."""
    return lambda client, scene: client.post(
        reverse(f"admin:{model}_delete", args=[row(scene).pk]), {"post": "yes"}
    )


def upload(**fields: str) -> Act:
    """Return the act of taking a text in."""

    def act(client: Client, scene: Scene) -> Any:
        text = "样例收入\n\n样例支部开会，说了几件事情。".encode()
        return client.post(f"{LIST}upload/", {"file": [SimpleUploadedFile("样例收入.txt", text)], **fields})

    return act


def raise_oneself(client: Client, scene: Scene) -> Any:
    me = User.objects.get(pk=client.session["_auth_user_id"])
    url = reverse("admin:auth_user_change", args=[me.pk])
    roles = [*Group.objects.filter(name__in=[str(role) for role in Role]).values_list("pk", flat=True)]
    fields = {
        "username": me.username,
        "is_active": "on",
        "groups": roles,
        "is_superuser": "on",
        "is_staff": "on",
    }
    return client.post(url, fields)


def publish_own(client: Client, scene: Scene) -> Any:
    me = User.objects.get(pk=client.session["_auth_user_id"])
    own = make_article("样例自己的", publish=False)
    own.changes.update(by=me)
    publishing.submit(own)
    scene.own = own
    scene.before = fingerprint()
    press("own", "_publish")(client, scene)


def reset_password(who: str) -> Act:
    """Return the act of giving somebody another password."""

    def act(client: Client, scene: Scene) -> Any:
        url = reverse("admin:auth_user_password_change", args=[getattr(scene, who).pk])
        return client.post(url, {**NEW_PASSWORD, "usable_password": "true", "set-password": "1"})

    return act


def roles(*names: Role) -> list[int]:
    return list(Group.objects.filter(name__in=[str(name) for name in names]).values_list("pk", flat=True))


def first(model: type[Model]) -> Callable[[Scene], Any]:
    return lambda scene: model._default_manager.order_by("pk").first()


NO_ROWS: Final = {"word": "样例新词", "domain": "other"}
DOES: Final[dict[str, Act]] = {
    "edit a draft": press("draft", "_continue", column_name="样例栏目"),
    "edit a report in review": press("in_review", "_continue", column_name="样例栏目"),
    "edit a published report": press("published", "_continue", column_name="样例栏目"),
    "submit a draft": press("draft", "_submit"),
    "return a report in review": press("in_review", "_return", note="日期存疑"),
    "publish a draft": press("draft", "_publish"),
    "publish a report in review": press("in_review", "_publish"),
    "publish what one submitted": publish_own,
    "withdraw a published report": press("published", "_withdraw", note="重复收入"),
    "delete a report": remove("archive_article", lambda scene: scene.draft),
    "action article publish_many": choose("publish_many", "draft", "in_review"),
    "action article publish_many, all found": choose("publish_many", "draft", across=True),
    "action article submit_many": choose("submit_many", "draft"),
    "action article withdraw_many": choose("withdraw_many", "published", reason="重复收入"),
    "action article withdraw_many, all found": choose("withdraw_many", "draft", across=True, reason="重复收入"),
    "action article edit_many": bulk_edit("draft"),
    "action article edit_many, in review": bulk_edit("in_review"),
    "action article edit_many, published": bulk_edit("published"),
    "action article delete_selected": choose("delete_selected", "draft", post="yes"),
    "upload": upload(),
    "add a newspaper": save("archive_newspaper", name="样例新报"),
    "change a newspaper": save("archive_newspaper", first(Newspaper), publisher="样例社"),
    "delete a newspaper": remove("archive_newspaper", lambda scene: scene.empty_paper),
    "action newspaper delete_selected": lambda client, scene: client.post(
        "/admin/archive/newspaper/",
        {"action": "delete_selected", "post": "yes", "_selected_action": [scene.empty_paper.pk]},
    ),
    "add a contributor": save("archive_contributor", name="李四"),
    "change a contributor": save("archive_contributor", first(Contributor), name="王五"),
    "delete a contributor": remove("archive_contributor", lambda scene: scene.nobody),
    "action contributor delete_selected": lambda client, scene: client.post(
        "/admin/archive/contributor/",
        {"action": "delete_selected", "post": "yes", "_selected_action": [scene.nobody.pk]},
    ),
    "add a word": save("archive_term", **NO_ROWS),
    "change a word": save("archive_term", first(Term), domain="other"),
    "delete a word": remove("archive_term", first(Term)),
    "action term delete_selected": lambda client, scene: client.post(
        "/admin/archive/term/",
        {"action": "delete_selected", "post": "yes", "_selected_action": [Term.objects.order_by("pk")[0].pk]},
    ),
    "add a member of staff": lambda client, scene: client.post(
        "/admin/auth/user/add/",
        {"username": "new", **NEW_PASSWORD, "groups": roles(Role.EDITOR)},
    ),
    "change roles": lambda client, scene: client.post(
        f"/admin/auth/user/{scene.target.pk}/change/",
        {"username": scene.target.username, "is_active": "on", "groups": roles(Role.REVIEWER)},
    ),
    "put somebody out of service": lambda client, scene: client.post(
        f"/admin/auth/user/{scene.target.pk}/change/",
        {"username": scene.target.username, "groups": roles(Role.EDITOR)},
    ),
    "reset a password": reset_password("target"),
    "reset a superuser's password": reset_password("superuser"),
    "change a superuser": lambda client, scene: client.post(
        f"/admin/auth/user/{scene.superuser.pk}/change/", {"username": "taken"}
    ),
    "make a superuser": lambda client, scene: client.post(
        f"/admin/auth/user/{scene.target.pk}/change/",
        {"username": scene.target.username, "is_active": "on", "groups": roles(Role.EDITOR), "is_superuser": "on"},
    ),
    "raise oneself": raise_oneself,
    "delete a member of staff": lambda client, scene: client.post(
        f"/admin/auth/user/{scene.target.pk}/delete/", {"post": "yes"}
    ),
    "change the log": lambda client, scene: client.post(
        f"/admin/archive/auditentry/{AuditEntry.objects.earliest('pk').pk}/change/", {"note": "样例"}
    ),
    "delete from the log": lambda client, scene: client.post(
        f"/admin/archive/auditentry/{AuditEntry.objects.earliest('pk').pk}/delete/", {"post": "yes"}
    ),
    "change a place": lambda client, scene: client.post("/admin/archive/place/411300/change/", {"name": "样例市"}),
}  # fmt: skip


def fingerprint() -> Any:
    """Return everything that an act might change, but for the log and the time of the last login."""
    models: tuple[type[Model], ...] = (Article, Newspaper, Contributor, Term, Capture)
    rows: list[Any] = [list(model._default_manager.order_by("pk").values()) for model in models]
    users = User.objects.order_by("pk").values(
        "username", "is_active", "is_staff", "is_superuser", "password", "groups"
    )
    firsts = AuditEntry.objects.order_by("pk").values("note")[:1]
    return [*rows, list(users), list(firsts), list(Place.objects.filter(pk="411300").values())]


def test_every_act_is_done_for_whom_the_table_says(staff: dict[str, User]) -> None:
    scene = Scene(desk_of(Client(), member(None, "样例根")), staff)
    measured: dict[str, list[str]] = {name: [] for name in DOES}
    for who in WHO:
        for name, act in DOES.items():
            with transaction.atomic():
                asking = desk_of(Client(), staff[who]) if who in staff else Client()
                measured[name].append(_done(asking, scene, act))
                transaction.set_rollback(True)
    compare("ACTS", ACTS, measured, "; what a new act does stands in DOES")


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
