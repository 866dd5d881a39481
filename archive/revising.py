"""How was a report before, and who made it so? Every state of its record, kept as it came to be.

In: a report and who acts. Out: Revision rows, written in the transaction that changes the report. Numbers count up
within a report; that of the latest applied one is the report's version, by which two editors notice each other.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone

from archive.article_values import ArticleRecord, record_of
from archive.models import Article, Revision


def version_of(number: int) -> int:
    """Return the version of the report of that number; 0 where none was ever kept."""
    latest = Revision.objects.applied().filter(article_id=number).aggregate(latest=Max("number"))["latest"]
    return int(latest or 0)


def pending_of(number: int) -> Revision | None:
    """Return the edit of that report that waits for approval, if any."""
    return Revision.objects.pending().filter(article_id=number).select_related("by").first()


def keep_first(article: Article, by: User | None, record: ArticleRecord | None = None) -> None:
    """Keep a new report as its first version; `record`, where given, is what it would be read as."""
    Revision.objects.create(
        article=article, number=1, state=Revision.State.APPLIED, record=record or record_of(article), by=by
    )


def keep_base(number: int) -> None:
    """Keep a report as it stands in the database, before its first edit, where it came in without a version."""
    if not Revision.objects.filter(article_id=number).exists():
        keep_first(Article.objects.get(pk=number), None)


def keep(article: Article, by: User | None, why: str, proposal: Revision | None = None) -> None:
    """Keep a report as it has just become: as a new version, or as the proposal by which it became so."""
    number, record = next_number(article.pk, proposal), record_of(article)
    if proposal is None:
        Revision.objects.create(
            article=article, number=number, based_on=version_of(article.pk), state=Revision.State.APPLIED,
            record=record, by=by, why=why,
        )  # fmt: skip
        return
    Revision.objects.filter(pk=proposal.pk).update(
        number=number, state=Revision.State.APPLIED, record=record,
        decided_at=timezone.now(), decided_by=by, decision_note=why,
    )  # fmt: skip


def next_number(article_number: int, proposal: Revision | None = None) -> int:
    """Return the number after all of a report's revisions, that proposal's aside; the caller holds the report's row."""
    others = Revision.objects.filter(article_id=article_number).exclude(pk=proposal.pk if proposal else 0)
    return int(others.aggregate(highest=Max("number"))["highest"] or 0) + 1


def changed_in(article: Article) -> list[str]:
    """Return the names of what differs in a report as it stands from its latest version: its fields and its rows."""
    latest = Revision.objects.applied().filter(article_id=article.pk).order_by("-number").first()
    former, now = (latest.record if latest else {"fields": {}}), record_of(article)
    fields = [name for name, value in now["fields"].items() if former["fields"].get(name) != value]
    rows = {"newspaper": now["newspaper"], "place": now["place"], "credits": now["credits"], "figures": now["figures"]}
    return [*fields, *(name for name, value in rows.items() if former.get(name) != value)]
