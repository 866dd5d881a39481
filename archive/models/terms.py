"""Terms: the words of the archive's dictionary, and which of them mean the same.

A term is compared by its folded form, which is unique: 黨代會 and 党代会 are one. Terms that mean the same
share a Meaning; a term has one or none. Whatever changes a term gives the dictionary a new version in the
same transaction, so that one row tells every process whether what it keeps still holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.text.folding import fold

WORD_CHARACTERS: Final = 40


class Domain(models.TextChoices):
    """The part of Party building that a term belongs to."""

    ORGANISATION = "organisation", _("组织体系")
    MEMBERS = "members", _("党员队伍")
    LIFE = "life", _("组织生活")
    STUDY = "study", _("学习教育")
    THEORY = "theory", _("理论与会议")
    CONDUCT = "conduct", _("作风与廉政")
    GOVERNANCE = "governance", _("基层治理")
    DEVELOPMENT = "development", _("发展与民生")
    OTHER = "other", _("其他")


class DictionaryVersion(models.Model):
    """Which state of the terms the database holds: one row, whose token no other state ever had.

    A token, not a number: after a backup is restored a number would come a second time.
    """

    ONLY_ROW: Final = 1

    token = models.UUIDField(default=uuid4)

    class Meta:
        verbose_name = _("词典版本")
        verbose_name_plural = pgettext_lazy("plural", "词典版本")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="dictionary_has_one_version")]

    def __str__(self) -> str:
        return str(self.token)

    @classmethod
    def current(cls) -> UUID | None:
        """Return the token of now in one query; None before there ever was a term."""
        return cls.objects.filter(pk=cls.ONLY_ROW).values_list("token", flat=True).first()

    @classmethod
    def renew(cls) -> None:
        """Write a new token; belongs in the transaction that changes a term."""
        cls.objects.update_or_create(pk=cls.ONLY_ROW, defaults={"token": uuid4()})


class Meaning(models.Model):
    """What terms that mean the same have in common."""

    class Meta:
        verbose_name = _("同义组")
        verbose_name_plural = pgettext_lazy("plural", "同义组")

    def __str__(self) -> str:
        return f"#{self.pk}"


class TermQuerySet(models.QuerySet["Term"]):
    """Terms, changed many at once: these tell no signal, and renew the version themselves."""

    def update(self, **values: Any) -> int:
        """Change many at once; their folded form must be among the values where the word is."""
        with transaction.atomic(self.db):
            changed = super().update(**values)
            DictionaryVersion.renew()
        return changed

    def bulk_create(self, objs: Iterable[Term], *args: Any, **options: Any) -> list[Term]:
        """Create many at once, each with its folded form."""
        terms = list(objs)
        for term in terms:
            term.folded = fold(term.word)
        with transaction.atomic(self.db):
            created = super().bulk_create(terms, *args, **options)
            DictionaryVersion.renew()
        return created


class Term(models.Model):
    """A word that is cut whole when a reader types it."""

    word = models.CharField(_("词语"), max_length=WORD_CHARACTERS)
    folded = models.CharField(_("归一形式"), max_length=WORD_CHARACTERS, unique=True, editable=False)
    domain = models.CharField(_("类别"), max_length=12, choices=Domain.choices, default=Domain.OTHER)
    meaning = models.ForeignKey(
        Meaning, models.PROTECT, null=True, blank=True, related_name="terms", verbose_name=_("同义组")
    )
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("词语")
        verbose_name_plural = pgettext_lazy("plural", "词典")
        base_manager_name = "objects"  # of related managers too, so that none changes terms unnoticed
        ordering = ["folded"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(word=""), name="term_has_a_word"),
            models.CheckConstraint(condition=~models.Q(folded=""), name="term_can_be_looked_for"),
            models.CheckConstraint(condition=models.Q(domain__in=Domain.values), name="term_domain_is_known"),
        ]

    def __str__(self) -> str:
        return self.word

    def save(self, *args: Any, **options: Any) -> None:
        """Save it with its folded form; its version follows in the same transaction."""
        self.folded = fold(self.word)
        with transaction.atomic(options.get("using")):
            super().save(*args, **options)

    def equivalents(self) -> list[str]:
        """Return the other words that mean the same, in the order in which they came to."""
        if self.meaning_id is None:
            return []
        others = Term.objects.filter(meaning=self.meaning_id).exclude(pk=self.pk)
        return list(others.order_by("pk").values_list("word", flat=True))


@receiver([post_save, post_delete], sender=Term)
def _renew_version(**kwargs: Any) -> None:
    """Follow one term that was saved or deleted, by whomever: `loaddata` knows no `save`."""
    DictionaryVersion.renew()
