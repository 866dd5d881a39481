"""The form of a paper's rules: a line each instead of JSON, and what the archive suggests, to be ticked.

In: what a person typed. Out: a PaperRules whose wordings, lines and date format can be used, or messages beside the
fields that say how to write them.
"""

# mypy: disable-error-code=type-arg
# (Django's form classes take no type arguments at run time.)

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.typed_text import TypedText
from archive.ingest.date_formats import DateFormatError, compile_date_format
from archive.ingest.line_patterns import fold_line
from archive.models import Newspaper, PaperRules
from archive.suggested_rules import Candidate, Suggestions, suggest, without_known

MOST_LINES: Final = 100
LINE_CHARACTERS: Final = 300
LEAST_CHARACTERS: Final = 2  # of a line beside * : less would take whole reports apart
MOST_WORDINGS: Final = 50
WORDING_CHARACTERS: Final = 20
ROLE_CHARACTERS: Final = 30  # as a credit holds it
_BETWEEN: Final = re.compile(r"\s*(?:→|->|=|＝)\s*")


class PaperRulesForm(forms.ModelForm):
    """What is always true of a paper's pages."""

    lines_to_strip = TypedText(
        label=gettext_lazy("要去掉的行"), rows=6,
        help_text=gettext_lazy(
            "每行一条，写出整行；* 代表任意几个字（也可以没有）。只在正文的开头和结尾去掉，"
            "去掉的留在“从页面移除的文字”里。"
        ),
    )  # fmt: skip
    credit_wordings = TypedText(
        label=gettext_lazy("署名的写法"), rows=4,
        help_text=gettext_lazy("每行一条：照印的写法 = 身份，例如“文/图 = 记者”“通联 = 通讯员”。"),
    )  # fmt: skip
    note = TypedText(label=gettext_lazy("说明"), rows=2, empty_value="")
    take_lines = forms.MultipleChoiceField(
        label=gettext_lazy("常见的首尾行"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("在这家报纸的报道首尾反复出现，勾选即加入“要去掉的行”。"),
    )  # fmt: skip
    take_wordings = forms.MultipleChoiceField(
        label=gettext_lazy("常见的署名写法"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("人名前反复出现、还不认识的写法，勾选即加入“署名的写法”，身份暂同写法，可再改。"),
    )  # fmt: skip
    take_place = forms.BooleanField(label=gettext_lazy("用最常见的地方"), required=False)

    class Meta:
        model = PaperRules
        fields = ["newspaper", "place", "lines_to_strip", "credit_wordings", "date_format", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance
        self.initial["lines_to_strip"] = "\n".join(kept.lines_to_strip) or None
        wordings = sorted(kept.credit_wordings.items())  # PostgreSQL keeps the keys in an order of its own
        self.initial["credit_wordings"] = "\n".join(f"{a} = {b}" for a, b in wordings) or None
        self._offer(self._suggestions())

    def _suggestions(self) -> Suggestions:
        paper = self.instance.newspaper_id or self.data.get("newspaper") or self.initial.get("newspaper")
        newspaper = Newspaper.objects.filter(pk=int(str(paper))).first() if str(paper).isdecimal() else None
        if newspaper is None:
            return Suggestions(0)
        kept = self.instance
        return without_known(suggest(newspaper), kept.lines_to_strip, kept.credit_wordings, kept.place_id)

    def _offer(self, suggested: Suggestions) -> None:
        """Show what recurs, and no box for what does not."""
        self.suggested_place = suggested.place
        for name, found in (("take_lines", suggested.lines), ("take_wordings", suggested.wordings)):
            if found and name in self.fields:
                choices: Any = self.fields[name]
                choices.choices = [(one.text, _told(one)) for one in found]
            else:
                self.fields.pop(name, None)
        if suggested.place and "take_place" in self.fields:
            words = {"place": suggested.place, "share": suggested.place_share, "read": suggested.read}
            self.fields["take_place"].help_text = (
                _("最近 %(read)d 篇里读出地方的，%(share)d%% 在%(place)s。勾选即填入“地方”。") % words
            )
        else:
            self.fields.pop("take_place", None)

    def clean_lines_to_strip(self) -> list[str]:
        """Return the patterns typed and ticked, each once; none so wide that it would take whole reports apart."""
        typed = _lines(self.cleaned_data["lines_to_strip"])
        lines = list({fold_line(line): line for line in typed}.values())
        faults = [_("最多 %(most)d 条，这里有 %(count)d 条。") % {"most": MOST_LINES, "count": len(lines)}]
        faults = faults if len(lines) > MOST_LINES else []
        for line in lines:
            if len(fold_line(line).replace("*", "")) < LEAST_CHARACTERS:
                faults.append(_("“%s”太宽，会去掉几乎任何一行。请除 * 以外至少写两个字。") % line[:LINE_CHARACTERS])
            elif len(line) > LINE_CHARACTERS:
                words = {"line": line[:10], "most": LINE_CHARACTERS, "count": len(line)}
                faults.append(_("“%(line)s…”有 %(count)d 字，最多 %(most)d 字；后面可以用 * 代替。") % words)
        _refuse(faults)
        return lines

    def clean_credit_wordings(self) -> dict[str, str]:
        """Return the role that each wording means."""
        wordings: dict[str, str] = {}
        faults = []
        for line in _lines(self.cleaned_data["credit_wordings"]):
            printed, *meant = _BETWEEN.split(line, maxsplit=1)
            fault = _fault_of_wording(line, printed, meant[0] if meant else "")
            if not fault and wordings.get(printed, meant[0]) != meant[0]:
                fault = _("“%s”写了两次，身份不同。请留下一条。") % printed
            if fault:
                faults.append(fault)
            else:
                wordings[printed] = meant[0]
        if len(wordings) > MOST_WORDINGS:
            words = {"most": MOST_WORDINGS, "count": len(wordings)}
            faults.append(_("最多 %(most)d 条，这里有 %(count)d 条。") % words)
        _refuse(faults)
        return wordings

    def clean_date_format(self) -> str:
        """Return the format; a page could be read with it."""
        typed: str = self.cleaned_data["date_format"].strip()
        if typed:
            try:
                compile_date_format(typed)
            except DateFormatError as error:
                raise forms.ValidationError(str(error)) from error
        return typed

    def clean(self) -> dict[str, Any]:
        """Return the fields with what was ticked put among them."""
        cleaned = super().clean() or self.cleaned_data
        if "lines_to_strip" in cleaned:
            known = {fold_line(line) for line in cleaned["lines_to_strip"]}
            ticked = [line for line in cleaned.get("take_lines") or () if fold_line(line) not in known]
            cleaned["lines_to_strip"] = [*cleaned["lines_to_strip"], *ticked]
        if "credit_wordings" in cleaned:
            new = {wording: wording for wording in cleaned.get("take_wordings") or ()}
            cleaned["credit_wordings"] = new | cleaned["credit_wordings"]
        if cleaned.get("take_place") and not cleaned.get("place"):
            cleaned["place"] = self.suggested_place
        return cleaned


def _lines(typed: str | None) -> list[str]:
    return [line.strip() for line in (typed or "").split("\n") if line.strip()]


def _fault_of_wording(line: str, printed: str, meant: str) -> str:
    if not printed or not meant:
        return _("“%s”没有写成“照印的写法 = 身份”。") % line[:LINE_CHARACTERS]
    if len(printed) > WORDING_CHARACTERS or len(meant) > ROLE_CHARACTERS:
        words = {"line": line[:10], "wording": WORDING_CHARACTERS, "role": ROLE_CHARACTERS}
        return _("“%(line)s…”太长：写法最多 %(wording)d 字，身份最多 %(role)d 字。") % words
    return ""


def _told(candidate: Candidate) -> str:
    """Return a candidate with how many reports have it."""
    return _("%(text)s（%(count)d 篇）") % {"text": candidate.text, "count": candidate.reports}


def _refuse(faults: list[str]) -> None:
    if faults:
        raise forms.ValidationError(faults)
