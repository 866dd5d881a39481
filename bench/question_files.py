"""The questions to a corpus, kept in a file beside it, so that every engine and every process asks the same.

In: the name of a corpus. Out: its typed questions; drawn from its first reports where no file is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from bench.corpora import CACHE_DIR, kept, reports, stamp
from bench.generated import FOLDER
from bench.questions import SAMPLED_REPORTS, TypedQuestion, questions, sample
from search.analysis import words
from search.questions import Selection

VERSION: Final = "1"  # of the classes and of how questions are drawn


def question_file(corpus: str) -> Path:
    """Return the file of the questions to a corpus."""
    wanted = stamp(corpus, questions=VERSION)
    return kept(FOLDER / f"questions-{corpus}.jsonl", wanted, partial(_write, corpus))


def read_questions(corpus: str) -> Iterator[TypedQuestion]:
    """Yield the questions to a corpus."""
    with question_file(corpus).open(encoding="utf-8") as lines:
        for line in lines:
            written = json.loads(line)
            written["selections"] = tuple(Selection(*one) for one in written["selections"])
            yield TypedQuestion(**written)


def _write(corpus: str, path: Path) -> None:
    size = sum(1 for _ in reports(corpus))
    given = sample(list(islice(reports(corpus), SAMPLED_REPORTS)), size, partial(words, cache_dir=CACHE_DIR))
    lines = (json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in questions(given))
    path.write_text("".join(lines), encoding="utf-8")
