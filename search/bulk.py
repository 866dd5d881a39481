"""Bulk: many reports are analysed by several processes at once.

In: the prepared fields of reports, or what was wrong with one, in order. Out: their Documents, in order; who
fails is told of and holds up no other. What the processes run knows neither Django nor the database.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, Final, NamedTuple

from search.analysis import bulk_words, normalize
from search.engine.documents import Document, cut_from, document_of

# A process takes 1.5 seconds to start and read the dictionary, a report two milliseconds.
REPORTS_TO_START_FOR: Final = 1_500
REPORTS_PER_TASK: Final = 50
# Tasks that wait or are done but not taken, for each process: some 5 MB each.
TASKS_IN_FLIGHT: Final = 4

Prepared = Mapping[str, Any]


class Failure(NamedTuple):
    """A report that could not be prepared or analysed, and the traceback that says why."""

    number: int
    reason: str


Analyse = Callable[[Prepared], Document]
Refuse = Callable[[Failure], None]


def make_document(
    prepared: Prepared, stored: Sequence[str], identifiers: Sequence[str], cache_dir: Path
) -> Document:
    """Return the document of a prepared report; `stored` and `identifiers` name fields of it."""
    cut = bulk_words(map(normalize, cut_from(prepared)), cache_dir)
    return document_of(prepared, stored, {name: str(prepared[name]) for name in identifiers}, cut)


def documents_of(
    reports: Iterable[Prepared | Failure], analyse: Analyse, refuse: Refuse, count: int
) -> Iterator[Document]:
    """Yield the document of each report and `refuse` those that fail; about `count` reports are expected."""
    in_parallel = count >= REPORTS_TO_START_FOR
    made = _in_parallel(reports, analyse) if in_parallel else map(partial(_attempt, analyse), reports)
    for document in made:
        if isinstance(document, Failure):
            refuse(document)
        else:
            yield document


def failure_of(number: int) -> Failure:
    """Return the exception that is being handled as the failure of a report."""
    return Failure(number, traceback.format_exc())


def _in_parallel(reports: Iterable[Prepared | Failure], analyse: Analyse) -> Iterator[Document | Failure]:
    """Yield what becomes of each report, in order; a bounded number of them is under way."""
    processes = os.cpu_count() or 1
    # Spawned: a forked process would hold our locks and connections.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_follow_parent)
    under_way: deque[Future[list[Document | Failure]]] = deque()
    try:
        for task in _batches(reports):
            under_way.append(pool.submit(_attempt_all, analyse, task))
            if len(under_way) > processes * TASKS_IN_FLIGHT:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _attempt_all(analyse: Analyse, reports: Sequence[Prepared | Failure]) -> list[Document | Failure]:
    return [_attempt(analyse, report) for report in reports]


def _attempt(analyse: Analyse, report: Prepared | Failure) -> Document | Failure:
    if isinstance(report, Failure):
        return report
    try:
        return analyse(report)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  (whatever it is, it concerns this report alone)
        return failure_of(int(report["django_id"]))


def _batches(reports: Iterable[Prepared | Failure]) -> Iterator[list[Prepared | Failure]]:
    rest = iter(reports)
    while batch := list(islice(rest, REPORTS_PER_TASK)):
        yield batch


def _follow_parent() -> None:
    """End when the parent does, however it ends: a pool does not notice that its parent was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from a terminal it reaches the parent as well
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
