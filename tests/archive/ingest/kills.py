"""Another process that runs batches and is killed, for `test_batch_kills.py`: with a database of its own.

    python -m tests.archive.ingest.kills moments 60 SEED    kill -9 at random moments until the batch is in
    python -m tests.archive.ingest.kills statements 2 1     kill -9 after each statement in turn, and before it

Prints one JSON object. Children are forked from a warm parent, so that a kill costs no start of Python.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any, Final

import django
from django.db import connection, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from archive.ingest.batches import run_batch  # noqa: E402  (models may be imported only now)
from archive.models import Article, BatchItem, Change, IngestBatch, Printing  # noqa: E402
from archive.text.gazetteer import load_gazetteer  # noqa: E402
from tests.archive.ingest.test_batches import batch_of, lines, never, record  # noqa: E402

SHORTEST_LIFE: Final = 0.01  # seconds
LONGEST_LIFE: Final = 0.15


def ends_by_itself(act: Callable[[], None], seconds: float | None = None) -> bool:
    """Act in a child, killed after so many seconds; tell whether it came to its end."""
    connections.close_all()
    child = os.fork()
    if not child:
        act()
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return not os.WIFSIGNALED(os.waitpid(child, 0)[1])


def is_consistent(batch: IngestBatch) -> bool:
    """Tell whether each page that has an item has its one report, and no report is without."""
    items = list(BatchItem.objects.filter(batch=batch).order_by("file__order", "order").values_list("order", "article"))
    reports = Article.objects.count()
    once = len({article for _order, article in items}) == len(items) == BatchItem.objects.filter(batch=batch).count()
    others = BatchItem.objects.exclude(batch=batch).count()
    return (
        once
        and reports == len(items) + others
        and Printing.objects.count() == reports
        and Change.objects.filter(kind="created").count() == reports
    )


def kill_at_moments(pages: int, seed: int) -> dict[str, int]:
    """Run a batch of two files, killed at random moments and begun again until it is in."""
    source, seen = random.Random(seed), Counter[str]()
    halves = (range(pages // 2), range(pages // 2, pages))
    batch = batch_of(*(("一.jsonl", lines(*map(record, half))) for half in halves), publish=True)
    longest, taken_in = LONGEST_LIFE, 0
    while batch.state in ("waiting", "running"):
        life = source.uniform(SHORTEST_LIFE, longest)
        seen["killed"] += not ends_by_itself(lambda: void(run_batch(batch, never)), life)
        before, taken_in = taken_in, BatchItem.objects.count()
        longest = longest if taken_in > before else 2 * longest  # on a busy machine a life may be too short for a page
        seen["found half done"] += 0 < taken_in < pages
        seen["inconsistent"] += not is_consistent(batch)
        batch.refresh_from_db()
    return {**seen, **_sums(batch)}


def kill_at_statements(pages: int, both: int) -> dict[str, int]:
    """Run a batch for each statement, killed after it or on `both` sides of it, and go on with it."""
    seen = Counter[str]()
    numbers = count(10_000)
    for is_after in (True, False) if both else (True,):
        for step in count():
            batch = batch_of(("一.jsonl", lines(*(record(next(numbers)) for _ in range(pages)))), publish=True)
            ended = ends_by_itself(partial(run_and_die, batch, step, is_after))
            seen["inconsistent"] += not is_consistent(batch)
            run_batch(batch, never)
            seen["not whole"] += batch.items.filter(outcome="new").count() != pages or not is_consistent(batch)
            if ended:
                break
            seen["killed"] += 1
    return dict(seen)


def run_and_die(batch: IngestBatch, step: int, is_after: bool) -> None:
    """Run the batch, and die at its statement of that number."""
    done = count()

    def die(execute: Any, *args: Any) -> Any:
        is_last = next(done) == step
        if is_last and not is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = execute(*args)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with connection.execute_wrapper(die):
        run_batch(batch, never)


def _sums(batch: IngestBatch) -> dict[str, int]:
    return {
        "reports": Article.objects.published().count(),
        "headlines": Article.objects.values("headline").distinct().count(),
        "new": batch.items.filter(outcome="new").count(),
        "items": batch.items.count(),
    }


def void(number: int) -> None:
    """Take a number and return nothing."""


def main() -> None:
    """Do as the command line says, and print what was seen."""
    what, *numbers = sys.argv[1:]
    load_gazetteer()
    acts: dict[str, Callable[..., dict[str, int]]] = {"moments": kill_at_moments, "statements": kill_at_statements}
    sys.stdout.write(json.dumps(acts[what](*map(int, numbers))))


if __name__ == "__main__":
    main()
