"""The benchmark of the engine: makes what is missing below var/bench, measures, prints and writes the tables.

    python -m bench.engine            corpora of 1,000 to 100,000 reports: bench/results/engine.md and growth.svg
    python -m bench.engine --small    2,000 reports, without stock Haystack: printed alone

Out: `bench.results`, kept in var/bench/results.pickle, from which `bench.report` makes its tables.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from bench import pages, real, report, states
from bench.corpora import REAL, corpus, reports, stamp, text_bytes
from bench.generated import FOLDER, ROOT
from bench.machine import facts
from bench.question_files import read_questions
from bench.questions import EACH
from bench.results import Built, Corpus, Page, Published, Results, StockRebuild, middle
from bench.sentences import richness
from bench.timing import compare, first_answers, measure, processes, summed_up

OURS, TANTIVY, HAYSTACK = "ours", "tantivy", "haystack"
STOCK_EACH: Final = 5
STOCK_ROUNDS: Final = 1
STOCK_VERSION: Final = "2"  # of the fields of the stock index
PUBLISHED: Final = 500
KEPT: Final = FOLDER / "results.pickle"
RICHNESS_REPORTS: Final = 2_000  # enough for a million characters


@dataclass(frozen=True)
class Plan:
    """Which corpora, and what is measured on which."""

    sizes: Sequence[int]
    stock: int
    published: Sequence[int]
    largest: int
    rounds: int
    stock_peers: Sequence[str]
    with_real: bool


FULL: Final = Plan(
    sizes=(1_000, 10_000, 20_000, 100_000),
    stock=20_000,
    published=(1_000, 10_000, 100_000),
    largest=100_000,
    rounds=5,
    stock_peers=("whoosh", HAYSTACK, "fts5"),
    with_real=True,
)
SMALL: Final = Plan(
    sizes=(2_000,),
    stock=2_000,
    published=(),
    largest=2_000,
    rounds=2,
    stock_peers=("whoosh", "fts5"),
    with_real=False,
)


class Run:
    """One run of the benchmark."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.results = Results(facts(), dt.datetime.now(dt.UTC).date().isoformat())
        self._began = time.monotonic()

    def all(self) -> Results:
        """Measure everything."""
        with ThreadPoolExecutor(1) as beside:
            rebuild = self._prepare(beside)
            if rebuild:
                self._say("waiting for the stock rebuild")
                self.results.stock_rebuild = rebuild.result()
        for name in self.results.corpora:
            self._rebuild(name)
        self._build()
        for name in self.results.corpora:
            self._ask(name)
        self._ask_stock()
        self._first()
        self._pages()
        for size in self.plan.published:
            self._publish(str(size))
        self.results.seconds = time.monotonic() - self._began
        return self.results

    def _prepare(self, beside: ThreadPoolExecutor) -> Future[StockRebuild] | None:
        """Make corpora, databases and questions; the stock index is rebuilt beside them, on the other processor."""
        stock = str(self.plan.stock)
        self._corpus(stock)
        rebuild = beside.submit(stock_rebuild, stock) if HAYSTACK in self.plan.stock_peers else None
        for name in [str(size) for size in self.plan.sizes] + [REAL] * (
            self.plan.with_real and real.is_present()
        ):
            self._corpus(name)
            subprocess_of("bench.asking", TANTIVY, name, told="open")
        self.results.corpora = dict(sorted(self.results.corpora.items(), key=lambda one: one[1].reports))
        subprocess_of("bench.asking", "fts5", stock, told="open")
        return rebuild

    def _corpus(self, name: str) -> None:
        if name in self.results.corpora:
            return
        self._say(f"corpus {name}")
        corpus(name)
        count = sum(1 for _ in reports(name))
        texts = chain.from_iterable(one["paragraphs"] for one in reports(name))
        rich = richness(texts) if count >= RICHNESS_REPORTS else 0.0
        self.results.corpora[name] = Corpus(count, text_bytes(reports(name)), rich)
        states.database(name)
        list(read_questions(name))

    def _rebuild(self, name: str) -> None:
        """Build our index as the product does, all in."""
        self._say(f"rebuild_search of {name}")
        state, of = states.database(name), self.results.corpora[name]
        cost = states.run(state, states.MANAGE, "rebuild_search")
        of.rebuild_seconds, of.rebuild_cpu = cost
        of.sizes = states.sizes(states.index_folder(state))
        of.tantivy_bytes = sum(states.sizes(FOLDER / f"tantivy-{name}").values())

    def _build(self) -> None:
        """Build from the same tokens."""
        self._say("bulk building from tokens")
        found = json.loads(subprocess_of("bench.building", str(self.plan.stock), str(self.plan.stock)))
        self.results.built = {name: Built(**cost) for name, cost in found.items()}

    def _ask(self, name: str) -> None:
        """Ask ours and tantivy everything, in turn."""
        self._say(f"questions to {name}")
        kinds, of = [one.kind for one in read_questions(name)], self.results.corpora[name]
        with processes((OURS, TANTIVY), name) as (ours, theirs):
            times = measure((ours, theirs), kinds, self.plan.rounds, EACH)
            mine, other = (process.tell("replies", EACH) for process in (ours, theirs))
            if name == str(self.plan.largest):
                shown = ours.tell("snippets")
                self.results.reading = [one[2] for one in shown if one[1] == report.PAGE]
                self.results.cutting = [one[3] for one in shown if one[1] == report.PAGE]
            of.private = ours.tell("memory")
        of.compared = compare(mine, other, kinds)
        of.times = {peer: summed_up(one, hits_of(mine, kinds)) for peer, one in times.items()}
        of.query_building = middle(times[TANTIVY].prepared)

    def _ask_stock(self) -> None:
        """Ask the stock peers a few questions, and ours the same."""
        name = str(self.plan.stock)
        self._say(f"stock peers on {name}")
        kinds = [one.kind for one in read_questions(name)]
        with processes((OURS, *self.plan.stock_peers), name) as every:
            times = measure(every, kinds, STOCK_ROUNDS, STOCK_EACH)
            hits = {process.peer: hits_of(process.tell("replies", STOCK_EACH), kinds) for process in every}
        self.results.stock = {peer: summed_up(one, hits[peer]) for peer, one in times.items()}

    def _first(self) -> None:
        """Ask a question of each class in a fresh process."""
        name = str(self.plan.largest)
        self._say("first questions of fresh processes")
        kinds = [one.kind for one in read_questions(name)]
        self.results.first = first_answers(OURS, name, [kinds.index(kind) for kind in dict.fromkeys(kinds)])

    def _pages(self) -> None:
        """Ask for pages over HTTP."""
        name = str(self.plan.largest)
        self._say("pages over HTTP")
        asked = list(read_questions(name))
        found = pages.measure(states.database(name), asked, self.plan.rounds)
        by_kind: dict[str, list[float]] = {}
        for number, seconds in found.seconds.items():
            by_kind.setdefault(asked[number].kind, []).extend(seconds)
        engine = self.results.corpora[name].times[OURS]
        self.results.pages = {kind: Page(middle(took), engine[kind].p50) for kind, took in by_kind.items()}
        self.results.worker_private = found.private

    def _publish(self, name: str) -> None:
        """Publish into a copy of a state folder, with `work` beside."""
        self._say(f"publishing at {name}")
        state = FOLDER / f"publishing-{name}"
        shutil.rmtree(state, ignore_errors=True)
        shutil.copytree(states.database(name), state)
        os.sync()  # the copy's gigabyte would be written out under the first publishes
        environment = states.environment(state)
        work = subprocess.Popen([sys.executable, states.MANAGE, "work"], env=environment, cwd=ROOT)
        try:
            found = json.loads(subprocess_of("bench.publishing", str(PUBLISHED), state=state))
        finally:
            work.terminate()
            work.wait()
            shutil.rmtree(state)
        self.results.corpora[name].published = Published(
            found["publish"], found["edit"], found["most"]["segments"], found["most"]["deleted"],
            found["end"]["segments"], found["end"]["deleted"],
        )  # fmt: skip

    def _say(self, what: str) -> None:
        print(f"{time.monotonic() - self._began:6.0f} s  {what}", file=sys.stderr, flush=True)


def stock_rebuild(name: str) -> StockRebuild:
    """Return what stock `rebuild_index` takes, measured where no index with its stamp is kept."""
    state = states.database(name)
    kept, wanted = state / "stock.json", stamp(name, fields=STOCK_VERSION)
    found = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    if found.get("stamp") != wanted:
        done = json.loads(subprocess_of("bench.peers.haystack_peer", state=state))
        day = dt.datetime.now(dt.UTC).date().isoformat()
        found = {"stamp": wanted, "rebuild": StockRebuild(done["cpu"], done["reports"], int(name), day)}
        kept.write_text(json.dumps(found), encoding="utf-8")
    return StockRebuild(*found["rebuild"])


def subprocess_of(module: str, *arguments: str, state: Path | None = None, told: str = "") -> str:
    """Run a module of the benchmark with a line of input, and return the last line that it prints."""
    environment = states.environment(state or FOLDER / "state-none")
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=environment, cwd=ROOT, check=True,
        input=told, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


def hits_of(replies: Sequence[Any], kinds: Sequence[str]) -> dict[str, float]:
    """Return the median number of hits of each class."""
    by_kind: dict[str, list[float]] = {}
    for number, total, _ in replies:
        by_kind.setdefault(kinds[number], []).append(total)
    return {kind: middle(totals) for kind, totals in by_kind.items()}


def main() -> None:
    """Run, keep the results, print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true")
    is_small = parser.parse_args().small
    results = Run(SMALL if is_small else FULL).all()
    KEPT.write_bytes(pickle.dumps(results))
    report.publish(results, is_small)


if __name__ == "__main__":
    main()
