"""What the acts of `staff_acts.py` and `desk_acts.py` are done upon, and how one tells that they were done."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client

from archive import deciding, notices, publishing
from archive.admin.conflicts import standing_of
from archive.admin.decisions import Subject, reject
from archive.article_values import record_of
from archive.models import (
    Article,
    AuditEntry,
    BatchFile,
    BatchItem,
    Capture,
    Contributor,
    Credit,
    IngestBatch,
    Newspaper,
    PaperRules,
    Place,
    Printing,
    ReaderNotice,
    Recognition,
    Resemblance,
    Revision,
    Term,
    Tombstone,
)
from archive.proposals import put_forward
from tests.archive.batches import make_batch, page
from tests.archive.factories import make_article
from tests.archive.staff import filled, member

WATCHED: Final[tuple[type[Model], ...]] = (
    Article, Newspaper, Contributor, Credit, Term, Capture, Printing, Revision, Resemblance, IngestBatch, BatchItem,
    PaperRules, Tombstone, Recognition, ReaderNotice,
)  # fmt: skip
PENDING: Final = "edits that wait"
Fingerprint = dict[str, Any]


class Scene:
    """What acts are done upon, and what a browser would send."""

    def __init__(self, root: Client, staff: dict[str, User]) -> None:
        self.root, self.staff = root, staff
        self.draft = make_article("样例草稿", publish=False)
        self.in_review = make_article("样例待审", publish=False)
        publishing.submit(self.in_review)
        self.published = make_article("样例已发布")
        self.target = User.objects.get(username="样例某编辑")
        self.superuser = member(None)
        self.trashed = make_article("样例弃稿", publish=False)
        publishing.trash(self.trashed)
        self.changed = make_article("样例待改")
        proposed = record_of(self.changed)
        proposed["fields"]["column_name"] = "样例栏目"
        put_forward(self.changed, proposed, self.target)
        self.rules = PaperRules.objects.create(newspaper=Newspaper.objects.create(name="样例规则报"))
        self.empty_paper = Newspaper.objects.create(name="样例空报")
        self.letter = notices.receive(self.published, "removal", "样例来信", "", "", None)
        self.settled_letter = notices.receive(self.published, "other", "样例来信", "样例某人", "", None)
        notices.settle(self.settled_letter, ReaderNotice.Status.DONE, self.superuser)
        self.nobody = Contributor.objects.create(name="赵六")
        self._make_versions()
        self._make_pairs()
        self._make_batches()
        self.own: Article | None = None
        self.before: Any = None  # how everything was, where an act begins by making what it is done upon
        self._forms: dict[str, dict[str, Any]] = {}

    def _make_versions(self) -> None:
        """Give a draft and a published report a second version each."""
        self.draft_again, self.published_again = make_article("样例再稿", publish=False), make_article("样例再刊")
        for article in (self.draft_again, self.published_again):
            article.column_name = "样例旧栏"
            publishing.record_edit(article)

    def _make_pairs(self) -> None:
        """Pair drafts, a published report with a draft, and reports of which one has been attached to the other."""

        def pair(first: Article, second: Article) -> Resemblance:
            return Resemblance.objects.create(first=first, second=second, similarity=0.9)

        self.pair = pair(self.draft, make_article("样例相近", publish=False))
        self.published_pair = pair(self.published, make_article("样例相近又一", publish=False))
        self.kept_pair = pair(self.draft_again, make_article("样例相近又二", publish=False))
        deciding.keep_both(self.kept_pair)
        self.attached_pair = pair(self.published_again, make_article("样例相近又三", publish=False))
        deciding.attach(self.attached_pair)

    def _make_batches(self) -> None:
        """Take pages in: drafts with a further copy and a page that was turned down; and a batch of what is public."""
        first = page("样例甲：党员修水渠", "甲。")
        self.batch = make_batch(
            {"甲.html": first, "又甲.html": first + b"<!-- again -->", "乙.html": page("样例乙：党员修路", "乙。")}
        )
        self.item, self.copy_item, self.rejected_item = self.batch.items.select_related("article").order_by("pk")
        reject(Subject(self.rejected_item, self.rejected_item.article), self.superuser, "重复")
        self.public_batch = make_batch({"丙.html": page("样例丙：党员植树", "丙。")})
        self.public_item = self.public_batch.items.select_related("article").get()
        publishing.publish(self.report_of(self.public_item))
        self.scan = a_scan()
        self.waiting_batch = IngestBatch.objects.create(label="样例等待的批次")
        self.paper_rules = PaperRules.objects.get(newspaper=self.report_of(self.item).newspaper)
        self.paper_rules.lines_to_strip = ["镇里的负责人说*"]
        self.paper_rules.save()

    @staticmethod
    def report_of(item: BatchItem) -> Article:
        assert item.article is not None
        return item.article

    @cached_property
    def marks(self) -> dict[str, str]:
        """Return the marks under which a reading may be confirmed, as the page shows them."""
        shown = self.root.get(f"/admin/archive/paperrules/{self.paper_rules.pk}/reread/").content.decode()
        return dict(re.findall(r'name="(mark-\d+)" value="(\w+)"', shown))

    def form(self, url: str, **changes: Any) -> dict[str, Any]:
        if url not in self._forms:
            self._forms[url] = filled(self.root, url)
        fields = {**self._forms[url], **changes}
        return {name: value for name, value in fields.items() if value is not None}

    @staticmethod
    def standing(article: Article) -> str:
        return str(standing_of(Article.objects.get(pk=article.pk)))


def a_scan() -> BatchItem:
    """Return a page of a batch that carries no text."""
    batch = IngestBatch.objects.create(label="样例扫描批次")
    capture = Capture.objects.create(payload_digest="d" * 64, size=9, file_name="样例扫描.pdf")
    file = BatchFile.objects.create(batch=batch, order=1, file_name="样例扫描.pdf", capture=capture)
    return BatchItem.objects.create(
        batch=batch, file=file, order=1, outcome="needs review", capture=capture, confidence=0
    )


def fingerprint() -> Fingerprint:
    """Return everything that an act might change, but for the log and the time of the last login."""
    users = User.objects.order_by("pk").values_list(
        "username", "is_active", "is_staff", "is_superuser", "password", "groups"
    )
    return {
        **{model.__name__: _rows_of(model) for model in WATCHED}, "User": list(users),
        "AuditEntry": list(AuditEntry.objects.order_by("pk").values_list("note")[:1]),
        "Place": list(Place.objects.filter(pk="411300").values_list()),
        PENDING: Revision.objects.pending().count(),
    }  # fmt: skip


def what_was_done(before: Fingerprint, after: Fingerprint) -> str:
    """Return "yes", "no", or "waits" where all that came of it is an edit that waits for approval."""
    changed = {name for name in before if before[name] != after[name]}
    if changed == {"Revision", PENDING} and after[PENDING] > before[PENDING]:
        return "waits"
    return "yes" if changed else "no"


def _rows_of(model: type[Model]) -> list[tuple[Any, ...]]:
    """Return the rows of a table as the database gives them: some hundred fingerprints are taken."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY {model._meta.pk.column}")  # noqa: S608  our own names
        return list(cursor.fetchall())
