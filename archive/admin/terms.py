"""The dictionary for staff: words, and which of them mean the same. In force as soon as it is saved."""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import auditing
from archive.admin.typed_text import TypedText
from archive.models import Term
from archive.models.terms import WORD_CHARACTERS
from archive.terms import dissolve_meanings, set_equivalents
from archive.text.folding import fold

# A reader's word is looked for in so many further ways at most.
MOST_EQUIVALENTS: Final = 8
_BETWEEN_WORDS: Final = re.compile(r"[\n;；]")


class TermForm(forms.ModelForm):
    """A word with what means the same, a line each."""

    word = forms.CharField(
        label=gettext_lazy("词语"),
        widget=AdminTextInputWidget,
        error_messages={"required": gettext_lazy("请填写词语。")},
        help_text=gettext_lazy(
            "读者输入的文字里有这个词时，检索把它当作一个整体，不再拆开。保存后立即生效，不必重建索引。"
            "繁简、大小写、全半角和标点不计：“黨代會”和“党代会”是同一个词。"
        ),
    )
    equivalents = TypedText(
        label=gettext_lazy("同义的说法"),
        rows=4,
        help_text=gettext_lazy(
            "意思完全相同的其他说法，每行一个。读者检索其中任何一个，其余的也会找到；"
            "读者可以关闭同义扩展。词典里没有的会一并收入；从这里去掉的仍留在词典里，只是不再同义。"
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk and "equivalents" in self.fields:
            self.initial["equivalents"] = "\n".join(self.instance.equivalents()) or None

    def clean_word(self) -> str:
        """Return the word; it can be looked for, is not too long, and is no other term."""
        word: str = self.cleaned_data["word"].strip()
        _refuse(_faults_of(word))
        same = Term.objects.filter(folded=fold(word)).exclude(pk=self.instance.pk).first()
        if same:
            raise forms.ValidationError(
                _("“%(word)s”与词典里已有的“%(same)s”相同（繁简、大小写、全半角和标点不计）。")
                % {"word": word, "same": same.word}
            )
        return word

    def clean_equivalents(self) -> list[str]:
        """Return the words typed, each once; no word is too long or none, or means the same as others left out."""
        typed = [one for part in _BETWEEN_WORDS.split(self.cleaned_data["equivalents"] or "") if (one := part.strip())]
        _refuse([fault for word in typed for fault in _faults_of(word)])
        by_fold = {fold(word): word for word in reversed(typed)}
        words = [word for word in typed if by_fold[fold(word)] == word]
        if len(words) > MOST_EQUIVALENTS:
            raise forms.ValidationError(
                _("同义的说法最多 %(most)d 个，这里有 %(count)d 个。")
                % {"most": MOST_EQUIVALENTS, "count": len(words)}
            )
        return list(dict.fromkeys(words))

    def clean(self) -> dict[str, Any]:
        """Return the fields; a word is not its own equivalent, nor drawn from others unsaid."""
        cleaned = super().clean() or self.cleaned_data
        word, words = cleaned.get("word"), cleaned.get("equivalents")
        if word and words:
            itself = [one for one in words if fold(one) == fold(word)]
            faults = [_("“%s”就是这个词本身，不必写作同义。") % one for one in itself]
            for fault in faults or self._left_out(word, words):
                self.add_error("equivalents", fault)
        return cleaned

    def _left_out(self, word: str, words: Sequence[str]) -> list[str]:
        """Return a fault for each word that means the same as another term that is not named with it."""
        named = {fold(one) for one in (word, *words)}
        typed = Term.objects.filter(folded__in=named).exclude(pk=self.instance.pk).exclude(meaning=None)
        drawn = [term for term in typed if term.meaning_id != self.instance.meaning_id]
        return [
            _("“%(word)s”已与“%(others)s”同义：请一并写上，或先到“%(word)s”那里去掉。")
            % {"word": term.word, "others": _("、").join(left)}
            for term in drawn
            if (left := [one for one in term.equivalents() if fold(one) not in named])
        ]


def _refuse(faults: list[str]) -> None:
    if faults:
        raise forms.ValidationError(faults)


def _faults_of(word: str) -> list[str]:
    """Return what keeps a word from being a term."""
    folded = fold(word)
    if not folded:
        return [_("“%s”里没有可检索的字：只有标点或空白。") % word[:WORD_CHARACTERS]]
    length = max(len(word), len(folded))
    if length > WORD_CHARACTERS:
        shown = {"word": word[:10], "most": WORD_CHARACTERS, "length": length}
        return [_("“%(word)s…”太长：最多 %(most)d 字，这里有 %(length)d 字。") % shown]
    return []


class EquivalenceFilter(admin.SimpleListFilter):
    """By whether something means the same."""

    title = gettext_lazy("同义的说法")
    parameter_name = "equivalents"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two choices."""
        return [("some", _("有")), ("none", _("没有"))]

    def queryset(self, request: HttpRequest, terms: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to terms with others beside them, or without; any other value narrows nothing."""
        chosen = {"some": False, "none": True}.get(self.value() or "")
        return terms if chosen is None else terms.filter(meaning__isnull=chosen)


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """The words, each with what means the same."""

    form = TermForm
    fields = ["word", "domain", "equivalents"]
    list_display = ["word", "domain", "others", "updated_at"]
    list_filter = ["domain", EquivalenceFilter]
    search_fields = ["folded", "meaning__terms__folded"]
    search_help_text = gettext_lazy("按词语或同义的说法查找，繁简不计")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        """Fetch with each term what means the same, in one query for the list."""
        listed: QuerySet[Term] = super().get_queryset(request)
        return listed.prefetch_related(Prefetch("meaning__terms", Term.objects.order_by("pk")))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find what was typed in any script."""
        folded = " ".join(fold(part) or part for part in search_term.split())
        return super().get_search_results(request, queryset, folded)

    @admin.display(description=gettext_lazy("同义的说法"))
    def others(self, term: Term) -> str:
        """Return the other words that mean the same."""
        shared = term.meaning.terms.all() if term.meaning else ()
        return _("、").join(other.word for other in shared if other.pk != term.pk)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Set what means the same, in the transaction in which Django's form saves."""
        super().save_related(request, form, formsets, change)
        if "equivalents" in form.changed_data:
            before = form.instance.equivalents()
            set_equivalents(form.instance, form.cleaned_data["equivalents"])
            after = form.instance.equivalents()
            auditing.record(
                auditing.CHANGED, form.instance, before={"equivalents": before}, after={"equivalents": after}
            )

    def delete_model(self, request: HttpRequest, obj: Term) -> None:
        """Delete a term, and the meaning that nothing shares any more."""
        super().delete_model(request, obj)
        dissolve_meanings()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete terms, and the meanings that nothing shares any more."""
        super().delete_queryset(request, queryset)
        dissolve_meanings()
