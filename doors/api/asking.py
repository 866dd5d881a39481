"""Asking: what does this request ask, and how does a portion of a list answer it?

In: a request and the parameters that its address takes. Out: an Asked; a ProblemError that names each parameter that is
unknown, given twice or of another kind. Nothing is guessed and nothing left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doors.api.cursors import Place, cursor_of, place_of
from doors.api.parameters import CURSOR, LIMIT, MOST_VALUES, Parameter
from doors.api.problems import ProblemError

Json = dict[str, Any]
SHOWN_CHARACTERS: Final = 40  # of what was written, in a problem


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered: so many items, after a place (None: from the first on)."""

    path: str
    parameters: QueryDict
    limit: int
    after: Place | None

    def portion(self, items: Sequence[Json], total: int, last: Place | None) -> Json:
        """Return a portion of a list; `last` is the place of its last item where more follow."""
        return {"total": total, "items": list(items), **self.going_on(last)}

    def going_on(self, last: Place | None) -> Json:
        """Return where the next portion is: None where there is none."""
        if last is None:
            return {"cursor": None, "next": None}
        cursor = cursor_of(last, _question(self.path, self.parameters))
        asked = [*_conditions(self.parameters), (LIMIT.name, str(self.limit)), (CURSOR.name, cursor)]
        return {"cursor": cursor, "next": f"{self.path}?{urlencode(asked)}"}


def asked_of(request: HttpRequest, parameters: Sequence[Parameter]) -> Asked:
    """Return what a request asks."""
    written = _written(request)
    if problems := list(_problems_of(written, parameters)):
        raise ProblemError(400, " ".join(problems))
    cursor = written.get(CURSOR.name)
    after = place_of(cursor, _question(request.path, written)) if cursor else None
    return Asked(request.path, written, int(written.get(LIMIT.name, str(LIMIT.default))), after)


def _written(request: HttpRequest) -> QueryDict:
    try:
        return request.GET
    except TooManyFieldsSent as error:
        raise ProblemError(400, _("参数太多。")) from error


def _problems_of(written: QueryDict, parameters: Sequence[Parameter]) -> Iterator[str]:
    known = {one.name: one for one in parameters}
    for name, values in written.lists():
        shown = {"name": name[:SHOWN_CHARACTERS], "value": values[-1][:SHOWN_CHARACTERS] if values else ""}
        if name not in known:
            yield _("没有参数“%(name)s”。") % shown
        elif len(values) > (MOST_VALUES if known[name].repeats else 1):
            yield _("参数 %(name)s 写了太多次。") % shown
        elif 0 < (most := known[name].most_characters) < max(map(len, values)):
            yield _("参数 %(name)s 太长：最多 %(most)d 字。") % {"name": name, "most": most}
        elif not all(map(known[name].accepts, values)):
            yield _("参数 %(name)s 的值“%(value)s”无法识别。") % shown


def _question(path: str, written: QueryDict) -> list[tuple[str, str]]:
    """Return what makes a list: another address or other conditions make another one."""
    return [("", path), *_conditions(written)]


def _conditions(written: QueryDict) -> list[tuple[str, str]]:
    names = sorted(name for name in written if name not in (LIMIT.name, CURSOR.name))
    return [(name, value) for name in names for value in written.getlist(name)]
