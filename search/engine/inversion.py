"""Inversion: documents become terms in order, each with its documents, counts and positions.

In: documents, one after the other. Out: batches of terms with their postings, as arrays.

A zone is inverted as one text. Each pair of neighbouring characters is one number of 64 bits, the first
character above, the second below it, and below both where the pair begins in the text: sorted, these numbers
are the pairs in the order of their terms, and within a term in the order of documents and positions. A unit
needs no positions, so its postings are the documents of the pairs that it begins, counted.

What is gathered costs about 15 bytes a character; the postings are made of slices of PAIRS_AT_ONCE pairs.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from search.engine.arrays import Integers
from search.engine.schema import COUNTED, PASSAGE_GAP
from search.proximity import PASSAGE_END

# Pairs that are sorted at once; each takes some 40 bytes meanwhile.
PAIRS_AT_ONCE: Final = 4_000_000
CODE_POINTS: Final = 0x110000
KEY_BITS: Final = 64
# Documents and strings are kept below others in the numbers that are sorted.
LOW_BITS: Final = 32
LOW: Final = (1 << LOW_BITS) - 1
UTF_32: Final = "utf-32-le"



class TermBatch(NamedTuple):
    """Some terms of a field, and their postings.

    `order` lists the terms ascending, by their place in `terms`. Those of the term at `i` are postings
    `bounds[i]` to `bounds[i + 1]`: a document and a count each. The first postings have positions, as many as
    their count, side by side; where `positions` are at their end, the terms that follow have none.
    """

    terms: list[bytes]
    order: Integers
    bounds: Integers
    documents: Integers
    counts: Integers
    positions: Integers


class Counts:
    """Strings that are counted in each document."""

    def __init__(self) -> None:
        # Gives each string that it meets the next number.
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._found = array("I")
        self._counts = array("I")
        self._documents = array("I")

    def add(self, document: int, counts: Counter[str]) -> None:
        """Take up the strings of a document."""
        self._found.extend(map(self._numbers.__getitem__, counts))
        self._counts.extend(counts.values())
        self._documents.extend([document] * len(counts))

    def batch(self, prefix: str = "") -> TermBatch:
        """Return every string, with `prefix` before it, as a term."""
        terms = [(prefix + string).encode("utf-8") for string in self._numbers]
        order = np.array(sorted(range(len(terms)), key=terms.__getitem__), np.int64)
        found, counts = np.frombuffer(self._found, np.uint32), np.frombuffer(self._counts, np.uint32)
        documents = np.frombuffer(self._documents, np.uint32)
        # As they came they are in the order of documents, and stay so within a term.
        by_term = np.sort(found.astype(np.uint64) << LOW_BITS | np.arange(len(found), dtype=np.uint64))
        by_term = (by_term & LOW).astype(np.int64)
        bounds = ends_after_nothing(np.bincount(found, minlength=len(terms)))
        return TermBatch(terms, order, bounds, documents[by_term], counts[by_term], np.empty(0, np.uint32))


class ZoneTexts:
    """What the documents have in one zone."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._counted = Counts()

    def add(self, text: str, counted: Counter[str]) -> None:
        """Take up the next document."""
        self._counted.add(len(self._texts), counted)
        self._texts.append(text)

    def batches(self) -> Iterator[TermBatch]:
        """Yield the terms of the zone in order; what is counted comes first, its tab is below every letter."""
        yield self._counted.batch(COUNTED)
        if any(self._texts):
            text = JoinedText.of(self._texts)
            for first, last in text.slices():
                yield text.batch(first, last)


@dataclass(frozen=True, slots=True)
class JoinedText:
    """The texts of all documents as one; each array has a place for each character.

    `ordinals` number the characters from 1 in the order of their code points, which `characters` are.
    """

    characters: Integers
    ordinals: Integers
    documents: Integers
    positions: Integers

    @classmethod
    def of(cls, texts: Sequence[str]) -> JoinedText:
        """Return these texts, one for each document."""
        codes = np.frombuffer("".join(texts).encode(UTF_32), "<u4")
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        is_known = np.zeros(CODE_POINTS, np.bool_)
        is_known[codes] = True
        characters = np.flatnonzero(is_known)
        ordinal_of = np.zeros(CODE_POINTS, np.uint16 if len(characters) < 1 << 16 else np.uint32)
        ordinal_of[characters] = np.arange(1, len(characters) + 1)
        documents = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
        return cls(characters, ordinal_of[codes], documents, _positions(codes, lengths))

    def slices(self) -> Iterator[tuple[int, int]]:
        """Yield first and last ordinal of characters that together begin PAIRS_AT_ONCE pairs, or of one."""
        begun = np.cumsum(np.bincount(self.ordinals, minlength=len(self.characters) + 1))
        first = 1
        while first <= len(self.characters):
            last = int(np.searchsorted(begun, begun[first - 1] + PAIRS_AT_ONCE, "right")) - 1
            last = max(first, last)
            yield first, last
            first = last + 1

    def batch(self, first: int, last: int) -> TermBatch:
        """Return the units of these ordinals, and the pairs that they begin."""
        pairs, at = self._sorted_pairs(first, last)
        documents, positions = self.documents[at], self.positions[at]
        of_pairs = _runs(pairs, documents)
        units = np.sort((pairs >> self._bits).astype(np.uint64) << LOW_BITS | documents.astype(np.uint64))
        of_units = _runs(units >> LOW_BITS, units.astype(np.uint32).view(np.int32))
        # A unit comes before the pairs that it begins: as if its second character were 0.
        order = np.argsort(np.concatenate((of_pairs.terms, of_units.terms << self._bits)), kind="stable")
        return TermBatch(
            terms=self._names(of_pairs.terms, 2) + self._names(of_units.terms, 1),
            order=order,
            bounds=np.concatenate((of_pairs.bounds, of_units.bounds[1:] + of_pairs.bounds[-1])),
            documents=np.concatenate((of_pairs.documents, of_units.documents)),
            counts=np.concatenate((of_pairs.counts, of_units.counts)),
            positions=positions,
        )

    @property
    def _bits(self) -> int:
        """How many bits an ordinal needs."""
        return len(self.characters).bit_length()

    def _sorted_pairs(self, first: int, last: int) -> tuple[Integers, Integers]:
        """Return the pairs whose first character is among these, in order, and where each begins."""
        end = np.searchsorted(self.characters, ord(PASSAGE_END)) + 1
        begins = (self.ordinals >= first) & (self.ordinals <= last) & (self.ordinals != end)
        at = np.flatnonzero(begins)
        place_bits = len(self.ordinals).bit_length()
        if 2 * self._bits + place_bits > KEY_BITS:  # more different characters than Unicode has letters
            raise ValueError(f"{len(self.characters)} different characters in a text of {len(self.ordinals)}")
        keys = self.ordinals[at].astype(np.uint64) << self._bits | self.ordinals[at + 1]
        keys = keys << place_bits | at.astype(np.uint64)
        keys.sort()
        return keys >> place_bits, (keys & ((1 << place_bits) - 1)).astype(np.int64)

    def _names(self, terms: Integers, length: int) -> list[bytes]:
        """Return units (length 1) or pairs (2) of ordinals as they stand in the index."""
        ordinals = [terms] if length == 1 else [terms >> self._bits, terms & ((1 << self._bits) - 1)]
        codes = self.characters[np.stack(ordinals, axis=1).astype(np.int64) - 1].astype("<u4")
        joined = codes.tobytes().decode(UTF_32)
        return [joined[at : at + length].encode("utf-8") for at in range(0, len(joined), length)]


class _Runs(NamedTuple):
    """Terms, and their postings: `bounds` has one more place than there are terms."""

    terms: Integers
    bounds: Integers
    documents: Integers
    counts: Integers


def _runs(terms: Integers, documents: Integers) -> _Runs:
    """Return the postings of sorted occurrences, each a term and a document."""
    is_term = np.ones(len(terms), np.bool_)
    is_term[1:] = terms[1:] != terms[:-1]
    is_posting = is_term.copy()
    is_posting[1:] |= documents[1:] != documents[:-1]
    postings = np.flatnonzero(is_posting)
    counts = np.diff(postings, append=len(terms))
    bounds = np.append(np.flatnonzero(is_term[postings]), len(postings))
    return _Runs(terms[is_term], bounds, documents[postings], counts)


def _positions(codes: Integers, lengths: Integers) -> Integers:
    """Return where each character stands in its document; PASSAGE_GAP lies between two passages.

    Reckoned in 32 bits: what flows over in a sum flows back in the difference.
    """
    is_end = codes == ord(PASSAGE_END)
    gaps = np.cumsum(is_end, dtype=np.uint32)
    gaps -= is_end
    gaps *= np.uint32(PASSAGE_GAP)
    gaps += np.arange(len(codes), dtype=np.uint32)
    starts = ends_after_nothing(lengths)[:-1]
    at_start = np.where(lengths > 0, gaps[np.minimum(starts, len(codes) - 1)], 0)
    gaps -= np.repeat(at_start.astype(np.uint32), lengths)
    return gaps


def ends_after_nothing(sizes: Integers) -> Integers:
    """Return 0 and the running sums of sizes."""
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
