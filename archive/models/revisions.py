"""Revisions: every state of a report's record, who made it, when and why; those that wait are not what readers see.

A revision holds the whole record as values (`archive/revising.py`): the report's own fields, its credits, figures and
further places. The number of the latest applied one is the version by which two editors notice each other.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Questions about revisions."""

    def applied(self) -> RevisionQuerySet:
        """Return the states that the report has been in."""
        return self.filter(state=Revision.State.APPLIED)

    def pending(self) -> RevisionQuerySet:
        """Return the edits of published reports that wait for approval."""
        return self.filter(state=Revision.State.PENDING)


class Revision(models.Model):
    """One state of one report's record."""

    class State(models.TextChoices):
        """Whether it became what the report is."""

        APPLIED = "applied", _("已生效")
        PENDING = "pending", _("待批准")
        REJECTED = "rejected", _("已退回")

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="revisions", verbose_name=_("报道"))
    number = models.PositiveIntegerField(_("版本号"))
    based_on = models.PositiveIntegerField(_("依据的版本"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices)
    record = models.JSONField(_("记录"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("修改者")
    )
    why = models.TextField(_("说明"), blank=True, default="")
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("处理者")
    )
    decision_note = models.TextField(_("处理说明"), blank=True, default="")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("修订")
        verbose_name_plural = pgettext_lazy("plural", "修订")
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(state="pending"), name="revision_pending_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["applied", "pending", "rejected"]), name="revision_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.article_id} · {self.number}"
