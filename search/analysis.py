"""Analysis: a text becomes terms. The only importer of jieba.

In: text. Out: three kinds of terms, each for what it is good at.

- *units and pairs*: the single code points of folded text and their adjacent pairs. They find every
  document that may contain a string, without a dictionary (`grams`).
- *runs*: Latin words and numbers as they stand between anything else, `12.5` and `2022-06-16` whole.
- *words*: what jieba cuts. They divide a reader's unquoted run, and are counted for statistics. Token
  positions are ordinals: jieba's own analyzer gives character offsets, which no phrase query survives.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import jieba
from whoosh.analysis import Token, Tokenizer
from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, FieldType, Schema
from whoosh.formats import Existence

from archive.text.folding import fold

jieba.setLogLevel(logging.WARNING)

HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER: Final = rf"(?:(?![{HAN}])[^\W_])"
_RUN: Final = re.compile(rf"{_LETTER}+(?:(?<=[0-9])[.,:\-](?=[0-9]){_LETTER}+)*")
# Dashes and ratio signs stand between two numbers as `-` and `:` do, there as in `archive.text.folding`.
_PLAIN_JOINTS: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"∶": ":"})
_RUN_JOINTS: Final = re.compile(r"[:\-]")
DICTIONARY_VERSION: Final = "jieba-0.42.1"


def normalize(text: str) -> str:
    """Return the text in NFKC and lower case with plain dashes, nothing dropped; what runs are read from."""
    return unicodedata.normalize("NFKC", text).lower().translate(_PLAIN_JOINTS)


def grams(folded: str) -> Counter[str]:
    """Count the units and pairs of a folded text."""
    counts = Counter(folded)
    counts.update(map("".join, pairwise(folded)))
    return counts


def runs(text: str) -> list[str]:
    """Return the Latin words and numbers of a text, folded; `2022-06-16` also gives its three numbers."""
    found: list[str] = []
    for run in _RUN.findall(normalize(text)):
        found.append(fold(run))
        parts = _RUN_JOINTS.split(run)
        if len(parts) > 1:
            found.extend(map(fold, parts))
    return [run for run in found if run]


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
    return [word for word in segmenter(cache_dir).cut(text) if any(map(str.isalnum, word))]


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


class CountedTerms(FieldType):
    """A field whose terms come already counted: analysis stays ours, and no token object is made per term."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None, scorable=False, stored=False)

    def index(self, value: Mapping[str, int], **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield term, count, weight (the count again: it is what comes back) and no further value."""
        for term, count in value.items():
            yield term.encode("utf-8"), count, float(count), b""

    def to_bytes(self, value: str | bytes) -> bytes:
        """Encode a term."""
        return value if isinstance(value, bytes) else value.encode("utf-8")


class Fields:
    """Names of the technical fields of the index."""

    TITLE_GRAMS: Final = "title_grams"
    BODY_GRAMS: Final = "body_grams"
    TITLE_RUNS: Final = "title_runs"
    BODY_RUNS: Final = "body_runs"
    NAMES: Final = "names"
    WORDS: Final = "words"
    FOLDED_TITLE: Final = "folded_title"
    FOLDED_BODY: Final = "folded_body"
    VALUES: Final = "values"


def build_schema(stored: Iterable[str], identifiers: Iterable[str], unique: str, cache_dir: Path) -> Schema:
    """Return the Whoosh schema: `unique` and `identifiers` are terms, `stored` comes back with a hit."""
    schema = Schema()
    schema.add(unique, ID(stored=True, unique=True))
    for name in identifiers:
        schema.add(name, ID(stored=True))
    for name in stored:
        schema.add(name, STORED())
    for name in (Fields.TITLE_GRAMS, Fields.BODY_GRAMS, Fields.TITLE_RUNS, Fields.BODY_RUNS, Fields.NAMES):
        schema.add(name, CountedTerms())
    schema.add(Fields.WORDS, TEXT(analyzer=JiebaTokenizer(cache_dir), phrase=False))
    for name in (Fields.FOLDED_TITLE, Fields.FOLDED_BODY, Fields.VALUES):
        schema.add(name, COLUMN(VarBytesColumn()))
    return schema
