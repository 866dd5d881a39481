"""Goals: which bars does the engine meet?

In: Results. Out: a row for each goal of the table that the engine was written for, with what was measured; a
goal that was not measured in this run has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from bench.results import Corpus, Results, geometric_mean, middle, slow

MILLI: Final = 1000.0
MEGABYTE: Final = 1e6
MANY_HITS: Final = 1_000
# The bar of the ratios to tantivy holds at these sizes.
JUDGED: Final = (2_000, 20_000, 100_000)
OURS, TANTIVY, WHOOSH = "ours", "tantivy", "whoosh"
TERM_TABLE: Final = "trm"


class Row(NamedTuple):
    """A goal, its bar, what was measured, and whether that is enough."""

    goal: str
    bar: str
    measured: str
    is_met: bool


def against_tantivy(results: Results) -> Iterator[Row]:
    """Yield how we stand beside tantivy at each size that has a bar."""
    for name, of in results.corpora.items():
        ratios = ratios_of(of)
        if not ratios or name == "real" or of.reports not in JUDGED:
            continue
        worst = max(ratios, key=lambda kind: ratios[kind])
        mean = geometric_mean(list(ratios.values()))
        said = f"{mean:.2f} ×; worst: {worst}, {ratios[worst]:.2f} ×"
        bar = "geometric mean ≤ 0.8 × tantivy's p50, no class above 2 ×"
        yield Row(
            f"question with facets, warm, {of.reports:,}", bar, said, mean <= 0.8 and ratios[worst] <= 2
        )


def ratios_of(of: Corpus) -> dict[str, float]:
    """Return our p50 as a part of tantivy's, by class."""
    if TANTIVY not in of.times:
        return {}
    return {kind: ours.p50 / of.times[TANTIVY][kind].p50 for kind, ours in of.times[OURS].items()}


def against_whoosh(results: Results) -> Iterator[Row]:
    """Yield how much faster than stock Whoosh's searcher each class with many hits is."""
    if WHOOSH not in results.stock:
        return
    ours, theirs = results.stock[OURS], results.stock[WHOOSH]
    faster = {kind: theirs[kind].p50 / one.p50 for kind, one in ours.items() if one.hits > MANY_HITS}
    if faster:
        worst = min(faster, key=lambda kind: faster[kind])
        said = f"{len(faster)} classes, least: {worst}, {faster[worst]:.0f} ×"
        yield Row(
            "against stock Whoosh's searcher",
            "each class of > 1,000 hits ≥ 100 ×",
            said,
            faster[worst] >= 100,
        )


def cold(results: Results) -> Iterator[Row]:
    """Yield how long a fresh process takes for its first question."""
    if results.first:
        slowest = max(results.first) * MILLI
        said = f"median {middle(results.first) * MILLI:.0f}, slowest class {slowest:.0f} ms"
        goal = f"first question of a fresh process, opening included, {largest(results).reports:,}"
        yield Row(goal, "≤ 400 ms", said, slowest <= 400)


def bulk(results: Results) -> Iterator[Row]:
    """Yield what building costs."""
    each = {name: built.cpu / built.documents for name, built in results.built.items()}
    if each:
        to_tantivy, to_whoosh = each[OURS] / each[TANTIVY], each[WHOOSH] / each[OURS]
        goal = f"bulk build from the same tokens, {results.built[OURS].documents:,}"
        yield Row(goal, "≤ 4 × tantivy's processor time", f"{to_tantivy:.2f} ×", to_tantivy <= 4)
        yield Row(goal, "≥ 8 × faster than Whoosh's writer", f"{to_whoosh:.0f} ×", to_whoosh >= 8)
    stock = results.stock_rebuild
    of = results.corpora.get(str(stock.corpus)) if stock else None
    if stock and of:
        # A report costs stock Haystack more the more there are: of a part of them, this is the least that it can be.
        ours, theirs = of.rebuild_seconds / of.reports, stock.cpu / stock.reports
        said = f"{theirs / ours:.0f} ×; {of.rebuild_seconds:.0f} s, {1 / ours:.0f} reports a second"
        goal = f"bulk build, all in, {of.reports:,}"
        yield Row(goal, "≥ 10 × faster than stock rebuild_index", said, theirs >= 10 * ours)


def one_by_one(results: Results) -> Iterator[Row]:
    """Yield what publishing costs."""
    done = {of.reports: of.published for of in results.corpora.values() if of.published}
    if not done:
        return
    medians = {size: middle(one.publish) * MILLI for size, one in done.items()}
    worst = max(max(one.publish) for one in done.values()) * MILLI
    spread = max(medians.values()) / min(medians.values())
    said = (
        f"p50 {', '.join(f'{one:.0f}' for one in medians.values())} ms; worst {worst:.0f} ms; {spread:.1f} ×"
    )
    goal = f"publish one report, 500 in a row at {', '.join(f'{size:,}' for size in done)}"
    is_met = max(medians.values()) <= 200 and worst <= 1000 and spread <= 2
    yield Row(goal, "p50 ≤ 200 ms, worst ≤ 1 s, within 2 ×", said, is_met)
    segments, deleted = (
        max(one.most_segments for one in done.values()),
        max(one.last_deleted for one in done.values()),
    )
    said = f"{segments} segments at the most, {deleted:.1%} deleted at last"
    yield Row("the index meanwhile", "≤ 30 segments, ≤ 10 % deleted", said, segments <= 30 and deleted <= 0.1)


def memory(results: Results) -> Iterator[Row]:
    """Yield what a worker holds."""
    if results.worker_private:
        worker, asker = results.worker_private / MEGABYTE, largest(results).private / MEGABYTE
        said = f"{worker:.0f} MB of a gunicorn worker, {asker:.0f} MB of the process asked above"
        yield Row("private memory (USS) after the whole run", "≤ 500 MB", said, max(worker, asker) <= 500)


def on_disk(results: Results) -> Iterator[Row]:
    """Yield how large the index is."""
    of = largest(results)
    if of.sizes:
        total = sum(of.sizes.values()) / of.text_bytes
        terms = of.sizes.get(TERM_TABLE, 0) / of.text_bytes
        said = f"{total:.2f} ×, of which the term table {terms:.2f} ×"
        yield Row(f"index on disk, {of.reports:,}", "≤ 3 × the UTF-8 text", said, total <= 3)


def over_http(results: Results) -> Iterator[Row]:
    """Yield what a page costs beside the engine."""
    if results.pages:
        added = {kind: (one.page - one.engine) * MILLI for kind, one in results.pages.items()}
        worst = max(added, key=lambda kind: added[kind])
        said = f"median class {middle(list(added.values())):.1f} ms, worst: {worst}, {added[worst]:.1f} ms"
        goal = f"results page over HTTP, {largest(results).reports:,}"
        yield Row(goal, "≤ 20 ms beside the engine's p50", said, added[worst] <= 20)
    if results.cutting:
        cut = middle(results.cutting) * MILLI
        said = f"p50 {cut:.1f}, p95 {slow(results.cutting) * MILLI:.1f} ms"
        yield Row("snippets of 20 hits", "≤ 3 ms", said, cut <= 3)


ROWS: Final[Sequence[Callable[[Results], Iterable[Row]]]] = (
    against_tantivy, against_whoosh, cold, bulk, one_by_one, memory, on_disk, over_http,
)  # fmt: skip


def largest(results: Results) -> Corpus:
    """Return the largest corpus."""
    return max(results.corpora.values(), key=lambda of: of.reports)


def rows(results: Results) -> list[Row]:
    """Return a row for each goal."""
    return [row for make in ROWS for row in make(results)]
