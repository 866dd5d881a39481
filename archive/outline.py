"""Outline: which section headings has a body, and how does one get to them?

In: the clean HTML of a body, marked or not (marks stand within its text and leave its tags alone). Out: Sections, and
the same HTML with the id of its section in each heading. A body with a single heading has no outline and no ids.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final, NamedTuple

LEAST: Final = 2  # headings that are worth an outline
HEADING: Final = re.compile(r"<h([2-4])>(.*?)</h\1>", re.DOTALL)
TAG: Final = re.compile(r"<[^>]*>")


class Section(NamedTuple):
    """A heading: the id that leads to it, its text, and how deep it stands, from 2."""

    id: str
    text: str
    level: int


def outline_of(body_html: str) -> tuple[Section, ...]:
    """Return the headings of a body that have any text, in order; none where there are fewer than LEAST."""
    found = enumerate(HEADING.finditer(body_html), 1)
    sections = tuple(Section(_id(number), text, int(one[1])) for number, one in found if (text := _text(one[2])))
    return sections if len(sections) >= LEAST else ()


def anchored(body_html: str) -> str:
    """Return the HTML with an id in each heading that its outline names."""
    if not outline_of(body_html):
        return body_html
    parts = HEADING.split(body_html)
    # The text before a heading, its level and what it holds, by turns.
    html = [parts[0]]
    for number, (level, inner, behind) in enumerate(zip(parts[1::3], parts[2::3], parts[3::3], strict=True), 1):
        html.append(f'<h{level} id="{_id(number)}">{inner}</h{level}>{behind}')
    return "".join(html)


def _text(html: str) -> str:
    return " ".join(unescape(TAG.sub("", html)).split())


def _id(number: int) -> str:
    return f"s{number}"
