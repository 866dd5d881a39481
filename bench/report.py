"""The report: what was measured, beside what was asked for.

In: Results. Out: Markdown, and bench/results/engine.md with growth.svg. Run by itself it makes them again from
what the last run has kept.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from bench.generated import FOLDER, ROOT
from bench.goals import MEGABYTE, MILLI, OURS, TANTIVY, ratios_of, rows
from bench.growth import Panel, Series, drawing, fit
from bench.results import Corpus, Results, Timing, geometric_mean, middle, slow

FOLDER_OF_RESULTS: Final = ROOT / "bench" / "results"
KEPT: Final = FOLDER / "results.pickle"
PAGE: Final = 20  # hits


def published(results: Results) -> str:
    """Return the whole report."""
    parts = [head(results), goals(results), *(questions(results, name) for name in results.corpora)]
    parts += [
        stock(results),
        building(results),
        publishing(results),
        disk(results),
        shown(results),
        growth(results),
        capacity(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def publish(results: Results, is_small: bool) -> None:
    """Print the report; of a full run, write it with its drawing."""
    text = published(results)
    print(text)
    if is_small:
        return
    FOLDER_OF_RESULTS.mkdir(exist_ok=True)
    (FOLDER_OF_RESULTS / "engine.md").write_text(text, encoding="utf-8")
    (FOLDER_OF_RESULTS / "growth.svg").write_text(drawing(panels(results)), encoding="utf-8")


def head(results: Results) -> str:
    """Return what was measured, on what machine."""
    lines = [f"- {name}: {value}" for name, value in results.machine]
    rich = [
        f"{name}: {of.richness:.2f}" for name, of in results.corpora.items() if of.richness and name != "real"
    ]
    return "\n".join([
        "# The engine, measured", "",
        f"`make bench`, {results.began}, {results.seconds / 60:.0f} minutes.", "", *lines,
        f"- distinct pairs in a million characters of generated text, as a part of real text's: {', '.join(rich)}", "",
        "Times are in milliseconds. Every question asks for 20 ids, the exact total, and the ten largest counts of",
        "four facets. *Cold* is the first time in a fresh process, *warm* all later times; engines run in processes",
        "of their own and take turns. Building tantivy's query objects stands outside its clock, reading our query",
        "tree inside ours.",
    ])  # fmt: skip


def goals(results: Results) -> str:
    """Return the table of goals."""
    lines = [
        [row.goal, row.bar, row.measured, "met" if row.is_met else "**missed**"] for row in rows(results)
    ]
    return "## Goals\n\n" + table(["goal", "bar", "measured", ""], lines)


def questions(results: Results, name: str) -> str:
    """Return the table of one corpus."""
    of = results.corpora[name]
    if not of.times:
        return ""
    ratios = ratios_of(of)
    lines = [
        [kind, f"{one.hits:,.0f}", *times(one), *times(of.times[TANTIVY][kind]), f"{ratios[kind]:.2f}"]
        for kind, one in of.times[OURS].items()
    ]
    columns = ["class", "hits", "cold", "p50", "p95", "tantivy cold", "p50", "p95", "ratio"]
    mean = f"Geometric mean of the ratios of p50: **{geometric_mean(list(ratios.values())):.2f}**. "
    title = f"## Questions to {of.reports:,} {'real' if name == 'real' else 'generated'} reports"
    said = f"{mean}{agreement(of)} Building tantivy's query objects: {of.query_building * MILLI:.2f} ms."
    return f"{title}\n\n{table(columns, lines)}\n\n{said}"


def agreement(of: Corpus) -> str:
    """Return how often the two engines say the same."""
    if not of.compared:
        return ""
    count = of.compared.questions
    equal = count - sum(of.compared.differing.values())
    said = f"Total and facet counts are equal for {equal} of {count} questions."
    return said + (f" Different: {of.compared.differing}." if equal < count else "")


def times(one: Timing) -> list[str]:
    """Return the three times of a class."""
    return [f"{seconds * MILLI:.2f}" for seconds in (one.cold, one.p50, one.p95)]


def stock(results: Results) -> str:
    """Return the table of the stock peers."""
    if not results.stock:
        return ""
    peers = list(results.stock)
    lines = [[kind, *(cell(results.stock[peer][kind]) for peer in peers)] for kind in results.stock[OURS]]
    note = (
        "p50 in milliseconds and, in brackets, hits; five questions a class, asked twice. Whoosh is its own searcher "
        "over our index. Haystack is its stock Whoosh backend with jieba's analyzer, whose hits differ by nature (none "
        "for `*` and for phrases, few for single characters). FTS5 has trigrams: it reads every text for a shorter "
        "string, and ranks only what its index matches as a whole."
    )
    return f"## Stock peers\n\n{table(['class', *peers], lines)}\n\n{note}"


def cell(one: Timing) -> str:
    """Return a time with its hits."""
    return f"{one.p50 * MILLI:.2f} ({one.hits:,.0f})"


def building(results: Results) -> str:
    """Return the tables of building."""
    lines = [
        [
            name,
            f"{one.documents:,}",
            f"{one.cpu:.1f}",
            f"{one.seconds:.1f}",
            f"{one.cpu / one.documents * MILLI:.2f}",
        ]
        for name, one in results.built.items()
    ]
    parts = ["## Building"]
    if lines:
        parts.append(
            table(["from tokens", "documents", "processor s", "clock s", "processor ms each"], lines)
        )
    all_in = [
        [name, f"{of.rebuild_seconds:.1f}", f"{of.rebuild_cpu:.1f}", f"{of.reports / of.rebuild_seconds:.0f}"]
        for name, of in results.corpora.items() if of.rebuild_seconds
    ]  # fmt: skip
    parts.append(table(["`rebuild_search` of", "clock s", "processor s", "reports a second"], all_in))
    if results.stock_rebuild:
        one = results.stock_rebuild
        parts.append(
            f"Stock `rebuild_index`: {one.cpu:.0f} s of processor time, of one process, for {one.reports:,} of "
            f"{one.corpus:,} reports, {one.cpu / one.reports * MILLI:.0f} ms each; measured on {one.day} beside other "
            "work and kept since. It is given nine minutes: a report costs it more, the more there are, and its "
            "index answers with as many as it came to."
        )
    return "\n\n".join(parts)


def publishing(results: Results) -> str:
    """Return the table of publishing."""
    lines = [
        [
            f"{of.reports:,}", act, str(len(seconds)), f"{middle(seconds) * MILLI:.0f}", f"{slow(seconds) * MILLI:.0f}",
            f"{max(seconds) * MILLI:.0f}", str(of.published.most_segments), f"{of.published.most_deleted:.1%}",
            str(of.published.last_segments), f"{of.published.last_deleted:.1%}",
        ]
        for of in results.corpora.values() if of.published
        for act, seconds in (("publish", of.published.publish), ("edit", of.published.edit))
    ]  # fmt: skip
    if not lines:
        return ""
    columns = [
        "reports",
        "act",
        "times",
        "p50",
        "p95",
        "worst",
        "segments ≤",
        "deleted ≤",
        "segments at last",
        "deleted at last",
    ]
    said = "From the act to the first question that finds it; `manage.py work` beside."
    return f"## Publishing\n\n{said}\n\n{table(columns, lines)}"


def disk(results: Results) -> str:
    """Return the table of what is on disk, by kind of file."""
    lines = []
    for name, of in results.corpora.items():
        by_size = sorted(of.sizes.items(), key=lambda one: -one[1])
        kinds = ", ".join(
            f"{kind} {size / of.text_bytes:.2f}" for kind, size in by_size if size > 0.01 * of.text_bytes
        )
        total = sum(of.sizes.values())
        tantivy = f"{of.tantivy_bytes / of.text_bytes:.2f}"
        lines.append(
            [name, f"{of.text_bytes / MEGABYTE:.1f}", f"{total / of.text_bytes:.2f}", kinds, tantivy]
        )
    return "## On disk, as a part of the UTF-8 text\n\n" + table(
        ["corpus", "text MB", "ours", "of which", "tantivy"], lines
    )


def shown(results: Results) -> str:
    """Return the table of pages."""
    if not results.pages:
        return ""
    lines = [
        [
            kind,
            f"{one.engine * MILLI:.1f}",
            f"{one.page * MILLI:.1f}",
            f"{(one.page - one.engine) * MILLI:.1f}",
        ]
        for kind, one in results.pages.items()
    ]
    read = f"Reading the stored fields of 20 hits: {middle(results.reading) * MILLI:.1f} ms."
    return f"## Pages over HTTP\n\n{table(['class', 'engine p50', 'page p50', 'added'], lines)}\n\n{read}"


def panels(results: Results) -> list[Panel]:
    """Return what is drawn: costs at the generated sizes."""
    sized = [of for name, of in results.corpora.items() if name != "real"]
    kinds = [kind for kind in sized[-1].times.get(OURS, {}) if all(kind in of.times[OURS] for of in sized)]
    questions = [
        Series(kind, [(of.reports, of.times[OURS][kind].p50 * MILLI) for of in sized]) for kind in kinds
    ]
    others = {
        "rebuild, s": [(of.reports, of.rebuild_seconds) for of in sized],
        "index, MB": [(of.reports, sum(of.sizes.values()) / MEGABYTE) for of in sized],
        "memory, MB": [(of.reports, of.private / MEGABYTE) for of in sized],
        "publish, ms": [(of.reports, middle(of.published.publish) * MILLI) for of in sized if of.published],
    }
    whole = [Series(name, points) for name, points in others.items() if len(points) > 1]
    half = -(-len(questions) // 2)
    return [
        Panel("Questions, warm p50, ms", questions[:half]),
        Panel("Questions, warm p50, ms", questions[half:]),
        Panel("Building, publishing, disk, memory", whole),
    ]


def growth(results: Results) -> str:
    """Return the fits of all that is drawn."""
    if sum(name != "real" for name in results.corpora) < 2:
        return ""
    lines = []
    for series in (one for panel in panels(results) for one in panel.series):
        line, (size, _) = fit(series.points), series.points[-1]
        last = f"{series.points[-1][1]:,.1f}"
        lines.append([series.name, f"{line.exponent:.2f}", last, f"{line.at(10 * size):,.1f}"])
    columns = [
        "cost",
        "grows as size to the power of",
        "at the largest size",
        "at ten times that, by the fit",
    ]
    return f"## Growth\n\n![Growth](growth.svg)\n\n{table(columns, lines)}"


def capacity(results: Results) -> str:
    """Return what one machine holds, by the fits; what was not measured says so."""
    *asked, whole = panels(results)
    questions = [series for panel in asked for series in panel.series]
    drawn = {series.name: series for series in whole.series}
    if not questions or "index, MB" not in drawn:
        return ""
    size = int(questions[0].points[-1][0])
    now = [series.points[-1][1] for series in questions]
    then = [fit(series.points).at(10 * size) for series in questions]
    steepest = max(fit(series.points).exponent for series in questions)
    megabytes, seconds = drawn["index, MB"].points[-1][1], drawn["rebuild, s"].points[-1][1]
    memory = fit(drawn["memory, MB"].points).at(10 * size)
    text = (
        f"Two cores answer every class at {size:,} reports in {min(now):.1f} to {max(now):.1f} ms, and no class grows "
        f"faster than the size of the archive to the power of {steepest:.2f}. What grows in step with it are the "
        "arrays over all documents (a mask, a score and four facets, some 20 bytes a report and question) and the "
        f"files. Ten times as many reports would take some {megabytes / 100:.0f} GB of files, {memory / 1000:.1f} GB "
        f"of memory a worker and, by the fit, {min(then):.1f} to {max(then):.1f} ms a question, and be rebuilt in "
        f"{seconds / 6:.0f} minutes. Beyond some five million (not measured) we expect arrays over all documents to "
        "outgrow a processor's cache, and a question to take 10 ms: that is where the archive would be divided by "
        "years or places among several machines."
    )
    return f"## What one machine holds\n\n{text}"


def table(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    rule = ["---" if at == 0 else "---:" for at in range(len(columns))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, rule, *lines))


def main() -> None:
    """Make the report of the last run again."""
    publish(pickle.loads(Path(KEPT).read_bytes()), is_small=False)


if __name__ == "__main__":
    main()
