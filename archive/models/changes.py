"""Changes: what happened to a report, when and by whom; written in the transaction that does it.

Whoever must follow the archive (search, feeds, harvesting) reads these rows. `applied_at` is empty
until search has taken the change up, and stays the only mark of that.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChangeQuerySet(models.QuerySet["Change"]):
    """Questions about changes."""

    def unapplied(self) -> ChangeQuerySet:
        """Return the changes that search has not taken up, oldest first."""
        return self.filter(applied_at=None).order_by("pk")

    def removals(self) -> ChangeQuerySet:
        """Return the changes that take a report out of the public's sight, all of it or a part."""
        return self.filter(kind__in=(Change.Kind.WITHDRAWN, Change.Kind.DELETED, Change.Kind.NARROWED))


class Change(models.Model):
    """One act upon one report. The report itself may be gone: a deletion leaves its number here."""

    class Kind(models.TextChoices):
        """What was done."""

        CREATED = "created", _("收入")
        EDITED = "edited", _("修改")
        SUBMITTED = "submitted", _("送审")
        RETURNED = "returned", _("退回")
        PUBLISHED = "published", _("发布")
        WITHDRAWN = "withdrawn", _("撤下")
        DELETED = "deleted", _("删除")
        TRASHED = "trashed", _("移入回收站")
        RESTORED = "restored", _("恢复")
        NARROWED = "narrowed", _("收紧开放")

    article = models.ForeignKey(
        "archive.Article", models.DO_NOTHING, db_constraint=False, related_name="changes", verbose_name=_("报道")
    )
    kind = models.CharField(_("事项"), max_length=10, choices=Kind.choices)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("经手")
    )
    note = models.TextField(_("说明"), blank=True, default="")
    fields_by_hand = models.JSONField(
        _("人工改定的字段"), null=True, blank=True, editable=False,
        help_text=_("空的列表：没有；没有列表：不知道是哪些"),
    )  # fmt: skip
    fields_released = models.JSONField(
        _("交还规则的字段"), null=True, blank=True, editable=False, help_text=_("此前由人改定，从此规则又可重新读"),
    )  # fmt: skip
    was_public = models.BooleanField(_("曾经公开"), default=False)
    applied_at = models.DateTimeField(_("检索已跟上"), null=True, blank=True, editable=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("变更")
        verbose_name_plural = pgettext_lazy("plural", "变更")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id", "kind"], condition=models.Q(applied_at=None), name="change_unapplied"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "created", "edited", "submitted", "returned", "published", "withdrawn", "deleted",
                        "trashed", "restored", "narrowed",
                    ]
                ),
                name="change_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.article_id}"
