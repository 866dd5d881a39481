"""Batches: what was taken in together, by whom, and what became of each page of it.

The unit that staff see. A batch holds files, a file holds items (pages); each row says how far it is, so that whoever
works on a batch may be stopped at any point and started again: a file that is done is not read twice, an item that is
there is not taken in twice.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.captures import Capture, Printing
from archive.models.places import Place


class IngestBatch(models.Model):
    """Files that came together, with what the person who brought them knows of all of them."""

    class State(models.TextChoices):
        """How far a batch is."""

        WAITING = "waiting", _("等待")
        RUNNING = "running", _("收入中")
        DONE = "done", _("已完成")
        CANCELLED = "cancelled", _("已取消")

    label = models.CharField(_("名称"), max_length=200, blank=True, default="")
    state = models.CharField(_("进度"), max_length=9, choices=State.choices, default=State.WAITING, editable=False)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, verbose_name=_("收入者")
    )
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, verbose_name=_("地方"))
    newspaper_name = models.CharField(_("报纸"), max_length=100, blank=True, default="")
    publish = models.BooleanField(_("收入后直接发布"), default=False)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True, editable=False)
    cancel_asked_at = models.DateTimeField(_("要求取消的时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("批次")
        verbose_name_plural = pgettext_lazy("plural", "批次")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(state__in=["waiting", "running"]), name="batch_unfinished"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "cancelled"]), name="batch_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running"], finished_at=None)
                | models.Q(state__in=["done", "cancelled"], finished_at__isnull=False),
                name="batch_ends_when_it_is_over",
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        """Return the page of this batch, for staff."""
        return reverse("admin:archive_ingestbatch_change", args=[self.pk])


class BatchFile(models.Model):
    """One file of a batch. A file that cannot be read at all says why in `failure`, and has no items."""

    batch = models.ForeignKey(IngestBatch, models.CASCADE, related_name="files", verbose_name=_("批次"))
    order = models.PositiveIntegerField(_("次序"))
    file_name = models.CharField(_("文件名"), max_length=300)
    size = models.PositiveBigIntegerField(_("字节数"), default=0)
    capture = models.ForeignKey(Capture, models.PROTECT, null=True, blank=True, verbose_name=_("原件"))
    pages = models.PositiveIntegerField(_("页数"), null=True, blank=True)
    is_done = models.BooleanField(_("已读完"), default=False)
    failure = models.TextField(_("未能处理的原因"), blank=True, default="")

    class Meta:
        verbose_name = _("批次中的文件")
        verbose_name_plural = pgettext_lazy("plural", "批次中的文件")
        ordering = ["batch", "order"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "order"], name="batch_file_order_once"),
            models.CheckConstraint(
                condition=models.Q(failure="") | models.Q(is_done=True), name="batch_file_that_failed_is_done"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class BatchItemQuerySet(models.QuerySet["BatchItem"]):
    """Pages of batches."""

    def waiting(self) -> BatchItemQuerySet:
        """Return what somebody has to look at and nobody has decided on: doubtful pages, and copies that wait."""
        doubtful = models.Q(outcome__in=(BatchItem.Outcome.NEAR, BatchItem.Outcome.NEEDS_REVIEW))
        unseen = Printing.objects.filter(
            waits=True, article__state="published", capture=models.OuterRef("capture")
        )
        copy = models.Q(models.Exists(unseen), outcome=BatchItem.Outcome.UNCHANGED)
        return self.filter(doubtful | copy, decision="")


class BatchItem(models.Model):
    """One page of a file, and what became of it; then what a person decided about it."""

    class Outcome(models.TextChoices):
        """What became of a page; the words are those of `manage.py ingest`."""

        NEW = "new", _("新收")
        UNCHANGED = "unchanged", _("未变")
        NEAR = "near", _("相近")
        NEEDS_REVIEW = "needs review", _("待看")
        FAILED = "failed", _("失败")

    class Decision(models.TextChoices):
        """What a person made of it."""

        ACCEPTED = "accepted", _("已接受")
        REJECTED = "rejected", _("已退掉")

    batch = models.ForeignKey(IngestBatch, models.CASCADE, related_name="items", verbose_name=_("批次"))
    file = models.ForeignKey(BatchFile, models.CASCADE, related_name="items", verbose_name=_("文件"))
    order = models.PositiveIntegerField(_("次序"))
    member = models.CharField(_("文件内位置"), max_length=300, blank=True, default="")
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices)
    reason = models.TextField(_("原因"), blank=True, default="")
    encoding = models.CharField(_("字符编码"), max_length=40, blank=True, default="")
    capture = models.ForeignKey(Capture, models.PROTECT, null=True, blank=True, verbose_name=_("原件"))
    article = models.ForeignKey(
        "archive.Article", models.SET_NULL, null=True, blank=True, related_name="batch_items", verbose_name=_("报道")
    )
    resembles = models.ForeignKey(
        "archive.Article", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("相近的报道")
    )
    confidence = models.PositiveSmallIntegerField(
        _("把握"), null=True, blank=True, validators=[MaxValueValidator(100)], help_text=_("0 到 100，越低越要先看")
    )
    decision = models.CharField(_("处理"), max_length=8, choices=Decision.choices, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("处理者")
    )
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    decision_note = models.TextField(_("处理说明"), blank=True, default="")

    objects = BatchItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("批次中的一页")
        verbose_name_plural = pgettext_lazy("plural", "批次中的各页")
        ordering = ["file", "order"]
        indexes = [models.Index(fields=["batch", "decision", "confidence", "id"], name="batch_item_queue")]
        constraints = [
            models.UniqueConstraint(fields=["file", "order"], name="batch_item_order_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["new", "unchanged", "near", "needs review", "failed"]),
                name="batch_item_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(decision__in=["", "accepted", "rejected"]), name="batch_item_decision_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(confidence=None) | models.Q(confidence__lte=100), name="batch_item_confidence_is_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.member}".strip()
