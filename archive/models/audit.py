"""The log of what staff did, and what is left of reports that are gone for good.

Both are only ever added to: the models refuse to change or delete a row, and so do triggers in the database.
Names stand beside the keys, so that a row still says who and what when the account or the report is gone.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a row that stays as it is."""


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new row; AppendOnlyError for one that is there."""
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.verbose_name}: {self.pk}")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Refuse: AppendOnlyError."""
        raise AppendOnlyError(f"{self._meta.verbose_name}: {self.pk}")


class AuditEntry(AppendOnly):
    """One act of one member of staff: who, when, from where, upon what, and how it was before and after."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+",
        verbose_name=_("经手"),
    )
    by_name = models.CharField(_("经手者"), max_length=150, blank=True, default="")
    address = models.GenericIPAddressField(_("地址"), null=True, blank=True)
    action = models.CharField(_("操作"), max_length=40)
    target_type = models.CharField(_("对象种类"), max_length=40, blank=True, default="")
    target_id = models.CharField(_("对象编号"), max_length=64, blank=True, default="")
    target_name = models.CharField(_("对象"), max_length=300, blank=True, default="")
    before = models.JSONField(_("之前"), null=True, blank=True)
    after = models.JSONField(_("之后"), null=True, blank=True)
    note = models.TextField(_("说明"), blank=True, default="")

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = pgettext_lazy("plural", "操作记录")
        ordering = ["-pk"]
        permissions = [("export_auditentry", "Can export 操作记录")]
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="audit_by_target"),
            models.Index(fields=["by", "-id"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (f"#{self.pk}", self.by_name, self.target_name)))


class Tombstone(AppendOnly):
    """What is left of a report that was deleted for good."""

    article_number = models.PositiveBigIntegerField(_("报道编号"), unique=True)
    headline = models.CharField(_("标题"), max_length=500, blank=True, default="")
    text_digest = models.CharField(max_length=64, blank=True, default="")
    was_public = models.BooleanField(_("曾经公开"), default=False)
    at = models.DateTimeField(_("删除时间"), auto_now_add=True)
    by_name = models.CharField(_("删除者"), max_length=150, blank=True, default="")
    why = models.TextField(_("原因"))

    class Meta:
        verbose_name = _("已删除的报道")
        verbose_name_plural = pgettext_lazy("plural", "已删除的报道")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(why=""), name="tombstone_says_why")]

    def __str__(self) -> str:
        return f"#{self.article_number} {self.headline}".strip()
