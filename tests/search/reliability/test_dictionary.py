"""A word that one process adds takes effect at once in another, which goes on running."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Final

import pytest
from django.conf import settings

from tests.search.building import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

BEGIN: Final = """
import sys, django
django.setup()
from django.test import Client
from archive.models import Term
from archive.terms import set_equivalents
"""
# Answers each line with the number of reports found.
READER: Final = BEGIN + """
client = Client(SERVER_NAME="localhost")
for line in sys.stdin:
    answer = client.get("/search.json", {"q": line.strip()}).json()
    print(answer["total"], sum(len(one["others"]) for one in answer["also"]), flush=True)
"""
WRITER: Final = BEGIN + """
set_equivalents(Term.objects.create(word="村议村事"), ["院坝会"])
"""


@pytest.fixture
def reader(other_process: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Yield a process that answers questions."""
    with subprocess.Popen(
        [sys.executable, "-c", READER], env=other_process, cwd=settings.BASE_DIR, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def reports() -> None:
    """Publish what is found by a word, by its pieces, and by what means the same."""
    for body in ("全村推行村议村事，办得好。", "村议由村办，村事村管，事由民说。", "院坝会开得热闹。"):
        published(body=body)


def ask(process: subprocess.Popen[str], typed: str) -> tuple[int, ...]:
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{typed}\n")
    process.stdin.flush()
    return tuple(map(int, process.stdout.readline().split()))


def test_a_word_takes_effect_at_once_in_a_process_that_runs(
    reports: None, other_process: dict[str, str], reader: subprocess.Popen[str]
) -> None:
    assert ask(reader, "村议村事") == (2, 0)
    subprocess.run([sys.executable, "-c", WRITER], env=other_process, cwd=settings.BASE_DIR, check=True)
    assert ask(reader, "村议村事") == (2, 1)  # the word itself and what means the same, its pieces no more
    assert ask(reader, "院坝会") == (2, 1)
