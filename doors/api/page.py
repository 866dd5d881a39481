"""The page of the API: the description for people, on the server and from the same declarations.

In: a request. Out: every address with its parameters and, where there is one, a link that asks it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doors.api.description import introduction
from doors.api.operations import OPERATIONS
from doors.api.parameters import MOST_ITEMS, SEARCH
from doors.api.schemas import Schema, schemas

SHOWN: Final = ("SearchPage", "Hit", "Article", "Place", "Newspaper", "Author", "Term", "Problem")


class Key(NamedTuple):
    """A key of an answer, what its value is as JSON, and what it means where that is said."""

    name: str
    kind: str
    says: str


class Shape(NamedTuple):
    """What is called so in the description, by its keys."""

    name: str
    keys: tuple[Key, ...]


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """Render what can be asked, and how."""
    context = {
        "introduction": introduction(),
        "operations": OPERATIONS,
        "parameters": [one for one in SEARCH if not one.name.startswith("-")],
        "shapes": shapes(),
        "most_items": MOST_ITEMS,
        "a_minute": settings.API_A_MINUTE,
    }
    return render(request, "doors/api.html", context)


def shapes() -> tuple[Shape, ...]:
    """Return what answers look like, key by key."""
    found = schemas()
    return tuple(
        Shape(name, tuple(Key(key, kind_of(one), one.get("description", "")) for key, one in properties.items()))
        for name, properties in ((name, found[name]["properties"]) for name in SHOWN)
    )


def kind_of(schema: Schema) -> str:
    """Return a schema in a line: string | null, [Credit], 1 | 2 | 3."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "anyOf" in schema:
        return " | ".join(map(kind_of, schema["anyOf"]))
    if "enum" in schema:
        return " | ".join("null" if one is None else str(one) for one in schema["enum"])
    if schema["type"] == "array":
        return f"[{kind_of(schema['items'])}]"
    return " | ".join(schema["type"]) if isinstance(schema["type"], list) else str(schema["type"])
