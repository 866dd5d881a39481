"""Credits: who signed a report, in which role; and the contributors behind the names."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.newspapers import Newspaper
from archive.models.places import Place


class Contributor(models.Model):
    """A name within a newspaper, or within a place where the paper is not known: not yet a person."""

    name = models.CharField(_("姓名"), max_length=60)
    newspaper = models.ForeignKey(
        Newspaper, models.PROTECT, null=True, blank=True, related_name="contributors", verbose_name=_("报纸")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="contributors", verbose_name=_("地方")
    )

    class Meta:
        verbose_name = _("作者")
        verbose_name_plural = pgettext_lazy("plural", "作者")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="contributor_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(newspaper=None) | models.Q(place=None), name="contributor_has_one_home"
            ),
            models.UniqueConstraint(
                fields=["name", "newspaper"], condition=models.Q(newspaper__isnull=False), name="contributor_of_paper"
            ),
            models.UniqueConstraint(
                fields=["name", "place"], condition=models.Q(place__isnull=False), name="contributor_of_place"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(newspaper=None, place=None), name="contributor_of_nowhere"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this name."""
        return reverse("author", args=[self.pk])


class Credit(models.Model):
    """One signature: a contributor, in a role, at a place in the order; of the report, or of one figure."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="credits", verbose_name=_("报道"))
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="credits", verbose_name=_("作者"))
    figure = models.ForeignKey(
        "archive.Figure", models.CASCADE, null=True, blank=True, related_name="credits", verbose_name=_("图片")
    )
    role = models.CharField(_("身份"), max_length=30, null=True, blank=True, help_text=_("照印；未印则空"))
    is_author = models.BooleanField(_("是作者"), default=False, help_text=_("摄影、编辑、校对等不算作者"))
    order = models.PositiveSmallIntegerField(_("次序"))

    class Meta:
        verbose_name = _("署名")
        verbose_name_plural = pgettext_lazy("plural", "署名")
        ordering = ["article", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "order"], condition=models.Q(figure=None), name="credit_order_once_per_article"
            ),
            models.UniqueConstraint(
                fields=["figure", "order"],
                condition=models.Q(figure__isnull=False),
                name="credit_order_once_per_figure",
            ),
            models.CheckConstraint(
                condition=models.Q(figure=None) | models.Q(is_author=False), name="photographer_is_no_author"
            ),
            models.CheckConstraint(condition=~models.Q(role=""), name="credit_role_is_null_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.contributor}" if self.role else str(self.contributor)
