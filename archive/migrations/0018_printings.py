"""Which further captures of a public report wait for somebody to accept them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0017_rights")]

    operations = [
        migrations.AddField(
            model_name="printing",
            name="waits",
            field=models.BooleanField(default=False, help_text="接受之前，读者看不到", verbose_name="等待接受"),
        ),
    ]
