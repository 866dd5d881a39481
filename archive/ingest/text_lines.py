"""The lines of a pasted page, and what their shape alone tells: prose, a short line, a sentence cut off.

In: pasted text. Out: `Line` values in page order, blank lines counted but not kept. Nothing here knows
where on the page a line stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

MIN_PROSE: Final = 40  # characters from which a line with a comma is prose, whatever it ends in
MIN_MARGIN: Final = 14  # characters of a line in a narrow column
MAX_MARGIN: Final = 60
RAGGED: Final = 4  # characters by which a full line may miss the margin
MAX_HEADING: Final = 45  # characters of a heading between paragraphs
SENTENCE_END: Final = "。！？!?…"
CLOSERS: Final = "”’」』）)】\"'"
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")
_HAN: Final = "㐀-鿿\U00020000-\U0003ffff"
_PUNCTUATION: Final = r"，。、；：？！“”‘’（）《》〈〉【】…—·,;:?!()\"%"
# A space stays only between two Latin words or numbers: 5 G stays, 40 万 does not.
_STRAY_SPACE: Final = re.compile(
    rf"(?<=[{_HAN}{_PUNCTUATION}])[ \t\u3000]+|[ \t\u3000]+(?=[{_HAN}{_PUNCTUATION}])"
)
# “奋斗百年路 启航新征程”: two halves of one length keep the space between them.
_SLOGAN: Final = re.compile(rf"(?<=[“\"《])([{_HAN}]{{4,12}}) ([{_HAN}]{{4,12}})(?=[”\"》])")
_SPEAKER: Final = re.compile(r"[㐀-鿿]{1,6}[:：]")  # 记者：成效怎么样？ is speech, no heading
_HELD: Final = "\ue000"


Mark = Literal["title", "kicker", "subtitle", "heading", "picture", "item"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: `text` with single spaces, `gap` the blank lines before it.

    `mark` is what a person marked it as (# 标题, 副题：…), None for nearly all lines.
    """

    number: int
    text: str
    gap: int
    indented: bool
    mark: Mark | None = None


def split_lines(text: str) -> list[Line]:
    """Return the lines of `text` that hold anything, with no-break spaces and invisible signs made plain."""
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(re.split(r"\r\n?|\n|\x85|\u2028|\u2029", _INVISIBLE.sub("", text))):
        plain = raw.replace("\xa0", " ").replace("\u3000", "  ").replace("\t", "  ")
        if not plain.strip():
            gap += 1
            continue
        indented = len(plain) - len(plain.lstrip()) >= 2
        lines.append(Line(number, re.sub(r" {2,}", "  ", plain.strip()), gap, indented))
        gap = 0
    return lines


def drop_stray_spaces(text: str) -> str:
    """Return `text` without the spaces beside Han characters and signs, but for that of a halved slogan."""
    held = _SLOGAN.sub(lambda m: m[0].replace(" ", _HELD) if len(m[1]) == len(m[2]) else m[0], text)
    return _STRAY_SPACE.sub("", held).replace(_HELD, " ").strip()


def squeeze(text: str) -> str:
    """Return `text` without any white space, as titles are compared."""
    return re.sub(r"\s+", "", text)


def ends_sentence(text: str) -> bool:
    """Return whether `text` ends in a full stop, or in one followed by closing quotes or brackets."""
    bare = text.rstrip()
    while bare and bare[-1] in CLOSERS:
        bare = bare[:-1].rstrip()
    return bool(bare) and bare[-1] in SENTENCE_END


def is_prose(text: str) -> bool:
    """Return whether `text` reads as a paragraph or a piece of one: a sentence, a long line with commas."""
    if len(text) >= MIN_PROSE and re.search(r"[，,；;。、：:]", text):
        return True
    return len(text) >= 10 and ends_sentence(text) and not text.startswith(("(", "（"))


def is_heading_shape(text: str) -> bool:
    """Return whether `text` could stand between paragraphs as a heading: short, and no sentence."""
    bare = squeeze(text)
    if not 2 <= len(bare) <= MAX_HEADING or not re.search(rf"[{_HAN}]", bare):
        return False
    spoken = bare[-1] in "？！?!" and _SPEAKER.match(bare)
    return not spoken and bare[-1] not in "。；，,;、…" and "。" not in bare


def margin_of(lines: Sequence[Line]) -> int | None:
    """Return the length of a full line where the page was pasted with hard line ends, otherwise None.

    No line is longer than the margin, and of those that reach it most break off in mid-sentence.
    """
    margin = max((len(line.text) for line in lines), default=0)
    full = [line for line in lines if len(line.text) >= margin - RAGGED]
    cut = sum(not ends_sentence(line.text) for line in full)
    if (
        not MIN_MARGIN <= margin <= MAX_MARGIN
        or len(full) < max(4, 0.35 * len(lines))
        or cut < 0.6 * len(full)
    ):
        return None
    return margin
