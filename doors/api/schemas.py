"""Schemas: what do answers look like, as JSON Schema 2020-12?

Out: the schemas by name, in the language of whoever asks. Every key is there in every answer but for those of
`_with_optional`, and no other is: a key that is added without a line here fails the tests.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from archive.models import Access
from archive.models.terms import Domain
from search.questions import FACETS, SORTS

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
NUMBER: Final[Schema] = {"type": "integer", "minimum": 1}
TRUTH: Final[Schema] = {"type": "boolean"}
DAY_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "date"}
CODE: Final[Schema] = {"type": "string", "pattern": "^[0-9]{6}$"}
LEVELS: Final[Schema] = {"enum": [level.value for level in Access]}


def schemas() -> dict[str, Schema]:
    """Return every schema by its name."""
    found = {**_parts(), **_rows(), "Article": _article(), "Hit": _hit(), "SearchPage": _search_page()}
    for name in ("Article", "Place", "Newspaper", "Author", "Term"):
        found[f"{name}List"] = _portion_of(name)
    return found | {"Problem": _problem()}


def ref(name: str) -> Schema:
    """Return what stands for a schema elsewhere in the description."""
    return {"$ref": f"#/components/schemas/{name}"}


def _whole(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _with_optional(schema: Schema, **properties: Schema) -> Schema:
    return {**schema, "properties": {**schema["properties"], **properties}}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _portion_of(name: str) -> Schema:
    return _whole(total=_said(COUNT, _("全部有多少项，不只这一段")), items=_list(ref(name)), **_going_on())


def _going_on() -> dict[str, Schema]:
    return {
        "cursor": _said(TEXT_OR_NULL, _("接着取时带回；没有更多了是 null")),
        "next": _said(TEXT_OR_NULL, _("接着取的地址；没有更多了是 null")),
    }


def _parts() -> dict[str, Schema]:
    return {
        "PlaceName": _whole(code=_said(CODE, _("GB/T 2260 代码")), name=TEXT),
        "NewspaperName": _whole(id=NUMBER, name=TEXT),
        "Credit": _whole(name=TEXT, role=_said(TEXT_OR_NULL, _("照印；未印是 null"))),
        "Figure": _with_optional(
            _whole(caption=TEXT_OR_NULL, credits=_list(TEXT)),
            picture=_said(TEXT, _("收到的图片的 SHA-256；随页面来了图片才有")),
        ),
        "Removed": {"type": "object"},
        "Fragment": _whole(text=TEXT, match=TRUTH),
        "FacetValue": _whole(value=TEXT, label=TEXT, count=COUNT, selected=TRUTH),
        "Also": _whole(typed=TEXT, others=_list(TEXT)),
    }  # fmt: skip


def _rows() -> dict[str, Schema]:
    home, count = _or_null(ref("PlaceName")), _said(COUNT, _("已发布的报道有多少篇"))
    return {
        "Place": _whole(
            code=CODE, url=TEXT, name=TEXT, short_name=TEXT, level=_said({"enum": [1, 2, 3]}, _("1 省，2 市，3 县区")),
            parent=_or_null(CODE), count=_said(COUNT, _("写到这里或其下级的报道有多少篇")),
        ),
        "Newspaper": _whole(
            id=NUMBER, url=TEXT, name=TEXT, place=_said(home, _("出版地")), publisher=TEXT_OR_NULL,
            website=TEXT_OR_NULL, access=LEVELS, rights=TEXT_OR_NULL, count=count, first=DAY_OR_NULL, last=DAY_OR_NULL,
        ),
        "Author": _whole(
            id=NUMBER, url=TEXT, name=TEXT, newspaper=_or_null(ref("NewspaperName")), place=home, count=count
        ),
        "Term": _whole(
            id=NUMBER, word=TEXT, domain={"enum": list(Domain.values)},
            equivalents=_said(_list(TEXT), _("意思相同的其他说法")),
        ),
    }  # fmt: skip


def _known_of_a_report() -> dict[str, Schema]:
    """Return the keys that a hit and a record have alike."""
    return {
        "id": _said(NUMBER, _("永远不变的编号")),
        "url": _said(TEXT, _("它的网页")),
        "identifier": TEXT_OR_NULL,
        "headline": TEXT,
        "place": _or_null(ref("PlaceName")),
        "date_published": _said(TEXT_OR_NULL, _("YYYY、YYYY-MM 或 YYYY-MM-DD，知道多少写多少")),
        "date_precision": {"enum": ["day", "month", "year", None]},
        "date_basis": _said({"enum": ["stated", "inferred", None]}, _("页面注明，或推定")),
        "newspaper": TEXT_OR_NULL,
        "authors": _list(TEXT),
        "is_sample": TRUTH,
        "access": LEVELS,
        "excerpt": _said(TRUTH, _("true：只公开题录和开头")),
    }


def _hit() -> Schema:
    return _whole(
        **_known_of_a_report(), score={"type": "number"},
        snippet=_said(_list(ref("Fragment")), _("命中处；match 为 true 的是要找的字")),
    )  # fmt: skip


def _article() -> Schema:
    printed = (
        "file", "encoding", "status", "reason", "kicker", "subtitle", "column_name", "site", "source_printed",
        "source_url", "issue_number", "print_page", "byline", "editors_note", "rights",
    )  # fmt: skip
    return _whole(
        **_known_of_a_report(),
        **dict.fromkeys(printed, TEXT_OR_NULL),
        period_start=DAY_OR_NULL,
        period_end=DAY_OR_NULL,
        credits=_list(ref("Credit")),
        figures=_list(ref("Figure")),
        section_headings=_list(TEXT),
        body_text=_said(TEXT, _("正文，段落之间是 \\n")),
        removed=_said(_list(ref("Removed")), _("收入时移除的文字和原因")),
        evidence=_said({"type": "object"}, _("各项是从哪些字读出来的")),
        warnings=_list(TEXT),
    )


def _search_page() -> Schema:
    return _whole(
        query=TEXT,
        total=_said(COUNT, _("确切的总数")),
        size=COUNT,
        sort={"enum": list(SORTS)},
        hits=_list(ref("Hit")),
        facets=_whole(**dict.fromkeys(FACETS, _list(ref("FacetValue")))),
        notes=_list(TEXT),
        also=_said(_list(ref("Also")), _("因为意思相同而一起找的说法")),
        **_going_on(),
    )


def _problem() -> Schema:
    said = _whole(
        type=TEXT, title=TEXT, status={"type": "integer"}, detail=_said(TEXT, _("错在哪里，该怎么办"))
    )
    return _with_optional(
        said, suggestion=_said(TEXT_OR_NULL, _("可以改用的检索词")), id=NUMBER, newspaper=TEXT_OR_NULL,
        date_published=TEXT_OR_NULL, withdrawal_reason=TEXT_OR_NULL,
    )  # fmt: skip
