"""Every act of staff, as a browser does it: what `test_permissions.py` lets each role try.

An act takes the client of who tries and the Scene; whether it was done is told by `fingerprint` before and after
(`scene.py`). A new act is a line in DOES, or in that of `desk_acts.py`, and one in `permission_table.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from archive import publishing
from archive.models import Article, AuditEntry, Contributor, Newspaper, Term
from archive.permissions import Role
from tests.archive.factories import make_article
from tests.archive.scene import Scene, fingerprint

LIST: Final = "/admin/archive/article/"
NEW_PASSWORD: Final = {"password1": "样例-new-pass-9", "password2": "样例-new-pass-9"}
Act = Callable[[Client, Scene], Any]


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
            "seen": f'{{"{article.pk}": "{article.updated_at.isoformat()} 0"}}',
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


def answer_letter(which: str, button: str) -> Act:
    """Return the act of sending the form of a letter by a button."""
    return lambda client, scene: client.post(
        f"/admin/archive/readernotice/{getattr(scene, which).pk}/change/", {"note": "样例", button: "1"}
    )


NO_ROWS: Final = {"word": "样例新词", "domain": "other"}
DOES: Final[dict[str, Act]] = {
    "edit a draft": press("draft", "_continue", column_name="样例栏目"),
    "edit a report in review": press("in_review", "_continue", column_name="样例栏目"),
    "submit a draft": press("draft", "_submit"),
    "return a report in review": press("in_review", "_return", note="日期存疑"),
    "publish a draft": press("draft", "_publish"),
    "publish a report in review": press("in_review", "_publish"),
    "publish what one submitted": publish_own,
    "withdraw a published report": press("published", "_withdraw", note="重复收入"),
    "delete a report": lambda client, scene: client.post(
        f"{LIST}{scene.trashed.pk}/delete/", {"typed": str(scene.trashed.pk), "why": "版权"}
    ),
    "put a draft into the trash": lambda client, scene: client.post(
        f"{LIST}{scene.draft.pk}/trash/", {"_trash": "1", "why": "重复"}
    ),
    "restore a report": lambda client, scene: client.post(f"{LIST}{scene.trashed.pk}/trash/", {"_restore": "1"}),
    "propose a change of a published report": press("published", "_continue", column_name="样例栏目"),
    "ask for pages to be read by machine": lambda client, scene: client.post(
        f"/admin/archive/ingestbatch/{scene.scan.batch_id}/recognise/"
    ),
    "cancel a batch": lambda client, scene: client.post(f"/admin/archive/ingestbatch/{scene.waiting_batch.pk}/cancel/"),
    "action paperrules delete_selected": lambda client, scene: client.post(
        "/admin/archive/paperrules/",
        {"action": "delete_selected", "post": "yes", "_selected_action": [scene.rules.pk]},
    ),
    "action article trash_many": choose("trash_many", "draft", why="重复"),
    "action article trash_many, in review": choose("trash_many", "in_review", why="重复"),
    "action article restore_many": lambda client, scene: client.post(
        f"{LIST}?trash=1", {"action": "restore_many", "_selected_action": [scene.trashed.pk], "index": "0"}
    ),
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
    "change a paper's access": save("archive_newspaper", first(Newspaper), access="staff"),
    "change a report's access": press("published", "_continue", access="excerpt"),
    "settle a letter": answer_letter("letter", "_done"),
    "decline a letter": answer_letter("letter", "_decline"),
    "open a letter again": answer_letter("settled_letter", "_reopen"),
    "clear what a letter says of its writer": answer_letter("settled_letter", "_clear"),
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
