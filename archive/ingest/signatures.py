"""A signature, read word by word: 本报记者 张三 通讯员 李四 -> who signed, in which role.

In: one line or the inside of a pair of brackets. Out: the signed names, or nothing at all. A line is a
signature only when every word of it is a role, a name or an employer; one word that is none of these
makes it text, so that no sentence about a person turns into a credit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from archive.ingest.extracted import SignedName
from archive.ingest.roles import EMPLOYER, PHOTOGRAPHER, is_placed_report, parse_role
from archive.text.names import is_person_name, is_surname

MAX_SIGNATURE: Final = 160  # characters; a longer line is text
BRACKETS: Final = {"(": ")", "[": "]", "【": "】", "〔": "〕", "<": ">"}
_WIDTH: Final = str.maketrans("（）［］：／＼\\，；＜＞　\xa0\t｜丨∣", "()[]:///,;<>      ")
# Word and picture of one hand are one role, also glued to the name: 张三文/图.
_BOTH: Final = re.compile(r"文\s*/\s*(?:图|摄影?|片)(?!/)|[图片]\s*/\s*文(?!/)")
_TOKEN: Final = re.compile(r"[:/]|[^\s:/、,;|。.&+]+")
# Roles are spaced out as two-character names are: 本 报 记 者, 通 讯 员.
_SPACED_ROLE: Final = re.compile(r"(?<![㐀-鿿])(?:本 ?报 ?)?(?:记 者|通 讯 员|评 论 员|实 习 生)(?![㐀-鿿])")
_AND: Final = ("和", "与")
_BULLETS: Final = " □■○●◎◇◆▲△▶►★☆※•·-—"
_LENT_PICTURES: Final = re.compile(r"(?:受访者|受访单位|被访者|采访对象|通讯员|资料)(?:供图|提供|图)$")
_SOURCE: Final = "来源"
_SOURCE_LABELS: Final = frozenset(("来源", "稿源", "文章来源", "信息来源", "稿件来源", "新闻来源"))
_GLUED_TAILS: Final = ("摄影报道", "采访整理", "拍摄", "摄影", "供图", "供稿", "报道", "整理", "摄", "文", "图")
_LONG_TAILS: Final = tuple(tail for tail in _GLUED_TAILS if len(tail) > 1)
_GLUED_ROLES: Final = re.compile(r"(?<=[㐀-鿿]{2})(?=(?:记者|通讯员|实习生|评论员|摄影)[㐀-鿿])")
_ONLY_AFTER: Final = ("摄",)
_EMPLOYED: Final = re.compile(r"[㐀-鿿A-Za-z·]{0,14}?(?P<role>记者|通讯员|评论员)(?P<names>[㐀-鿿·]{2,10})?")
_PEN_NAME: Final = re.compile(r"[㐀-鿿]{2,4}")
_STAFF_NUMBER: Final = re.compile(r"[_(]?[A-Z]{1,4}\d{2,6}\)?$")
_ORGANISATION: Final = re.compile(
    r"[㐀-鿿]{2,16}(?:组织部|宣传部|统战部|党支部|党总支|党委|党工委|党组|委员会|办公室|编辑部|报道组|报道部|评论部|"
    r"专班|工委|工会|团委|局|厅|委|院|中心|研究会|妇联|政府)"
)
_OFFICE: Final = re.compile(r"[㐀-鿿]{2,14}[科局委部院处办校所室会站组府司队镇乡村县市区道]")
_MEDIA: Final = re.compile(
    r"[㐀-鿿A-Za-z0-9·“”《》]{0,14}"
    r"(?:报|社|网|台|融媒|融媒体|新闻|客户端|频道|在线|交汇点|摄影队|周刊|杂志)"
)


class _Word(NamedTuple):
    """One word of a signature: a role, a name, an employer, a place of report or one of the signs : and /."""

    kind: str
    text: str


def fold_width(line: str) -> str:
    """Return `line` with narrow signs and single spaces, as signatures are compared."""
    folded = re.sub(r"\s+", " ", line.translate(_WIDTH)).strip()
    return _SPACED_ROLE.sub(lambda role: role[0].replace(" ", ""), folded)


def strip_brackets(line: str) -> str:
    """Return what stands inside the brackets that enclose the whole of a width-folded `line`."""
    while line and BRACKETS.get(line[0]) == line[-1] and line.count(line[0]) == 1:
        line = line[1:-1].strip()
    return line


def parse_signature(line: str, *, is_framed: bool = False) -> tuple[SignedName, ...]:
    """Return who signed, in order, when `line` is nothing but a signature; otherwise an empty tuple.

    `is_framed`: what stands around the line (本报讯（…）) shows that it is one. A word behind a role is then a
    name, whatever its surname: 通讯员 穗组宣.
    """
    line = _strip_line(line)
    if not line or len(line) > MAX_SIGNATURE:
        return ()
    words = _read_words(line, is_framed=is_framed)
    return _assign(words) if words else ()


def is_office(name: str) -> bool:
    """Return whether `name` is that of an office, which may sign as a person does."""
    return bool(_ORGANISATION.fullmatch(name) or _OFFICE.fullmatch(name))


def opens_with_office(line: str) -> bool:
    """Return whether the first word of the signature `line` is an office: in a caption, the thing pictured."""
    words = _read_words(_strip_line(line))
    return words is not None and len(words) > 2 and words[0].kind == "organisation"


def has_role(line: str) -> bool:
    """Return whether a word of the signature `line` is a role."""
    return any(word.kind == "role" for word in _read_words(_strip_line(line)) or ())


def _strip_line(line: str) -> str:
    """Return `line` width-folded, without bullets, enclosing brackets and a note on who lent the pictures."""
    line = strip_brackets(fold_width(line).strip(_BULLETS)).strip(_BULLETS)
    return _LENT_PICTURES.sub("", line).strip()


def _read_words(line: str, *, is_framed: bool = False) -> list[_Word] | None:
    """Return the words of `line`, or None where one of them has no place in a signature."""
    line = _BOTH.sub(" 文图 ", line)
    parted = [part for token in _TOKEN.findall(line) for part in _part_glued(token)]
    kept = [t for t in parted if t not in _AND and not _STAFF_NUMBER.fullmatch(t)]
    tokens = _join_spaced_names(kept)
    labelled = any(parse_role(t) or _split_glued(t) for t in tokens)
    words: list[_Word] = []
    for token in tokens:
        read = _read_token(token, labelled)
        if read is None and is_framed:
            read = _read_framed(token, words)
        if read is None:
            return None
        words += read
    return _join_linked_roles(words)


def _read_framed(token: str, words: Sequence[_Word]) -> list[_Word] | None:
    """Return the words of a token inside 本报讯（…）: a pen name behind a role, a reporter of whatever employer."""
    before = words[-1].kind if words else ""
    is_next = before == "name" and is_surname(token[0]) and len(token) <= 3
    if (before == "role" or is_next) and _PEN_NAME.fullmatch(token):
        return [_Word("name", token)]
    found = _EMPLOYED.fullmatch(token)
    if found is None:
        return None
    names = _part_names(found["names"]) if found["names"] else ()
    if found["names"] and not names:
        if not _PEN_NAME.fullmatch(found["names"]) or len(found["names"]) > 3:
            return None
        names = (found["names"],)
    return [_Word("role", parse_role(found["role"]) or found["role"]), *(_Word("name", name) for name in names)]


def _part_names(text: str) -> tuple[str, ...]:
    """Return the one name or the two that `text` runs together, if there is but one way to part them."""
    if is_person_name(text, labelled=True):
        return (text,)
    parted = [(text[:cut], text[cut:]) for cut in (2, 3) if 2 <= len(text) - cut <= 3]
    fitting = [pair for pair in parted if all(is_person_name(name, labelled=True) for name in pair)]
    return fitting[0] if len(fitting) == 1 else ()


def _part_glued(token: str) -> list[str]:
    """Return the parts of a token that runs several signatures together: 记者张三通讯员李四 -> 记者张三, 通讯员李四."""
    parts = [part for part in _GLUED_ROLES.split(token) if part]
    return parts if len(parts) > 1 and all(_split_glued(part) for part in parts) else [token]


def _join_linked_roles(words: Sequence[_Word]) -> list[_Word]:
    """Return `words` with two roles around a slash made one: 文/图."""
    joined: list[_Word] = []
    for word in words:
        linked = [w.kind for w in joined[-2:]] == ["role", "sign"] and joined[-1].text == "/"
        if linked and word.kind == "role":
            pair = (joined[-2].text, word.text)
            joined[-2:] = [_Word("role", "文/图" if set(pair) == {"文", PHOTOGRAPHER} else "/".join(pair))]
        else:
            joined.append(word)
    return joined


def _join_spaced_names(tokens: Sequence[str]) -> list[str]:
    """Return `tokens` with names written apart made whole: 刘 嫣 -> 刘嫣, 欧阳 锋 -> 欧阳锋."""
    joined: list[str] = []
    for token in tokens:
        if joined and (_opens_name(joined[-1], token) or _continues(joined, token, tokens)):
            joined[-1] += token
        else:
            joined.append(token)
    return joined


def _opens_name(surname: str, token: str) -> bool:
    """Return whether `surname` was parted from its given name, `token`."""
    if not is_surname(surname) or parse_role(surname) or parse_role(token) or token in ":/":
        return False
    return len(token) == 1 or (len(surname) == 1 and len(token) == 2)


def _continues(joined: Sequence[str], token: str, tokens: Sequence[str]) -> bool:
    """Return whether `token` is the last letter of a name spaced out as 张 小 三."""
    if len(token) != 1 or not joined or len(joined[-1]) != 2 or token in ":/" or parse_role(token):
        return False
    singles = sum(len(t) == 1 for t in tokens if t not in ":/")
    return joined[-1] not in tokens and singles % 3 == 0


def _split_glued(token: str) -> list[_Word] | None:
    """Return role and name of a token that runs them together: 记者马俊峰, 李娜摄."""
    for cut in range(len(token) - 2, 1, -1):
        role = parse_role(token[:cut])
        if role and is_person_name(token[cut:], labelled=True) and not token.endswith(_LONG_TAILS):
            return [_Word("role", role), _Word("name", token[cut:])]
    for tail in _GLUED_TAILS:
        head = token.removesuffix(tail)
        if head == token:
            continue
        inner = _split_glued(head)
        if inner:
            return [*inner, _Word("tail", parse_role(tail) or tail)]
        if is_person_name(head, labelled=True):
            return [_Word("name", head), _Word("tail", parse_role(tail) or tail)]
        if tail in ("供稿", "供图") and _OFFICE.fullmatch(head):
            return [_Word("organisation", head), _Word("tail", tail)]
    return None


def _read_token(token: str, labelled: bool) -> list[_Word] | None:
    """Return the word or words of one token, None where it is none; `labelled` when the line has a role."""
    token = _STAFF_NUMBER.sub("", token) or token
    if token in ":/":
        return [_Word("sign", token)]
    if token in _SOURCE_LABELS:
        return [_Word("source", _SOURCE)]
    role = parse_role(token)
    if role:
        return [_Word("tail" if token in _ONLY_AFTER else "role", role)]
    glued = _split_glued(token) if "·" in token else None  # 记者阿依古丽·买买提
    if glued is None and is_person_name(token, labelled=labelled):
        return [_Word("name", token)]
    glued = glued or _split_glued(token)
    if glued:
        return glued
    if is_placed_report(token):
        return [_Word("place", token)]
    if _ORGANISATION.fullmatch(token):
        return [_Word("organisation", token)]
    return [_Word("media", token)] if _MEDIA.fullmatch(token) and EMPLOYER.fullmatch(token) else None


def _assign(words: Sequence[_Word]) -> tuple[SignedName, ...]:
    """Return the names of `words`, each with the role that stands before it, or else behind it."""
    signed: list[SignedName] = []
    role: str | None = None
    claimed = 0  # how many names a role behind them has claimed already
    for index, word in enumerate(words):
        if word.kind == "name" or (word.kind == "organisation" and _stands_alone(words, index)):
            signed += [SignedName(word.text, role)] if role != _SOURCE else []
        elif word.kind in ("role", "tail", "source"):
            if _claims_back(words, index, len(signed) > claimed):
                signed[claimed:] = [_claim(name, word.text) for name in signed[claimed:]]
                claimed, role = len(signed), None
            else:
                role = word.text
    return tuple(signed)


def _stands_alone(words: Sequence[_Word], index: int) -> bool:
    """Return whether the organisation at `index` signs itself and is not the employer of who follows."""
    following = words[index + 1].kind if index + 1 < len(words) else "end"
    return following not in ("name", "role") or (index > 0 and words[index - 1].text == ":")


def _claim(name: SignedName, role: str) -> SignedName:
    """Return `name` with the `role` behind it; 摄影 overrules the role before it."""
    return SignedName(name.name, role if name.role is None or role == PHOTOGRAPHER else name.role)


def _claims_back(words: Sequence[_Word], index: int, has_names: bool) -> bool:
    """Return whether the role at `index` belongs to the names before it, not to those behind."""
    if not has_names:
        return False
    if words[index].kind == "tail":
        return True
    following = words[index + 1].kind if index + 1 < len(words) else "end"
    if words[index].text == "文" and following == "name":
        return True  # 记者 张三 文 李四 摄
    linked_back = words[index - 1].text == "/"
    return linked_back or following not in ("name", "organisation", "sign")
