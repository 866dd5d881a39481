"""Operations: which addresses are there, what is each for, what does it take, and what does it answer with?

Out: one Operation an address, in the order in which a person would read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doors.api.parameters import LIST, SEARCH, Parameter

NUMBER: Final[dict[str, Any]] = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
CODE: Final[dict[str, Any]] = {"type": "string", "pattern": "^[0-9]{6}$"}


@dataclass(frozen=True, slots=True)
class Operation:
    """An address below /api/v1 that is read: its view's name, its words, and the schema of its answer.

    `of` is the schema of what its path names, where it names one thing by `key`.
    """

    path: str
    name: str
    says: Promise
    answer: str
    parameters: tuple[Parameter, ...] = ()
    key: str = ""
    of: dict[str, Any] | None = None
    example: str = ""
    is_gone: bool = False  # 410 for what was there


OPERATIONS: Final = (
    Operation("/search", "api_search", _("检索报道：键同 /search.json，总数和各项篇数是确切的"), "SearchPage", SEARCH,
              example="search?q=%E5%85%9A%E5%BB%BA&limit=10"),
    Operation("/articles", "api_articles", _("全部报道连同正文，按编号"), "ArticleList", LIST,
              example="articles?limit=10"),
    Operation("/articles/{id}", "api_article", _("一篇报道：键同 /articles/<编号>.json"), "Article", key="id",
              of=NUMBER, is_gone=True),
    Operation("/places", "api_places", _("有报道的地方，按代码；上级包括下级的报道"), "PlaceList", LIST,
              example="places"),
    Operation("/places/{code}", "api_place", _("一个地方，没有报道的也在"), "Place", key="code", of=CODE,
              example="places/410000"),
    Operation("/newspapers", "api_newspapers", _("有报道的报纸，按编号"), "NewspaperList", LIST, example="newspapers"),
    Operation("/newspapers/{id}", "api_newspaper", _("一家报纸"), "Newspaper", key="id", of=NUMBER),
    Operation("/authors", "api_authors", _("写过报道的人，按编号；同名而报纸不同的分开列"), "AuthorList", LIST,
              example="authors"),
    Operation("/authors/{id}", "api_author", _("一位作者"), "Author", key="id", of=NUMBER),
    Operation("/terms", "api_terms", _("检索词典的词，按编号"), "TermList", LIST, example="terms"),
    Operation("/terms/{id}", "api_term", _("词典里的一个词"), "Term", key="id", of=NUMBER),
)  # fmt: skip
