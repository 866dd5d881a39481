"""The form by which a reader writes about a report: what was typed, or what is missing in it.

A field that people do not see catches programs that fill in everything. Nobody has to give a name.
"""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import ReaderNotice
from archive.models.notices import CONTACT_CHARACTERS, MESSAGE_CHARACTERS, NAME_CHARACTERS


class NoticeForm(forms.Form):
    """What a reader writes."""

    kind = forms.ChoiceField(
        label=gettext_lazy("您要说的是"), choices=ReaderNotice.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。"), "invalid_choice": gettext_lazy("请选一项。")},
    )  # fmt: skip
    message = forms.CharField(
        label=gettext_lazy("内容"), max_length=MESSAGE_CHARACTERS, widget=forms.Textarea({"rows": 8}),
        error_messages={
            "required": gettext_lazy("请写明是哪一处、应该怎样。"),
            "max_length": gettext_lazy("最多 %(limit_value)d 字，这里有 %(show_value)d 字；请写短一些。"),
        },
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("姓名（可不填）"), max_length=NAME_CHARACTERS, required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip
    contact = forms.CharField(
        label=gettext_lazy("联系方式（可不填）"), max_length=CONTACT_CHARACTERS, required=False,
        widget=forms.TextInput({"autocomplete": "email"}),
        help_text=gettext_lazy("电子邮箱或电话，要我们答复时才用。"),
    )  # fmt: skip
    website = forms.CharField(
        label=gettext_lazy("这一栏请留空"), required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip

    def clean_website(self) -> str:
        """Refuse what no person fills in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("“这一栏请留空”里有字，像是程序填的，没有收下。请删掉它再寄。"))
        return ""
