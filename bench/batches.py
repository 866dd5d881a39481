"""Ten thousand real reports through the batch path, killed half way: how fast, in how much memory, is it true?

In: var/bench/news-10k.jsonl, made by `bench/corpus.py` where it is absent. Out: bench/results/batches.md. Two runs,
each in a process and a state folder of its own: one left alone; one whose `work` process is killed with SIGKILL
whenever so many pages are in, and started again. Progress is read all the while, as the page of the batch reads it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import django
from django.apps import apps
from django.core.management import call_command
from django.db.models import Count
from django.utils.module_loading import import_string

from bench.corpus import TARGET, write
from bench.machine import facts

ROOT: Final = Path(__file__).resolve().parents[1]
STATES: Final = ROOT / "var" / "bench" / "batches"
REPORT: Final = ROOT / "bench" / "results" / "batches.md"
SECONDS_BETWEEN_LOOKS: Final = 0.5
PATIENCE: Final = 3_600.0  # seconds
KILLED_AT: Final = {"alone": (), "killed": (0.13, 0.5, 0.87)}  # of the pages
STRAYING: Final = 2  # percent that progress, which is one of bytes, may be off the share of the pages


@dataclass
class Seen:
    """What was seen of a run: seconds, peak memory in bytes, how often it was killed, how far it said that it was."""

    seconds: float = 0.0
    memory: int = 0
    kills: int = 0
    percents: list[int] = field(default_factory=list)
    reports: int = 0
    twice: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)


def main() -> None:
    """Make both runs and write the report; or, told so by the first, make one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=0, help="only so many reports, for a trial that writes no report")
    parser.add_argument("--run", choices=KILLED_AT, help="make this run alone, and print what was seen")
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(asdict(run(arguments.run, STATES / arguments.run))))
        return
    if not TARGET.exists():
        print(f"{write(TARGET)} records in {TARGET}")
    lines = TARGET.read_text(encoding="utf-8").splitlines(keepends=True)[: arguments.pages or None]
    seen = {name: in_a_process(name, lines) for name in KILLED_AT}
    if not arguments.pages:
        REPORT.write_text(report(len(lines), seen), encoding="utf-8")
        print(REPORT)
    if faults := [f"{name}: {fault}" for name, one in seen.items() for fault in one.faults]:
        raise SystemExit("\n".join(faults))


def in_a_process(name: str, lines: list[str]) -> Seen:
    """Return what a run saw that has a fresh archive to itself."""
    folder = STATES / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "reports.jsonl").write_text("".join(lines), encoding="utf-8")
    environment = {**os.environ, "ARCHIVE_STATE_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment["DATABASE_URL"] = f"sqlite:///{folder}/archive.sqlite3"
    command = [sys.executable, "-m", "bench.batches", "--run", name]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    seen = Seen(**json.loads(done.stdout.splitlines()[-1]))
    print(name, {**asdict(seen), "percents": len(seen.percents)})
    return seen


def run(name: str, folder: Path) -> Seen:
    """Take the reports in as one batch, by a `work` process, and return what was seen."""
    django.setup()
    call_command("migrate", verbosity=0)
    payload = (folder / "reports.jsonl").read_bytes()
    pages = payload.count(b"\n")
    batch = make(payload)
    seen, targets = Seen(), [int(share * pages) for share in KILLED_AT[name]]
    began, work = time.monotonic(), start()
    while batch.state in ("waiting", "running") and time.monotonic() - began < PATIENCE:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        seen.memory = max(seen.memory, peak_of(work.pid))
        taken_in = look(seen, batch, pages)
        if targets and taken_in >= targets[0]:
            work.send_signal(signal.SIGKILL)
            work.wait()
            seen.kills += 1
            targets.pop(0)
            work = start()
    seen.seconds = time.monotonic() - began
    work.terminate()
    work.wait()
    return add_up(seen, batch, pages)


def make(payload: bytes) -> Any:
    """Return a batch of the one file, to be published."""
    # By name, because models may be imported only once Django is set up.
    received, given = map(
        import_string, ("archive.ingest.receiving.ReceivedFile", "archive.ingest.recording.Given")
    )
    file = received("reports.jsonl", len(payload), lambda: payload)
    return import_string("archive.ingest.receiving.make_batch")([file], given(publish=True))


def look(seen: Seen, batch: Any, pages: int) -> int:
    """Note what progress says, and where it is not true; return how many pages are in."""
    batch.refresh_from_db()
    taken_in: int = batch.items.count()
    percent = import_string("archive.ingest.batch_progress.progress_of")(batch).percent
    if seen.percents and percent < seen.percents[-1]:
        seen.faults.append(f"progress went back from {seen.percents[-1]} to {percent}")
    if abs(percent - 100 * taken_in / pages) > STRAYING:
        seen.faults.append(f"progress says {percent} % at {taken_in} of {pages} pages")
    seen.percents.append(percent)
    return taken_in


def add_up(seen: Seen, batch: Any, pages: int) -> Seen:
    """Count the reports, those that came twice, and the lines that came to nothing."""
    articles = apps.get_model("archive", "Article").objects
    seen.reports = articles.count()
    shared = articles.order_by().values("text_digest").annotate(copies=Count("pk")).filter(copies__gt=1)
    seen.twice = shared.count() + batch.items.count() - pages
    seen.lost = pages - batch.items.exclude(article=None).count()
    if seen.twice or seen.lost:
        seen.faults.append(f"{seen.twice} twice, {seen.lost} lost")
    return seen


def report(pages: int, seen: dict[str, Seen]) -> str:
    """Return the report as Markdown."""
    columns = (
        "run", "pages", "seconds", "pages a second", "peak memory of `work`", "kills", "reports", "twice", "lost",
        "looks at progress",
    )  # fmt: skip
    rows = [
        (
            name, f"{pages:,}", f"{one.seconds:,.0f}", f"{pages / one.seconds:,.0f}", f"{one.memory / 1e6:,.0f} MB",
            str(one.kills), f"{one.reports:,}", str(one.twice), str(one.lost),
            f"{len(one.percents)}, {len(one.faults)} wrong",
        )
        for name, one in seen.items()
    ]  # fmt: skip
    table = [columns, tuple("---" for _ in columns), *rows]
    return "\n".join([
        "# Batches: ten thousand real reports",
        "",
        "Made by `make bench-batches`.",
        "",
        *(f"- {name}: {value}" for name, value in facts()),
        "",
        "One JSON Lines file of news reports (`bench/corpus.py`), brought as one batch that publishes, taken in by",
        "`manage.py work` in a fresh archive while search follows, from the start of `work` until the batch is done.",
        "Every half second the progress is read as the page of the batch reads it: it must never go back, and be",
        f"within {STRAYING} % of the pages that are in. `killed` is killed with SIGKILL three times and started again.",
        "",
        *("| " + " | ".join(row) + " |" for row in table),
        "",
        "Twice: texts that two reports have, and items beyond one a page. Lost: lines that came to no report.",
        "",
    ])  # fmt: skip


def start() -> subprocess.Popen[bytes]:
    """Start `work` on the archive of this process."""
    return subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, stdout=sys.stderr)


def peak_of(process: int) -> int:
    """Return the most memory that a process has had, in bytes; 0 where the system does not say."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    peaks = [int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:")]
    return peaks[0] if peaks else 0


if __name__ == "__main__":
    main()
