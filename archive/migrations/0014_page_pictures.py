"""Pages without text, read by machine from their pictures."""

from __future__ import annotations

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0013_extraction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recognition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "排队"), ("done", "已识别"), ("failed", "没有识别出来")],
                        default="waiting",
                        max_length=7,
                        verbose_name="进度",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="要求的时间")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="中断的次数")),
                ("pages", models.JSONField(blank=True, default=list, verbose_name="各页的文字")),
                ("engine", models.CharField(blank=True, default="", max_length=100, verbose_name="识别程序")),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="平均把握",
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("failure", models.TextField(blank=True, default="", verbose_name="没有识别出来的原因")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="要求者",
                    ),
                ),
                (
                    "capture",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recognition",
                        to="archive.capture",
                        verbose_name="原件",
                    ),
                ),
            ],
            options={
                "verbose_name": "机器识别",
                "verbose_name_plural": "机器识别",
                "ordering": ["asked_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["asked_at", "id"],
                        name="recognition_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "done", "failed"])),
                        name="recognition_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence", None), ("confidence__lte", 100), _connector="OR"),
                        name="recognition_confidence_is_100",
                    ),
                ],
            },
        ),
    ]
