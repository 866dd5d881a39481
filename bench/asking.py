"""One engine in a process of its own, asked by another.

In: the name of a peer and of a corpus; then a command a line. Out: JSON a line.

    round SEED COUNT   ask the first COUNT questions of each class, each once, shuffled by the seed:
                       [[number, seconds, seconds of building query objects], …]
    open               the name of the engine, opened: an index that is not kept is built
    first NUMBER       open the engine and ask one question: seconds from before the opening
    replies COUNT      [[number, total, {facet: the ten largest counts}], …]
    memory             private bytes of this process
    snippets           [[number, hits, seconds to read their stored fields, seconds to mark and cut them], …]
                       for the first page of hits of each question (ours alone)

Everything but `first` opens the engine before the clock starts; jieba's dictionary is loaded, and trees are made,
before anything.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

from bench.corpora import CACHE_DIR
from bench.peers import Peer
from bench.question_files import read_questions
from bench.questions import Asked, asked
from search.analysis import words

SMAPS: Final = Path("/proc/self/smaps_rollup")
PRIVATE: Final = ("Private_Clean:", "Private_Dirty:")


# The names by which the table knows them, and their modules: a process loads only what it asks.
MODULES: Final = {
    "ours": "engine_peer",
    "tantivy": "tantivy_peer",
    "whoosh": "whoosh_peer",
    "haystack": "haystack_peer",
    "fts5": "fts5_peer",
}


class Asker:
    """A peer and the questions to it."""

    def __init__(self, name: str, corpus: str) -> None:
        cut = partial(words, cache_dir=CACHE_DIR)
        # Loaded now: what a process imports is no part of its first question.
        module = importlib.import_module(f"bench.peers.{MODULES[name]}")
        self._open: Callable[[], Peer] = partial(module.connect, corpus)
        self.questions: list[Asked] = [asked(one, cut) for one in read_questions(corpus)]

    @cached_property
    def peer(self) -> Peer:
        """Return the engine, opened once."""
        return self._open()

    def round(self, seed: str, count: str) -> list[tuple[int, float, float]]:
        """Ask each question once, in an order of its own."""
        numbers = self._first_of_each(int(count))
        random.Random(int(seed)).shuffle(numbers)
        return [(number, *self._time(self.questions[number])) for number in numbers]

    def open(self) -> str:
        """Open the engine and return its name."""
        return self.peer.name

    def first(self, number: str) -> float:
        """Open the engine and ask one question."""
        question = self.questions[int(number)]
        began = time.perf_counter()
        self.peer.ask(self.peer.prepare(question))
        return time.perf_counter() - began

    def replies(self, count: str) -> list[tuple[int, int, dict[str, list[int]]]]:
        """Return what the engine says, to be compared; of ties at the end of a facet any may be there."""
        found = []
        for number in self._first_of_each(int(count)):
            reply = self.peer.read(self.peer.ask(self.peer.prepare(self.questions[number])))
            facets = {name: sorted(counts.values(), reverse=True) for name, counts in reply.facets.items()}
            found.append((number, reply.total, facets))
        return found

    def snippets(self) -> list[tuple[int, int, float, float]]:
        """Return what showing the hits of each question takes."""
        ours: Any = self.peer
        return [(number, *ours.show(one)) for number, one in enumerate(self.questions)]

    def memory(self) -> int:
        """Return the bytes that this process shares with no other."""
        return private_bytes(SMAPS)

    def _time(self, question: Asked) -> tuple[float, float]:
        began = time.perf_counter()
        prepared = self.peer.prepare(question)
        ready = time.perf_counter()
        self.peer.ask(prepared)
        return time.perf_counter() - ready, ready - began

    def _first_of_each(self, count: int) -> list[int]:
        seen: dict[str, int] = {}
        numbers = []
        for number, question in enumerate(self.questions):
            seen[question.kind] = seen.get(question.kind, 0) + 1
            if seen[question.kind] <= count:
                numbers.append(number)
        return numbers


def private_bytes(rollup: Path) -> int:
    """Return the private memory that a smaps_rollup tells of: what would be free if the process ended (USS)."""
    lines = (line.split() for line in rollup.read_text(encoding="ascii").splitlines()[1:])
    return sum(int(line[1]) * 1024 for line in lines if line[0] in PRIVATE)


def serve(asker: Asker, lines: Sequence[str]) -> None:
    """Answer each command."""
    for line in lines:
        command, *arguments = line.split()
        found: Any = getattr(asker, command)(*arguments)
        print(json.dumps(found), flush=True)


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer")
    parser.add_argument("corpus")
    given = parser.parse_args()
    asker = Asker(given.peer, given.corpus)
    print(json.dumps(len(asker.questions)), flush=True)
    for line in sys.stdin:
        serve(asker, [line])


if __name__ == "__main__":
    main()
