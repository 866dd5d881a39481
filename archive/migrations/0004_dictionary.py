"""Fill the dictionary: its words are configuration, as the places are, and staff keep it from here on."""

from django.db import migrations

from archive.terms import load_terms


def forwards(apps, schema_editor):
    load_terms(
        apps.get_model("archive", "Term"),
        apps.get_model("archive", "Meaning"),
        apps.get_model("archive", "DictionaryVersion"),
    )


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_terms")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
