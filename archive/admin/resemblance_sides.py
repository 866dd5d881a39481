"""What does the page show on which two reports stand side by side?

In: a pair. Out: its two records line by line, the pages each stands on, their texts as rows, and what each button
would do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.article_form import label_of
from archive.admin.side_by_side import Piece, Row, SideBySide, compared, side_by_side
from archive.deciding import sides
from archive.duplicates import percent
from archive.models import Article, Printing, Resemblance, State

# Fields of a record that are shown where one of the two has them, with how their values are written.
_WRITTEN: Final[tuple[tuple[str, Callable[[Article], str]], ...]] = (
    ("kicker", lambda article: article.kicker or ""),
    ("headline", lambda article: article.headline or _("（没有标题）")),
    ("subtitle", lambda article: article.subtitle or ""),
    ("newspaper", lambda article: str(article.newspaper or "")),
    ("date_published", lambda article: _date(article)),
    ("print_page", lambda article: article.print_page or ""),
    ("column_name", lambda article: article.column_name or ""),
    ("place", lambda article: str(article.place or "")),
    ("byline", lambda article: article.byline or ""),
    ("source_printed", lambda article: article.source_printed or ""),
    ("source_url", lambda article: article.source_url or ""),
    ("editors_note", lambda article: article.editors_note or ""),
)
LENGTH: Final = gettext_lazy("字数")
RECEIVED: Final = gettext_lazy("收入时间")


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One field of both records, with what differs."""

    label: str | Promise
    row: Row


@dataclass(frozen=True, slots=True)
class Side:
    """One report, and the pages it stands on."""

    article: Article
    printings: tuple[Printing, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Everything that the page shows of a pair; `stays` and `goes` as the buttons would have it."""

    pair: Resemblance
    percent: int
    left: Side
    right: Side
    record: tuple[RecordLine, ...]
    text: SideBySide
    stays: Article
    goes: Article

    @property
    def waits(self) -> bool:
        """Tell whether there is something to decide."""
        return not self.pair.decision and not self.in_trash

    @property
    def in_trash(self) -> list[Article]:
        """Return the reports of the pair that lie in the trash."""
        return [article for article in (self.left.article, self.right.article) if article.trashed_at]

    @property
    def is_withdrawn_by_decision(self) -> bool:
        """Tell whether the report that went was public, and so stays withdrawn when the decision is taken back."""
        states = {self.left.article.state, self.right.article.state}
        return self.pair.decision == Resemblance.Decision.PRINTING and State.WITHDRAWN in states


def page_of(pair: Resemblance) -> ComparePage:
    """Return what the page shows of a pair."""
    first, second = pair.first, pair.second
    stays, goes = sides(pair)
    return ComparePage(
        pair, percent(pair.similarity), _side(first), _side(second), tuple(_record(first, second)),
        side_by_side(first.body_text, second.body_text), stays, goes,
    )  # fmt: skip


def _side(article: Article) -> Side:
    return Side(article, tuple(article.printings.select_related("capture__parent", "newspaper")))


def _record(first: Article, second: Article) -> list[RecordLine]:
    """Return the lines of both records that one of them has."""
    lines = [(label_of(name), written(first), written(second)) for name, written in _WRITTEN]
    lines.append((LENGTH, _length(first), _length(second)))
    found = [RecordLine(label, compared(one, other)) for label, one, other in lines if one or other]
    received = Row((Piece(_received(first), False),), (Piece(_received(second), False),))
    return [*found, RecordLine(RECEIVED, received)]


def _date(article: Article) -> str:
    if article.date_basis == "inferred":
        return _("%(date)s（推定）") % {"date": article.date_published}
    return article.date_published or ""


def _length(article: Article) -> str:
    return str(len("".join(article.body_text.split())))


def _received(article: Article) -> str:
    return timezone.localtime(article.created_at).strftime("%Y-%m-%d %H:%M")
