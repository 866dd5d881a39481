"""What lay beside a saved page; which fields a person gave back to the rules."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0014_page_pictures")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="fields_released",
            field=models.JSONField(
                blank=True,
                editable=False,
                help_text="此前由人改定，从此规则又可重新读",
                null=True,
                verbose_name="交还规则的字段",
            ),
        ),
        migrations.CreateModel(
            name="FileBeside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300, verbose_name="相对于网页的位置")),
                (
                    "capture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="beside_pages",
                        to="archive.capture",
                        verbose_name="原件",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files_beside",
                        to="archive.capture",
                        verbose_name="网页",
                    ),
                ),
            ],
            options={
                "verbose_name": "网页旁的文件",
                "verbose_name_plural": "网页旁的文件",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("page", "name", "capture"), name="file_beside_once")
                ],
            },
        ),
    ]
