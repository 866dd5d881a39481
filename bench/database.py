"""A corpus as an archive: its reports as published articles in a database of their own.

In: a corpus, and an empty, migrated database below ARCHIVE_STATE_DIR. Out: rows of papers, contributors, articles
and credits, numbered as in the corpus. Written in bulk: of these reports nobody has to be told, and the index is
built anew afterwards.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from archive.models import Article, Contributor, Credit, Newspaper, State  # noqa: E402
from bench.corpora import reports  # noqa: E402
from bench.generated import ROLE  # noqa: E402

BATCH: Final = 1_000
PUBLISHED_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)

Prepared = Mapping[str, Any]


def load(prepared: Iterable[Prepared]) -> int:
    """Write all reports into the database and return how many."""
    rest = iter(prepared)
    count = 0
    papers: set[int] = set()
    authors: set[int] = set()
    while batch := list(islice(rest, BATCH)):
        with transaction.atomic():
            _write_names(batch, papers, authors)
            Article.objects.bulk_create(map(article, batch))
            Credit.objects.bulk_create(credit for one in batch for credit in credits_of(one))
        count += len(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def article(prepared: Prepared) -> Article:
    """Return the row of a report."""
    row = Article(
        pk=prepared["django_id"],
        identifier=prepared["identifier"],
        state=State.PUBLISHED,
        headline=prepared["headline"],
        newspaper_id=prepared["newspaper_id"],
        place_id=prepared["place_code"],
        byline=prepared["byline"],
        body_text="\n".join(prepared["paragraphs"]),
        body_html="".join(f"<p>{text}</p>" for text in prepared["paragraphs"]),
        published_at=PUBLISHED_AT,
    )
    row.set_date(prepared["date_published"], prepared["date_basis"], prepared["date_published"])
    return row


def credits_of(prepared: Prepared) -> Iterator[Credit]:
    """Yield the rows of those who signed it."""
    for order, number in enumerate(prepared["author_ids"]):
        yield Credit(
            article_id=prepared["django_id"], contributor_id=number, role=ROLE, is_author=True, order=order
        )


def _write_names(batch: Iterable[Prepared], papers: set[int], authors: set[int]) -> None:
    """Write the papers and contributors that are not there yet."""
    new_papers: dict[int, str] = {}
    new_authors: dict[int, str] = {}
    for one in batch:
        if one["newspaper_id"] and one["newspaper_id"] not in papers:
            new_papers[one["newspaper_id"]] = one["newspaper_name"]
        named = zip(one["author_ids"], one["author_names"], strict=True)
        new_authors |= {number: name for number, name in named if number not in authors}
    Newspaper.objects.bulk_create(Newspaper(pk=number, name=name) for number, name in new_papers.items())
    Contributor.objects.bulk_create(Contributor(pk=number, name=name) for number, name in new_authors.items())
    papers.update(new_papers)
    authors.update(new_authors)


def main() -> None:
    """Load the corpus that is named into the database of this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    print(f"{load(reports(parser.parse_args().corpus))} articles")


if __name__ == "__main__":
    main()
