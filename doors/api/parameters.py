"""Parameters: what may be asked of each address, declared once: requests are checked by it, and OpenAPI is made of it.

In: a declaration. Out: its JSON schema, and whether a value that was written is of it. What only the archive can know
(is there such a paper?) is asked later, of the form of search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doors.api import cursors
from search.query_language import MAX_CHARACTERS
from search.questions import DEFAULT_MATCH, DEFAULT_SIZE, DEFAULT_SORT, MATCHES, OFF, ON, SORTS

MOST_ITEMS: Final = 100
MOST_VALUES: Final = 50  # of a parameter that repeats
NAME_CHARACTERS: Final = 100
DAY: Final = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_INTEGER: Final = re.compile("[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query. `most` bounds an integer, which counts from 1; `repeats` where several may be given."""

    name: str
    says: Promise
    choices: tuple[str, ...] = ()
    pattern: str = ""
    least_characters: int = 0
    most_characters: int = 0
    most: int = 0
    default: str | int | None = None
    repeats: bool = False
    example: str = ""

    def accepts(self, written: str) -> bool:
        """Tell whether a value is of the declared kind."""
        if self.most:
            return _INTEGER.fullmatch(written) is not None and int(written) <= self.most
        if self.choices:
            return written in self.choices
        if self.pattern and not re.fullmatch(self.pattern, written):
            return False
        return len(written) >= self.least_characters and not 0 < self.most_characters < len(written)

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of its values."""
        one = self._of_one() | ({} if self.default is None else {"default": self.default})
        return {"type": "array", "items": one, "maxItems": MOST_VALUES} if self.repeats else one

    def _of_one(self) -> dict[str, Any]:
        if self.most:
            return {"type": "integer", "minimum": 1, "maximum": self.most}
        bounds = {
            "enum": list(self.choices), "pattern": self.pattern, "minLength": self.least_characters,
            "maxLength": self.most_characters,
        }  # fmt: skip
        return {"type": "string"} | {name: bound for name, bound in bounds.items() if bound}


LIMIT: Final = Parameter("limit", _("一段最多几项"), most=MOST_ITEMS, default=DEFAULT_SIZE)
CURSOR: Final = Parameter(
    "cursor", _("从哪里接着取：上一段的 cursor，原样带回"), pattern=cursors.PATTERN,
    most_characters=cursors.MOST_CHARACTERS,
)  # fmt: skip
LIST: Final = (LIMIT, CURSOR)

_TOLD: Final = {"least_characters": 1, "most_characters": NAME_CHARACTERS, "repeats": True}
_FILTERS: Final = (
    Parameter("place", _("地方的六位代码，包括下级；none：地方不明"), pattern="^([0-9]{6}|none)$", repeats=True),
    Parameter("year", _("年份；none：日期未注明"), pattern="^([0-9]{4}|none)$", repeats=True),
    Parameter("newspaper", _("报纸的编号，或只有一家用的名字；none：没有报纸"), **_TOLD),  # type: ignore[arg-type]
    Parameter("author", _("作者的编号，或只有一人用的名字；none：没有署名"), **_TOLD),  # type: ignore[arg-type]
    Parameter("column", _("栏目名；none：没有栏目"), **_TOLD),  # type: ignore[arg-type]
    Parameter("role", _("署名的身份，如“记者”"), **_TOLD),  # type: ignore[arg-type]
    Parameter("basis", _("日期的依据是页面注明，还是推定"), choices=("stated", "inferred", "none"), repeats=True),
)


def _excluding(one: Parameter) -> Parameter:
    """Return the parameter that leaves out what another asks for."""
    return Parameter(
        f"-{one.name}", _("略去这样的报道"), one.choices, one.pattern, one.least_characters, one.most_characters,
        repeats=True,
    )  # fmt: skip


SEARCH: Final = (
    Parameter("q", _("检索词，写法同网页；没有就是全部"), most_characters=MAX_CHARACTERS, example="党建"),
    Parameter("match", _("每个词都要有，还是有任何一个就行"), choices=MATCHES, default=DEFAULT_MATCH),
    Parameter("equivalents", _("意思相同的说法是否一起找"), choices=(ON, OFF), default=ON),
    *_FILTERS,
    *map(_excluding, _FILTERS),
    Parameter("from", _("不早于这一天、月或年"), pattern=DAY),
    Parameter("to", _("不晚于这一天、月或年"), pattern=DAY),
    Parameter("sort", _("次序"), choices=SORTS, default=DEFAULT_SORT),
    *LIST,
)
