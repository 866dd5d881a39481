"""Corpora: what the benchmark is run on, each made once and kept below var/bench with a stamp.

In: a name: a number of generated articles, or `real` for the 10,000 news reports. Out: files of prepared
reports, Documents made of them, and folders that are made again only where their stamp differs.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bench import real
from bench.generated import FOLDER, GENERATOR_VERSION, SEED, articles, material, read, write
from bench.sentences import source_of_sentences
from search.bulk import Failure, documents_of, make_document
from search.engine.documents import Document

REAL: Final = "real"
CACHE_DIR: Final = FOLDER / "cache"
# So many prepared reports are in memory at once.
AT_ONCE: Final = 20_000
IDENTIFIERS: Final = ("id", "django_ct", "django_id")

Prepared = Mapping[str, Any]


def stamp(name: str, **more: Any) -> dict[str, Any]:
    """Return what a thing made from a corpus depends on."""
    return {"corpus": name, "seed": SEED, "generator": GENERATOR_VERSION, "of": source_of_sentences(), **more}


def kept(path: Path, wanted: Mapping[str, Any], make: Callable[[Path], Any]) -> Path:
    """Return the path; where it is absent or its stamp differs, it is made first."""
    mark = path.with_name(path.name + ".stamp")
    if path.exists() and mark.exists() and json.loads(mark.read_text(encoding="utf-8")) == dict(wanted):
        return path
    for old in (path, mark):
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    make(path)
    mark.write_text(json.dumps(dict(wanted)), encoding="utf-8")
    return path


def corpus(name: str) -> Path:
    """Return the file of a corpus."""
    source = real.articles if name == REAL else partial(_generated, int(name))
    return kept(FOLDER / f"generated-{name}.jsonl", stamp(name), lambda path: write(path, source()))


def _generated(count: int) -> Iterator[dict[str, Any]]:
    return articles(count, material(CACHE_DIR))


def reports(name: str) -> Iterator[dict[str, Any]]:
    """Yield the prepared reports of a corpus."""
    return read(corpus(name))


def text_bytes(prepared: Iterable[Prepared]) -> int:
    """Return how many bytes the headlines and paragraphs of these reports have in UTF-8."""
    return sum(
        len(text.encode("utf-8")) for one in prepared for text in [one["headline"], *one["paragraphs"]]
    )


def documents(prepared: Sequence[Prepared]) -> Iterator[Document]:
    """Yield the Documents of prepared reports, in order, made as the product's bulk work makes them."""
    stored = [name for name in prepared[0] if name not in IDENTIFIERS]
    analyse = partial(make_document, stored=stored, identifiers=IDENTIFIERS, cache_dir=CACHE_DIR)
    return documents_of(prepared, analyse, _refuse, len(prepared))


def _refuse(failure: Failure) -> None:
    raise ValueError(f"report {failure.number}: {failure.reason}")


def all_documents(name: str) -> Iterator[Document]:
    """Yield the Documents of a corpus."""
    rest = reports(name)
    while batch := list(islice(rest, AT_ONCE)):
        yield from documents(batch)
