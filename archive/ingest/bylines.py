"""Bylines and photo credits: who signed this report or picture, and what is left when the signature is off?

In: lines, paragraphs and captions. Out: signed names with their roles, and the text without the
signature. What a signature is, `signatures.py` decides; here is where it may stand: alone on a line, at the
end of a paragraph, before its first sentence, or behind a caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from archive.ingest.extracted import SignedName
from archive.ingest.roles import (
    AUTHOR,
    CORRESPONDENT,
    EDITOR,
    PHOTOGRAPHER,
    PROOFREADER,
    REPORTER,
    RESPONSIBLE_EDITOR,
    is_author_role,
)
from archive.ingest.signatures import has_role, opens_with_office, parse_signature
from archive.text.names import is_person_name, is_surname

__all__ = [
    "AUTHOR", "CORRESPONDENT", "EDITOR", "PHOTOGRAPHER", "PROOFREADER", "REPORTER", "RESPONSIBLE_EDITOR",
    "LeadSplit", "PhotoCredit", "TailSplit", "authors_of", "is_author_role", "merge_credits",
    "parse_photo_credit", "parse_signature", "split_lead_signature", "split_tail_signature",
]  # fmt: skip

SENDER: Final = "供稿"
LENDER: Final = "供图"
MAX_TAIL: Final = 80  # characters of a signature that ends a paragraph
MAX_CREDIT: Final = 45  # characters of a photo credit
MIN_LEAD_TEXT: Final = 15  # characters that must follow a signature which opens a paragraph
_TAIL_BRACKET: Final = re.compile(r"\s*([（(\[【〔][^（(\[【〔）)\]】〕]{2,80}[）)\]】〕])[\s。.]*$")
_SIGNED_BRACKET: Final = re.compile(r"[（(\[【〔][^，。；,;]{0,12}?(?:记者|通讯员)")
_AFTER_STOP: Final = re.compile(r"(?<=[。！？!?”\"’）)…])\s*(?=[^\s。])|\s{2,}")
_DATELINE: Final = re.compile(
    r"^(?P<line>[\s□■●○◎【\[]*(?:[㐀-鿿·、-]{0,14}?(?:[（(][㐀-鿿]{2,8}[）)])?(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日[㐀-鿿]{0,4}?)?(?:讯|电|消息))?[】\]]?)[\s,，:：]*"
    r"(?P<names>[（(\[【][^（(）)\]】]{2,80}[）)\]】])[\s:：,，]*"
)
_REPORT_LEAD: Final = re.compile(
    r"^(?:本[报网台刊社]|[㐀-鿿·]{2,10}(?:报|网|社|台|融媒))讯\s*(?P<names>[^。！？,，()（）]{3,40}?)\s*报道[:：,，\s]\s*"
)
_PICTURE_SOURCE: Final = re.compile(
    r"[\s（(\[【,，]*(?:(?:本报|本版|本文)?(?:资料|档案|新华社)?(?:图片|照片|资料图|配图)?"
    r"(?:均?由|来自|来源[:：]?|提供[:：])\s*(?P<giver>[^。，,（）()]{2,24}?)(?:提供|供图)?"
    r"|(?:本报)?(?:资料|档案)(?:图片|照片|图)|效果图|示意图|网络图片|(?:受访者|受访单位|采访对象)(?:供图|提供))"
    r"[\s）)\]】。]*$"
)
_PICTURE_WORD: Final = re.compile(r"图|照片|资料|摄|供")
_TRAILING_SIGNS: Final = " \t\u3000\xa0（(【[,，、|"
_STOPS: Final = tuple('。！？!?…”"’）)')
_PICTURE_ROLES: Final = (PHOTOGRAPHER, LENDER, "航拍", "制图", "摄影报道", "图文报道")
_CREDIT_START: Final = re.compile(r"^|[\s。！？!?”\"’）)（(\[【,，;；:：]")


class TailSplit(NamedTuple):
    """A paragraph without the signature that ended it; `printed` is the signature as it stood, or None."""

    text: str
    printed: str | None
    names: tuple[SignedName, ...]


class LeadSplit(NamedTuple):
    """A paragraph without the signature that opened it; `printed` is the signature as it stood, or None."""

    text: str
    printed: str | None
    names: tuple[SignedName, ...]


class PhotoCredit(NamedTuple):
    """A caption without the photographer, None where nothing else was there, and who took the picture."""

    caption: str | None
    credits: tuple[SignedName, ...]


def split_tail_signature(paragraph: str) -> TailSplit:
    """Return `paragraph` without the signature at its end: …。（记者 张三）, or …。 本报记者 张三."""
    text, printed, names = paragraph.rstrip(), "", list[SignedName]()
    while found := _find_tail(text):
        text, tail, signed = found
        printed, names = tail + printed, [*signed, *names]
    return TailSplit(text, printed or None, tuple(names))


def _find_tail(text: str) -> tuple[str, str, tuple[SignedName, ...]] | None:
    """Return text, printed signature and names for the last signature that ends `text`."""
    bracket = _TAIL_BRACKET.search(text)
    if bracket:
        is_framed = bool(_SIGNED_BRACKET.match(bracket[1]))
        names, head = parse_signature(bracket[1], is_framed=is_framed), text[: bracket.start()].rstrip()
        if is_framed and not all(is_surname(name.name[0]) for name in names):
            names = parse_signature(bracket[1])  # （记者手记）
        closes = (not head or head.endswith(_STOPS)) and text.endswith(bracket[1][-1])
        return (head, bracket[1], names) if names and (closes or is_framed or has_role(bracket[1])) else None
    window = max(0, len(text) - MAX_TAIL)
    for stop in _AFTER_STOP.finditer(text, window):
        tail = text[stop.end() :]
        names = parse_signature(tail)
        if names and (has_role(tail) or stop[0]):
            return text[: stop.start()].rstrip(), tail.strip(), names
    return None


def split_lead_signature(paragraph: str) -> LeadSplit:
    """Return `paragraph` without the signature before its first sentence: 本报讯（记者 张三）…

    A dateline that tells a day (样例网10月4日讯) stays in the text; 本报讯 goes with the signature.
    """
    text = paragraph.strip()
    found = _DATELINE.match(text)
    is_framed = bool(found and found["line"].strip())
    names = parse_signature(found["names"], is_framed=is_framed) if found else ()
    if found and not is_framed and found["names"][0] in "【[" and not has_role(found["names"]):
        names = ()  # a column: 【先锋】
    if found and names and text[found.end() :]:
        dated = any(sign.isdigit() for sign in found["line"])
        kept = found["line"].strip() + " " if dated else ""
        printed = found["names"] if dated else found[0].strip(" :：,，\u3000\xa0")
        return LeadSplit(kept + text[found.end() :].strip(), printed.strip(), names)
    return _split_open_lead(text) or LeadSplit(text, None, ())


def _split_open_lead(text: str) -> LeadSplit | None:
    """Return the split of a lead without brackets: 本报记者 张三 李四  正文…"""
    report = _REPORT_LEAD.match(text)
    if report and (names := parse_signature(report["names"])):
        return LeadSplit(text[report.end() :], report[0].strip(), names)
    best: LeadSplit | None = None
    for gap in re.finditer(r"[\s\u3000\xa0]+", text[:MAX_TAIL]):
        head, rest = text[: gap.start()], text[gap.end() :].lstrip()
        names = parse_signature(head) if len(rest) >= MIN_LEAD_TEXT else ()
        if names and has_role(head):
            best = LeadSplit(rest, head.strip(), names)
    return best


def parse_photo_credit(caption: str) -> PhotoCredit:
    """Return `caption` without who took or gave the picture: … 张三 摄; 资料图片; 图片由…提供."""
    text = caption.strip()
    credits: list[SignedName] = []
    for _ in range(3):  # … 张三 摄 （资料图片）
        shorter, names = _cut_credit(text)
        if shorter == text:
            break
        text, credits = shorter, [*names, *credits]
    text = _unwrap(text)
    return PhotoCredit(text or None, tuple(dict.fromkeys(credits)))


def is_photo_credit(line: str) -> bool:
    """Return whether `line` ends in the name of a photographer or in the source of a picture."""
    return _cut_credit(line.strip())[0] != line.strip()


def _cut_credit(text: str) -> tuple[str, tuple[SignedName, ...]]:
    """Return `text` without its last credit, and the names in it; `text` itself where it has none."""
    source = _PICTURE_SOURCE.search(text)
    if source and _PICTURE_WORD.search(source[0]):
        givers = parse_signature(source["giver"]) if source["giver"] else ()
        named = tuple(giver if giver.role else SignedName(giver.name, LENDER) for giver in givers)
        return text[: source.start()].rstrip(_TRAILING_SIGNS), named
    closed = text.rstrip(" \u3000\xa0）)】]。")
    for start in _CREDIT_START.finditer(text, max(0, len(closed) - MAX_CREDIT)):
        names = parse_signature(closed[start.end() :])
        pictured = closed.endswith(_PICTURE_ROLES) or all(name.role in _PICTURE_ROLES for name in names)
        if names and pictured and not opens_with_office(closed[start.end() :]):
            cut = start.end() if start[0] and start[0] not in _TRAILING_SIGNS else start.start()
            return text[:cut].rstrip(_TRAILING_SIGNS), names
    return text, ()


def _unwrap(text: str) -> str:
    """Return `text` without brackets around all of it, or an opening one that its credit left behind."""
    text = text.strip()
    if text[:1] in ("(", "（", "【", "[") and not re.search(r"[）)】\]]", text[:-1]):
        text = text[1:].rstrip("）)】] ")
    return text.strip()


def merge_credits(*lists: Iterable[SignedName]) -> tuple[SignedName, ...]:
    """Return the names of `lists` in order, each once; a printed role wins over 作者, and that over none."""
    merged: dict[str, SignedName] = {}
    for signed in (name for names in lists for name in names):
        known = merged.get(signed.name)
        if known is None or _weight(signed.role) > _weight(known.role):
            merged[signed.name] = signed
    return tuple(merged.values())


def _weight(role: str | None) -> int:
    """Return how much a role says: nothing, 作者 (the page's own label), or what the paper printed."""
    return 0 if role is None else 1 if role == AUTHOR else 2


def authors_of(credits: Sequence[SignedName]) -> tuple[str, ...]:
    """Return who wrote the report, in order: never 摄影, 编辑, 校对; a signer without a role is an author."""
    return tuple(dict.fromkeys(signed.name for signed in credits if _is_author(signed)))


def _is_author(signed: SignedName) -> bool:
    """Return whether `signed` wrote the report; an office that sent it in (药剂科供稿) did not."""
    if signed.role == SENDER and not is_person_name(signed.name, labelled=True):
        return False
    return is_author_role(signed.role)
