"""Results: everything that a run of the benchmark has measured, as values. Seconds and bytes throughout."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

SLOW_SHARE: Final = 0.95


class Timing(NamedTuple):
    """Of one class of question: the median of the first time in a fresh process; median and 95th percentile of
    all later times; and the median number of hits."""

    cold: float
    p50: float
    p95: float
    hits: float


class Built(NamedTuple):
    """What writing an index took, of all threads and by the clock, for so many documents."""

    cpu: float
    seconds: float
    documents: int


class StockRebuild(NamedTuple):
    """The processor time that stock `rebuild_index` took, to how many reports of a corpus it came, and on which day.

    It is not measured in every run, and given only so much time.
    """

    cpu: float
    reports: int
    corpus: int
    day: str


class Published(NamedTuple):
    """The seconds from each act to the first question that finds it; segments and deleted part, at most and at last."""

    publish: Sequence[float]
    edit: Sequence[float]
    most_segments: int
    most_deleted: float
    last_segments: int
    last_deleted: float


class Page(NamedTuple):
    """Of one class of question: the median of a page over HTTP, and of its engine alone."""

    page: float
    engine: float


class Compared(NamedTuple):
    """How many questions two engines were asked, and how many differ in total or facets, by class."""

    questions: int
    differing: dict[str, int]


@dataclass
class Corpus:
    """What was measured on one corpus."""

    reports: int
    text_bytes: int
    richness: float
    rebuild_seconds: float = 0.0
    rebuild_cpu: float = 0.0
    sizes: dict[str, int] = field(default_factory=dict)
    tantivy_bytes: int = 0
    times: dict[str, dict[str, Timing]] = field(default_factory=dict)
    query_building: float = 0.0
    compared: Compared | None = None
    private: int = 0
    published: Published | None = None


@dataclass
class Results:
    """What a run has measured; corpora by name, in the order of their sizes."""

    machine: list[tuple[str, str]]
    began: str
    corpora: dict[str, Corpus] = field(default_factory=dict)
    stock: dict[str, dict[str, Timing]] = field(default_factory=dict)
    stock_rebuild: StockRebuild | None = None
    built: dict[str, Built] = field(default_factory=dict)
    first: list[float] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    worker_private: int = 0
    reading: list[float] = field(default_factory=list)
    cutting: list[float] = field(default_factory=list)
    seconds: float = 0.0


def middle(seconds: Sequence[float]) -> float:
    """Return the median; 0 of nothing."""
    return statistics.median(seconds) if seconds else 0.0


def slow(seconds: Sequence[float]) -> float:
    """Return the 95th percentile; 0 of nothing."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(SLOW_SHARE * len(ordered)))] if ordered else 0.0


def geometric_mean(ratios: Sequence[float]) -> float:
    """Return the geometric mean of positive numbers."""
    return statistics.geometric_mean(ratios)
