"""Analysis: a text becomes terms. The only importer of jieba, and of rjieba, the same algorithm in Rust.

In: text. Out: three kinds of terms, each for what it is good at.

- *units and pairs*: the single code points of folded text and their adjacent pairs. They find every
  document that may contain a string, without a dictionary (`grams`).
- *runs*: Latin words and numbers as they stand between anything else, `12.5` and `2022-06-16` whole; and
  each with the sign before it or the sign or Han after it, `1+`, `+8`, `5万`, so that 5万 is not found in 15万.
- *words*: what jieba cuts. They divide a reader's unquoted run, with the words of the archive's dictionary
  among them (`cutter_with`), and are counted for statistics, without these (`words`): a word that staff add is
  matched and weighed by its exact string, so that nothing has to be indexed again. Token positions are ordinals:
  jieba's own analyzer gives character offsets, which no phrase query survives.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import jieba
import rjieba
from whoosh.analysis import Token, Tokenizer

from archive.text.folding import fold

jieba.setLogLevel(logging.WARNING)

HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER: Final = rf"[^\W_{HAN}]"
_RUN: Final = re.compile(rf"{_LETTER}+(?:(?<=[0-9])[.,:\-](?=[0-9]){_LETTER}+)*")
# Dashes and ratio signs join two numbers as `-` and `:` do: who types 2019-2021 finds 2019—2021.
_DASHES: Final = re.compile("[‐‑‒–—―−]")
_RATIO: Final = "∶"
# NFKC is quick where nothing is left to do; these signs alone keep it from most passages.
_WIDE_SIGNS: Final = ("，", "：", "；", "！", "？", "（", "）", "％")
_WIDE_OFFSET: Final = 0xFEE0  # from a sign of ASCII to its wide form
_RUN_JOINTS: Final = re.compile(r"[:\-]")
_RUN_PART: Final = re.compile(r"[^:\-]+")
_DROPPED: Final = r"(?:[^\w+%]|_)*"
_RUN_WITH_EDGES: Final = re.compile(
    rf"(?:(?P<before>[+%]){_DROPPED})?(?P<run>{_RUN.pattern})(?={_DROPPED}(?P<after>[+%{HAN}])?)"
)
# A passage of a report is normalized for its runs and for its words: some 200 kB.
PASSAGES_KEPT: Final = 256
# What is met again and again is looked at once: some 5 MB.
WORDS_KEPT: Final = 1 << 15
DICTIONARY_VERSION: Final = "jieba-0.42.1"
# The frequencies of all words of jieba's own dictionary together, which is the one that rjieba has;
# a tokenizer that was given further words has a larger sum.
DICTIONARY_TOTAL: Final = 60_101_967
# jieba cuts each run of these characters by itself. rjieba cuts those of _ALIKE as jieba does, joins numbers
# by the signs of _OTHERWISE where jieba parts them, and takes rarer Han for part of a run.
_ALIKE: Final = "\u4e00-\u9fd5a-zA-Z0-9%"
_OTHERWISE: Final = "+#&._\\-\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DECIMAL: Final = rf"(?<![a-zA-Z0-9{_OTHERWISE}])[0-9]++\.[0-9]++(?![a-zA-Z{_OTHERWISE}])"
_CUT_OTHERWISE: Final = re.compile(
    rf"(?<![{_ALIKE}{_OTHERWISE}])(?:{_DECIMAL}|[{_ALIKE}])*+[{_OTHERWISE}][{_ALIKE}{_OTHERWISE}]*+"
)


@lru_cache(PASSAGES_KEPT)
def normalize(text: str) -> str:
    """Return the text in NFKC and lower case with plain dashes, nothing dropped; what runs are read from."""
    for wide in _WIDE_SIGNS:
        text = text.replace(wide, chr(ord(wide) - _WIDE_OFFSET))
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text).lower()).replace(_RATIO, ":")


def grams(folded: str) -> Counter[str]:
    """Count the units and pairs of a folded text."""
    counts = Counter(folded)
    counts.update(map("".join, pairwise(folded)))
    return counts


class FoundRun(NamedTuple):
    """A run, folded, and where it stands in the text it was read from."""

    folded: str
    start: int
    end: int


def runs(text: str) -> list[str]:
    """Return the Latin words and numbers of a text, folded; `2022-06-16` also gives its three numbers."""
    return [run.folded for run in _runs_of(normalize(text))]


def run_parts(run: str) -> list[str]:
    """Return the numbers that dashes or colons join into one run, itself where none do."""
    return _RUN_PART.findall(run)


def edges(folded: str) -> list[str]:
    """Return the runs that must stand in a text for those at the ends of a folded string to be whole."""
    found = list(_RUN.finditer(folded))
    if not found:
        return []
    first = [folded[: found[0].end() + 1]] if found[0].start() == 0 else []
    last = [folded[max(0, found[-1].start() - 1) :]] if found[-1].end() == len(folded) else []
    return list(dict.fromkeys(first + last))


def find_runs(text: str) -> list[FoundRun]:
    """Return the runs of a text with their places in it, as it is written."""
    parts: list[str] = []
    origins: list[int] = []
    for start, cluster in _clusters(text):
        parts.append(normalize(cluster))
        origins.extend([start] * len(parts[-1]))
    origins.append(len(text))
    return [_in_source(run, origins) for run in _runs_of("".join(parts))]


def _in_source(run: FoundRun, origins: Sequence[int]) -> FoundRun:
    """Return a run of normalized text with its place in the source; `origins` leads back to each character."""
    last = origins[run.end - 1]
    return FoundRun(run.folded, origins[run.start], next(at for at in origins[run.end - 1 :] if at > last))


def _runs_of(normal: str) -> Iterator[FoundRun]:
    for found in _RUN_WITH_EDGES.finditer(normal):
        spans = [found.span("run")]
        if _RUN_JOINTS.search(found["run"]):
            offset = spans[0][0]
            spans += [
                (offset + part.start(), offset + part.end()) for part in _RUN_PART.finditer(found["run"])
            ]
        for span in spans:
            yield from _with_edges(found, *span)


def _with_edges(found: re.Match[str], start: int, end: int) -> Iterator[FoundRun]:
    """Yield a run or a part of it, and the same with the sign before or the character after the whole."""
    run = fold(found.string[start:end])
    yield FoundRun(run, start, end)
    if found["before"] and start == found.start("run"):
        yield FoundRun(found["before"] + run, found.start(), end)
    if found["after"] and end == found.end("run"):
        yield FoundRun(run + fold(found["after"]), start, found.end("after"))


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character with the marks that combine with it, and where it stands."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            yield start, text[start:at]
            start = at


@cache
def segmenter(cache_dir: Path) -> jieba.Tokenizer:
    """Return the tokenizer of this process; jieba's unpickled dictionary is cached below `cache_dir`."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(cache_dir)
    tokenizer.cache_file = f"{DICTIONARY_VERSION}.cache"
    return tokenizer


def words(text: str, cache_dir: Path) -> list[str]:
    """Cut a text into jieba's words, in order; what is neither letter, digit nor Han is left out."""
    return list(filter(_is_word, segmenter(cache_dir).cut(text)))


class _Frequencies:
    """The frequencies of a tokenizer's words, and before them those of further words; neither is copied.

    To copy jieba's half a million costs 20 ms and as many MB for each dictionary; `ChainMap` cuts four times as slowly.
    """

    def __init__(self, common: Mapping[str, int]) -> None:
        self._common = common
        self._own: dict[str, int] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._common or word in self._own

    def __getitem__(self, word: str) -> int:
        return self._own[word] if word in self._own else self._common[word]

    def __setitem__(self, word: str, frequency: int) -> None:
        self._own[word] = frequency

    def get(self, word: str, default: int | None = None) -> int | None:
        """Return how frequent a word is, or the default."""
        return self._own[word] if word in self._own else self._common.get(word, default)


def cutter_with(further: Iterable[str], cache_dir: Path) -> Callable[[str], list[str]]:
    """Return what cuts as `words` does, with further words that are cut whole; the dictionary is read once a process.

    88 words take 2 ms, 5,000 take 0.2 s. The shortest are added first: jieba makes a word as frequent as its parts
    together, which may be such words themselves.
    """
    common = segmenter(cache_dir)
    common.initialize()
    own = jieba.Tokenizer()
    own.FREQ, own.total, own.initialized = _Frequencies(common.FREQ), common.total, True
    for word in sorted(further, key=lambda word: (len(word), word)):
        own.add_word(word)
    return lambda text: list(filter(_is_word, own.cut(text)))


def bulk_words(texts: Iterable[str], cache_dir: Path) -> list[str]:
    """Cut normalized texts into the words that `words` gives for each, in order, several times as fast.

    rjieba cuts what it is known to cut alike, and has jieba's own dictionary only: where further words were
    added, jieba cuts everything.
    """
    tokenizer = segmenter(cache_dir)
    tokenizer.initialize()
    text = "\n".join(texts)  # which parts words in both, as any sign does
    has_own_words = tokenizer.total != DICTIONARY_TOTAL
    return list(filter(_is_word, tokenizer.cut(text) if has_own_words else _cut_by_both(text, tokenizer)))


def _cut_by_both(text: str, tokenizer: jieba.Tokenizer) -> list[str]:
    """Return what jieba cuts, each stretch cut by the faster of the two that cuts it so."""
    cut: list[str] = []
    start = 0
    for found in _CUT_OTHERWISE.finditer(text):
        cut += rjieba.cut(text[start : found.start()])
        cut += tokenizer.cut(found[0])
        start = found.end()
    return cut + rjieba.cut(text[start:])


@lru_cache(WORDS_KEPT)
def _is_word(cut: str) -> bool:
    """Tell whether what was cut is more than signs."""
    return any(map(str.isalnum, cut))


class JiebaTokenizer(Tokenizer):
    """Whoosh's way to jieba: folded words with ordinal positions."""

    def __init__(self, cache_dir: Path) -> None:
        self.cache_dir = cache_dir

    def __call__(
        self, value: str, positions: bool = False, start_pos: int = 0, mode: str = "", **kwargs: Any
    ) -> Iterator[Token]:
        """Yield a token a word; Whoosh expects one object, changed at each step."""
        token = Token(positions, mode=mode, **kwargs)
        for position, word in enumerate(words(normalize(value), self.cache_dir), start_pos):
            token.text = token.original = fold(word)
            token.boost = 1.0
            token.pos = position
            if token.text:
                yield token
