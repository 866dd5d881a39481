"""Who may do what? The roles of staff, what each may do, and why somebody may not.

In: who acts, and upon which report. Out: yes or no, or a Verdict with the sentence that says why not. An act without an
actor is the machine's (a command at its terminal) and may be done. `archive/publishing.py` asks for every act, so that
no door has to be trusted; the doors ask too, so as not to offer what would be refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Article, Change, Revision, State

Actor = User | AnonymousUser | None


class Role(StrEnum):
    """The groups of staff, by their names in the database; each may do what those before it may."""

    EDITOR = "编辑"
    REVIEWER = "审核"
    ADMINISTRATOR = "管理员"


ROLE_LABELS: Final[dict[Role, Promise]] = {
    Role.EDITOR: gettext_lazy("编辑"),
    Role.REVIEWER: gettext_lazy("审核"),
    Role.ADMINISTRATOR: gettext_lazy("管理员"),
}
_EDITORS: Final = (
    "archive.view_article", "archive.add_article", "archive.change_article", "archive.submit_article",
    "archive.trash_article", "archive.view_credit", "archive.add_credit", "archive.change_credit",
    "archive.delete_credit", "archive.view_figure", "archive.add_figure", "archive.change_figure",
    "archive.delete_figure", "archive.view_capture", "archive.view_change", "archive.view_newspaper",
    "archive.view_contributor", "archive.view_term", "archive.view_place", "archive.view_paperrules",
    "archive.view_picture", "archive.view_revision", "archive.add_revision", "archive.view_ingestbatch",
    "archive.add_ingestbatch", "archive.change_ingestbatch", "archive.view_batchfile", "archive.view_batchitem",
    "archive.change_batchitem", "archive.view_resemblance", "archive.change_resemblance",
)  # fmt: skip
_REVIEWERS: Final = (
    *_EDITORS, "archive.approve_article", "archive.return_article", "archive.publish_article",
    "archive.withdraw_article", "archive.change_revision", "archive.add_contributor", "archive.change_contributor",
    "archive.view_readernotice", "archive.change_readernotice",
)  # fmt: skip
_ADMINISTRATORS: Final = (
    *_REVIEWERS, "archive.delete_article", "archive.delete_contributor", "archive.add_newspaper",
    "archive.change_newspaper", "archive.delete_newspaper", "archive.add_term", "archive.change_term",
    "archive.delete_term", "archive.add_paperrules", "archive.change_paperrules", "archive.delete_paperrules",
    "archive.view_auditentry", "archive.export_auditentry", "archive.view_tombstone",
    "auth.view_user", "auth.add_user", "auth.change_user",
)  # fmt: skip
# What each role may do: "app.codename", as Django names a permission.
MAY: Final[dict[Role, tuple[str, ...]]] = {
    Role.EDITOR: _EDITORS, Role.REVIEWER: _REVIEWERS, Role.ADMINISTRATOR: _ADMINISTRATORS
}  # fmt: skip
# By what a role is known, the highest first: the permissions of an account are read once a request anyway.
_MARKS: Final = (
    (Role.ADMINISTRATOR, "auth.change_user"),
    (Role.REVIEWER, "archive.publish_article"),
    (Role.EDITOR, "archive.add_article"),
)
# Of each act upon a report, by the name of its Change.
NEEDED: Final[dict[str, str]] = {
    Change.Kind.CREATED: "archive.add_article",
    Change.Kind.EDITED: "archive.change_article",
    Change.Kind.SUBMITTED: "archive.submit_article",
    Change.Kind.RETURNED: "archive.return_article",
    Change.Kind.PUBLISHED: "archive.publish_article",
    Change.Kind.WITHDRAWN: "archive.withdraw_article",
    Change.Kind.DELETED: "archive.delete_article",
    "trashed": "archive.trash_article",
    "restored": "archive.trash_article",
    Change.Kind.NARROWED: "archive.change_article",
}
# Beside it stands the lock of logins, which gives no permissions.
PERMISSIONS_FROM: Final = "django.contrib.auth.backends.ModelBackend"
APPROVES: Final = "archive.approve_article"
# The states in which the form of a report is open to every editor (their edit of a published one waits for approval,
# `archive/proposals.py`); in the others to whoever may publish.
EDITORS_STATES: Final = (State.DRAFT, State.PUBLISHED)
# Acts that editors do to drafts alone, whatever the door.
KEPT_FROM_EDITORS: Final = (Change.Kind.EDITED, "trashed", "restored")
# Kept with the act, so in one language.
OWN_REMARK: Final = "自己收入、送审或修改的，由自己批准"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act may be done: refused with a reason where there is one, else with a remark to keep with it."""

    refusal: str = ""
    remark: str = ""


MAY_BE_DONE: Final = Verdict()


def role_of(user: Actor) -> Role | None:
    """Return the highest role that somebody has, by what they may do; None for who has none."""
    return next((role for role, mark in _MARKS if user is not None and user.has_perm(mark)), None)


def may(by: Actor, kind: Change.Kind) -> bool:
    """Tell whether somebody may do such a thing to reports at all."""
    return by is None or by.has_perm(NEEDED[kind])


def may_edit(by: Actor, article: Article) -> bool:
    """Tell whether the form of a report is open to somebody in its state."""
    is_open = article.state in EDITORS_STATES or may(by, Change.Kind.PUBLISHED)
    return may(by, Change.Kind.EDITED) and is_open


def may_trash(by: Actor, article: Article) -> bool:
    """Tell whether somebody may put a report into the trash, and take it out again."""
    return by is None or (by.has_perm("archive.trash_article") and may_edit(by, article))


def may_approve(by: Actor) -> bool:
    """Tell whether somebody may approve pending edits of published reports at all."""
    return by is None or by.has_perm(APPROVES)


def verdict_on(by: Actor, kind: Change.Kind, article: Article) -> Verdict:
    """Judge an act upon a saved report; nobody publishes what they took in, wrote or submitted themselves."""
    if by is None:
        return MAY_BE_DONE
    if not may(by, kind):
        return Verdict(_("您没有“%(act)s”的权限。") % {"act": kind.label})
    if kind in KEPT_FROM_EDITORS and article.state != State.DRAFT and not may(by, Change.Kind.PUBLISHED):
        return Verdict(_("“%(state)s”的报道只有审核能改。") % {"state": State(article.state).label})
    if kind == Change.Kind.PUBLISHED and is_own(by, article.pk):
        return _verdict_on_own(by)
    return MAY_BE_DONE


def verdict_on_revision(by: Actor, revision: Revision) -> Verdict:
    """Judge the approval of a pending edit; nobody approves their own."""
    if not may_approve(by):
        return Verdict(_("您没有批准修订的权限。"))
    return _verdict_on_own(by) if by is not None and revision.by_id == by.pk else MAY_BE_DONE


def verdict_on_copy(by: Actor, brought_by: int | None) -> Verdict:
    """Judge the acceptance of a further capture of a public report; nobody accepts what they brought themselves."""
    if not may_approve(by):
        return Verdict(_("报道已发布，它的又一份原件须由审核接受。"))
    return _verdict_on_own(by) if by is not None and brought_by == by.pk else MAY_BE_DONE


def is_own(by: Actor, number: int) -> bool:
    """Tell whether a report, since it was last published, was taken in, submitted or edited by somebody.

    What is corrected while it is in review is part of the review, and makes it nobody's own.
    """
    acts = Change.objects.filter(article_id=number).order_by("pk").values_list("kind", "by_id")
    is_theirs = is_in_review = False
    for kind, actor in acts:
        is_act_theirs = by is not None and by.pk is not None and actor == by.pk
        match kind:
            case Change.Kind.PUBLISHED:
                is_theirs = is_in_review = False
            case Change.Kind.SUBMITTED:
                is_in_review = True
                is_theirs |= is_act_theirs
            case Change.Kind.RETURNED:
                is_in_review = False
            case Change.Kind.CREATED:
                is_theirs |= is_act_theirs
            case Change.Kind.EDITED:
                is_theirs |= is_act_theirs and not is_in_review
    return is_theirs


def may_publish_own(by: Actor) -> bool:
    """Tell whether somebody may publish what they take in themselves."""
    return by is None or (may(by, Change.Kind.PUBLISHED) and not _verdict_on_own(by).refusal)


def approvers() -> QuerySet[User]:
    """Return the members of staff who may approve."""
    return User.objects.with_perm(NEEDED[Change.Kind.PUBLISHED], backend=PERMISSIONS_FROM).filter(is_staff=True)


def _verdict_on_own(by: User | AnonymousUser) -> Verdict:
    is_allowed = settings.OWN_APPROVAL == "always" or (
        settings.OWN_APPROVAL == "alone" and not approvers().exclude(pk=by.pk or 0).exists()
    )
    if is_allowed:
        return Verdict(remark=OWN_REMARK)
    return Verdict(_("这是您自己收入、送审或修改的，须由另一位审核批准。"))
