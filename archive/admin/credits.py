"""Credits within the review: a name is typed, and the contributor behind it is found or made."""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.numbering import NumberedForm, NumberedFormSet, PartOfReport
from archive.models import Contributor, Credit

SHOWN_OF_CAPTION: Final = 30  # characters
MOST_FIGURES: Final = 1_000  # that a form may bring; as many as Django takes rows
NAME_LENGTH: Final[int] = Contributor._meta.get_field("name").max_length or 60


class CreditForm(NumberedForm):
    """One signature, its name as typed, its picture by the place of that among the report's figures."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("请填写姓名，或勾选删除这一行。")},
    )
    figure_row = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label=_("所属图片"))
    is_author = forms.BooleanField(label=_("是作者"), required=False, initial=True)

    class Meta:
        model = Credit
        fields = ["name", "role", "is_author", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Credit.contributor.is_cached(self.instance):
            self.initial["name"] = self.instance.contributor.name

    def clean(self) -> dict[str, Any]:
        """Return the row; who signed a picture is not the report's author."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("figure_row") is not None:
            cleaned["is_author"] = False
        return cleaned


class CreditFormSet(NumberedFormSet):
    """The signatures of a report and of its figures, each figure's numbered apart.

    `captions` are those of the figures beside, where these are not the report's own as they stand.
    """

    def __init__(self, *args: Any, captions: Sequence[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = list(self.instance.figures.order_by("order")) if self.instance.pk else []
        self.positions = {figure.pk: index for index, figure in enumerate(figures)}
        if self.is_bound:
            captions = _typed_captions(self.data)
        self.captions = [str(figure) for figure in figures] if captions is None else captions

    def add_fields(self, form: Any, index: int | None) -> None:
        """Offer the figures of this report alone."""
        super().add_fields(form, index)
        offered = [(str(at), f"{at + 1} {caption}"[:SHOWN_OF_CAPTION]) for at, caption in enumerate(self.captions)]
        form.fields["figure_row"].choices = [("", _("全文")), *offered]
        position = self._position_of(form.instance)
        if position is not None:
            form.initial["figure_row"] = str(position)

    def _position_of(self, credit: Credit) -> int | None:
        if credit.figure_id is not None:
            return self.positions.get(credit.figure_id)
        return credit.figure.order if credit.figure else None  # a figure of a proposal, in no table yet


class CreditInline(PartOfReport):
    """The table of signatures."""

    model = Credit
    form = CreditForm
    formset = CreditFormSet
    fields = ["name", "role", "is_author", "figure_row", "order"]
    verbose_name = _("署名")
    verbose_name_plural = _("署名（记者、通讯员、摄影……）")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credit]:
        """Fetch the names with the rows, the report's own signatures first."""
        signed = super().get_queryset(request).select_related("contributor__newspaper", "figure")
        return signed.order_by(F("figure__order").asc(nulls_first=True), "order")

    @admin.display(description=_("姓名"))
    def name(self, credit: Credit) -> str:
        """Return the name, where the table is only read."""
        return credit.contributor.name

    @admin.display(description=_("所属图片"))
    def figure_row(self, credit: Credit) -> str:
        """Return the caption of the picture that was signed, where the table is only read."""
        return str(credit.figure or _("全文"))


def _typed_captions(typed: Any) -> list[str]:
    """Return the captions of the figures that were sent with the same form."""
    count = str(typed.get("figures-INITIAL_FORMS", "0"))
    rows = range(min(int(count), MOST_FIGURES) if count.isascii() and count.isdigit() else 0)
    return [str(typed.get(f"figures-{row}-caption", "")) for row in rows]
