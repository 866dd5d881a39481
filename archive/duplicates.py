"""Which reports may be the same as this text, and what is noted of it?

In: a text, or a report that has just come in. Out: the reports near to it, the nearest first, and rows of Resemblance
for a person to decide on (`archive/deciding.py`). Reports that share a band with the text are read and compared whole;
drafts, published ones, and those in the trash, which are named last. The same for all reports: `archive/all_pairs.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import connection

from archive.models import Article, Resemblance
from archive.signatures import common_phrases, read_signature
from archive.text.shingles import bands_of, compare, wording_of

# Whatever shares most bands is compared; where more do than this, they are copies of one another.
MOST_COMPARED: Final = 50
MOST_NOTED: Final = 5
# Asked of every page that comes in: to put sixteen pairs together as a queryset took a fifth of a page's time.
SHARING: Final = (
    "SELECT article_id FROM archive_textband WHERE {bands} "  # noqa: S608  numbers of our own
    f"GROUP BY article_id ORDER BY COUNT(*) DESC, article_id LIMIT {MOST_COMPARED}"
)


@dataclass(frozen=True, slots=True)
class NearReport:
    """A report, and which part of the wording of the shorter text stands in the longer, from 0 to 1."""

    article: Article
    similarity: float

    def __str__(self) -> str:
        where = "，它在回收站里" if self.article.trashed_at else ""
        return f"与 #{self.article.pk} 相近（{percent(self.similarity)} %）{where}。"


def percent(similarity: float) -> int:
    """Return a similarity in whole hundredths; only the same is 100."""
    return int(similarity * 100)


def reports_near(text: str) -> list[NearReport]:
    """Return the reports near to a text, those in the trash last, then the nearest first."""
    common = common_phrases()
    wording, minima = read_signature(text)
    if minima is None:
        return []
    candidates = _sharing_bands(bands_of(minima).tolist())
    near: dict[int, float] = {}
    for number, other in Article.objects.filter(pk__in=candidates).values_list("pk", "body_text"):
        likeness = compare(wording, wording_of(other, common))
        if likeness.is_near:
            near[number] = likeness.containment
    found = [NearReport(article, near[number]) for number, article in Article.objects.in_bulk(near).items()]
    return sorted(found, key=lambda one: (one.article.trashed_at is not None, -one.similarity, one.article.pk))


def note_resemblances(article: Article, near: Iterable[NearReport]) -> None:
    """Write a row for each of the nearest but the report itself; a pair that was noted before stays as decided."""
    others = (one for one in near if one.article != article)
    rows = [
        Resemblance(
            first_id=min(article.pk, one.article.pk),
            second_id=max(article.pk, one.article.pk),
            similarity=one.similarity,
        )
        for one in islice(others, MOST_NOTED)
    ]
    Resemblance.objects.bulk_create(rows, ignore_conflicts=True)


def _sharing_bands(values: list[int]) -> list[int]:
    """Return the numbers of the reports that share a band, those that share most first."""
    asked = SHARING.format(bands=" OR ".join(["(band = %s AND value = %s)"] * len(values)))
    with connection.cursor() as cursor:
        cursor.execute(asked, [number for pair in enumerate(values) for number in pair])
        return [int(number) for (number,) in cursor.fetchall()]
