"""Which fields of a report a person settled with an edit, so that rules leave them alone."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0010_roles")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="fields_by_hand",
            field=models.JSONField(
                blank=True,
                editable=False,
                help_text="空的列表：没有；没有列表：不知道是哪些",
                null=True,
                verbose_name="人工改定的字段",
            ),
        ),
    ]
