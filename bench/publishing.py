"""Publishing: how long until a published report is found, and what becomes of the index?

In: a state folder of its own (ARCHIVE_STATE_DIR) with `manage.py work` beside it, and a corpus whose later articles
are published one after another. Out: JSON, for each the seconds from the act to the first question that finds it;
for as many edits likewise; and after all how many segments and deletions there are, at the most and in the end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Iterator
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from archive import publishing  # noqa: E402
from archive.models import Article, Change, Contributor, Credit, Newspaper  # noqa: E402
from bench.corpora import CACHE_DIR  # noqa: E402
from bench.generated import ROLE, SEED, article, material  # noqa: E402
from search.backends import ArchiveSearchBackend, archive_backend  # noqa: E402
from search.query_tree import And, Field, Run  # noqa: E402
from search.questions import Question  # noqa: E402

# A report that is not found at once is asked for again so often, for so long.
SECONDS_BETWEEN_LOOKS: Final = 0.01
PATIENCE_SECONDS: Final = 60.0
SECONDS_TO_SETTLE: Final = 180.0
SECONDS_UNCHANGED: Final = 20.0  # a merge of all that was published takes some seconds
FIRST_NUMBER: Final = 10_000_001  # of the articles published: in no corpus


def draft(prepared: dict[str, Any]) -> Article:
    """Save a report as an editor does, with one signature."""
    # A small corpus has not all papers.
    number, name = prepared["newspaper_id"], prepared["newspaper_name"]
    paper, _ = Newspaper.objects.get_or_create(pk=number, defaults={"name": name})
    row = Article(
        headline=prepared["headline"], newspaper=paper, place_id=prepared["place_code"],
        byline=prepared["byline"], body_text="\n".join(prepared["paragraphs"]),
    )  # fmt: skip
    row.set_date(prepared["date_published"], prepared["date_basis"], prepared["date_published"])
    publishing.record_created(row)
    Credit.objects.create(
        article=row, contributor=Contributor.objects.earliest("pk"), role=ROLE, is_author=True, order=0
    )
    return row


def seconds_until_found(backend: ArchiveSearchBackend, row: Article, mark: str, began: float) -> float:
    """Return how long after `began` a question for a mark in the text found the report; TimeoutError if never."""
    tree = And((Run(mark), Field("id", str(row.pk))))
    while time.perf_counter() - began < PATIENCE_SECONDS:
        if backend.find(tree, Question(), 0, 1).total:
            return time.perf_counter() - began
        time.sleep(SECONDS_BETWEEN_LOOKS)
    raise TimeoutError(f"report {row.pk} was not found within {PATIENCE_SECONDS} seconds")


def shape(backend: ArchiveSearchBackend) -> tuple[int, float]:
    """Return the number of segments, and which part of all documents is deleted."""
    return backend.store.ask(
        lambda snapshot: (len(snapshot.segments), 1 - int(snapshot.live.sum()) / max(1, snapshot.documents))
    )


def acts(backend: ArchiveSearchBackend, most: int) -> Iterator[tuple[str, float]]:
    """Publish so many reports, edit half as many, and yield what each act took."""
    given = material(CACHE_DIR)
    for number in range(FIRST_NUMBER, FIRST_NUMBER + most):
        prepared = article(number, given, random.Random(f"{SEED}:{number}"))
        prepared["paragraphs"].append(f"mark{number}")
        row = draft(prepared)
        began = time.perf_counter()
        publishing.publish(row)
        yield "publish", seconds_until_found(backend, row, f"mark{number}", began)
    oldest = list(Article.objects.published().order_by("pk").values_list("pk", flat=True)[: most // 2])
    for number in oldest:
        row = Article.objects.get(pk=number)
        row.body_text += f"\nedit{number}"
        began = time.perf_counter()
        publishing.record_edit(row)
        yield "edit", seconds_until_found(backend, row, f"edit{number}", began)


def settle(backend: ArchiveSearchBackend) -> tuple[int, float]:
    """Return the shape of the index once `work` has left it as it is for a while."""
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    before, since = backend.store.state(), time.monotonic()
    while time.monotonic() < min(deadline, since + SECONDS_UNCHANGED):
        time.sleep(SECONDS_BETWEEN_LOOKS)
        if Change.objects.unapplied().exists() or backend.store.state() != before:
            before, since = backend.store.state(), time.monotonic()
    return shape(backend)


def main() -> None:
    """Publish and edit, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    backend = archive_backend()
    seconds: dict[str, list[float]] = {"publish": [], "edit": []}
    shapes = [shape(backend)]
    for act, took in acts(backend, parser.parse_args().count):
        seconds[act].append(took)
        shapes.append(shape(backend))
    shapes.append(settle(backend))
    most = {"segments": max(one[0] for one in shapes), "deleted": max(one[1] for one in shapes)}
    print(json.dumps({**seconds, "most": most, "end": {"segments": shapes[-1][0], "deleted": shapes[-1][1]}}))


if __name__ == "__main__":
    main()
