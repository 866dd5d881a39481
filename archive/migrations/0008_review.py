"""Why a page was turned down, kept beside why it needed a look."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_desk")]
    operations = [
        migrations.AddField(
            model_name="batchitem",
            name="decision_note",
            field=models.TextField(blank=True, default="", verbose_name="处理说明"),
        ),
    ]
