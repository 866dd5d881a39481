"""Make the roles of staff, and let the database itself keep the log as it was written.

What each role may do is set when the migration has run (`archive/roles.py`): permissions are made only then.
"""

from django.db import migrations

from archive.append_only import lay, lift
from archive.permissions import MAY


def make_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for role in MAY:
        groups.get_or_create(name=str(role))


def lay_triggers(apps, schema_editor):
    lay(schema_editor.connection)


def lift_triggers(apps, schema_editor):
    lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("archive", "0009_revisions"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("submit_article", "Can submit 报道"),
                    ("return_article", "Can return 报道"),
                    ("approve_article", "Can approve edits of 报道"),
                    ("publish_article", "Can publish 报道"),
                    ("withdraw_article", "Can withdraw 报道"),
                    ("trash_article", "Can put 报道 into the trash"),
                ],
                "verbose_name": "报道",
                "verbose_name_plural": "报道",
            },
        ),
        migrations.AlterModelOptions(
            name="auditentry",
            options={
                "ordering": ["-pk"],
                "permissions": [("export_auditentry", "Can export 操作记录")],
                "verbose_name": "操作记录",
                "verbose_name_plural": "操作记录",
            },
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunPython(lay_triggers, lift_triggers),
    ]
