"""The title lines of a pasted page: which line is the headline, what stands above and below it?

In: lines, each with what is known of it. Out: headline, kicker and subtitle with the lines they took. The
headline is found by its position (first line, line above a signature) and by being repeated: in the
browser's title, in a list of the page's reports, above the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from archive.ingest.text_lines import squeeze

TITLE_LENGTH: Final = (5, 60)  # characters of a headline without its spaces
MAX_SPACED: Final = 150  # characters of a headline with the spaces that set it apart
_DASH: Final = re.compile(r"\s*(?:——|--|—)\s*")
_SITE_SUFFIX: Final = re.compile(
    r"\s*[-_|–—]\s*[㐀-鿿A-Za-z0-9]{2,12}(?:网|报|在线|新闻|客户端|频道|数字报|电子版)\s*$"
)
_PREFIX: Final = re.compile(r"[㐀-鿿·]{2,10}[:：|｜丨]|[【\[][^】\]]{2,12}[】\]]")
_HAN: Final = re.compile("[㐀-鿿]")
MIN_HAN: Final = 4  # Han characters of a title
MENU_LENGTH: Final = 8  # characters; a shorter line may well be a menu entry
MIN_CORE: Final = 6  # characters of a headline within another line
_NUMBER_START: Final = re.compile(r"^\d{4}年\d{1,2}月")


class Candidate(NamedTuple):
    """A line that may be a title: `at` its place on the page, and what kind of line comes next."""

    at: int
    text: str
    next_kind: str


class Titles(NamedTuple):
    """Title lines as printed, without the dash before a subtitle; `why` says what made the headline one."""

    headline: str
    kicker: str | None
    subtitle: str | None
    at: int
    why: str


def may_be_title(text: str, shortest: int = TITLE_LENGTH[0]) -> bool:
    """Return whether `text` has the length and the ending of a title; `shortest` in characters."""
    if len(text) > MAX_SPACED:
        return False
    bare = squeeze(text)
    if len(_HAN.findall(bare)) < MIN_HAN:
        return False
    return shortest <= len(bare) <= TITLE_LENGTH[1] and bare[-1] not in "。，,；;、：:" and "。" not in bare


def find_headline(candidates: Sequence[Candidate], page: Sequence[str]) -> tuple[Candidate, str] | None:
    """Return the likeliest headline and why, or None; `page` holds every line, for repetitions."""
    squeezed = [squeeze(line) for line in page]
    best: tuple[int, int, Candidate, str] | None = None
    for order, candidate in enumerate(candidates):
        score, why = _score(candidate, squeezed, order)
        if _is_framed(candidates, order):
            score, why = score + 4, "在引题与副题之间"
        if best is None or score > best[0]:
            best = (score, order, candidate, why)
    return (_without_prefix(best[2], candidates), best[3]) if best else None


def _is_framed(candidates: Sequence[Candidate], order: int) -> bool:
    """Return whether a candidate is the longest of three title lines right above a signature or the imprint."""
    if not 0 < order < len(candidates) - 1:
        return False
    above, own, below = candidates[order - 1 : order + 2]
    in_a_row = above.at + 1 == own.at == below.at - 1 and below.next_kind in ("signature", "frame")
    return in_a_row and len(own.text) > max(len(above.text), len(below.text))


def _without_prefix(chosen: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """Return the candidate that is `chosen` without a place before it or a site behind it, else `chosen`."""
    whole = squeeze(chosen.text)
    for other in candidates:
        part = squeeze(other.text)
        before, found, behind = whole.partition(part)
        if found and part != whole and len(part) >= MIN_CORE and _is_addition(before, behind):
            return other
    return chosen


def _is_addition(before: str, behind: str) -> bool:
    """Return whether what surrounds a headline is only a place, a column or the name of a site."""
    return (not before or bool(_PREFIX.fullmatch(before))) and (not behind or behind[0] in "-_|–—（(")


def _score(candidate: Candidate, page: Sequence[str], order: int) -> tuple[int, str]:
    """Return how much speaks for `candidate`, and the chief reason in Chinese."""
    bare = squeeze(split_subtitle(candidate.text)[0])
    repeats = sum(bare in line for i, line in enumerate(page) if i != candidate.at)
    points = {
        "标题在页面上重复出现": 4 + min(repeats, 3) if repeats else 0,
        "其后一行是署名": 3 if candidate.next_kind in ("signature", "frame") else 0,
        "页面的第一行" if candidate.at == 0 else "页面上最先像标题的一行": 2 if order == 0 else 0,
        "其后一行是副题": 2 if candidate.next_kind == "subtitle" else 0,
        "其后即正文": 1 if candidate.next_kind == "prose" else 0,
    }
    points["短如菜单"] = -3 if len(bare) < MENU_LENGTH else 0
    if any(bare in line and bare != line for line in page[:2]):
        points["浏览器标题里有它"] = 2
    if _NUMBER_START.match(bare):
        points["以日期开头"] = -3
    return sum(points.values()), max(points, key=lambda reason: points[reason])


def split_subtitle(text: str) -> tuple[str, str | None]:
    """Return headline and subtitle of a line that holds both around a dash: 标题 ——副题."""
    text = _SITE_SUFFIX.sub("", text)
    parts = _DASH.split(text, maxsplit=1)
    if len(parts) == 2 and len(squeeze(parts[0])) >= 4 and len(squeeze(parts[1])) >= 4:
        return parts[0].strip(), parts[1].strip()
    return text.strip(), None


def is_variant(text: str, headline: str) -> bool:
    """Return whether `text` is the headline again: alone, with a place before it or a site behind it."""
    bare, title = squeeze(text), squeeze(headline)
    _, found, behind = bare.partition(title)
    return bool(found) and (len(bare) <= len(title) + 16 or behind[:1] in ("_", "-", "|", "–"))


def strip_dash(text: str) -> str:
    """Return a subtitle without the dash that leads it."""
    return re.sub(r"^[\s—\-–]+", "", text).strip()
