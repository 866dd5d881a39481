"""Problems: errors as RFC 9457 writes them, application/problem+json, in the language of whoever asks.

In: a status, what is wrong and what to do about it. Out: a ProblemError to be raised, and the answer that it becomes.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE: Final = "application/problem+json"
TITLES: Final[dict[int, Promise]] = {
    400: _("请求有误"),
    404: _("没有找到"),
    405: _("不支持这种方法"),
    410: _("已不在"),
    412: _("条件不符"),
    429: _("请求太多"),
    503: _("暂时不能回答"),
}
RETRY_SECONDS: Final = 10  # until the index or the database may be there again


class ProblemError(Exception):
    """Why there is no answer: status, words, headers, and what else a program may read of it."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None, **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.members = members


def problem_response(problem: ProblemError) -> JsonResponse:
    """Return the answer that a problem is; nobody may keep it."""
    told = {
        "type": "about:blank",
        "title": str(TITLES[problem.status]),
        "status": problem.status,
        "detail": problem.detail,
        **problem.members,
    }
    headers = {"Cache-Control": "no-store", **problem.headers}
    return JsonResponse(
        told, status=problem.status, headers=headers, content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip
