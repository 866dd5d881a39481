"""Reprints made by rule: a report as another paper or site would have it, for measuring whether it is recognised.

In: a report's text and a source of chance. Out: the text after one kind of edit; each kind is named in `EDITS`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import opencc

MASTHEAD: Final = "样例晚报讯（记者 作者甲 通讯员 作者乙）"
NOTE: Final = (
    "\n（责任编辑：作者丙）\n样例网版权与免责声明：凡本网注明来源为样例网的作品，版权均属样例网，未经本网授权不得转载、摘编或以其它方式使用。"
    "凡本网注明来源非样例网的作品，均转载自其它媒体，转载目的在于传递更多信息，并不代表本网赞同其观点。"
)
LEAST_CHARACTERS: Final = 200  # of a report that is edited here: of shorter ones little is left
_SENTENCE: Final = re.compile(r"[^。！？\n]*[。！？\n]*")

Edit = Callable[[str, random.Random], str]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, with what ends each."""
    return [one for one in _SENTENCE.findall(text) if one]


def another_masthead(text: str, source: random.Random) -> str:
    """Return it with the opening of another paper and the standing note of a site."""
    return MASTHEAD + text + NOTE


def paragraph_removed(text: str, source: random.Random) -> str:
    """Return it without one paragraph; without a fifth of its sentences in a row where it has but one."""
    parts = text.split("\n") if "\n" in text else sentences(text)
    gone = 1 if "\n" in text else max(1, len(parts) // 5)
    start = source.randrange(len(parts) - gone + 1)
    return ("\n" if "\n" in text else "").join([*parts[:start], *parts[start + gone :]])


def traditional(text: str, source: random.Random) -> str:
    """Return it in traditional characters."""
    return str(_converter().convert(text))


def typos(share: float) -> Edit:
    """Return an edit that replaces this share of the characters, each by itself."""

    def edit(text: str, source: random.Random) -> str:
        written = list(text)
        for place in source.sample(range(len(written)), round(share * len(written))):
            written[place] = source.choice(text)
        return "".join(written)

    return edit


def cut_to(share: float) -> Edit:
    """Return an edit that keeps the beginning."""
    return lambda text, source: text[: round(share * len(text))]


def abridged_to(share: float) -> Edit:
    """Return an edit that keeps sentences drawn from all over, in their order, until this share is reached."""

    def edit(text: str, source: random.Random) -> str:
        parts = sentences(text)
        order = list(range(len(parts)))
        source.shuffle(order)
        kept: set[int] = set()
        while order and sum(len(parts[number]) for number in kept) < share * len(text):
            kept.add(order.pop())
        return "".join(parts[number] for number in sorted(kept))

    return edit


def in_turn(*edits: Edit) -> Edit:
    """Return an edit that makes all of these, one after another."""

    def edit(text: str, source: random.Random) -> str:
        for one in edits:
            text = one(text, source)
        return text

    return edit


@cache
def _converter() -> Any:
    return opencc.OpenCC("s2t")


EDITS: Final[Sequence[tuple[str, Edit]]] = (
    ("another headline", lambda text, source: text),
    ("another masthead and standing note", another_masthead),
    ("a paragraph removed", paragraph_removed),
    ("traditional characters", traditional),
    ("1 % of characters wrong", typos(0.01)),
    ("3 % of characters wrong", typos(0.03)),
    ("cut to the first 60 %", cut_to(0.6)),
    ("abridged to 60 %, sentences from all over", abridged_to(0.6)),
    ("abridged to 40 %", abridged_to(0.4)),
    ("masthead, note, traditional, 1 % wrong, a paragraph removed",
     in_turn(paragraph_removed, typos(0.01), traditional, another_masthead)),
    ("masthead, note, abridged to 60 %", in_turn(abridged_to(0.6), another_masthead)),
)  # fmt: skip
