"""Fill the places, so that they are there after `migrate`, and nothing else is."""

from django.db import migrations

from archive.divisions import load_divisions


def forwards(apps, schema_editor):
    load_divisions(apps.get_model("archive", "Place"), apps.get_model("archive", "FormerName"))


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
