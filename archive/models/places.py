"""Divisions of China as of GB/T 2260, in three levels, and the names that they bore before."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def code_prefix(code: str) -> str:
    """Return the digits that all codes within a division share: 410000 -> 41, 411300 -> 4113, 411003 -> 411003."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def is_within(code: str, field: str = "place") -> models.Q:
    """Return the condition that a place named by `field` is a division or lies below it.

    By the lowest and the highest code that such a place can have, so that an index finds it.
    """
    prefix = code_prefix(code)
    return models.Q(**{f"{field}__gte": prefix.ljust(6, "0"), f"{field}__lte": prefix.ljust(6, "9")})


class Place(models.Model):
    """A current division; its code never changes meaning here, its name is the present one."""

    class Level(models.IntegerChoices):
        """How far down a division stands."""

        PROVINCE = 1, _("省")
        PREFECTURE = 2, _("市")
        COUNTY = 3, _("县区")

    code = models.CharField(_("代码"), max_length=6, primary_key=True, help_text=_("GB/T 2260 六位代码"))
    name = models.CharField(_("名称"), max_length=50)
    short_name = models.CharField(_("简称"), max_length=50)
    level = models.PositiveSmallIntegerField(_("级别"), choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    pinyin = models.CharField(_("拼音"), max_length=120)
    initials = models.CharField(_("拼音首字母"), max_length=30)

    class Meta:
        verbose_name = _("地方")
        verbose_name_plural = pgettext_lazy("plural", "地方")
        ordering = ["code"]
        indexes = [models.Index(fields=["short_name"]), models.Index(fields=["name"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{6}$"), name="place_code_is_six_digits"),
            models.CheckConstraint(
                condition=models.Q(level=1, parent=None) | models.Q(level__in=[2, 3], parent__isnull=False),
                name="place_parent_fits_level",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this place."""
        return reverse("place", args=[self.code])


class FormerName(models.Model):
    """A name that a division bore before, and the division that goes on from it."""

    name = models.CharField(_("曾用名"), max_length=50)
    former_code = models.CharField(_("原代码"), max_length=6, null=True, blank=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="former_names", verbose_name=_("今属"))
    until_year = models.PositiveSmallIntegerField(_("用至"), null=True, blank=True)
    reason = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("曾用名")
        verbose_name_plural = pgettext_lazy("plural", "曾用名")
        ordering = ["name"]
        indexes = [models.Index(fields=["name"])]
        constraints = [models.UniqueConstraint(fields=["name", "place"], name="former_name_once_per_place")]

    def __str__(self) -> str:
        return self.name
