"""What a reviewer sees beside the form: warnings, what was taken out, the pages it stands on, its history.

In: a report. Out: a Review, from a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from archive.admin.article_form import label_of
from archive.admin.moves import Move, moves_of
from archive.models import Article, Change, Printing
from archive.permissions import Actor

CHANGES_SHOWN: Final = 20
# What extraction reads that is no single field of a report.
READING_LABELS: Final[dict[str, str | Promise]] = {
    "credits": gettext_lazy("署名（人名）"),
    "authors": gettext_lazy("作者"),
    "figures": gettext_lazy("图片"),
    "date": gettext_lazy("刊发日期"),
    "body": gettext_lazy("正文"),
    "blocks": gettext_lazy("正文"),
    "period": gettext_lazy("所述时段"),
}
LONG_REMOVAL: Final = 120  # characters; longer ones are folded away


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a field was read from."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Removal:
    """Text of the page that is not part of the report, and why."""

    text: str
    reason: str

    @property
    def is_long(self) -> bool:
        """Tell whether it is folded away."""
        return len(self.text) > LONG_REMOVAL


@dataclass(frozen=True, slots=True)
class Review:
    """Everything about a report that its form does not hold."""

    warnings: tuple[str, ...]
    further_evidence: tuple[Evidence, ...]
    removed: tuple[Removal, ...]
    printings: tuple[Printing, ...]
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    refusals: tuple[str, ...]  # why a move is not offered that the reader may make of others' reports


def review_of(article: Article, shown_fields: Collection[str], by: Actor) -> Review:
    """Return what stands beside the form; evidence of the fields shown there is left to the form."""
    moves, refusals = moves_of(article, by)
    return Review(
        warnings=tuple(str(warning) for warning in article.warnings),
        further_evidence=tuple(
            Evidence(str(label_of_reading(name)), str(words))
            for name, words in article.evidence.items()
            if name not in shown_fields and words
        ),
        removed=tuple(Removal(str(r.get("text", "")), str(r.get("reason", ""))) for r in article.removed),
        printings=tuple(article.printings.select_related("capture__parent", "newspaper")),
        changes=tuple(Change.objects.filter(article_id=article.pk).select_related("by")[:CHANGES_SHOWN]),
        moves=tuple(moves),
        refusals=tuple(refusals),
    )


def label_of_reading(name: str) -> str:
    """Return what a reading is called on screen: its field's name, or its own where no field has it."""
    if name in READING_LABELS:
        return str(READING_LABELS[name])
    try:
        return str(label_of(name))
    except FieldDoesNotExist:
        return name
