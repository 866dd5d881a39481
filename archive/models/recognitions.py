"""Recognitions: the text that a machine read from the picture of a page that carries none."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.captures import Capture


class Recognition(models.Model):
    """One page that somebody asked to be read by machine, and what came of it.

    `pages` holds what was read of each page of the PDF so far, in order: {"text": …, "confidence": 0 to 100 or null}.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("排队")
        DONE = "done", _("已识别")
        FAILED = "failed", _("没有识别出来")

    capture = models.OneToOneField(
        Capture, models.CASCADE, related_name="recognition", verbose_name=_("原件")
    )
    state = models.CharField(_("进度"), max_length=7, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(_("要求的时间"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("要求者")
    )
    attempts = models.PositiveSmallIntegerField(_("中断的次数"), default=0)
    pages = models.JSONField(_("各页的文字"), default=list, blank=True)
    engine = models.CharField(_("识别程序"), max_length=100, blank=True, default="")
    confidence = models.PositiveSmallIntegerField(
        _("平均把握"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    failure = models.TextField(_("没有识别出来的原因"), blank=True, default="")

    class Meta:
        verbose_name = _("机器识别")
        verbose_name_plural = pgettext_lazy("plural", "机器识别")
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["asked_at", "id"], condition=models.Q(state="waiting"), name="recognition_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "done", "failed"]), name="recognition_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(confidence=None) | models.Q(confidence__lte=100),
                name="recognition_confidence_is_100",
            ),
        ]

    def __str__(self) -> str:
        return str(self.capture)

    @property
    def text(self) -> str:
        """Return what was read, a page after the other."""
        return "\n".join(str(page["text"]) for page in self.pages)
