"""What is always true of a newspaper's pages, kept by staff; a new page of that paper is read with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.newspapers import Newspaper
from archive.models.places import Place


class PaperRules(models.Model):
    """The rules of one newspaper. What a page says itself goes before them; what staff edited by hand, before both."""

    newspaper = models.OneToOneField(
        Newspaper, models.CASCADE, related_name="rules", primary_key=True, verbose_name=_("报纸")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("地方"),
        help_text=_("页面没有写明地方时用"),
    )  # fmt: skip
    credit_wordings = models.JSONField(
        _("署名的写法"), default=dict, blank=True, help_text=_("照印的写法 → 身份，如 “文/图” → “记者”")
    )
    lines_to_strip = models.JSONField(
        _("要去掉的行"), default=list, blank=True, help_text=_("整行相同的文字；* 代表任意几个字")
    )
    date_format = models.CharField(
        _("日期的写法"), max_length=60, blank=True, default="", help_text=_("如 %Y年%m月%d日、%y.%m.%d")
    )
    note = models.TextField(_("说明"), blank=True, default="")
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("修改者"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("报纸的规则")
        verbose_name_plural = pgettext_lazy("plural", "报纸的规则")

    def __str__(self) -> str:
        return str(self.newspaper)
