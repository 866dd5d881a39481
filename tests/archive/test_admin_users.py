"""Members of staff: who is made, changed and put out of service, by whom, and what nobody can do."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from archive.permissions import Role, role_of
from tests.archive.staff import desk_of, filled, member

pytestmark = pytest.mark.django_db

USERS = "/admin/auth/user/"
NEW = "样例-new-pass-9"


@pytest.fixture
def who(client: Client) -> User:
    user = member(Role.ADMINISTRATOR, "样例管理员")
    desk_of(client, user)
    return user


def numbers(*roles: Role) -> list[int]:
    return list(Group.objects.filter(name__in=[str(role) for role in roles]).values_list("pk", flat=True))


def change(client: Client, user: User, **changes: Any) -> Any:
    url = f"{USERS}{user.pk}/change/"
    return client.post(url, {**filled(client, url), **changes}, follow=True)


def test_a_new_member_comes_in_with_the_first_password_and_the_role(client: Client, who: User) -> None:
    client.post(
        f"{USERS}add/",
        {
            "username": "li",
            "first_name": "李四",
            "groups": numbers(Role.EDITOR),
            "password1": NEW,
            "password2": NEW,
        },
    )
    visitor = Client()
    assert visitor.login(username="li", password=NEW)
    assert visitor.get("/admin/archive/article/").status_code == 200
    new = User.objects.get(username="li")
    assert (new.is_staff, new.is_superuser, role_of(new)) == (True, False, Role.EDITOR)


def test_a_role_is_given_and_taken(client: Client, who: User) -> None:
    user = member(Role.EDITOR)
    change(client, user, groups=numbers(Role.REVIEWER))
    assert [group.name for group in user.groups.all()] == ["审核"]


def test_who_is_put_out_of_service_is_out_at_once(client: Client, who: User) -> None:
    user = member(Role.EDITOR)
    theirs = desk_of(Client(), user)
    assert theirs.get("/admin/").status_code == 200
    url = f"{USERS}{user.pk}/change/"
    client.post(url, {name: value for name, value in filled(client, url).items() if name != "is_active"})
    assert theirs.get("/admin/").status_code == 302
    assert User.objects.get(pk=user.pk).is_active is False


def test_a_password_that_was_reset_ends_the_sessions_with_the_old_one(client: Client, who: User) -> None:
    user = member(Role.EDITOR, password=NEW)
    theirs = Client()
    assert theirs.login(username=user.username, password=NEW)
    reset = {"password1": f"{NEW}0", "password2": f"{NEW}0", "usable_password": "true", "set-password": "1"}
    client.post(f"{USERS}{user.pk}/password/", reset)
    assert theirs.get("/admin/").status_code == 302
    assert Client().login(username=user.username, password=f"{NEW}0")


def test_nobody_changes_their_own_roles_or_puts_themselves_out(client: Client, who: User) -> None:
    page = client.get(f"{USERS}{who.pk}/change/").content.decode()
    assert 'name="groups"' not in page
    change(client, who, groups=numbers(*Role), is_superuser="on", first_name="样例某人")
    again = User.objects.get(pk=who.pk)
    assert [group.name for group in again.groups.all()] == ["管理员"]
    assert (again.is_superuser, again.is_active, again.first_name) == (False, True, "样例某人")


def test_a_superuser_is_seen_and_not_changed_by_who_is_none(client: Client, who: User) -> None:
    above = member(None)
    assert client.get(f"{USERS}{above.pk}/change/").status_code == 200
    for url in (f"{USERS}{above.pk}/change/", f"{USERS}{above.pk}/password/"):
        assert client.post(url, {"username": "taken", "password1": NEW, "password2": NEW}).status_code == 403
    desk_of(client, member(None, "样例另一个"))
    change(client, above, first_name="样例某人")
    assert User.objects.get(pk=above.pk).first_name == "样例某人"


def test_roles_cannot_be_invented(client: Client, who: User) -> None:
    user = member(Role.EDITOR)
    strange = Group.objects.create(name="样例别的")
    response = change(client, user, groups=[strange.pk])
    assert "groups" in response.context["adminform"].form.errors
    assert client.get("/admin/auth/group/").status_code == 404


def test_the_list_names_roles_and_costs_the_same_however_many_there_are(
    client: Client, who: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        member(Role.EDITOR, f"样例{number}")
    member(None)
    with django_assert_max_num_queries(12):
        page = client.get(USERS).content.decode()
    assert '<td class="field-roles">编辑</td>' in page
    assert '<td class="field-roles">系统管理员</td>' in page


@pytest.mark.parametrize("role", list(Role))
def test_everybody_changes_their_own_password(client: Client, role: Role) -> None:
    user = member(role, password=NEW)
    client.force_login(user)
    again = {"new_password1": f"{NEW}0", "new_password2": f"{NEW}0"}
    client.post("/admin/password_change/", {"old_password": "not-this-one", **again})
    assert not Client().login(username=user.username, password=f"{NEW}0")
    client.post("/admin/password_change/", {"old_password": NEW, **again})
    assert Client().login(username=user.username, password=f"{NEW}0")
