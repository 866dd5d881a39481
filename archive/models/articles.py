"""Articles: the reports themselves, and the questions that chain like a sentence.

Only `archive/publishing.py` writes an article's state. Dates are kept twice: `date_published` as far
as it is known (YYYY, YYYY-MM or YYYY-MM-DD), and `date_from`/`date_to`, its first and last possible day.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.access import AS_ITS_PAPER, Access
from archive.models.credits import Credit
from archive.models.newspapers import Newspaper
from archive.models.places import Place, is_within
from archive.text.days import span_of


class State(models.TextChoices):
    """Where a report stands; the public sees `published` ones only."""

    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in_review", _("待审")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤下")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Questions about reports: `Article.objects.published().in_place("411300").in_year(2022)`."""

    def published(self) -> ArticleQuerySet:
        """Return what the public may see: those that are published, but for what is kept to staff."""
        return self.filter(state=State.PUBLISHED).exclude(_at_level(Access.STAFF))

    def in_full(self) -> ArticleQuerySet:
        """Leave out the reports of which an excerpt is open."""
        return self.exclude(_at_level(Access.EXCERPT))

    def at_hand(self) -> ArticleQuerySet:
        """Return what staff work on: all but what lies in the trash."""
        return self.filter(trashed_at=None)

    def in_trash(self) -> ArticleQuerySet:
        """Return what may still be restored."""
        return self.exclude(trashed_at=None)

    def in_place(self, code: str) -> ArticleQuerySet:
        """Return reports on that place or anything below it, whether it is their first place or a further one."""
        links = Article.further_places.through.objects.filter(is_within(code))
        # By numbers, so that an index finds them: the pages of a place count by this several times.
        return self.filter(is_within(code) | models.Q(pk__in=links.values("article_id")))

    def first_in(self, code: str) -> ArticleQuerySet:
        """Return reports whose first place is that one or lies below it."""
        return self.filter(is_within(code))

    def in_year(self, year: int) -> ArticleQuerySet:
        """Return reports printed in that year."""
        return self.filter(date_from__year=year)

    def newest_first(self) -> ArticleQuerySet:
        """Return them by last possible day, the better known date first, then the higher id; undated ones last."""
        return self.order_by(
            models.F("date_to").desc(nulls_last=True), models.F("date_from").desc(nulls_last=True), "-pk"
        )

    def for_lists(self) -> ArticleQuerySet:
        """Fetch with each report what a line about it shows, in a fixed number of queries."""
        return self.select_related("place", "newspaper").prefetch_related(
            models.Prefetch("credits", Credit.objects.select_related("contributor"))
        )


def _at_level(level: Access) -> models.Q:
    """Return the condition of being at a level other than FULL, which a report has without any paper too.

    The papers of a level are few and read once a query; a join would be made for every report.
    """
    papers = Newspaper.objects.filter(access=level).values("pk")
    return models.Q(access=level) | models.Q(access=AS_ITS_PAPER, newspaper__in=papers)


class Article(models.Model):
    """A report, as it was printed and as it was understood."""

    identifier = models.CharField(_("外部编号"), max_length=200, unique=True, null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    headline = models.CharField(_("标题"), max_length=500, null=True, blank=True)
    kicker = models.CharField(_("引题"), max_length=500, null=True, blank=True)
    subtitle = models.CharField(_("副题"), max_length=500, null=True, blank=True)
    column_name = models.CharField(_("栏目"), max_length=200, null=True, blank=True)
    newspaper = models.ForeignKey(
        Newspaper, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("报纸")
    )
    site = models.CharField(_("网站"), max_length=200, null=True, blank=True)
    source_printed = models.CharField(_("来源"), max_length=300, null=True, blank=True, help_text=_("照页面所印"))
    source_url = models.URLField(_("原网址"), max_length=1000, null=True, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("地方"),
        help_text=_("所报道的地方，取能涵盖全文的最小一级"),
    )
    further_places = models.ManyToManyField(
        Place, blank=True, related_name="further_articles", verbose_name=_("其他地方")
    )
    issue_number = models.CharField(_("期号"), max_length=30, null=True, blank=True)
    print_page = models.CharField(_("版次"), max_length=30, null=True, blank=True)
    date_published = models.CharField(
        _("刊发日期"), max_length=10, null=True, blank=True, help_text=_("YYYY、YYYY-MM 或 YYYY-MM-DD")
    )
    date_precision = models.CharField(
        _("日期精度"), max_length=5, null=True, blank=True, editable=False,
        choices=[("day", _("日")), ("month", _("月")), ("year", _("年"))],
    )
    date_basis = models.CharField(
        _("日期依据"), max_length=8, null=True, blank=True, choices=[("stated", _("页面注明")), ("inferred", _("推定"))]
    )
    date_evidence = models.TextField(_("日期的凭据"), null=True, blank=True)
    date_from = models.DateField(_("最早"), null=True, blank=True, editable=False)
    date_to = models.DateField(_("最晚"), null=True, blank=True, editable=False)
    period_start = models.DateField(_("所述时段始"), null=True, blank=True)
    period_end = models.DateField(_("所述时段止"), null=True, blank=True)
    byline = models.TextField(_("署名"), null=True, blank=True, help_text=_("照印"))
    editors_note = models.TextField(_("编者按"), null=True, blank=True)
    body_html = models.TextField(_("正文"), blank=True, default="")
    body_text = models.TextField(_("正文文字"), blank=True, default="", editable=False)
    section_headings = models.JSONField(_("小标题"), default=list, blank=True, editable=False)
    text_digest = models.CharField(max_length=64, db_index=True, blank=True, default="", editable=False)
    evidence = models.JSONField(_("凭据"), default=dict, blank=True, editable=False)
    removed = models.JSONField(_("移除的文字"), default=list, blank=True, editable=False)
    warnings = models.JSONField(_("提醒"), default=list, blank=True, editable=False)
    access = models.CharField(
        _("开放程度"), max_length=7, choices=Access.choices, blank=True, default=AS_ITS_PAPER,
        help_text=_("空着即同报纸"),
    )  # fmt: skip
    rights = models.TextField(_("权利说明"), blank=True, default="", help_text=_("空着即同报纸"))
    captures = models.ManyToManyField("archive.Capture", through="archive.Printing", related_name="articles")
    is_sample = models.BooleanField(_("样例"), default=False, editable=False)
    sample_note = models.CharField(_("样例说明"), max_length=300, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("收入时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(_("撤下原因"), blank=True, default="", editable=False)
    trashed_at = models.DateTimeField(_("移入回收站的时间"), null=True, blank=True, editable=False)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("移入回收站者"),
    )  # fmt: skip

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("报道")
        verbose_name_plural = pgettext_lazy("plural", "报道")
        ordering = ["-pk"]
        permissions = [  # who has them: archive/permissions.py
            ("submit_article", "Can submit 报道"),
            ("return_article", "Can return 报道"),
            ("approve_article", "Can approve edits of 报道"),
            ("publish_article", "Can publish 报道"),
            ("withdraw_article", "Can withdraw 报道"),
            ("trash_article", "Can put 报道 into the trash"),
        ]
        indexes = [
            # With what says whether readers see a report: it stands behind its text in the row, pages away in SQLite.
            models.Index(fields=["state", "-date_to", "-id", "access", "newspaper"], name="article_newest"),
            models.Index(fields=["state", "place", "date_from", "access", "newspaper"], name="article_matrix"),
            models.Index(fields=["newspaper", "date_from", "state", "access"], name="article_issue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "in_review", "published", "withdrawn"]),
                name="article_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(access__in=["", "full", "excerpt", "staff"]), name="article_access_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | (models.Q(published_at__isnull=False, headline__isnull=False) & ~models.Q(headline="")),
                name="article_published_has_headline",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn")
                | (models.Q(withdrawn_at__isnull=False, published_at__isnull=False) & ~models.Q(withdrawal_reason="")),
                name="article_withdrawn_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(trashed_at=None) | ~models.Q(state="published"),
                name="article_in_trash_is_not_public",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    date_published=None, date_precision=None, date_basis=None, date_from=None, date_to=None
                )
                | models.Q(
                    date_published__isnull=False,
                    date_precision__isnull=False,  # a CHECK passes where a comparison with NULL is unknown
                    date_basis__isnull=False,
                    date_precision__in=["day", "month", "year"],
                    date_basis__in=["stated", "inferred"],
                    date_from__isnull=False,
                    date_to__gte=models.F("date_from"),
                ),
                name="article_date_is_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=~models.Q(date_basis="inferred")
                | (models.Q(date_evidence__isnull=False) & ~models.Q(date_evidence="")),
                name="article_inferred_date_has_evidence",
            ),
            models.CheckConstraint(
                condition=models.Q(period_start=None)
                | models.Q(period_end=None)
                | models.Q(period_end__gte=models.F("period_start")),
                name="article_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        """Return the page of this report."""
        return reverse("article", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """Tell whether it is published; how much of it readers see then, if anything, `access_in_force` says."""
        return self.state == State.PUBLISHED

    @property
    def access_in_force(self) -> str:
        """Return its level of Access, or else that of its paper."""
        return self.access or (self.newspaper.access if self.newspaper else Access.FULL.value)

    @property
    def rights_in_force(self) -> str:
        """Return its own statement of rights, or else that of its paper; "" for none."""
        return self.rights or (self.newspaper.rights if self.newspaper else "")

    @property
    def is_excerpt(self) -> bool:
        """Tell whether readers see no more of its text than how it begins."""
        return self.access_in_force == Access.EXCERPT

    @property
    def year(self) -> int | None:
        """Return the year it was printed in, if known."""
        return self.date_from.year if self.date_from else None

    @property
    def signed_credits(self) -> list[Credit]:
        """Return the credits of the report itself, in order; those of its figures left out."""
        return [credit for credit in self.credits.all() if credit.figure_id is None]

    @property
    def authors(self) -> list[str]:
        """Return the names of the signers who wrote it, in order."""
        return [credit.contributor.name for credit in self.signed_credits if credit.is_author]

    def set_date(self, value: str | None, basis: str | None, evidence: str | None) -> None:
        """Set every date field from what is known of the date; None clears them all."""
        span = span_of(value) if value else None
        self.date_published = value or None
        self.date_basis = basis if span else None
        self.date_evidence = evidence if span else None
        self.date_precision = span.precision if span else None
        self.date_from = span.first if span else None
        self.date_to = span.last if span else None
