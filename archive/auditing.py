"""The log of staff: who did what, when, from where, and how was it before and after?

In: what is saved and deleted while a request of a member of staff is answered, each Change of a report, and who logs
in. Out: one AuditEntry an act, in its transaction. Every door is covered, because the models are listened to and not
the pages; a page that does something else worth knowing calls `record`. A report is written down once an act, by its
Change: what was saved of it and of its signatures and figures in the same request stands in that entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from archive.acting import Acting, acting, address_of
from archive.log_values import changed_values, kept, line_of, picture_of
from archive.models import (
    Article,
    AuditEntry,
    BatchItem,
    Capture,
    Change,
    Contributor,
    Credit,
    Figure,
    IngestBatch,
    Newspaper,
    PaperRules,
    Place,
    ReaderNotice,
    Recognition,
    Resemblance,
    Revision,
    Term,
)

Values = dict[str, Any]  # of a row, by the names of its fields, as JSON can hold them

ADDED: Final = "added"
CHANGED: Final = "changed"
DELETED: Final = "deleted"
LOGGED_IN: Final = "logged_in"
LOGGED_OUT: Final = "logged_out"
LOGIN_FAILED: Final = "login_failed"
EXPORTED: Final = "exported"
# What the acts are called on screen; those upon reports are called as their Change is.
ACTION_LABELS: Final[dict[str, str | Promise]] = {
    LOGGED_IN: gettext_lazy("登录"),
    LOGGED_OUT: gettext_lazy("退出"),
    LOGIN_FAILED: gettext_lazy("登录未成"),
    ADDED: gettext_lazy("新增"),
    CHANGED: gettext_lazy("更改"),
    EXPORTED: gettext_lazy("导出"),
    **dict(Change.Kind.choices),
}
NAME_CHARACTERS: Final = 300
ACTOR_CHARACTERS: Final = 150


@dataclass(frozen=True, slots=True)
class Watch:
    """Which fields of a model are compared, and whether a new and a deleted row are worth an entry."""

    fields: tuple[str, ...]
    added: Callable[[Any], bool] = lambda row: True
    deleted: bool = True


def _never(row: Any) -> bool:
    return False


WATCHED: Final[dict[type[Model], Watch]] = {
    Newspaper: Watch(("name", "place", "publisher", "website", "access", "rights")),
    # The reading of a page makes contributors by the hundred.
    Contributor: Watch(("name", "newspaper", "place"), added=_never),
    Term: Watch(("word", "domain")),
    PaperRules: Watch(("place", "credit_wordings", "lines_to_strip", "date_format", "note")),
    User: Watch(
        ("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser", "password")
    ),
    Capture: Watch(("file_name", "size", "payload_digest"), added=lambda capture: capture.parent_id is None),
    IngestBatch: Watch(("label", "place", "newspaper_name", "publish", "cancel_asked_at")),
    BatchItem: Watch(("decision",), added=_never, deleted=False),
    Recognition: Watch(("capture", "state"), deleted=False),
    Resemblance: Watch(("decision",), added=_never, deleted=False),
    # What readers write stays out of a log that nobody can take it from.
    ReaderNotice: Watch(("status", "note", "cleared_at"), added=_never, deleted=False),
    Revision: Watch(
        ("state", "why", "decision_note"), added=lambda revision: revision.state == "pending", deleted=False
    ),
}
ARTICLE_FIELDS: Final = (
    "headline", "kicker", "subtitle", "column_name", "place", "newspaper", "source_printed", "site", "source_url",
    "issue_number", "print_page", "date_published", "date_basis", "date_evidence", "period_start", "period_end",
    "byline", "editors_note", "body_html", "identifier", "state", "withdrawal_reason", "trashed_at", "access", "rights",
)  # fmt: skip
# What belongs to a report and is written down with it: a field of its entry, and which of its own fields count. Their
# order is not among them: all rows are numbered anew whenever one is saved.
PARTS: Final[dict[type[Model], tuple[str, tuple[str, ...]]]] = {
    Credit: ("credits", ("contributor", "role", "is_author")),
    Figure: ("figures", ("caption", "source_url", "rights_note")),
}
SAVED: Final[list[type[Model]]] = [*WATCHED, Article, *PARTS]
_ENTERED: Final[list[type[Model]]] = [*WATCHED, Article, AuditEntry]
TARGETS: Final = {str(model._meta.model_name): model for model in _ENTERED}


def listen() -> None:
    """Begin to listen, to the models above alone: others are saved and deleted as fast as before."""
    for model in SAVED:
        pre_save.connect(_before_saving, sender=model, dispatch_uid=f"audit.before.{model.__name__}")
        post_save.connect(_after_saving, sender=model, dispatch_uid=f"audit.after.{model.__name__}")
    for model in (model for model, watch in WATCHED.items() if watch.deleted):
        post_delete.connect(_after_deleting, sender=model, dispatch_uid=f"audit.deleted.{model.__name__}")
    for model in PARTS:
        pre_delete.connect(
            _before_deleting_part, sender=model, dispatch_uid=f"audit.deleted.{model.__name__}"
        )
    post_save.connect(_after_change, sender=Change, dispatch_uid="audit.change")
    m2m_changed.connect(_after_roles, sender=User.groups.through, dispatch_uid="audit.roles")
    m2m_changed.connect(_after_places, sender=Article.further_places.through, dispatch_uid="audit.places")
    user_logged_in.connect(_after_login, dispatch_uid="audit.login")
    user_logged_out.connect(_after_logout, dispatch_uid="audit.logout")
    user_login_failed.connect(_after_failed_login, dispatch_uid="audit.login_failed")


def record(
    action: str,
    target: Model | None = None,
    *,
    before: Values | None = None,
    after: Values | None = None,
    note: str = "",
    by: User | None = None,
) -> AuditEntry:
    """Write one act down, in the transaction that is open; who and from where are those of the request."""
    request = acting()
    actor = by or (request.user if request else None)
    entry = AuditEntry(
        by=actor,
        by_name=actor.get_username() if actor else "",
        address=request.address if request else None,
        action=action,
        before=before or None,
        after=after or None,
        note=note,
    )
    if target is not None:
        entry.target_type = str(target._meta.model_name)
        entry.target_id, entry.target_name = str(target.pk or ""), kept(str(target))[:NAME_CHARACTERS]
    entry.save()
    return entry


@dataclass(slots=True)
class Touched:
    """What a request has saved of one report, until its Change is written."""

    before: Values
    after: Values


def _touched(request: Acting, number: int) -> Touched:
    return request.touched.setdefault(number, Touched({}, {}))  # type: ignore[no-any-return]


def _before_saving(sender: type[Model], instance: Any, raw: bool = False, **options: Any) -> None:
    """Keep how the row was, for as long as it is being saved."""
    instance._was = None
    if raw or acting() is None or instance._state.adding:
        return
    fields = _fields_of(sender)
    names = None if sender in PARTS else options.get("update_fields")
    instance._was = picture_of(sender, instance.pk, [f for f in fields if names is None or f in names])


def _after_saving(sender: type[Model], instance: Any, created: bool, raw: bool = False, **_: Any) -> None:
    request = acting()
    if raw or request is None:
        return
    was: Values = dict.fromkeys(_fields_of(sender)) if created else getattr(instance, "_was", None) or {}
    before, after = changed_values(instance, was)
    if not before and not after:
        return
    if sender is Article:
        if not created:
            _touched(request, instance.pk).before.update(before)
            _touched(request, instance.pk).after.update(after)
    elif sender in PARTS:
        _touch_part(request, sender, instance, was, created)
    elif created and WATCHED[sender].added(instance):
        record(ADDED, instance, after=after)
    elif not created:
        record(CHANGED, instance, before=before, after=after)


def _touch_part(request: Acting, sender: type[Model], part: Any, was: Values, created: bool) -> None:
    """Note how a part of a report reads now and read before; the same name within another paper reads the same."""
    key, fields = PARTS[sender]
    old = "" if created else line_of(part, was)
    new = line_of(part, {name: getattr(part, name) for name in fields})
    touched = _touched(request, part.article_id)
    if old and old != new:
        touched.before.setdefault(key, []).append(old)
    if old != new:
        touched.after.setdefault(key, []).append(new)


def _before_deleting_part(sender: type[Model], instance: Any, **_: Any) -> None:
    request = acting()
    if request is not None:
        key, fields = PARTS[sender]
        line = line_of(instance, {name: getattr(instance, name) for name in fields})
        _touched(request, instance.article_id).before.setdefault(key, []).append(line)


def _after_deleting(sender: type[Model], instance: Any, **_: Any) -> None:
    if acting() is not None:
        record(DELETED, instance, before=changed_values(instance, dict.fromkeys(_fields_of(sender)))[1])


def _after_change(sender: type[Model], instance: Change, created: bool, raw: bool = False, **_: Any) -> None:
    """Write down what was done to a report; what no member of staff does (a command) is in its Changes alone."""
    request = acting()
    by = instance.by or (request.user if request else None)
    if raw or not created or by is None:
        return
    touched = request.touched.pop(instance.article_id, None) if request else None
    article = Article.objects.filter(pk=instance.article_id).only("headline").first()
    record(
        instance.kind,
        article or Article(pk=instance.article_id),
        before=touched.before if touched else None,
        after=touched.after if touched else None,
        note=instance.note,
        by=by,
    )


def _after_roles(instance: Any, action: str, pk_set: set[int] | None, **_: Any) -> None:
    if acting() is None or not isinstance(instance, User) or not pk_set:
        return
    names = list(Group.objects.filter(pk__in=pk_set).order_by("name").values_list("name", flat=True))
    if action == "post_add":
        record(CHANGED, instance, after={"groups": names})
    elif action == "post_remove":
        record(CHANGED, instance, before={"groups": names})


def _after_places(instance: Any, action: str, pk_set: set[str] | None, **_: Any) -> None:
    request = acting()
    if request is None or not isinstance(instance, Article) or action not in ("post_add", "post_remove"):
        return
    touched = _touched(request, instance.pk)
    side = touched.after if action == "post_add" else touched.before
    found = Place.objects.filter(pk__in=pk_set or ()).order_by("code")
    side.setdefault("further_places", []).extend(found.values_list("name", flat=True))


def _after_login(request: HttpRequest, user: User, **_: Any) -> None:
    _record_session(request, LOGGED_IN, user)


def _after_logout(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        _record_session(request, LOGGED_OUT, user)


def _after_failed_login(credentials: Values, request: HttpRequest | None = None, **_: Any) -> None:
    """Write down under which name somebody tried; never the password."""
    AuditEntry.objects.create(
        action=LOGIN_FAILED,
        by_name=kept(str(credentials.get("username", "")))[:ACTOR_CHARACTERS],
        address=address_of(request) if request else None,
    )


def _record_session(request: HttpRequest | None, action: str, user: User) -> None:
    AuditEntry.objects.create(
        action=action, by=user, by_name=user.get_username(), address=address_of(request) if request else None
    )


def _fields_of(sender: type[Model]) -> tuple[str, ...]:
    if sender is Article:
        return ARTICLE_FIELDS
    return PARTS[sender][1] if sender in PARTS else WATCHED[sender].fields
