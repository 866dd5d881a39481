"""A Change says that a report was put into the trash, or taken out of it."""

from django.db import migrations, models

KINDS = [
    ("created", "收入"), ("edited", "修改"), ("submitted", "送审"), ("returned", "退回"), ("published", "发布"),
    ("withdrawn", "撤下"), ("deleted", "删除"), ("trashed", "移入回收站"), ("restored", "恢复"),
]


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_review")]

    operations = [
        migrations.RemoveConstraint(model_name="change", name="change_kind_is_known"),
        migrations.AlterField(
            model_name="change", name="kind",
            field=models.CharField(choices=KINDS, max_length=10, verbose_name="事项"),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]), name="change_kind_is_known"
            ),
        ),
    ]
