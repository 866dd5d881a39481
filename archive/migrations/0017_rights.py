"""How much of a report readers may see, whose it is, and what readers write about it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0015_taking"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReaderNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article_number", models.PositiveBigIntegerField(editable=False, verbose_name="报道编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("correction", "纠错"), ("removal", "撤稿或隐私请求"), ("other", "其他")],
                        max_length=10,
                        verbose_name="事由",
                    ),
                ),
                ("message", models.TextField(blank=True, default="", max_length=4000, verbose_name="来信")),
                ("name", models.CharField(blank=True, default="", max_length=60, verbose_name="姓名")),
                (
                    "contact",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="联系方式"),
                ),
                (
                    "received_at",
                    models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="收到时间"),
                ),
                ("sender", models.CharField(blank=True, default="", editable=False, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "待处理"), ("done", "已处理"), ("declined", "不予处理")],
                        default="open",
                        max_length=8,
                        verbose_name="处理",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="给同事看的；会留在日志里，请不要写来信人的个人信息。",
                        verbose_name="处理说明",
                    ),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                ("cleared_at", models.DateTimeField(blank=True, null=True, verbose_name="个人信息清除时间")),
            ],
            options={
                "verbose_name": "读者来信",
                "verbose_name_plural": "读者来信",
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="change",
            name="change_kind_is_known",
        ),
        migrations.RemoveIndex(
            model_name="article",
            name="article_newest",
        ),
        migrations.RemoveIndex(
            model_name="article",
            name="article_matrix",
        ),
        migrations.RemoveIndex(
            model_name="article",
            name="article_issue",
        ),
        migrations.AddField(
            model_name="article",
            name="access",
            field=models.CharField(
                blank=True,
                choices=[("full", "全文"), ("excerpt", "摘录"), ("staff", "仅供内部")],
                default="",
                help_text="空着即同报纸",
                max_length=7,
                verbose_name="开放程度",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="rights",
            field=models.TextField(blank=True, default="", help_text="空着即同报纸", verbose_name="权利说明"),
        ),
        migrations.AddField(
            model_name="newspaper",
            name="access",
            field=models.CharField(
                choices=[("full", "全文"), ("excerpt", "摘录"), ("staff", "仅供内部")],
                default="full",
                help_text="这家报纸的报道给读者看多少；个别报道可以另定。摘录：检索按全文，读者只看到题录和开头。",
                max_length=7,
                verbose_name="开放程度",
            ),
        ),
        migrations.AddField(
            model_name="newspaper",
            name="rights",
            field=models.TextField(
                blank=True,
                default="",
                help_text="印在报纸和每篇报道的页面上；个别报道可以另写。",
                verbose_name="权利说明",
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[
                    ("created", "收入"),
                    ("edited", "修改"),
                    ("submitted", "送审"),
                    ("returned", "退回"),
                    ("published", "发布"),
                    ("withdrawn", "撤下"),
                    ("deleted", "删除"),
                    ("trashed", "移入回收站"),
                    ("restored", "恢复"),
                    ("narrowed", "收紧开放"),
                ],
                max_length=10,
                verbose_name="事项",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["state", "-date_to", "-id", "access", "newspaper"], name="article_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["state", "place", "date_from", "access", "newspaper"], name="article_matrix"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["newspaper", "date_from", "state", "access"], name="article_issue"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("access__in", ["", "full", "excerpt", "staff"])),
                name="article_access_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "created",
                            "edited",
                            "submitted",
                            "returned",
                            "published",
                            "withdrawn",
                            "deleted",
                            "trashed",
                            "restored",
                            "narrowed",
                        ],
                    )
                ),
                name="change_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="newspaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("access__in", ["full", "excerpt", "staff"])),
                name="newspaper_access_is_known",
            ),
        ),
        migrations.AddField(
            model_name="readernotice",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notices",
                to="archive.article",
                verbose_name="报道",
            ),
        ),
        migrations.AddField(
            model_name="readernotice",
            name="handled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经手",
            ),
        ),
        migrations.AddIndex(
            model_name="readernotice",
            index=models.Index(
                condition=models.Q(("sender", ""), _negated=True),
                fields=["sender"],
                name="readernotice_sender",
            ),
        ),
        migrations.AddConstraint(
            model_name="readernotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["correction", "removal", "other"])),
                name="readernotice_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="readernotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handled_at", None), ("status", "open")),
                    models.Q(("handled_at__isnull", False), ("status__in", ["done", "declined"])),
                    _connector="OR",
                ),
                name="readernotice_is_open_or_was_handled",
            ),
        ),
        migrations.AddConstraint(
            model_name="readernotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cleared_at", None),
                    models.Q(("contact", ""), ("message", ""), ("name", ""), ("sender", "")),
                    _connector="OR",
                ),
                name="readernotice_cleared_says_nothing",
            ),
        ),
    ]
