"""Words: the unquoted text of a query becomes what is looked for in its place.

In: a piece of text without white space, a function that cuts Chinese, and one that knows what means the same.
Out: a Reading, the strings that must stand in a report and the piece as it stands.

Han is cut into words, each matched by its exact string; Latin words and numbers match whole runs; `+` and `%`
hold on to their neighbours, and a number to its measure word, so that `1+8`, `党建+` and `2017年` find what they
say. The name of a document, 《…》, is one string. `党建*引领` is a wildcard where nothing but bare strings stands
around it: 5*3 is a product, 张** a masked name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise, product
from typing import Final, Literal, NamedTuple

from archive.text.folding import fold
from archive.text.spellings import MOST_SPELLINGS, spellings, usual_spelling
from search.analysis import HAN, edges, normalize, run_parts
from search.query_tree import (
    MOST_PARTS,
    And,
    Equivalents,
    Exact,
    Gap,
    Leaf,
    Near,
    Node,
    Or,
    Preferred,
    Run,
    Signer,
    TextLeaf,
    Whole,
    Word,
)

# Characters that begin the measure of a number: 2017年, 5万, 125亿元, 19届.
MEASURES: Final = frozenset("年月日号时分秒点期版届次个位名户家条项件页章十百千万亿元岁")
# In how many ways one word is looked for, spellings and equivalents together.
MOST_ALIKE: Final = 16
# How many characters may stand where `*` is.
WILDCARD_MOST: Final = 10

Cutter = Callable[[str], Sequence[str]]
Lookup = Callable[[str], Sequence[str]]


def no_equivalents(folded: str) -> Sequence[str]:
    """Return no string that means the same."""
    return ()


class Expansion(NamedTuple):
    """A folded string of what was typed, and the folded strings that were looked for beside it."""

    typed: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A piece as it is looked for.

    `words` must all stand in a report; `as_typed` is the piece as it stands, None where a word says no less.
    `signer` is the piece as a signature, None where it can be none.
    """

    words: tuple[Node, ...]
    as_typed: Leaf | None
    signer: Signer | None
    expansions: tuple[Expansion, ...] = ()

    @property
    def node(self) -> Node:
        """Return all words at once, or the signature, ranked higher where they stand as typed."""
        text = self.text
        return Or((text, self.signer)) if self.signer else text

    @property
    def text(self) -> Node:
        """Return the same without the signature."""
        required = conjunction(self.words)
        return Preferred(required, self.as_typed) if self.as_typed else required


def read_piece(text: str, cut: Cutter, equivalents: Lookup) -> Reading | None:
    """Return how a piece is looked for; None where nothing in it can be."""
    folded = fold(text)
    if not folded:
        return None
    if wildcard := _wildcard(text):
        return Reading((wildcard,), None, None)
    words = [_whole_piece(folded)] if equivalents(folded) else list(_words(text, cut))
    if not words:
        return Reading((string(Exact, folded),), None, None)
    found = [_with_equivalents(word, equivalents) for word in words]
    nodes = tuple(dict.fromkeys(node for node, _ in found))
    is_one = len(nodes) == 1 and words[0].folded == folded
    can_sign = not is_one or (words[0].kind is Word and len(folded) > 1)
    return Reading(
        words=nodes,
        as_typed=None if is_one else string(Exact, folded),
        signer=Signer(folded) if can_sign else None,
        expansions=tuple(dict.fromkeys(one for _, one in found if one)),
    )


def string(kind: type[Word | Exact | Run | Whole], folded: str, others: Iterable[str] = ()) -> TextLeaf | Equivalents:
    """Return a string in every way in which the two scripts spell it, with the others that mean the same."""
    same = [kind(spelling) for spelling in spellings(folded)] if kind in (Word, Exact) else [kind(folded)]
    same += [_kind_of(spelling)(spelling) for other in others for spelling in spellings(other)]
    strings = tuple(dict.fromkeys(same))[:MOST_ALIKE]
    return Equivalents(strings) if len(strings) > 1 else strings[0]


def strings_of(node: Node) -> list[str]:
    """Return the strings that stand for a word."""
    parts = node.parts if isinstance(node, Equivalents) else (node,)
    return [part.folded for part in parts if isinstance(part, Word | Exact | Run | Whole)]


def near(parts: Sequence[str], most: int) -> Near | Equivalents:
    """Return folded strings near each other, in every way in which the two scripts spell them."""
    each = islice(product(*map(spellings, parts)), MOST_SPELLINGS)
    found = tuple(Near(spelled, most) for spelled in each)
    return Equivalents(found) if len(found) > 1 else found[0]


def conjunction(nodes: Iterable[Node]) -> Node:
    """Return all of the nodes at once, each only once; one node stands for itself."""
    distinct = tuple(dict.fromkeys(nodes))
    return distinct[0] if len(distinct) == 1 else And(distinct)


class _Word(NamedTuple):
    """A string of a piece, and the kind of leaf that it is."""

    kind: type[Word | Run | Whole | Exact]
    folded: str


def _kind_of(folded: str) -> type[Word | Run | Whole]:
    ends = edges(folded)
    if ends == [folded]:
        return Run
    return Whole if ends else Word


def _whole_piece(folded: str) -> _Word:
    return _Word(_kind_of(folded), folded)


def _with_equivalents(word: _Word, equivalents: Lookup) -> tuple[Leaf, Expansion | None]:
    others = tuple(one for one in dict.fromkeys(equivalents(word.folded)) if one and one != word.folded)
    node = string(word.kind, word.folded, others)
    looked_for = strings_of(node)
    shown = tuple(one for one in others if one in looked_for)
    return node, Expansion(word.folded, shown) if shown else None


def _wildcard(text: str) -> Gap | None:
    strings = re.split(r"[*＊]", text)
    if not 1 < len(strings) <= MOST_PARTS or not all(re.fullmatch(r"[\w+%]+", one) for one in strings):
        return None
    folded = tuple(map(fold, strings))
    is_product = any(left[-1:].isdigit() and right[:1].isdigit() for left, right in pairwise(folded))
    return Gap(folded, 0, WILDCARD_MOST) if all(folded) and not is_product else None


class _Token(NamedTuple):
    kind: Literal["word", "name", "run", "sign", "gap"]
    text: str


_NAME: Final = re.compile("《([^《》]+)》")
_SHAPES: Final = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|(?P<run>(?:(?![{HAN}])[^\W_])+(?:(?<=[0-9])[.,:\-](?=[0-9])(?:(?![{HAN}])[^\W_])+)*)"
    r"|(?P<sign>[+%]+)|(?P<gap>.)",
    re.DOTALL,
)


def _words(text: str, cut: Cutter) -> Iterator[_Word]:
    for group in _groups(_tokens(text, cut)):
        yield from _words_of(group)


def _tokens(text: str, cut: Cutter) -> Iterator[_Token]:
    """Yield the tokens of a piece; a name is left as it is typed, for it is compared as a whole."""
    for at, stretch in enumerate(_NAME.split(text)):
        if at % 2:
            yield _Token("name", stretch)
        else:
            yield from _plain_tokens(stretch, cut)


def _plain_tokens(text: str, cut: Cutter) -> Iterator[_Token]:
    for found in _SHAPES.finditer(normalize(text)):
        match found.lastgroup:
            case "han":
                yield from (_Token("word", word) for word in _cut_words(fold(found.group()), cut))
            case "run":
                yield _Token("run", found.group())
            case "sign":
                yield _Token("sign", found.group())
            case _:
                yield _Token("gap", found.group())


def _cut_words(folded: str, cut: Cutter) -> Sequence[str]:
    """Return the words of Han, cut in the spelling that dictionaries know.

    期待着 holds no 待着, which is spelled 呆着 too: where a cut goes through such a word, it was none.
    """
    usual = usual_spelling(folded)
    found = cut(usual)
    if usual == folded:
        return found
    ends = list(accumulate(map(len, found), initial=0))
    as_typed = (folded[start:end] for start, end in pairwise(ends))
    is_spelling = all(typed in spellings(word) for typed, word in zip(as_typed, found, strict=True))
    return found if is_spelling and "".join(found) == usual else cut(folded)


def _groups(tokens: Iterator[_Token]) -> list[list[_Token]]:
    """Join the tokens that hold on to each other; a gap divides."""
    groups: list[list[_Token]] = []
    previous = _Token("gap", "")
    for token in tokens:
        if token.kind != "gap":
            if _holds(previous, token):
                groups[-1].append(token)
            else:
                groups.append([token])
        previous = token
    return groups


def _holds(left: _Token, right: _Token) -> bool:
    if {"gap", "name"} & {left.kind, right.kind}:
        return False
    if "sign" in (left.kind, right.kind) or left.kind == right.kind == "run":
        return True
    is_number = left.kind == "run" and left.text[-1].isdigit()
    return is_number and right.kind == "word" and right.text[:1] in MEASURES


def _words_of(group: list[_Token]) -> Iterator[_Word]:
    """Yield what stands for a group: one string, the Latin words and numbers at its ends whole."""
    joined = fold("".join(token.text for token in group))
    if not joined:
        return
    if group[0].kind == "name":
        yield _Word(Exact, joined)
        return
    ends = edges(joined)
    apart = _apart(group)
    if ends != [joined] and len(apart) > 1:
        for part in apart:
            yield from _words_of(part)
    else:
        yield _whole_piece(joined)


def _apart(group: list[_Token]) -> list[list[_Token]]:
    """Divide a group where a dash or colon joins two numbers: texts have it as a hyphen or as a dash."""
    parts: list[list[_Token]] = [[]]
    for token in group:
        first, *rest = run_parts(token.text) if token.kind == "run" else [token.text]
        parts[-1].append(_Token(token.kind, first))
        parts += [[_Token(token.kind, text)] for text in rest]
    return parts


