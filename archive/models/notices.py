"""Notices: what readers write about a report: an error, a wish that it be taken down, something else.

Correspondence, not archive: it is in backups and in no export. What a notice says of its writer can be taken away once
it is settled (`archive/notices.py`), and then no row, no log entry and no list has it any more.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MESSAGE_CHARACTERS: Final = 4_000
NAME_CHARACTERS: Final = 60
CONTACT_CHARACTERS: Final = 200


class ReaderNotice(models.Model):
    """One notice. The report may be gone by now: its number stays."""

    class Kind(models.TextChoices):
        """What the reader wants."""

        CORRECTION = "correction", _("纠错")
        REMOVAL = "removal", _("撤稿或隐私请求")
        OTHER = "other", _("其他")

    class Status(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("待处理")
        DONE = "done", _("已处理")
        DECLINED = "declined", _("不予处理")

    article = models.ForeignKey(
        "archive.Article", models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("报道")
    )
    article_number = models.PositiveBigIntegerField(_("报道编号"), editable=False)
    kind = models.CharField(_("事由"), max_length=10, choices=Kind.choices)
    message = models.TextField(_("来信"), max_length=MESSAGE_CHARACTERS, blank=True, default="")
    name = models.CharField(_("姓名"), max_length=NAME_CHARACTERS, blank=True, default="")
    contact = models.CharField(_("联系方式"), max_length=CONTACT_CHARACTERS, blank=True, default="")
    received_at = models.DateTimeField(_("收到时间"), auto_now_add=True, db_index=True)
    # A keyed digest of the day and the address that it came from, for the limit on notices; a day later it is gone.
    sender = models.CharField(max_length=64, blank=True, default="", editable=False)
    status = models.CharField(_("处理"), max_length=8, choices=Status.choices, default=Status.OPEN)
    note = models.TextField(
        _("处理说明"), blank=True, default="", help_text=_("给同事看的；会留在日志里，请不要写来信人的个人信息。")
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("经手")
    )
    handled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    cleared_at = models.DateTimeField(_("个人信息清除时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("读者来信")
        verbose_name_plural = pgettext_lazy("plural", "读者来信")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["sender"], condition=~Q(sender=""), name="readernotice_sender")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["correction", "removal", "other"]), name="readernotice_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="open", handled_at=None)
                | Q(status__in=["done", "declined"], handled_at__isnull=False),
                name="readernotice_is_open_or_was_handled",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None) | Q(name="", contact="", message="", sender=""),
                name="readernotice_cleared_says_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.article_number}"
