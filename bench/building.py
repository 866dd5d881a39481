"""Building: what does it cost to write an index, from the same tokens?

In: a corpus, and how many of its first reports. Out: JSON, the seconds that all threads of this process have
worked (getrusage) for our store's commit, for tantivy's writer, and for Whoosh's own writer on a sample. What each
takes is made before its clock starts: Documents; for tantivy, tokens joined by spaces.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from bench.corpora import CACHE_DIR, IDENTIFIERS, documents, reports
from bench.generated import FOLDER
from bench.peers import tantivy_peer, whoosh_peer
from search.engine.documents import Document
from search.engine.schema import build_schema
from search.engine.store import IndexStore

WHOOSH_SAMPLE: Final = 500


def measured(act: Callable[[Path], object]) -> dict[str, float]:
    """Return the processor's and the clock's seconds of an act in a new folder, which is removed again."""
    folder = Path(tempfile.mkdtemp(dir=FOLDER))
    began, used = time.monotonic(), _cpu()
    act(folder)
    cost = {"cpu": _cpu() - used, "seconds": time.monotonic() - began}
    shutil.rmtree(folder)
    return cost


def build_ours(folder: Path, made: Sequence[Document], stored: Sequence[str]) -> None:
    """Write a first generation in one commit, as a rebuild does."""
    store = IndexStore(folder / "index", build_schema(stored, IDENTIFIERS[1:], IDENTIFIERS[0], CACHE_DIR), {})
    generation = store.begin()
    store.commit(generation, made, [])
    store.switch_to(generation)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Build each, print the costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("count", type=int)
    given = parser.parse_args()
    prepared = list(islice(reports(given.corpus), given.count))
    made = list(documents(prepared))
    stored = [name for name in prepared[0] if name not in IDENTIFIERS]
    few = made[:WHOOSH_SAMPLE]
    schema = build_schema(stored, IDENTIFIERS[1:], IDENTIFIERS[0], CACHE_DIR)
    found = {"whoosh": measured(lambda folder: whoosh_peer.write(folder, schema, few))}
    found["ours"] = measured(lambda folder: build_ours(folder, made, stored))
    joined = list(map(tantivy_peer.tokens, made))
    found["tantivy"] = measured(lambda folder: tantivy_peer.write(folder, joined))
    counts = {"ours": len(made), "tantivy": len(made), "whoosh": len(few)}
    print(json.dumps({name: {**cost, "documents": counts[name]} for name, cost in found.items()}))


if __name__ == "__main__":
    main()
