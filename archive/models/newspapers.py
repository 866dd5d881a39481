"""Newspapers: the titles that reports were printed in."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.access import Access
from archive.models.places import Place


class Newspaper(models.Model):
    """A title, and the place where it appears."""

    name = models.CharField(_("报名"), max_length=100, unique=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="newspapers", verbose_name=_("出版地")
    )
    publisher = models.CharField(_("主办"), max_length=200, null=True, blank=True)
    website = models.URLField(_("网站"), null=True, blank=True)
    is_sample = models.BooleanField(_("样例"), default=False, editable=False)
    # Of all its reports that say nothing else themselves.
    access = models.CharField(
        _("开放程度"), max_length=7, choices=Access.choices, default=Access.FULL,
        help_text=_("这家报纸的报道给读者看多少；个别报道可以另定。摘录：检索按全文，读者只看到题录和开头。"),
    )  # fmt: skip
    rights = models.TextField(
        _("权利说明"), blank=True, default="", help_text=_("印在报纸和每篇报道的页面上；个别报道可以另写。")
    )

    class Meta:
        verbose_name = _("报纸")
        verbose_name_plural = pgettext_lazy("plural", "报纸")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="newspaper_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(access__in=["full", "excerpt", "staff"]), name="newspaper_access_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this newspaper."""
        return reverse("newspaper", args=[self.pk])
