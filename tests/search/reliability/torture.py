"""Another process that ill-treats the index, for `test_crash.py`: run with a database and an index of its own.

    python -m tests.search.reliability.torture kills 50 SEED    kill -9 a writer at random moments
    python -m tests.search.reliability.torture polls 500 SEED   ask while others rebuild, merge and publish

Prints one JSON object. Children are forked from a warm parent, so that a kill costs no start of Python.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Final

import django
from django.db import connections

LONGEST_LIFE: Final = 0.4  # seconds that a writer lives at most
SHORTEST_LIFE: Final = 0.01
PATIENCE: Final = 120.0  # seconds until an index built anew must have been seen
KEPT: Final = 12  # reports that say 廊桥 and are left alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.test import Client  # noqa: E402  (models may be imported only now)

from archive import changes, publishing  # noqa: E402
from archive.models import Article, Change, State  # noqa: E402
from search import indexing  # noqa: E402
from search.backends import ReportQuerySet, archive_backend  # noqa: E402
from search.consistency import check  # noqa: E402
from search.engine import merging  # noqa: E402
from search.engine.store import UnreadableIndexError  # noqa: E402
from search.questions import Question  # noqa: E402
from tests.search.building import published  # noqa: E402


def fork(act: Callable[[], None]) -> int:
    """Return the number of a child that acts over and over until it is killed."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    with suppress(KeyboardInterrupt):
        while True:
            act()
    os._exit(0)


def kill(child: int) -> None:
    """Kill a child at once and wait for its end."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def write_something(source: random.Random) -> None:
    """Publish, edit, withdraw, publish again or delete a report; now and then rebuild or merge."""
    article = Article.objects.exclude(body_text__contains="廊桥").order_by("?").first()
    match source.randrange(8):
        case 0 if article and article.state == State.PUBLISHED:
            publishing.withdraw(article, "样例原因")
        case 1 if article and article.state == State.WITHDRAWN:
            publishing.publish(article)
        case 2 if article:
            publishing.delete(article)
        case 3 if article:
            article.body_text = f"石桥第{source.random()}版。"
            publishing.record_edit(article)
        case 4:
            indexing.rebuild()
        case 5:
            indexing.keep_up()
        case _:
            published(headline=f"样例{source.random()}", body="石桥。" * source.randint(1, 200))


def is_answer_right() -> bool:
    """Tell whether the index finds what the database holds, before anybody has mended anything."""
    held = set(Article.objects.published().values_list("pk", flat=True))
    waiting = set(Change.objects.unapplied().values_list("article_id", flat=True))
    try:
        answer = ReportQuerySet().ask(Question(size=50)).answer
    except UnreadableIndexError:
        return True  # said, not miscounted
    found = {document.id for document in answer.documents}
    return answer.total > 50 or (found <= held and held - found <= waiting)


def kill_writers(times: int, seed: int) -> dict[str, int]:
    """Kill a writer so many times; return what was seen after each and after a round of work."""
    source, seen = random.Random(seed), Counter[str]()
    for number in range(times):
        own = random.Random(seed * 1000 + number)
        child = fork(lambda own=own: write_something(own))  # type: ignore[misc]
        time.sleep(source.uniform(SHORTEST_LIFE, LONGEST_LIFE))
        kill(child)
        seen["killed"] += 1
        seen["left changes"] += Change.objects.unapplied().exists()
        seen["left an unsound index"] += not indexing._is_sound(archive_backend())
        seen["left a generation"] += len(list(archive_backend().store.root.glob("generation-*"))) > 1
        seen["answered wrong"] += not is_answer_right()
        indexing.keep_up()
        seen["clean"] += check().is_clean and not Change.objects.unapplied().exists()
    seen["reports"] = Article.objects.published().count()
    return dict(seen)


def poll(times: int, seed: int) -> dict[str, int]:
    """Ask so many times or more while three others work on the index; return what was answered.

    It goes on asking until an index built anew was seen, or says after PATIENCE seconds that none was.
    """
    own = random.Random(seed)
    acts = (lambda: void(indexing.rebuild()), lambda: published(body="石桥。" * own.randint(1, 50)), keep_up)
    children = [fork(act) for act in acts]
    seen, generations = Counter[str](), set[str | None]()
    client, end = Client(SERVER_NAME="localhost"), time.monotonic() + PATIENCE
    try:
        for number in count():
            if number >= times and (len(generations) > 1 or time.monotonic() > end):
                break
            query = ("廊桥", "%22廊桥%22", "廊&year=2022", "廊桥&sort=newest&size=10")[number % 4]
            response = client.get(f"/search.json?q={query}")
            facets = response.json().get("facets", {}).get("year", [])
            is_right = response.json().get("total") == KEPT and [one["count"] for one in facets] == [KEPT]
            seen["right" if is_right else f"wrong, status {response.status_code}"] += 1
            generations.add(archive_backend().store.generation())
    finally:
        for child in children:
            kill(child)
    indexing.keep_up()
    return {**seen, "generations": len(generations), "clean": int(check().is_clean)}


def keep_up() -> None:
    """Do a round of work, as `manage.py work` does."""
    with suppress(indexing.LockBusyError):
        indexing.keep_up()


def void(count: int) -> None:
    """Take a count and return nothing."""


def main() -> None:
    """Prepare some reports that are left alone, ill-treat the index, and print what was seen."""
    merging.FEW_SEGMENTS = 2  # type: ignore[misc]
    what, times, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with changes.held_back():
        for number in range(KEPT):
            published(headline=f"样例{number}", body="廊桥。", date="2022-03-01")
    seen = {"kills": kill_writers, "polls": poll}[what](times, seed)
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
