"""The staff desk in tests: who sits there, and the form of a report as a browser would send it back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from archive.models import Article, Change
from archive.permissions import Role
from tests.archive.staff import filled, member


def staff(name: str, role: Role = Role.EDITOR) -> User:
    """Return a member of staff in a role."""
    return member(role, name)


def desk_of(user: User) -> Client:
    """Return the browser of a member of staff, in Chinese."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def url(article: Article) -> str:
    """Return the address of the review."""
    return f"/admin/archive/article/{article.pk}/change/"


def typed(client: Client, article: Article) -> dict[str, Any]:
    """Return what the review's form holds when it is opened, as a browser would send it back."""
    return filled(client, url(article))


def send(client: Client, article: Article, button: str = "_continue", **changes: Any) -> Any:
    """Open the review, change what is named, press the button, and return the page that comes."""
    fields = {**typed(client, article), button: "1", **changes}
    return client.post(url(article), {k: v for k, v in fields.items() if v is not None}, follow=True)


def errors(response: Any) -> dict[str, list[str]]:
    """Return the messages of the form, by field."""
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def kinds(article: Article) -> list[str]:
    """Return what happened to a report, first to last."""
    return list(Change.objects.filter(article_id=article.pk).order_by("pk").values_list("kind", flat=True))


def fresh(article: Article) -> Article:
    """Return the report as the database has it."""
    return Article.objects.get(pk=article.pk)
