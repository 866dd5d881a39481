"""Every act of the desk where people work together: review, filling, reading again, versions, edits that wait, pairs.

As in `staff_acts.py`. What each button of the review and of a pair does is tried for all buttons that there are.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.admin.filling import Rule, fill
from archive.admin.resemblances import CHOICES
from archive.article_values import record_of
from archive.models import Article, BatchItem, IngestBatch, Place, Resemblance
from archive.proposals import put_forward
from tests.archive.factories import make_article
from tests.archive.scene import Scene, fingerprint
from tests.archive.staff_acts import Act, press


def review(item: str, button: str, **fields: str) -> Act:
    """Return the act of pressing a button of the review of a page, with the record's form where it has one."""

    def act(client: Client, scene: Scene) -> Any:
        row: BatchItem = getattr(scene, item)
        url = reverse("admin:archive_batchitem_review", args=[row.pk])
        has_form = button not in ("_reject", "_reopen") and item != "rejected_item"
        return client.post(url, {**(scene.form(url) if has_form else {}), button: "1", **fields})

    return act


def review_draft(button: str, **fields: str) -> Act:
    """Return the act of pressing a button of the review of a draft by itself."""

    def act(client: Client, scene: Scene) -> Any:
        url = reverse("admin:archive_draft_review", args=[scene.draft.pk])
        return client.post(url, {**scene.form(url), button: "1", **fields})

    return act


def fill_batch(batch: str) -> Act:
    """Return the act of filling a place into all of a batch, whatever its pages state."""

    def act(client: Client, scene: Scene) -> Any:
        row: IngestBatch = getattr(scene, batch)
        fields = {"place": "610900", "date_rule": "", "overrides_page": "on", "shown_at": timezone.now().isoformat()}
        return client.post(reverse("admin:archive_ingestbatch_fill", args=[row.pk]), fields)

    return act


def reread(item: str) -> Act:
    """Return the act of confirming what the rules of its paper make of a report."""

    def act(client: Client, scene: Scene) -> Any:
        url = reverse("admin:archive_paperrules_reread", args=[scene.paper_rules.pk])
        return client.post(url, {"report": [scene.report_of(getattr(scene, item)).pk], **scene.marks})

    return act


def put_back(report: str) -> Act:
    """Return the act of restoring the first version of a report."""

    def act(client: Client, scene: Scene) -> Any:
        article: Article = getattr(scene, report)
        url = reverse("admin:archive_article_revert", args=[article.pk, 1])
        return client.post(url, {"standing": scene.standing(article)})

    return act


def release(report: str) -> Act:
    """Return the act of giving a settled field of a report back to the rules."""

    def act(client: Client, scene: Scene) -> Any:
        article: Article = getattr(scene, report)
        return client.post(reverse("admin:archive_article_held", args=[article.pk]), {"field": ["headline"]})

    return act


def decide(button: str, **fields: str) -> Act:
    """Return the act of deciding somebody else's edit that waits."""
    return lambda client, scene: decide_on(client, scene, scene.changed, button, **fields)


def decide_on(client: Client, scene: Scene, article: Article, button: str, **fields: str) -> Any:
    url = reverse("admin:archive_article_pending", args=[article.pk])
    return client.post(url, {button: "1", "standing": scene.standing(article), **fields})


def decide_own(button: str) -> Act:
    """Return the act of deciding an edit that one has proposed oneself."""

    def act(client: Client, scene: Scene) -> Any:
        article = make_article("样例自己的改动")
        record = record_of(article)
        record["fields"]["column_name"] = "样例栏目"
        assert put_forward(article, record, me(client))
        scene.before = fingerprint()
        return decide_on(client, scene, article, button)

    return act


def publish_filled(client: Client, scene: Scene) -> Any:
    """Publish a report of others into which one has filled a place, with the rest of its batch."""
    rule = Rule(place=Place.objects.get(code="610900"), overrides_page=True)
    assert fill(scene.batch, rule, me(client), timezone.now()).changed == 1
    scene.own = scene.report_of(scene.item)
    scene.before = fingerprint()
    return press("own", "_publish")(client, scene)


def compare(pair: str, button: str) -> Act:
    """Return the act of deciding whether two reports are one."""

    def act(client: Client, scene: Scene) -> Any:
        row: Resemblance = getattr(scene, pair)
        return client.post(reverse("admin:archive_resemblance_compare", args=[row.pk]), {button: "1"})

    return act


def me(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


# Acts that begin by making something of one's own; nobody has anything.
OF_ONES_OWN: Final[dict[str, Act]] = {
    "approve what one proposed": decide_own("_approve"),
    "take back what one proposed": decide_own("_take_back"),
    "publish what one filled": publish_filled,
}
DOES_AT_DESK: Final[dict[str, Act]] = {
    **OF_ONES_OWN,
    "review: accept and publish": review("item", "_publish"),
    "review: accept and submit": review("item", "_submit"),
    "review: only save": review("item", "_save", column_name="样例栏目"),
    "review: only save what is public": review("public_item", "_save", column_name="样例栏目"),
    "review: accept a further copy": review("copy_item", "_accept"),
    "review: turn a page down": review("item", "_reject", why="重复"),
    "review: turn a public page down": review("public_item", "_reject", why="重复"),
    "review: look at a page again": review("rejected_item", "_reopen"),
    "review: publish a draft by itself": review_draft("_publish"),
    "review: submit a draft by itself": review_draft("_submit"),
    "review: turn a draft down": review_draft("_reject", why="重复"),
    "fill a batch of drafts": fill_batch("batch"),
    "fill a batch of what is public": fill_batch("public_batch"),
    "go on with a batch": lambda client, scene: client.post(
        reverse("admin:archive_ingestbatch_go_on", args=[scene.waiting_batch.pk])
    ),
    "add rules of a paper": lambda client, scene: client.post(
        reverse("admin:archive_paperrules_add"), {"newspaper": scene.empty_paper.pk, "note": "样例"}
    ),
    "change rules of a paper": lambda client, scene: client.post(
        reverse("admin:archive_paperrules_change", args=[scene.rules.pk]), {"note": "样例"}
    ),
    "delete rules of a paper": lambda client, scene: client.post(
        reverse("admin:archive_paperrules_delete", args=[scene.rules.pk]), {"post": "yes"}
    ),
    "apply the rules of its paper to a draft": reread("item"),
    "apply the rules of its paper to what is public": reread("public_item"),
    "ask for one page to be read by machine": lambda client, scene: client.post(
        reverse("admin:archive_batchitem_review", args=[scene.scan.pk]), {"_recognise": "1"}
    ),
    "type in a page without text": lambda client, scene: client.post(
        reverse("admin:archive_batchitem_review", args=[scene.scan.pk]), {"_type_in": "1"}
    ),
    "give a field of a draft back to the rules": release("draft_again"),
    "give a field of what is public back to the rules": release("published_again"),
    "restore a version of a draft": put_back("draft_again"),
    "restore a version of a published report": put_back("published_again"),
    "approve a change": decide("_approve"),
    "return a change": decide("_return", note="原件如此"),
    "take back somebody else's change": decide("_take_back"),
    **{
        f"pair of drafts: {choice.name.strip('_')}": compare("pair", choice.name)
        for choice in CHOICES if choice.name != "_reopen"
    },
    **{
        f"pair with a published report: {choice.name.strip('_')}": compare("published_pair", choice.name)
        for choice in CHOICES if choice.name != "_reopen"
    },
    "pair: look again at two that were kept": compare("kept_pair", "_reopen"),
    "pair: take one out of a published report again": compare("attached_pair", "_reopen"),
}  # fmt: skip
