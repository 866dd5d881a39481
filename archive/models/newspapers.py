"""Newspapers: the titles that reports were printed in."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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

    class Meta:
        verbose_name = _("报纸")
        verbose_name_plural = pgettext_lazy("plural", "报纸")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="newspaper_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this newspaper."""
        return reverse("newspaper", args=[self.pk])
