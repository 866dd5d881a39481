"""Ten thousand news reports as JSON Lines that `manage.py ingest` takes in.

In: ../shared/corpora/news-10k.jsonl.gz. Out: var/bench/news-10k.jsonl, or the file named on the command line,
one record a line as contract.md has them. Nothing is made up: what the corpus does not say stays out, a name
is only a newspaper where it is called one, and a date whose year was guessed goes in as that year.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
CORPUS: Final = ROOT / ".." / "shared" / "corpora" / "news-10k.jsonl.gz"
TARGET: Final = ROOT / "var" / "bench" / "news-10k.jsonl"
# A report without a title goes by how it begins.
LEAD_CHARACTERS: Final = 30
PAPER_ENDINGS: Final = ("日报", "晚报", "晨报", "时报", "青年报", "商报", "京报")


def rows() -> Iterator[dict[str, Any]]:
    """Yield the reports of the corpus as they are kept there."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def record_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report in the keys of a bulk import; what is not known is left out."""
    paper = row["source"] if row["source"].endswith(PAPER_ENDINGS) else None
    date = row["date"][:4] if row["date_src"] == "year_inferred" else row["date"]
    record = {
        "identifier": row["id"],
        "headline": row["title"].strip() or row["text"].strip()[:LEAD_CHARACTERS],
        "body": row["text"],
        "date_published": date,
        "place": f"{row['province']}{row['city']}" if row["province"] != row["city"] else row["city"],
        "newspaper": paper,
        "source_printed": row["source"],
        "authors": row["author"].split(),
        "source_url": row["url"],
    }
    return {key: value for key, value in record.items() if value}


def write(target: Path) -> int:
    """Write the records and return how many."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as lines:
        written = [lines.write(json.dumps(record_of(row), ensure_ascii=False) + "\n") for row in rows()]
    return len(written)


def main() -> None:
    """Write the file, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", type=Path, default=TARGET)
    target = parser.parse_args().target
    if not CORPUS.exists():
        raise SystemExit(f"{CORPUS} is absent")
    print(f"{write(target)} records in {target}")


if __name__ == "__main__":
    main()
