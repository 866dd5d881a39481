"""The buttons that move a report from state to state, for one report or for many.

In: a report, who acts, and a note. Out: the move made by `archive/publishing.py`, or its reason why not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import changes, publishing
from archive.deciding import twin_to_see_first
from archive.models import Article, Change
from archive.permissions import Actor, may, verdict_on
from archive.publishing import PublishingError

SHOWN_AT_MOST: Final = 20  # reports named in one message; the rest are counted


@dataclass(frozen=True, slots=True)
class Move:
    """One button: its form name, its label, what it may start from, and what it does."""

    name: str
    label: str | Promise
    kind: Change.Kind
    act: Callable[[Article, Actor, str], None]

    def suits(self, article: Article) -> bool:
        """Tell whether the report's state allows it; in the trash nothing moves."""
        return article.trashed_at is None and article.state in publishing.ALLOWED.get(self.kind, ())


SUBMIT: Final = Move(
    "_submit", gettext_lazy("送审"), Change.Kind.SUBMITTED, lambda a, by, note: publishing.submit(a, by)
)
RETURN: Final = Move("_return", gettext_lazy("退回"), Change.Kind.RETURNED,
                     lambda a, by, note: publishing.return_to_draft(a, by, note))  # fmt: skip
PUBLISH: Final = Move(
    "_publish", gettext_lazy("发布"), Change.Kind.PUBLISHED, lambda a, by, note: publishing.publish(a, by)
)
WITHDRAW: Final = Move("_withdraw", gettext_lazy("撤下"), Change.Kind.WITHDRAWN,
                       lambda a, by, note: publishing.withdraw(a, note, by))  # fmt: skip
TRASH: Final = Move("_trash", gettext_lazy("移入回收站"), Change.Kind.TRASHED,
                    lambda a, by, note: publishing.trash(a, by, note))  # fmt: skip
RESTORE: Final = Move("_restore", gettext_lazy("恢复"), Change.Kind.RESTORED,
                      lambda a, by, note: publishing.restore(a, by))  # fmt: skip
MOVES: Final = (SUBMIT, RETURN, PUBLISH, WITHDRAW)


def pressed(request: HttpRequest) -> Move | None:
    """Return the move whose button sent the form, if any."""
    return next((move for move in MOVES if move.name in request.POST), None)


def moves_of(article: Article, by: Actor) -> tuple[list[Move], list[str]]:
    """Return the moves that the report's state allows somebody, and why not those that they may make of others'."""
    verdicts = [
        (move, verdict_on(by, move.kind, article))
        for move in MOVES
        if move.suits(article) and may(by, move.kind)
    ]
    refusals = [verdict.refusal for _move, verdict in verdicts if verdict.refusal]
    return [move for move, verdict in verdicts if not verdict.refusal], refusals


def is_pressed(typed: Mapping[str, object]) -> bool:
    """Tell whether one of the moves' buttons sent the form."""
    return any(move.name in typed for move in MOVES)


def one_by_one(articles: QuerySet[Article]) -> Iterator[Article]:
    """Yield whole reports; their numbers are read first: what is done to one may change the question."""
    for pk in list(articles.values_list("pk", flat=True)):
        yield Article.objects.get(pk=pk)


@dataclass(slots=True)
class Outcome:
    """What became of many reports: those moved, and for each other one why not."""

    moved: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def move_all(articles: Iterable[Article], move: Move, by: Actor, note: str = "") -> Outcome:
    """Move each report that can be moved, in a transaction of its own, and say what became of each.

    None is published so beside one that resembles it before somebody has seen the two: here nobody sees either.
    """
    outcome = Outcome()
    with changes.held_back():
        for article in articles:
            title = _("“%(title)s”") % {"title": article}
            try:
                if move is PUBLISH:
                    _demand_seen(article)
                move.act(article, by, note)
            except PublishingError as error:
                outcome.refused.append(_("%(title)s：%(error)s") % {"title": title, "error": error})
            else:
                outcome.moved.append(title)
    return outcome


def _demand_seen(article: Article) -> None:
    twin = twin_to_see_first(article)
    if twin is not None:
        raise PublishingError(_("与 #%(number)d 相近，还没有对照。请先对照再发布。") % {"number": twin.pk})


def tell(request: HttpRequest, move: Move, outcome: Outcome) -> None:
    """Show staff what became of each report."""
    if outcome.moved:
        text = _("已%(act)s %(count)d 篇：%(titles)s")
        words = {"act": move.label, "count": len(outcome.moved), "titles": shown(outcome.moved, _("、"))}
        messages.success(request, text % words)
    if outcome.refused:
        text = _("未能%(act)s %(count)d 篇：%(titles)s")
        words = {"act": move.label, "count": len(outcome.refused), "titles": shown(outcome.refused, _("；"))}
        messages.error(request, text % words)


def shown(texts: list[str], joiner: str) -> str:
    """Return the first of some texts joined, and how many more there are."""
    first = joiner.join(texts[:SHOWN_AT_MOST])
    left = len(texts) - SHOWN_AT_MOST
    return first + _("……另有 %(count)d 篇") % {"count": left} if left > 0 else first
