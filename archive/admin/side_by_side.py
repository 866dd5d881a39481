"""Two texts side by side: which paragraphs belong together, and which of their characters differ?

In: two texts, a paragraph a line. Out: rows of a left and a right paragraph, each as pieces; a paragraph that stands
in one text alone has nothing beside it. The work has bounds, whatever is compared: what is beyond them is marked as
different in whole, or left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

# Equal characters of both texts that difflib may look at; two reports of 3,000 characters have some 60,000.
MOST_MATCHES: Final = 1_000_000
MOST_MATCHES_AT_ONCE: Final = 200_000
LONGEST: Final = 100_000  # characters of a text; what follows is left out
MOST_PARAGRAPHS: Final = 1_000  # of a text; longer ones go side by side in order
MOST_PARAGRAPHS_MATCHED: Final = 60  # of a stretch in which none is the same; longer ones go side by side in order
LEAST_ALIKE: Final = 0.3  # of the pairs of characters of the shorter paragraph, if two belong together
LEAST_RUN: Final = 2  # characters; a shorter agreement between two differences is an accident


class Piece(NamedTuple):
    """A run of characters, and whether the other side lacks it."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Two paragraphs that belong together; one of them is empty where a side has none."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether nothing differs."""
        return not any(piece.differs for piece in (*self.left, *self.right))


@dataclass(slots=True)
class _Work:
    """What may still be spent on characters; `is_spent` once something had to be marked in whole."""

    left: int = MOST_MATCHES
    is_spent: bool = False

    def affords(self, one: str, other: str) -> bool:
        counts, others = Counter(one), Counter(other)
        matches = sum(count * others[character] for character, count in counts.items())
        if matches > min(self.left, MOST_MATCHES_AT_ONCE):
            self.is_spent = True
            return False
        self.left -= matches
        return True


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two texts; `is_coarse` where some of it is too long to be compared by characters, `is_cut` to be shown."""

    rows: tuple[Row, ...]
    is_coarse: bool
    is_cut: bool


def side_by_side(left: str, right: str) -> SideBySide:
    """Return two texts as rows in reading order."""
    work = _Work()
    lefts, rights = _paragraphs(left[:LONGEST]), _paragraphs(right[:LONGEST])
    rows = [_row(one, other, work) for one, other in _together(lefts, rights)]
    return SideBySide(tuple(rows), work.is_spent, max(len(left), len(right)) > LONGEST)


def compared(left: str, right: str) -> Row:
    """Return two lines, such as headlines, as a row."""
    return _row(left, right, _Work())


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _together(lefts: Sequence[str], rights: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs that belong together: the same ones first, then within what lies between them."""
    if max(len(lefts), len(rights)) > MOST_PARAGRAPHS:
        yield from zip_longest(lefts, rights, fillvalue="")
        return
    for tag, i, i_end, j, j_end in SequenceMatcher(None, lefts, rights, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(lefts[i:i_end], rights[j:j_end], strict=True)
        else:
            yield from _most_alike(lefts[i:i_end], rights[j:j_end])


def _most_alike(lefts: Sequence[str], rights: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield paragraphs of which none is the same, beside the one of the other side that has most in common."""
    if not lefts or not rights or max(len(lefts), len(rights)) > MOST_PARAGRAPHS_MATCHED:
        yield from zip_longest(lefts, rights, fillvalue="")
        return
    at_left, at_right = 0, 0
    for i, j in _best_pairs(lefts, rights):
        yield from ((one, "") for one in lefts[at_left:i])
        yield from (("", other) for other in rights[at_right:j])
        yield lefts[i], rights[j]
        at_left, at_right = i + 1, j + 1
    yield from ((one, "") for one in lefts[at_left:])
    yield from (("", other) for other in rights[at_right:])


def _best_pairs(lefts: Sequence[str], rights: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs, in order and none crossing another, that have most in common altogether."""
    sets, others = [_bigrams(one) for one in lefts], [_bigrams(one) for one in rights]
    best = [[0.0] * (len(rights) + 1) for _ in range(len(lefts) + 1)]
    alike = [[_alike(one, other) for other in others] for one in sets]
    for i in range(len(lefts) - 1, -1, -1):
        for j in range(len(rights) - 1, -1, -1):
            together = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= LEAST_ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(lefts) and j < len(rights) and best[i][j] > 0:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text))) or frozenset(text)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other))


def _row(left: str, right: str, work: _Work) -> Row:
    if left == right:
        return Row((Piece(left, False),), (Piece(right, False),))
    if not left or not right or not work.affords(left, right):
        return Row(_whole(left), _whole(right))
    lefts: list[Piece] = []
    rights: list[Piece] = []
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for number, (tag, i, i_end, j, j_end) in enumerate(codes):
        is_accident = i_end - i < LEAST_RUN and 0 < number < len(codes) - 1
        differs = tag != "equal" or is_accident
        _add(lefts, left[i:i_end], differs)
        _add(rights, right[j:j_end], differs)
    return Row(tuple(lefts), tuple(rights))


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, True),) if text else ()


def _add(pieces: list[Piece], text: str, differs: bool) -> None:
    """Add a run to the last piece where it is of the same kind, else as a new one."""
    if text and pieces and pieces[-1].differs == differs:
        pieces[-1] = Piece(pieces[-1].text + text, differs)
    elif text:
        pieces.append(Piece(text, differs))
