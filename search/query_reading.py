"""Reading: conditions become nodes, as many as one question may look up.

In: a condition of `query_grammar`. Out: its node of the query tree; notes of what was left out, and what was
looked for beside what was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from archive.text.folding import fold
from search.any_of import any_of
from search.query_fields import QueryField, Reads, field_named
from search.query_grammar import All, Condition, Either, Piece, Quoted, Within, Without
from search.query_notes import (
    EMPTY_QUOTES,
    NEAR_FAR,
    NEAR_MANY,
    NEAR_ONE,
    NEAR_SHORT,
    NOTHING_IN,
    TOO_MANY,
    TURNED_ROUND,
    Notice,
)
from search.query_tree import (
    AUTHOR,
    MOST_BETWEEN,
    MOST_PARTS,
    And,
    AtLeast,
    Equivalents,
    Exact,
    Node,
    Not,
    Or,
    Preferred,
    Signer,
    Word,
    in_field,
)
from search.query_words import (
    Cutter,
    Expansion,
    Lookup,
    Reading,
    conjunction,
    near,
    read_piece,
    string,
    strings_of,
)

# What one question may look up, whatever it is that is looked up for: words, spellings, equivalents, signers.
MOST_CLAUSES: Final = 64
# Words that may be asked for near each other where one of them is a single character: those stand everywhere, and
# every further one doubles the work.
MOST_SHORT_PARTS: Final = 3
FEW_WORDS: Final = 2
BYLINE: Final = "byline"
SHOWN_CHARACTERS: Final = 20


def clauses(node: Node) -> int:
    """Return how many strings, names and values a tree looks up, those that only raise the rank among them."""
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts) | Equivalents(parts):
            return sum(map(clauses, parts))
        case Preferred(required, bonus):
            return clauses(required) + clauses(bonus)
        case Not(part):
            return clauses(part)
        case _:
            return 1


class ConditionReader:
    """Turns the conditions of one query into nodes.

    `notes` grows by what the reader should know; `also` by what was looked for beside what was typed; `unread`
    by the pieces in which nothing could be looked for, or for which there was no room.
    """

    def __init__(self, cut: Cutter, equivalents: Lookup, is_any: bool, notes: list[Notice]) -> None:
        self.cut = cut
        self.equivalents = equivalents
        self.is_any = is_any
        self.notes = notes
        self.also: list[Expansion] = []
        self.unread: set[Condition] = set()
        self._room = MOST_CLAUSES

    def node(self, asked: Condition) -> Node | None:
        """Return the node of a condition; None where nothing in it can be looked for."""
        match asked:
            case Either(parts) if self.is_any:
                return _any_of([self.node(part) for part in parts])
            case Piece() | Quoted() | All(is_written=False) if self.is_any:
                return self._enough(list(_flat(asked)))
            case _:
                return self._all_of(asked, None)

    def _all_of(self, asked: Condition, field: QueryField | None) -> Node | None:
        match asked:
            case All(parts):
                return _every([self._all_of(part, field) for part in parts])
            case Either(parts):
                return _any_of([self._all_of(part, field) for part in parts])
            case Without(part):
                unwanted = self._all_of(part, field)
                return Not(unwanted) if unwanted else None
            case Within(name, part):
                return self._all_of(part, field_named(name))
            case Piece() | Quoted():
                return self._leaf(asked, field)

    def _enough(self, asked: Sequence[Condition]) -> Node | None:
        """Return enough of the words and quotes, ranked higher where they stand as typed, and all else."""
        others = [self._all_of(one, None) for one in asked if not isinstance(one, Piece | Quoted)]
        words: list[Node] = []
        as_typed: list[Node] = []
        signers: list[Node] = []
        for one in asked:
            if isinstance(one, Quoted) and (quoted := self._leaf(one, None)):
                words.append(quoted)
            elif isinstance(one, Piece) and (reading := self._reading(one, is_signed=True)):
                is_one = len(reading.words) == 1
                words += [reading.node] if is_one else reading.words
                as_typed += [reading.as_typed] if reading.as_typed and not is_one else []
                signers += [reading.signer] if reading.signer and not is_one else []
        best, preferred = self._any_of_words(words, asked), _any_of(as_typed)
        ranked = Preferred(best, preferred) if best and preferred else best
        return _every([_any_of([ranked, *signers]), *others])

    def _any_of_words(self, words: Sequence[Node], asked: Sequence[Condition]) -> Node | None:
        """Return enough of the words; what room is left serves for pairs of characters that raise the rank."""
        if not words:
            return None
        runs = [fold(one.text) for one in asked if isinstance(one, Piece | Quoted)]
        node = any_of(words, runs, self._room)
        self._room -= clauses(node) - sum(map(clauses, dict.fromkeys(words)))
        return node

    def _leaf(self, asked: Piece | Quoted, field: QueryField | None) -> Node | None:
        if field is None:
            return self._text(asked, is_signed=True)
        match field.reads:
            case Reads.WORDS:
                node = self._text(asked, is_signed=False)
            case Reads.NAME:
                node = self._taken(asked, self._exact(asked))
            case Reads.SIGNER:
                return self._taken(asked, self._signed(asked, field))
            case Reads.YEARS | Reads.DAYS:
                return self._taken(asked, self._range(asked, field))
        return in_field(node, field.where) if node else None

    def _text(self, asked: Piece | Quoted, is_signed: bool) -> Node | None:
        if isinstance(asked, Quoted):
            return self._taken(asked, self._quoted(asked))
        reading = self._reading(asked, is_signed)
        return reading.node if reading else None

    def _reading(self, asked: Piece, is_signed: bool) -> Reading | None:
        """Return how a piece is looked for, with as many of its words as there is room for."""
        reading = read_piece(asked.text, self.cut, self.equivalents)
        if reading is None:
            self._tell_nothing_in(asked)
            return None
        signer = reading.signer if is_signed else None
        words = self._fitting(reading, int(bool(signer)))
        if len(words) < len(reading.words):
            self._tell_too_many(asked)
        if not words:
            self.unread.add(asked)
            return None
        self.also += [one for one in reading.expansions if any(one.typed in strings_of(word) for word in words)]
        return replace(reading, words=words, signer=signer)

    def _fitting(self, reading: Reading, more: int) -> tuple[Node, ...]:
        """Return the words of a reading that there is room for beside what else it looks up."""
        more += clauses(reading.as_typed) if reading.as_typed else 0
        ends = list(accumulate(map(clauses, reading.words), initial=more))
        fitting = sum(end <= self._room for end in ends[1:])
        self._room -= ends[fitting] if fitting else 0
        return reading.words[:fitting]

    def _taken(self, asked: Condition, node: Node | None) -> Node | None:
        """Return a node that there is room for."""
        if node is None:
            self.unread.add(asked)
            return None
        if clauses(node) > self._room:
            self._tell_too_many(asked)
            self.unread.add(asked)
            return None
        self._room -= clauses(node)
        return node

    def _quoted(self, asked: Quoted) -> Node | None:
        if asked.most is None:
            return self._exact(asked)
        parts = tuple(filter(None, map(fold, asked.text.split())))
        if len(parts) < FEW_WORDS:
            self._tell(NEAR_ONE, part=asked.text.strip())
            return self._exact(asked)
        has_short = any(len(part) == 1 for part in parts)
        if len(parts) > (most := MOST_SHORT_PARTS if has_short else MOST_PARTS):
            self._tell(NEAR_SHORT if has_short else NEAR_MANY, most=most, part=asked.text.strip())
            return conjunction([string(Exact, part) for part in parts])
        if asked.most > MOST_BETWEEN:
            self._tell(NEAR_FAR, most=MOST_BETWEEN)
        return near(parts, min(asked.most, MOST_BETWEEN))

    def _exact(self, asked: Piece | Quoted) -> Node | None:
        if folded := fold(asked.text):
            return string(Exact, folded)
        self._tell_nothing_in(asked)
        return None

    def _signed(self, asked: Piece | Quoted, field: QueryField) -> Node | None:
        """Return who signed in a role; a part of a name stands in the signature as printed.

        Reports say it in their text too, 通讯员 刘某: and so does a headline that was pasted with its author.
        """
        folded = fold(asked.text)
        if not folded:
            self._tell_nothing_in(asked)
            return None
        written = fold(field.name) + folded
        in_byline = Word(folded, BYLINE) if field.where == AUTHOR else Exact(written, BYLINE)
        return Or((Signer(folded, field.where), in_byline, Exact(written)))

    def _range(self, asked: Piece | Quoted, field: QueryField) -> Node | None:
        found = field.range_of(asked.text)
        if found is None:
            self._tell_nothing_in(asked)
            return None
        if found.was_turned:
            self._tell(TURNED_ROUND, part=asked.text)
        return found.range

    def _tell_nothing_in(self, asked: Piece | Quoted) -> None:
        self.unread.add(asked)
        shown = asked.text.strip()
        if shown:
            self._tell(NOTHING_IN, part=shown)
        else:
            self._tell(EMPTY_QUOTES)

    def _tell_too_many(self, asked: Condition) -> None:
        shown = asked.text if isinstance(asked, Piece | Quoted) else ""
        if not any(note.message == TOO_MANY for note in self.notes):
            self._tell(TOO_MANY, most=MOST_CLAUSES, part=shown[:SHOWN_CHARACTERS])

    def _tell(self, message: str, **values: object) -> None:
        self.notes.append(Notice(message, values))


def _flat(asked: Condition) -> Iterator[Condition]:
    """Yield the conditions of a group, and of the groups in it, between which no operator stands."""
    if isinstance(asked, All) and not asked.is_written:
        for part in asked.parts:
            yield from _flat(part)
    else:
        yield asked


def _every(nodes: Sequence[Node | None]) -> Node | None:
    found = [one for node in nodes if node for one in (node.parts if isinstance(node, And) else (node,))]
    return conjunction(found) if found else None


def _any_of(nodes: Sequence[Node | None]) -> Node | None:
    found = tuple(dict.fromkeys(node for node in nodes if node))
    return Or(found) if len(found) > 1 else next(iter(found), None)
