"""Credits within the review: a name is typed, and the contributor behind it is found or made."""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.numbering import NumberedForm, NumberedFormSet
from archive.ingest.recording import contributor_named
from archive.models import Contributor, Credit, Figure

SHOWN_OF_CAPTION: Final = 30  # characters
NAME_LENGTH: Final[int] = Contributor._meta.get_field("name").max_length or 60


class CreditForm(NumberedForm):
    """One signature, its name as typed."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("请填写姓名，或勾选删除这一行。")},
    )
    figure = forms.ModelChoiceField(
        Figure.objects.none(), required=False, label=_("所属图片"), empty_label=_("全文")
    )
    is_author = forms.BooleanField(label=_("是作者"), required=False, initial=True)

    class Meta:
        model = Credit
        fields = ["name", "role", "is_author", "figure", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["name"].initial = self.initial["name"] = self.instance.contributor.name

    def clean(self) -> dict[str, Any]:
        """Return the row; who signed a picture is not the report's author."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("figure"):
            cleaned["is_author"] = False
        return cleaned


class CreditFormSet(NumberedFormSet):
    """The signatures of a report and of its figures, each figure's numbered apart."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.figures = list(self.instance.figures.all()) if self.instance.pk else []

    def add_fields(self, form: Any, index: int | None) -> None:
        """Offer the figures of this report alone; they are fetched once for all rows."""
        super().add_fields(form, index)
        chosen = form.fields["figure"]
        chosen.queryset = Figure.objects.filter(article=self.instance)
        offered = [(figure.pk, str(figure)[:SHOWN_OF_CAPTION]) for figure in self.figures]
        chosen.choices = [("", chosen.empty_label), *offered]

    def settle(self, form: Any) -> None:
        """Find or make the contributor of the typed name within the report's paper or place."""
        if "name" in form.changed_data or form.instance.contributor_id is None:
            form.instance.contributor = contributor_named(form.cleaned_data["name"].strip(), self.instance)

    def group_of(self, row: Any) -> Any:
        """Return the figure that the row belongs to, if any."""
        return row.figure_id


class CreditInline(admin.TabularInline):
    """The table of signatures."""

    model = Credit
    form = CreditForm
    formset = CreditFormSet
    extra = 0
    verbose_name = _("署名")
    verbose_name_plural = _("署名（记者、通讯员、摄影……）")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credit]:
        """Fetch the names with the rows, the report's own signatures first."""
        return super().get_queryset(request).select_related("contributor").order_by("figure__order", "order")
