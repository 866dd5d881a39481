"""Load: how many pages a second does the site give, and how long does a reader wait, with many at once?

In: 20,000 generated reports, and the site as `deploy/gunicorn.conf.py` serves it: two workers. Out: for each kind of
page the requests a second and the times of half and of 99 of 100 readers, from wrk where it is installed, else from
threads of Python's own; written to bench/results/load.md. Each kind goes round many addresses, so that no answer is
asked twice in a row.

`python -m bench.load --seconds 2 --no-report` only looks whether it works.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from typing import Final, NamedTuple
from urllib.parse import urlencode

from bench.generated import ROOT
from bench.machine import facts
from bench.question_files import read_questions
from bench.questions import question_of
from bench.report import table
from bench.states import environment, indexed, run

CORPUS: Final = "20000"
CONNECTIONS: Final = 8
SECONDS: Final = 20
ADDRESSES: Final = 200  # of a kind, at the most
START_SECONDS: Final = 60.0
OK: Final = 200
TARGET: Final = ROOT / "bench" / "results" / "load.md"
MILLISECONDS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
SCRIPT: Final = """
local paths = {%s}
local at = %d
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
"""


class Load(NamedTuple):
    """What came of asking for one kind of page."""

    a_second: float
    median_ms: float
    p99_ms: float
    failed: int


def main() -> int:
    """Ask, and write the table; exit 1 where a request failed, or none was answered."""
    given = _arguments()
    state, _cost = indexed(CORPUS, {"for": "pages"})
    run(state, "manage.py", "migrate", "--verbosity", "0")
    run(state, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    ask = by_wrk if shutil.which("wrk") else by_threads
    loads: dict[str, Load] = {}
    with serving(state) as port:
        for kind, paths in addresses().items():
            ask(port, paths, min(given.seconds, 3))  # not counted: each worker reads what it keeps
            loads[kind] = ask(port, paths, given.seconds)
            print(kind, loads[kind])
    if given.report:
        TARGET.write_text(report(loads, given.seconds, ask.__name__), encoding="utf-8")
    return 1 if any(one.failed or not one.a_second for one in loads.values()) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--no-report", dest="report", action="store_false")
    return parser.parse_args()


def addresses() -> dict[str, list[str]]:
    """Return the addresses of each kind of page."""
    asked = [one for one in read_questions(CORPUS) if not one.without]
    some = asked[:: max(1, len(asked) // ADDRESSES)]
    provinces = (
        11,
        12,
        13,
        14,
        15,
        21,
        22,
        23,
        31,
        32,
        33,
        34,
        35,
        36,
        37,
        41,
        42,
        43,
        44,
        45,
        46,
        50,
        51,
        52,
        53,
        61,
    )
    return {
        "home": ["/"],
        "place": [f"/places/{province}0000/" for province in provinces],
        "article": [f"/articles/{number}/" for number in range(1, 20_000, 20_000 // ADDRESSES)],
        "search": [f"/search/?{urlencode(question_of(one).parameters())}" for one in some],
    }  # fmt: skip


@contextmanager
def serving(state: Path) -> Iterator[int]:
    """Serve a state folder as production does, and give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    of_it = {
        "PORT": str(port),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "WORKERS": "2",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    settings = {**environment(state), **of_it, "ARCHIVE_DEV": "0"}
    server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL)
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _await(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            if _get(http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS), "/healthz"):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def by_wrk(port: int, paths: Sequence[str], seconds: int) -> Load:
    """Ask with wrk: one thread, its connections always busy."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        script.write(SCRIPT % (", ".join(json.dumps(path) for path in paths), 0))
        script.flush()
        command = f"wrk -t1 -c{CONNECTIONS} -d{seconds}s --timeout 30s --latency -s {script.name} http://127.0.0.1:{port}"
        done = subprocess.run(command.split(), capture_output=True, text=True, check=True)
    return read_wrk(done.stdout)


def read_wrk(said: str) -> Load:
    """Return what wrk printed."""
    failed = sum(
        map(int, re.findall(r"(?:Non-2xx or 3xx responses: |connect |read |write |timeout )(\d+)", said))
    )
    (rate,) = re.findall(r"Requests/sec:\s+([\d.]+)", said)
    return Load(float(rate), _of_readers(said, 50), _of_readers(said, 99), failed)


def _of_readers(said: str, percent: int) -> float:
    value, unit = re.findall(rf"{percent}%\s+([\d.]+)(us|ms|s|m)\b", said)[0]
    return float(value) * MILLISECONDS[unit]


def by_threads(port: int, paths: Sequence[str], seconds: int) -> Load:
    """Ask with as many threads as wrk has connections."""
    until = time.monotonic() + seconds

    def ask(first: int) -> tuple[list[float], int]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        took, failed = [], 0
        for path in islice(cycle(paths), first, None):
            began = time.perf_counter()
            failed += not _get(connection, path)
            took.append((time.perf_counter() - began) * 1000)
            if time.monotonic() > until:
                return took, failed
        return took, failed

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        each = list(pool.map(ask, range(CONNECTIONS)))
    every = [one for took, _failed in each for one in took]
    parts = quantiles(every, n=100, method="inclusive")
    return Load(len(every) / seconds, parts[49], parts[98], sum(failed for _took, failed in each))


def _get(connection: http.client.HTTPConnection, path: str) -> bool:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status == OK


def report(loads: dict[str, Load], seconds: int, by: str) -> str:
    """Return the results as Markdown."""
    rows = [
        [kind, f"{one.a_second:,.0f}", f"{one.median_ms:,.0f}", f"{one.p99_ms:,.0f}", str(one.failed)]
        for kind, one in loads.items()
    ]
    on = "\n".join(f"- {name}: {value}" for name, value in facts())
    asker = "wrk" if by == by_wrk.__name__ else "threads of Python (wrk is not installed)"
    load = f"{os.getloadavg()[0]:.1f}"
    return f"""# Load, measured

`make load`: {int(CORPUS):,} generated reports, gunicorn as in `deploy/gunicorn.conf.py`, two workers of four threads,
{CONNECTIONS} connections always busy for {seconds} seconds a kind of page, from the same machine, by {asker}.
Each kind goes round up to {ADDRESSES} addresses. Nothing is cached between requests but what each worker keeps of the
index. The machine's load was {load} at the end, what else ran on it included.

{on}

{table(["page", "requests a second", "median, ms", "99 %, ms", "failed"], rows)}
"""


if __name__ == "__main__":
    sys.exit(main())
