"""Pictures that came with pages: re-encoded, capped in width, kept under the digest of what readers are given."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Picture(models.Model):
    """One picture; figures of several reports may show it."""

    digest = models.CharField(_("SHA-256"), max_length=64, unique=True, help_text=_("重新编码后的字节的 SHA-256"))
    source_digest = models.CharField(_("原图的 SHA-256"), max_length=64, db_index=True)
    media_type = models.CharField(_("类型"), max_length=20)
    size = models.PositiveBigIntegerField(_("字节数"))
    width = models.PositiveIntegerField(_("宽"))
    height = models.PositiveIntegerField(_("高"))
    kept_at = models.DateTimeField(_("收入时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("图像")
        verbose_name_plural = pgettext_lazy("plural", "图像")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="picture_digest_is_sha256"
            ),
            models.CheckConstraint(
                condition=models.Q(media_type__in=["image/jpeg", "image/png"]), name="picture_type_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]
