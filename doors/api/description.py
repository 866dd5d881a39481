"""The description: what is this API, as OpenAPI 3.1 says it?

In: operations, parameters and schemas as they are declared. Out: the document, in the language of whoever asks.
"""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from doors.api.operations import OPERATIONS, Operation
from doors.api.parameters import Parameter
from doors.api.problems import CONTENT_TYPE, TITLES
from doors.api.schemas import ref, schemas

VERSION: Final = "1.0.0"
Json = dict[str, Any]


def description() -> Json:
    """Return the OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": _("党建报道档案"), "version": VERSION, "description": introduction()},
        "servers": [{"url": reverse("api_page").rstrip("/")}],
        "paths": {one.path: {"get": _operation(one)} for one in OPERATIONS},
        "components": {"schemas": schemas(), "headers": _headers()},
    }


def introduction() -> str:
    """Return what is to be known before the first request."""
    return _("只读，不用登录，答复都是 JSON。只有已发布的报道；样例不在其中。")


def _operation(operation: Operation) -> Json:
    problems = [400, 404, 412, 429, 503] if operation.of else [400, 412, 429, 503]
    problems += [410] if operation.is_gone else []
    return {
        "operationId": operation.name.removeprefix("api_"),
        "summary": str(operation.says),
        "parameters": [*_of_path(operation), *map(_of_query, operation.parameters)],
        "responses": {
            "200": {
                "description": _("答复"),
                "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in _headers()},
                "content": {"application/json": {"schema": ref(operation.answer)}},
            },
            "304": {"description": _("和 If-None-Match 说的那一版相同")},
            **{str(status): _problem(status) for status in sorted(problems)},
        },
    }


def _of_path(operation: Operation) -> list[Json]:
    if operation.of is None:
        return []
    return [{"name": operation.key, "in": "path", "required": True, "schema": operation.of}]


def _of_query(parameter: Parameter) -> Json:
    said = {"name": parameter.name, "in": "query", "description": str(parameter.says), "schema": parameter.schema()}
    return said | ({"example": parameter.example} if parameter.example else {})


def _problem(status: int) -> Json:
    return {"description": str(TITLES[status]), "content": {CONTENT_TYPE: {"schema": ref("Problem")}}}


def _headers() -> dict[str, Json]:
    return {
        "ETag": {"description": _("这一版答复的标记，用在 If-None-Match"), "schema": {"type": "string"}},
        "RateLimit-Policy": {"description": _("每分钟可以来多少次"), "schema": {"type": "string"}},
        "RateLimit": {"description": _("还剩多少次（r），多少秒后重新算（t）"), "schema": {"type": "string"}},
    }
