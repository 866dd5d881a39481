"""Roles: that they are there after a migration, and that nobody approves their own work unless they may."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from archive import permissions, publishing
from archive.after_migration import REACHED, settle
from archive.models import Article, Change, Revision, State
from archive.permissions import MAY, OWN_REMARK, Role, is_own, may_edit, role_of, verdict_on_revision
from archive.publishing import PublishingError
from archive.roles import keep_roles
from tests.archive.factories import make_article
from tests.archive.staff import desk_of, member

pytestmark = pytest.mark.django_db

OWN = "这是您自己收入、送审或修改的，须由另一位审核批准。"


def permissions_of(role: Role) -> set[str]:
    found = Permission.objects.filter(group__name=str(role)).values_list(
        "content_type__app_label", "codename"
    )
    return {f"{label}.{codename}" for label, codename in found}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_exactly_what_the_code_says(role: Role) -> None:
    assert permissions_of(role) == set(MAY[role])


def test_each_role_may_what_those_before_it_may() -> None:
    assert set(MAY[Role.EDITOR]) < set(MAY[Role.REVIEWER]) < set(MAY[Role.ADMINISTRATOR])


def test_a_role_that_was_changed_in_the_database_is_put_right_by_the_next_migration() -> None:
    editors = Group.objects.get(name="编辑")
    editors.permissions.set(Permission.objects.filter(codename="delete_article"))
    Group.objects.get(name="审核").delete()
    call_command("migrate", verbosity=0)
    assert permissions_of(Role.EDITOR) == set(MAY[Role.EDITOR])
    assert permissions_of(Role.REVIEWER) == set(MAY[Role.REVIEWER])


def test_roles_are_made_where_no_permission_is_there_yet() -> None:
    Group.objects.all().delete()
    Permission.objects.all().delete()
    keep_roles(using="default")
    assert permissions_of(Role.ADMINISTRATOR) == set(MAY[Role.ADMINISTRATOR])


def test_a_database_that_has_not_reached_the_roles_is_left_alone() -> None:
    MigrationRecorder(connection).record_unapplied(*REACHED)
    Group.objects.all().delete()
    settle(using="default")
    assert not Group.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_roles_are_there_after_the_flush_of_a_test() -> None:
    assert permissions_of(Role.EDITOR) == set(MAY[Role.EDITOR])


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_known_by_what_it_may(role: Role) -> None:
    assert role_of(member(role)) == role


def test_who_has_no_role_has_none() -> None:
    assert role_of(User.objects.create_user("样例访客", is_staff=True)) is None
    assert role_of(None) is None


# What publishing refuses, whatever the door


def submitted(by: User | None, article: Article | None = None) -> Article:
    article = article or make_article(publish=False)
    Change.objects.filter(article_id=article.pk).update(by=by)
    publishing.submit(article, by)
    return article


@pytest.mark.parametrize(
    ("role", "act", "message"),
    [
        (Role.EDITOR, lambda a, by: publishing.publish(a, by), "您没有“发布”的权限。"),
        (Role.EDITOR, lambda a, by: publishing.return_to_draft(a, by), "您没有“退回”的权限。"),
        (Role.EDITOR, lambda a, by: publishing.record_edit(a, by), "“待审”的报道只有审核能改。"),
        (Role.EDITOR, lambda a, by: publishing.delete(a, by), "您没有“删除”的权限。"),
        (Role.REVIEWER, lambda a, by: publishing.delete(a, by), "您没有“删除”的权限。"),
    ],
)
def test_an_act_beyond_ones_role_is_refused_and_changes_nothing(role: Role, act: Any, message: str) -> None:
    article = submitted(None)
    with pytest.raises(PublishingError) as refused:
        act(article, member(role))
    assert str(refused.value) == message
    assert Article.objects.get().state == State.IN_REVIEW
    assert not Change.objects.exclude(by=None).exists()


def test_a_command_may_do_anything() -> None:
    publishing.publish(submitted(None))
    assert Article.objects.get().state == State.PUBLISHED


def test_what_another_submitted_is_published() -> None:
    publishing.publish(submitted(member(Role.EDITOR)), member(Role.REVIEWER))
    assert Article.objects.get().state == State.PUBLISHED
    assert Change.objects.get(kind="published").note == ""


def test_nobody_publishes_their_own_while_another_could() -> None:
    reviewer = member(Role.REVIEWER)
    member(Role.ADMINISTRATOR)
    with pytest.raises(PublishingError) as refused:
        publishing.publish(submitted(reviewer), reviewer)
    assert str(refused.value) == OWN
    assert Article.objects.get().state == State.IN_REVIEW


@pytest.mark.parametrize("gone", [{"is_active": False}, {"is_staff": False}])
def test_the_only_approver_publishes_their_own_and_that_is_kept(gone: dict[str, bool]) -> None:
    reviewer, other = member(Role.REVIEWER), member(Role.ADMINISTRATOR)
    User.objects.filter(pk=other.pk).update(**gone)
    member(Role.EDITOR)  # who may not approve does not count
    publishing.publish(submitted(reviewer), reviewer)
    assert Change.objects.get(kind="published").note == OWN_REMARK


@pytest.mark.parametrize(("setting", "is_published"), [("always", True), ("never", False)])
def test_the_setting_decides_whoever_else_there_is(settings: Any, setting: str, is_published: bool) -> None:
    settings.OWN_APPROVAL = setting
    reviewer = member(Role.REVIEWER)
    article = submitted(reviewer)
    if is_published:
        publishing.publish(article, reviewer)
    else:
        with pytest.raises(PublishingError, match=OWN):
            publishing.publish(article, reviewer)
    assert Article.objects.published().exists() is is_published


def test_a_superuser_is_bound_as_others_are() -> None:
    superuser = member()
    member(Role.REVIEWER)
    with pytest.raises(PublishingError, match=OWN):
        publishing.publish(submitted(superuser), superuser)


@pytest.mark.parametrize(
    ("acts", "own"),
    [
        (["created"], True),
        (["-created"], False),
        (["-created", "submitted"], True),
        (["-created", "edited"], True),
        (["-created", "edited", "-submitted"], True),
        (["-created", "-submitted", "edited"], False),  # a correction is part of the review
        (["-created", "-submitted", "-returned", "edited"], True),
        (["created", "-submitted", "-published"], False),
        (["created", "-published", "-withdrawn", "edited"], True),
    ],
)
def test_ones_own_is_what_one_took_in_submitted_or_wrote_since_it_was_published(
    acts: list[str], own: bool
) -> None:
    somebody = member(Role.REVIEWER)
    for act in acts:
        Change.objects.create(
            article_id=7, kind=act.removeprefix("-"), by=None if act[0] == "-" else somebody
        )
    assert is_own(somebody, 7) is own


def test_nobody_approves_their_own_pending_edit() -> None:
    reviewer, other, editor = member(Role.REVIEWER), member(Role.ADMINISTRATOR), member(Role.EDITOR)
    revision = Revision(article=make_article(), number=1, state="pending", record={}, by=reviewer)
    assert verdict_on_revision(reviewer, revision).refusal == OWN
    assert verdict_on_revision(other, revision) == permissions.MAY_BE_DONE
    assert verdict_on_revision(editor, revision).refusal == "您没有批准修订的权限。"
    assert verdict_on_revision(None, revision) == permissions.MAY_BE_DONE


@pytest.mark.parametrize(("role", "states"), [(Role.EDITOR, ["draft", "published"]), (Role.REVIEWER, list(State))])
def test_editors_open_drafts_and_what_is_public_and_reviewers_all(role: Role, states: list[str]) -> None:
    somebody = member(role)
    assert [state for state in State if may_edit(somebody, Article(state=state))] == states


# What the desk offers


def review_of(client: Client, article: Article) -> str:
    return str(client.get(f"/admin/archive/article/{article.pk}/change/").content.decode())


def test_an_editor_is_offered_to_submit_and_nothing_more(client: Client) -> None:
    desk_of(client, member(Role.EDITOR))
    page = review_of(client, make_article(publish=False))
    assert 'name="_submit"' in page
    assert 'name="_publish"' not in page


def test_who_may_publish_but_not_their_own_reads_why(client: Client) -> None:
    reviewer = member(Role.REVIEWER)
    member(Role.ADMINISTRATOR)
    desk_of(client, reviewer)
    page = review_of(client, submitted(reviewer))
    assert 'name="_publish"' not in page
    assert 'name="_return"' in page
    assert OWN in page


def test_bulk_publishing_refuses_one_by_one(client: Client) -> None:
    reviewer, editor = member(Role.REVIEWER), member(Role.EDITOR)
    member(Role.ADMINISTRATOR)
    theirs, own = submitted(editor, make_article("甲", publish=False)), make_article("乙", publish=False)
    submitted(reviewer, own)
    desk_of(client, reviewer)
    chosen = {
        "action": "publish_many",
        "_selected_action": [theirs.pk, own.pk],
        "select_across": "1",
        "index": "0",
    }
    page = client.post("/admin/archive/article/", chosen, follow=True).content.decode()
    assert "已发布 1 篇：“甲”" in page
    assert f"未能发布 1 篇：“乙”：{OWN}" in page
    assert list(Article.objects.published()) == [theirs]


def test_the_box_to_publish_at_once_is_for_who_may_publish_their_own(client: Client) -> None:
    desk_of(client, member(Role.REVIEWER))
    assert 'name="publish"' in client.get("/admin/archive/article/upload/").content.decode()
    member(Role.ADMINISTRATOR)
    assert 'name="publish"' not in client.get("/admin/archive/article/upload/").content.decode()


def test_staff_read_their_name_and_role(client: Client) -> None:
    user = member(Role.REVIEWER)
    user.first_name = "样例某人"
    user.save()
    desk_of(client, user)
    page = client.get("/admin/").content.decode()
    assert "<strong>样例某人</strong>" in page
    assert '<span class="role">审核</span>' in page
