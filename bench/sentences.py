"""Sentences to make articles of: those of the real corpus where it is present, else word pairs.

In: var/bench/news-10k.jsonl (`bench.corpus`), or jieba's dictionary. Out: a pool of sentences. What an index
costs hangs on how many different pairs of characters it meets. A million characters of real text hold some
219,000; words drawn by their frequency one by one hold twice as many. Real sentences drawn from the whole corpus
hold as many as real text does; from 20,000 of its 105,000 sentences only three quarters as many. The word pairs
are drawn from a fixed stock, whose size is chosen so that they come within 20 % as well.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from archive.text.folding import fold
from bench.corpus import CORPUS, TARGET, write
from search.analysis import segmenter

# How many different pairs the first so many folded characters of the real corpus hold.
REAL_DISTINCT_PAIRS: Final = {300_000: 98_842, 1_000_000: 218_768}
WORDS_DRAWN_FROM: Final = 12_000  # the most frequent of two characters and more
WORD_PAIRS: Final = 160_000
PAIRS_A_SENTENCE: Final = 12
POOL_SENTENCES: Final = 100_000
_SENTENCE: Final = re.compile(r"[^。！？]+[。！？]")
_HAN_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,}")


def source_of_sentences() -> str:
    """Return what sentences are made of here."""
    return "news" if TARGET.exists() or CORPUS.exists() else "word pairs"


def pool(cache_dir: Path, seed: int) -> list[str]:
    """Return the sentences, in an order that depends on the seed alone."""
    if not TARGET.exists() and CORPUS.exists():
        write(TARGET)
    sentences = list(_real_sentences()) if TARGET.exists() else list(_word_pairs(cache_dir, seed))
    random.Random(seed).shuffle(sentences)
    return sentences


def richness(texts: Iterable[str], characters: int = 1_000_000) -> float:
    """Return how many different pairs so much text holds, as a part of what as much real text holds.

    ValueError where there is less text. Characters are folded ones, from the first on; passages are not joined.
    """
    seen: set[str] = set()
    read = 0
    for text in texts:
        folded = fold(text)
        read += len(folded)
        seen.update(map("".join, pairwise(folded)))
        if read >= characters:
            return len(seen) / REAL_DISTINCT_PAIRS[characters]
    raise ValueError(f"only {read} characters, {characters} are needed")


def _real_sentences() -> Iterator[str]:
    with TARGET.open(encoding="utf-8") as lines:
        for line in lines:
            for paragraph in json.loads(line)["body"].splitlines():
                yield from _SENTENCE.findall(paragraph)


def _word_pairs(cache_dir: Path, seed: int) -> Iterator[str]:
    tokenizer = segmenter(cache_dir)
    tokenizer.initialize()
    counted = ((count, word) for word, count in tokenizer.FREQ.items() if count and _HAN_WORD.fullmatch(word))
    frequent = sorted(counted, reverse=True)[:WORDS_DRAWN_FROM]
    source = random.Random(seed)
    drawn = source.choices([word for _, word in frequent], [count for count, _ in frequent], k=2 * WORD_PAIRS)
    pairs = list(map("".join, zip(drawn[::2], drawn[1::2], strict=True)))
    for _ in range(POOL_SENTENCES):
        yield "".join(source.choices(pairs, k=PAIRS_A_SENTENCE)) + "。"
