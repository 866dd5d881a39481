"""Members of staff for tests, one a role, and what a browser would send from a form."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from archive.permissions import Role


def member(role: Role | None = None, name: str = "", password: str | None = None) -> User:
    """Return a member of staff in a role; a superuser where there is none."""
    name = name or (f"样例{role}" if role else "样例系统管理员")
    if role is None:
        return User.objects.create_superuser(name, password=password)
    user = User.objects.create_user(name, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=str(role)))
    return user


def desk_of(client: Client, user: User) -> Client:
    """Log somebody in, in Chinese, and return the client."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    client.force_login(user)
    return client


def filled(client: Client, url: str) -> dict[str, Any]:
    """Return what the form of an admin page holds when it is opened, as a browser would send it back."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                fields[bound.html_name] = "on"
            elif value is not None and value is not False:
                fields[bound.html_name] = _sent(value)
    return fields


def _sent(value: Any) -> Any:
    return [getattr(one, "pk", one) for one in value] if isinstance(value, list) else str(value)
