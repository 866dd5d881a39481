"""Captures: pages as received, kept unaltered; what lay beside them; and which report was printed on which."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.newspapers import Newspaper


class Capture(models.Model):
    """An upload, or one member of it (a line of a JSON Lines file); its bytes live under their digest."""

    payload_digest = models.CharField(_("SHA-256"), max_length=64, help_text=_("所收字节的 SHA-256"))
    size = models.PositiveBigIntegerField(_("字节数"))
    file_name = models.CharField(_("文件名"), max_length=300)
    member = models.CharField(_("文件内位置"), max_length=300, default="", blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("所属文件")
    )
    target_uri = models.URLField(_("原网址"), max_length=1000, null=True, blank=True)
    encoding = models.CharField(_("字符编码"), max_length=40, null=True, blank=True)
    captured_at = models.DateTimeField(_("收入时间"), auto_now_add=True)
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("收入者")
    )
    failure = models.TextField(_("未能处理的原因"), null=True, blank=True)
    fixity_checked_at = models.DateTimeField(_("上次核对"), null=True, blank=True, editable=False)
    fixity_fault = models.TextField(_("核对出的问题"), blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("原件")
        verbose_name_plural = pgettext_lazy("plural", "原件")
        ordering = ["-captured_at", "-pk"]
        indexes = [models.Index(fields=["payload_digest"], name="capture_by_digest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(payload_digest__regex=r"^[0-9a-f]{64}$"), name="capture_digest_is_sha256"
            ),
            models.UniqueConstraint(
                fields=["payload_digest"], condition=models.Q(parent=None), name="capture_bytes_kept_once"
            ),
            models.UniqueConstraint(fields=["parent", "payload_digest"], name="capture_member_kept_once"),
            models.CheckConstraint(
                condition=models.Q(parent=None, member="") | (models.Q(parent__isnull=False) & ~models.Q(member="")),
                name="capture_member_has_a_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.member}".strip()

    def get_absolute_url(self) -> str:
        """Return the page of this capture's record."""
        return reverse("capture", args=[self.payload_digest])


class FileBeside(models.Model):
    """A file that lay in the folder that a browser saved with a page, each a capture of its own.

    `name` is its path from where the page lay, as the page names it. Where the folder was saved anew with other bytes
    under the name, the newest row is the one that counts.
    """

    page = models.ForeignKey(Capture, models.PROTECT, related_name="files_beside", verbose_name=_("网页"))
    name = models.CharField(_("相对于网页的位置"), max_length=300)
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="beside_pages", verbose_name=_("原件"))

    class Meta:
        verbose_name = _("网页旁的文件")
        verbose_name_plural = pgettext_lazy("plural", "网页旁的文件")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["page", "name", "capture"], name="file_beside_once")]

    def __str__(self) -> str:
        return self.name


class Printing(models.Model):
    """One appearance of a report: on which capture, in which paper, on which day (as that page says it)."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="printings", verbose_name=_("报道"))
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="printings", verbose_name=_("原件"))
    newspaper = models.ForeignKey(
        Newspaper, models.PROTECT, null=True, blank=True, related_name="printings", verbose_name=_("报纸")
    )
    date = models.CharField(_("刊发日期"), max_length=10, null=True, blank=True)
    # Brought to a public report by somebody whose edits of it must wait.
    waits = models.BooleanField(_("等待接受"), default=False, help_text=_("接受之前，读者看不到"))

    class Meta:
        verbose_name = _("刊载")
        verbose_name_plural = pgettext_lazy("plural", "刊载")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["article", "capture"], name="printing_once_per_capture")]

    def __str__(self) -> str:
        return f"{self.newspaper or '—'} {self.date or ''}".strip()
