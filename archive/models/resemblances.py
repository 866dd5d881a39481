"""Resemblances: two reports that may be one, how alike they are, and what a person decided.

`TextBand` is how a report finds those that resemble it without being compared with all: two reports that share a band
are compared (`archive/duplicates.py`).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ResemblanceQuerySet(models.QuerySet["Resemblance"]):
    """Questions about pairs."""

    def undecided(self) -> ResemblanceQuerySet:
        """Return the pairs that wait for a person: of those with a report in the trash there is nothing to decide."""
        return self.filter(decision="", first__trashed_at=None, second__trashed_at=None)

    def decided(self) -> ResemblanceQuerySet:
        """Return the pairs that nobody is asked about again."""
        return self.exclude(decision="")


class Resemblance(models.Model):
    """A pair of reports, the one with the lower number first."""

    class Decision(models.TextChoices):
        """What a person made of a pair."""

        SKIPPED = "skipped", _("略去后一篇")
        PRINTING = "printing", _("并为同一报道的又一刊载")
        BOTH = "both", _("两篇都留")

    first = models.ForeignKey("archive.Article", models.CASCADE, related_name="+", verbose_name=_("报道"))
    second = models.ForeignKey("archive.Article", models.CASCADE, related_name="+", verbose_name=_("另一篇"))
    similarity = models.FloatField(_("相似度"), help_text=_("0 到 1"))
    found_at = models.DateTimeField(_("发现时间"), auto_now_add=True)
    decision = models.CharField(_("处理"), max_length=8, choices=Decision.choices, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("处理者")
    )
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    objects = ResemblanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("相近的报道")
        verbose_name_plural = pgettext_lazy("plural", "相近的报道")
        ordering = ["-similarity", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="resemblance_once_per_pair"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="resemblance_lower_number_first"
            ),
            models.CheckConstraint(
                condition=models.Q(similarity__gte=0, similarity__lte=1), name="resemblance_is_a_share"
            ),
            models.CheckConstraint(
                condition=models.Q(decision__in=["", "skipped", "printing", "both"]),
                name="resemblance_decision_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.first_id} ~ #{self.second_id}"


class TextBand(models.Model):
    """A part of the signature of a report's text; reports that share one are candidates."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="text_bands")
    band = models.PositiveSmallIntegerField()
    value = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["band", "value"], name="text_band_found_by_value")]
        constraints = [models.UniqueConstraint(fields=["article", "band"], name="text_band_once_per_article")]

    def __str__(self) -> str:
        return f"#{self.article_id} {self.band}"
