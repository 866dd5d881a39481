"""An archive to look at: the samples, and where `../shared` is present real reports, so that no page is empty.

In: the state folder that ARCHIVE_STATE_DIR names, and `--samples` for nothing else. Out: published reports there, a
batch that waits to be reviewed and a member of staff who cannot log in; what is there already stays as it is.
"""

from __future__ import annotations

import argparse
import json
import os
from itertools import islice
from pathlib import Path
from typing import Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import auth  # noqa: E402
from django.core.management import call_command  # noqa: E402

from archive.ingest.batches import run_batch  # noqa: E402
from archive.ingest.receiving import ReceivedFile, make_batch  # noqa: E402
from archive.ingest.recording import Given  # noqa: E402
from archive.models import IngestBatch  # noqa: E402
from bench.corpus import CORPUS, record_of, rows  # noqa: E402

SEEDS: Final = CORPUS.parents[1] / "seeds"
OWN_PAGES: Final = Path(settings.BASE_DIR) / "tests" / "pages" / "html"  # in our own words
SUBJECT: Final = ("党建", "党支部", "党员")
MOST_REPORTS: Final = 400
PAGES_IN_REVIEW: Final = 3
STRIDE: Final = 8  # neighbours in the folder tell the same story
STAFF: Final = "staff"


def prepare(is_real: bool) -> None:
    """Make the archive that pictures are taken of; with real reports where asked for and at hand."""
    call_command("migrate", verbosity=0)
    call_command("load_samples")
    if is_real and CORPUS.exists():
        _take_in([SEEDS, _news()])
    call_command("work", "--once")
    if not auth.get_user_model().objects.filter(is_superuser=True).exists():
        auth.get_user_model().objects.create_superuser(STAFF)
    if not IngestBatch.objects.exists():
        _leave_to_review()


def _take_in(paths: list[Path]) -> None:
    try:
        call_command("ingest", *paths, publish=True)
    except SystemExit:  # of a page that needs a person; the others are in
        return


def _news() -> Path:
    """Return a file of news reports that speak of the subject, as JSON Lines."""
    target = Path(settings.STATE_DIR) / "news.jsonl"
    about = (row for row in rows() if row["city"] and any(word in row["text"] for word in SUBJECT))
    lines = [json.dumps(record_of(row), ensure_ascii=False) for row in islice(about, MOST_REPORTS)]
    target.write_text("\n".join(lines), encoding="utf-8")
    return target


def _leave_to_review() -> None:
    pages = sorted(OWN_PAGES.glob("*.html"))[::STRIDE][:PAGES_IN_REVIEW]
    received = [ReceivedFile(page.name, page.stat().st_size, page.read_bytes) for page in pages]
    run_batch(make_batch(received, Given()), lambda: False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", action="store_true", help="nothing but the samples")
    prepare(is_real=not parser.parse_args().samples)
