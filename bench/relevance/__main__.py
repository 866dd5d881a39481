"""The benchmark of ranking: measures all systems, prints the tables and writes bench/results/relevance.md."""

from __future__ import annotations

import datetime as dt
import sys

from bench.machine import facts
from bench.relevance.collections import NAMES, QRELS, read_collection
from bench.relevance.measuring import measure
from bench.relevance.report import TARGET, report


def main() -> None:
    """Measure, print and write."""
    if not QRELS.exists():
        raise SystemExit(f"{QRELS} is absent")
    asked = [read_collection(name) for name in NAMES]
    found = {one.name: measure(one, lambda said: print(said, file=sys.stderr, flush=True)) for one in asked}
    text = report(facts(), dt.date.today().isoformat(), found, asked)
    print(text)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
