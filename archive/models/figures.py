"""Figures: pictures of a report, by their captions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.pictures import Picture


class Figure(models.Model):
    """A picture as the page shows it: its caption and credits, and the picture itself where it came with the page."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="figures", verbose_name=_("报道"))
    order = models.PositiveSmallIntegerField(_("次序"))
    caption = models.TextField(_("图注"), null=True, blank=True)
    picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="figures", verbose_name=_("图像")
    )
    rights_note = models.CharField(_("权利说明"), max_length=300, blank=True, default="")
    source_url = models.URLField(_("原网址"), max_length=1000, null=True, blank=True)

    class Meta:
        verbose_name = _("图片")
        verbose_name_plural = pgettext_lazy("plural", "图片")
        ordering = ["article", "order"]
        constraints = [
            models.UniqueConstraint(fields=["article", "order"], name="figure_order_once_per_article"),
            models.CheckConstraint(condition=~models.Q(caption=""), name="figure_caption_is_null_not_empty"),
        ]

    def __str__(self) -> str:
        return self.caption or f"{self.order}"
