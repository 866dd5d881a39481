"""The desk: what waits for somebody, what came in this month, and is the archive well?

In: a member of staff. Out: a Desk, from a fixed number of queries however large the archive is. Only what the person
may see is asked. The index is not looked at, for archive knows nothing of search: the oldest Change that it has not
taken up says how far it is behind.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Max, Min, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import (
    Article,
    BatchItem,
    Capture,
    Change,
    IngestBatch,
    Place,
    ReaderNotice,
    Resemblance,
    Revision,
    State,
)

ACTS_SHOWN: Final = 8
PLACES_SHOWN: Final = 8
BAR_UNITS: Final = 100
LATE: Final = dt.timedelta(minutes=5)  # an index that is further behind than this needs somebody
NOWHERE: Final = "none"
Viewer = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Queue:
    """Reports or pairs or batches that wait: how many, since when the first, and where they are."""

    label: str | Promise
    count: int
    url: str
    since: dt.datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What came in of one place; `share` is that of the place with most, in hundredths."""

    label: str
    count: int
    share: int
    url: str


@dataclass(frozen=True, slots=True)
class Health:
    """How the archive is: changes that search has not taken up, and originals that are not what they were."""

    unapplied: int
    unapplied_since: dt.datetime | None
    faulty: int
    checked_at: dt.datetime | None
    unread: int
    captures: int

    @property
    def is_late(self) -> bool:
        """Tell whether the index is further behind than it should ever be."""
        return self.unapplied_since is not None and timezone.now() - self.unapplied_since > LATE


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done to a report."""

    change: Change
    headline: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the first page of staff."""

    queues: list[Queue]
    month: dt.date
    arrived: int
    arrivals: list[Arrivals]
    health: Health | None
    acts: list[Act]

    @property
    def waiting(self) -> int:
        """Return how much waits in all queues."""
        return sum(queue.count for queue in self.queues)


def desk_of(user: Viewer) -> Desk | None:
    """Return the desk of a member of staff; None for who may not see reports."""
    if not user.has_perm("archive.view_article"):
        return None
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    by_place = _by_place(month)
    return Desk(
        queues=_queues(user),
        month=month.date(),
        arrived=sum(by_place.values()),
        arrivals=_arrivals(by_place),
        health=_health() if user.has_perm("archive.view_capture") else None,
        acts=_acts() if user.has_perm("archive.view_change") else [],
    )


def _queues(user: Viewer) -> list[Queue]:
    queues = _article_queues()
    if user.has_perm("archive.view_revision"):
        queues.append(_revision_queue())
    if user.has_perm("archive.view_ingestbatch"):
        queues.append(_batch_queue())
    if user.has_perm("archive.view_resemblance"):
        queues.append(_resemblance_queue())
    if user.has_perm("archive.view_readernotice"):
        queues.append(_notice_queue())
    return queues


def _article_queues() -> list[Queue]:
    waiting = (State.DRAFT, State.IN_REVIEW)
    found: dict[str, Any] = Article.objects.filter(state__in=waiting, trashed_at=None).aggregate(
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
        drafts_since=Min("created_at", filter=Q(state=State.DRAFT)),
        in_review=Count("pk", filter=Q(state=State.IN_REVIEW)),
        in_review_since=Min("updated_at", filter=Q(state=State.IN_REVIEW)),
    )
    listed = reverse("admin:archive_article_changelist") + "?state__exact="
    return [
        Queue(gettext_lazy("待审"), found["in_review"], f"{listed}{State.IN_REVIEW}", found["in_review_since"]),
        Queue(gettext_lazy("草稿"), found["drafts"], f"{listed}{State.DRAFT}", found["drafts_since"]),
    ]


def _revision_queue() -> Queue:
    """Return the edits that wait for approval; of a report in the trash none can be approved."""
    waiting = Revision.objects.pending().filter(article__trashed_at=None)
    found = waiting.aggregate(count=Count("pk"), since=Min("at"))
    url = _page("admin:archive_article_changelist", "?pending=1")
    return Queue(gettext_lazy("待批准的修订"), found["count"], url, found["since"])


def _batch_queue() -> Queue:
    """Return the batches with pages that nobody has decided on; those still coming in are told beside."""
    found: dict[str, Any] = BatchItem.objects.waiting().aggregate(
        batches=Count("batch", distinct=True), pages=Count("pk"), since=Min("batch__created_at")
    )
    unfinished = IngestBatch.objects.filter(state__in=["waiting", "running"]).count()
    notes = [_("%(count)d 页待看") % {"count": found["pages"]}] if found["pages"] else []
    notes += [_("%(count)d 批正在收入") % {"count": unfinished}] if unfinished else []
    url = _page("admin:archive_ingestbatch_changelist", "?undecided=1")
    return Queue(gettext_lazy("有待看页面的批次"), found["batches"], url, found["since"], _("，").join(notes))


def _resemblance_queue() -> Queue:
    found = Resemblance.objects.filter(decision="").aggregate(count=Count("pk"), since=Min("found_at"))
    url = _page("admin:archive_resemblance_changelist")
    return Queue(gettext_lazy("未定的相近报道"), found["count"], url, found["since"])


def _notice_queue() -> Queue:
    """Return what readers wrote; what they wish taken down is told beside, for it should not wait."""
    removal = Q(kind=ReaderNotice.Kind.REMOVAL)
    found: dict[str, Any] = ReaderNotice.objects.filter(status=ReaderNotice.Status.OPEN).aggregate(
        count=Count("pk"), removals=Count("pk", filter=removal), since=Min("received_at")
    )
    note = _("其中撤稿或隐私请求 %(count)d 封") % {"count": found["removals"]} if found["removals"] else ""
    url = _page("admin:archive_readernotice_changelist", "?status__exact=open")
    return Queue(gettext_lazy("读者来信"), found["count"], url, found["since"], note)


def _by_place(since: dt.datetime) -> Counter[str]:
    """Return how many reports came in since then, by the code of their city; `NOWHERE` for those without a place."""
    came = Change.objects.filter(kind=Change.Kind.CREATED, at__gte=since)
    counted = came.order_by().values_list("article__place").annotate(count=Count("pk"))
    cities: Counter[str] = Counter()
    for code, count in counted:
        cities[f"{code[:4]}00" if code else NOWHERE] += count
    return cities


def _arrivals(by_place: Counter[str]) -> list[Arrivals]:
    shown = by_place.most_common(PLACES_SHOWN)
    places = Place.objects.select_related("parent").in_bulk([code for code, _count in shown])
    most = max((count for _code, count in shown), default=1)
    listed = reverse("admin:archive_article_changelist")
    rest = sum(by_place.values()) - sum(count for _code, count in shown)
    arrivals = [
        Arrivals(_name_of(places.get(code)), count, _share(count, most), f"{listed}?{_narrowed(code)}")
        for code, count in shown
    ]
    return [*arrivals, Arrivals(_("其他各地"), rest, _share(rest, most), "")] if rest else arrivals


def _share(count: int, most: int) -> int:
    return min(BAR_UNITS, max(1, round(BAR_UNITS * count / most)))


def _name_of(place: Place | None) -> str:
    """Return a city after its province, or what is said of reports without a place."""
    if place is None:
        return _("地方未定")
    return f"{place.parent.short_name} {place.name}" if place.parent else place.name


def _narrowed(code: str) -> str:
    """Return the filter of the list of reports."""
    if code == NOWHERE:
        return f"province={NOWHERE}"
    province = f"{code[:2]}0000"
    return f"province={province}" if code == province else f"province={province}&city={code}"


def _health() -> Health:
    lag: dict[str, Any] = Change.objects.filter(applied_at=None).aggregate(count=Count("pk"), since=Min("at"))
    kept: dict[str, Any] = Capture.objects.aggregate(
        count=Count("pk"),
        faulty=Count("pk", filter=~Q(fixity_fault="")),
        unread=Count("pk", filter=Q(failure__isnull=False) & ~Q(failure="")),
        checked_at=Max("fixity_checked_at"),
    )
    return Health(lag["count"], lag["since"], kept["faulty"], kept["checked_at"], kept["unread"], kept["count"])


def _acts() -> list[Act]:
    changes = list(Change.objects.select_related("by")[:ACTS_SHOWN])
    headlines = dict(
        Article.objects.filter(pk__in=[one.article_id for one in changes]).values_list("pk", "headline")
    )
    return [
        Act(
            change,
            headlines.get(change.article_id),
            reverse("admin:archive_article_change", args=[change.article_id])
            if change.article_id in headlines
            else "",
        )
        for change in changes
    ]


def _page(name: str, query: str = "") -> str:
    """Return the address of a page, "" where there is no such page."""
    try:
        return reverse(name) + query
    except NoReverseMatch:
        return ""
