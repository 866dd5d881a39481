"""Does a quoted string find every report that holds it, and no other? Search against brute force.

Run it on an archive with some thousands of published reports, as `bench/corpus.py` and `manage.py ingest
--publish` make one. Cuts random strings of one to twelve characters out of single passages, each with a letter,
digit or Han; looks each up between quotes as it stands, in traditional script (by phrases and by characters)
and in full width. The other side is Python's `in` over every passage, under the fold of tests/oracles.py.
Prints how many of the strings find the same reports; exits 1 where one does not. Reports that are near to others stay
drafts when they are taken in, `--publish` or not: they are in neither side, and their number is printed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

import django
import opencc

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from archive.models import Article, Resemblance  # noqa: E402
from search.backends import ArchiveSearchBackend, archive_backend  # noqa: E402
from search.dictionary import current_dictionary  # noqa: E402
from search.query_language import parse  # noqa: E402
from search.questions import Question  # noqa: E402
from tests.oracles import oracle_fold  # noqa: E402

LONGEST: Final = 12
MOST_SHOWN: Final = 10
QUOTES: Final = ('""', "“”", "「」")
TO_FULL_WIDTH: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
SCRIPT: Final = opencc.OpenCC("s2t").convert

Disguise = Callable[[str], str]
DISGUISES: Final[dict[str, Disguise]] = {
    "as it stands": str,
    "traditional, by phrases": SCRIPT,
    "traditional, by characters": lambda text: "".join(map(SCRIPT, text)),
    "full width": lambda text: text.translate(TO_FULL_WIDTH),
    "traditional, full width": lambda text: SCRIPT(text).translate(TO_FULL_WIDTH),
}


def passages_of(article: Article) -> Iterator[str]:
    """Yield what is searched of a report, read from the database by other means than the index's."""
    yield from filter(None, [article.kicker, article.headline, article.subtitle, article.column_name])
    yield from (article.editors_note or "").splitlines()
    yield from article.body_text.splitlines()
    yield from article.section_headings
    for figure in article.figures.all():
        yield from (figure.caption or "").splitlines()


def strings_of(passages: list[str], count: int, seed: int) -> list[str]:
    """Return random cuts that hold something that can be looked for."""
    chance = random.Random(seed)
    found: list[str] = []
    while len(found) < count:
        passage = chance.choice(passages)
        start = chance.randrange(len(passage))
        string = passage[start : start + chance.randint(1, LONGEST)]
        if any(map(str.isalnum, string)):
            found.append(string)
    return found


def quoted(string: str) -> str:
    """Return a string between quotes that do not stand in it; of one that holds every kind, its own are left out."""
    for signs in QUOTES:
        if not set(signs) & set(string):
            return f"{signs[0]}{string}{signs[1]}"
    return f'"{string.replace(chr(34), "")}"'


def searched(backend: ArchiveSearchBackend, typed: str) -> set[int]:
    """Return the ids of all reports that a query finds."""
    tree = parse(typed, current_dictionary().cut).tree
    return {found.id for found in backend.find(tree, Question()).documents}


def main() -> int:
    """Compare, print a line for each disguise and every difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strings", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    tell_who_is_searched()
    reports = Article.objects.published().prefetch_related("figures")
    passages = {report.pk: [text for text in passages_of(report) if text.strip()] for report in reports.iterator(500)}
    folded = {number: "\n".join(map(oracle_fold, texts)) for number, texts in passages.items()}
    strings = strings_of([text for texts in passages.values() for text in texts], asked.strings, asked.seed)
    expected = [
        {number for number, text in folded.items() if needle in text} for needle in map(oracle_fold, strings)
    ]
    wrong = sum(compare(name, disguise, strings, expected) for name, disguise in DISGUISES.items())
    return 1 if wrong else 0


def tell_who_is_searched() -> None:
    """Print how many reports are searched, and how many stay drafts until a person has compared them with others."""
    published, every = Article.objects.published().count(), Article.objects.count()
    near = Resemblance.objects.undecided().values("second").distinct().count()
    print(f"{published:,} of {every:,} reports are published; {near:,} near to another stay drafts")


def compare(name: str, disguise: Disguise, strings: list[str], expected: list[set[int]]) -> int:
    """Return how many strings find other reports than they should, and print it."""
    backend, started = archive_backend(), time.perf_counter()
    found = [searched(backend, quoted(disguise(string))) for string in strings]
    milliseconds = (time.perf_counter() - started) * 1000 / len(strings)
    pairs = zip(strings, found, expected, strict=True)
    differing = [(string, len(got), len(want)) for string, got, want in pairs if got != want]
    right = len(strings) - len(differing)
    print(f"{name:28} {right:5} of {len(strings)}   {milliseconds:6.1f} ms each", flush=True)
    for string, got, want in differing[:MOST_SHOWN]:
        print(f"    {string!r} as {quoted(disguise(string))}: found {got}, holds {want}")
    return len(differing)


if __name__ == "__main__":
    sys.exit(main())
