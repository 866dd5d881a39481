"""Two records of a report, field by field: what was taken out, what was put in?

In: two records. Out: a FieldDifference for each part that differs, in the order of the form. Whatever was typed stays
text: it is escaped where it is shown. Bodies are shown by paragraphs, long stretches that are the same are cut short.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.article_form import label_of
from archive.admin.review import label_of_reading
from archive.article_values import FIELDS, ArticleRecord, CreditValue, FigureValue, field_of
from archive.models import Access, Place
from archive.text.differences import Piece, Work, differences

SHOWN_AROUND: Final = 60  # characters of equal text on either side of a change
PARAGRAPH: Final = re.compile(r"<p>(.*?)</p>\s*", re.DOTALL)
BLOCK_END: Final = re.compile(r"(</(?:h\d|ul|ol|li|table|tr|blockquote|figure|figcaption)>)\s*")
ORDER: Final = (
    "kicker", "headline", "subtitle", "column_name", "place", "further_places", "date_published", "date_basis",
    "date_evidence", "period_start", "period_end", "newspaper", "issue_number", "print_page", "source_printed",
    "site", "source_url", "identifier", "access", "rights", "byline", "credits", "editors_note", "body_html", "figures",
)  # fmt: skip
BASES: Final = {"stated": gettext_lazy("页面注明"), "inferred": gettext_lazy("推定")}
LABELS: Final[dict[str, str | Promise]] = {
    "credits": gettext_lazy("署名（人名）"),
    "figures": gettext_lazy("图片"),
    "evidence": gettext_lazy("凭据"),
    "removed": gettext_lazy("移除的文字"),
    "warnings": gettext_lazy("提醒"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece as it is shown; `skipped` characters of equal text stand between its beginning and its end."""

    kind: str
    text: str
    skipped: int = 0
    end: str = ""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One part of a record in which two of them differ."""

    name: str
    label: str
    pieces: tuple[Shown, ...]


def record_differences(old: ArticleRecord, new: ArticleRecord) -> list[FieldDifference]:
    """Return what differs, with a bound on the work for all parts together."""
    places, work = _names(old, new), Work()
    before, after = _texts(old, places), _texts(new, places)
    return [
        FieldDifference(name, label_of_part(name), tuple(map(_shown, differences(before[name], after[name], work))))
        for name in before
        if before[name] != after[name]
    ]


def label_of_part(name: str) -> str:
    """Return what a part of a record is called on screen."""
    return str(LABELS[name] if name in LABELS else label_of(name))


def _texts(record: ArticleRecord, places: dict[str, str]) -> dict[str, str]:
    """Return each part of a record as text, by its name."""
    reading, paper = record["reading"], record["newspaper"]
    shown = {
        **{name: _field(name, field_of(record, name) or "") for name in FIELDS},
        "newspaper": paper["name"] if paper else "",
        "place": places.get(record["place"] or "", ""),
        "further_places": "\n".join(places[code] for code in record["further_places"]),
        "credits": "\n".join(map(_credit, record["credits"])),
        "figures": "\n".join(map(_figure, record["figures"])),
        "evidence": "\n".join(f"{label_of_reading(key)}：{said}" for key, said in sorted(reading["evidence"].items())),
        "removed": "\n".join(map(_removal, reading["removed"])),
        "warnings": "\n".join(map(str, reading["warnings"])),
    }
    return {name: shown[name] for name in sorted(shown, key=_rank)}


def _rank(name: str) -> int:
    """Return where a part stands; what was read of the page comes last."""
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _field(name: str, value: str) -> str:
    if name == "body_html":
        return body_lines(value)
    words = {"date_basis": BASES, "access": dict(Access.choices)}.get(name, {})
    return str(words.get(value, value))


def body_lines(body_html: str) -> str:
    """Return a body with a line for each block, plain paragraphs without their tags."""
    return BLOCK_END.sub(r"\1\n", PARAGRAPH.sub(r"\1\n", body_html))


def _credit(value: CreditValue) -> str:
    words = [value["role"] or "", value["name"]]
    return " ".join(filter(None, words)) + ("" if value["is_author"] else _("（不算作者）"))


def _figure(value: FigureValue) -> str:
    signed = "、".join(" ".join(filter(None, (one["role"], one["name"]))) for one in value["credits"])
    picture = _("图像 %(digest)s") % {"digest": value["picture"][:12]} if value["picture"] else ""
    parts = (value["caption"], signed, value["rights_note"], value["source_url"], picture)
    return " ｜ ".join(filter(None, parts)) or _("（没有图注的图片）")


def _removal(removed: Any) -> str:
    return f"{removed.get('reason', '')}：{removed.get('text', '')}" if isinstance(removed, dict) else str(removed)


def _names(*records: ArticleRecord) -> dict[str, str]:
    """Return the names of all places in the records, by their codes, in one query."""
    codes = {code for one in records for code in (*one["further_places"], one["place"]) if code}
    known = {place.code: f"{place.name}（{place.code}）" for place in Place.objects.filter(pk__in=codes)}
    return {code: known.get(code, code) for code in codes}


def _shown(piece: Piece) -> Shown:
    if piece.kind != "same" or len(piece.text) <= 3 * SHOWN_AROUND:
        return Shown(piece.kind, piece.text)
    skipped = len(piece.text) - 2 * SHOWN_AROUND
    return Shown(piece.kind, piece.text[:SHOWN_AROUND], skipped, piece.text[-SHOWN_AROUND:])
