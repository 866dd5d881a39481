"""Markup nested beyond all sense, made shallow, so that no text of it is lost and no step walks it in vain.

In: the text of an HTML page. Out: the same text where its elements nest no deeper than MAX_DEPTH (every page that
a person made), else without the tags of those that stand deeper; where a block began or ended there, a <br> parts
the lines. libxml2 drops whatever stands some hundreds or thousands of elements deep, and each line of a page is
asked for all that it stands in. One pass over the tags, without a parser and without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

MAX_DEPTH: Final = (
    400  # elements whose end has to be written; pages of 2005 with tables in tables stay below 60
)
_TAG: Final = re.compile(r"<!--|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)[^<>]*>")
# Never nested by mistake: without content, ended by the next of its kind, or telling too much to be lost.
_FLAT: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr p option html head body a h1 h2 h3 h4 h5 "
    "h6".split()
)
# Ended by the next of their kind, and worth nothing without the list or table around them.
_PARTS: Final = frozenset("li dt dd tr td th thead tbody tfoot".split())
_RAW: Final = frozenset(("script", "style", "textarea", "title", "xmp", "noembed"))
_BREAK: Final = "<br>"
_INLINE: Final = frozenset("b big em font i small span strong sub sup u".split())


class _Tag(NamedTuple):
    start: int
    stop: int
    name: str
    is_end: bool


def flatten(html: str) -> str:
    """Return the page without the tags of elements that stand deeper than MAX_DEPTH."""
    kept: list[str] = []
    copied = 0
    for tag in _tags_too_deep(html):
        text = html[copied : tag.start]
        if text:
            kept.append(text)
        if tag.name not in _INLINE and kept[-1:] != [_BREAK]:
            kept.append(_BREAK)
        copied = tag.stop
    return "".join((*kept, html[copied:])) if copied else html


def _tags_too_deep(html: str) -> Iterator[_Tag]:
    """Yield the tags that open or close an element deeper than MAX_DEPTH."""
    depth = 0
    for tag in _tags(html):
        nests = tag.name not in _PARTS
        depth += nests and not tag.is_end
        if depth > MAX_DEPTH:
            yield tag
        depth = max(0, depth - (nests and tag.is_end))


def _tags(html: str) -> Iterator[_Tag]:
    """Yield the tags that nest, and their parts, outside of comments and scripts."""
    position = 0
    while found := _TAG.search(html, position):
        name = (found["name"] or "").lower()
        position = found.end()
        if not name:
            closed = html.find("-->", position)
            position = closed + 3 if closed >= 0 else len(html)
        elif name in _RAW and not found["end"]:
            closed = html.find(f"</{found['name']}", position)
            position = closed if closed >= 0 else position
        elif name not in _FLAT:
            yield _Tag(found.start(), found.end(), name, bool(found["end"]))
