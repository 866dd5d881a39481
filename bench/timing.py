"""Timing: engines in processes of their own are asked the same questions, round by round in turn.

In: names of peers, a corpus, and how many rounds. Out: for each peer and question the seconds of its first time in
a fresh process (cold) and of all later times (warm). The engines take turns within a round, so that whatever
else the machine does meets all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from bench.generated import FOLDER, ROOT
from bench.results import Compared, Timing, middle, slow
from bench.states import environment


class Process:
    """An engine in a process of its own."""

    def __init__(self, peer: str, corpus: str) -> None:
        self.peer = peer
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.asking", peer, corpus],
            env=environment(FOLDER / f"state-{corpus}"), cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.questions = self._read()

    def tell(self, *command: str | int) -> Any:
        """Give a command and return what comes back."""
        assert self._process.stdin
        self._process.stdin.write(" ".join(map(str, command)) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process of {self.peer} ended with {self._process.wait()}")
        return json.loads(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


@dataclass
class Times:
    """Seconds by class of question; and those that building query objects took, which count for nothing."""

    cold: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    warm: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    prepared: list[float] = field(default_factory=list)

    def add(self, answers: Iterable[tuple[int, float, float]], kinds: Sequence[str], is_cold: bool) -> None:
        """Take in one round."""
        times = self.cold if is_cold else self.warm
        for number, seconds, building in answers:
            times[kinds[number]].append(seconds)
            self.prepared.append(building)


def measure(processes: Sequence[Process], kinds: Sequence[str], rounds: int, each: int) -> dict[str, Times]:
    """Return the times of each peer: a first round, and as many more, the peers in turn within each."""
    times = {process.peer: Times() for process in processes}
    for number in range(rounds + 1):
        for process in processes:
            times[process.peer].add(process.tell("round", number, each), kinds, is_cold=number == 0)
    return times


def first_answers(peer: str, corpus: str, numbers: Iterable[int]) -> list[float]:
    """Return the seconds to open the engine and answer one question, for each in a fresh process."""
    found = []
    for number in numbers:
        with Process(peer, corpus) as process:
            found.append(float(process.tell("first", number)))
    return found


@contextmanager
def processes(peers: Sequence[str], corpus: str) -> Iterator[list[Process]]:
    """Start a process for each peer, and end them all."""
    started = [Process(peer, corpus) for peer in peers]
    try:
        yield started
    finally:
        for process in started:
            process.__exit__(None, None, None)


def compare(left: Sequence[Any], right: Sequence[Any], kinds: Sequence[str]) -> Compared:
    """Compare what two engines say to the same questions: the totals, and the counts of all facets."""
    differing = Counter(kinds[ours[0]] for ours, theirs in zip(left, right, strict=True) if ours != theirs)
    return Compared(len(left), dict(differing))


def summed_up(times: Times, hits: Mapping[str, float]) -> dict[str, Timing]:
    """Return the figures of each class, in the order of `hits`."""
    return {
        kind: Timing(middle(times.cold[kind]), middle(times.warm[kind]), slow(times.warm[kind]), hits[kind])
        for kind in hits
    }
