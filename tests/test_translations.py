"""Every string that a person sees has its English, and the compiled catalogue says the same as its source."""

from __future__ import annotations

import ast
import gettext
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parent.parent
CATALOGUE: Final = ROOT / "locale" / "en" / "LC_MESSAGES" / "django"
MARKS_WITH_CONTEXT: Final = {"pgettext", "pgettext_lazy"}
MARKS: Final = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"} | MARKS_WITH_CONTEXT
# What Django's own reader of templates makes of a string to translate: a call with one, two or three strings.
TEMPLATE_CALL: Final = re.compile(
    r"(?:\b(?P<mark>gettext|pgettext|ngettext|npgettext)|(?<=\W)_)\((?P<rest>.*)", re.DOTALL
)
TEMPLATE_ARGUMENT: Final = re.compile(r"""\s*u?(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*[,)]""", re.DOTALL)
PO_LINE: Final = re.compile(r'(?:(?P<keyword>msg\w+)(?:\[\d\])? )?(?P<text>".*")$')
PLACEHOLDER: Final = re.compile(
    r"%\((?P<named>\w+)\)[-+ #0]*\d*(?:\.\d+)?[diouxXeEfFgGs]|\{(?P<braced>\w*)\}|%[diouxXeEfFgGs]"
)
QUOTED: Final = re.compile("“[^”]*”")
HAN: Final = re.compile(r"[一-鿿]")


@dataclass
class Entry:
    """One entry of the catalogue's source: what is translated, into what."""

    context: str = ""
    msgid: str = ""
    msgid_plural: str = ""
    msgstrs: list[str] = field(default_factory=list)
    flags: str = ""

    @property
    def key(self) -> str:
        return f"{self.context}\x04{self.msgid}" if self.context else self.msgid


def marked_in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            given = [
                a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)
            ]
            yield from ["\x04".join(given)] if node.func.id in MARKS_WITH_CONTEXT else given


def marked_in_template(path: Path) -> Iterator[str]:
    """Return what `translate`, `blocktranslate` and `_()` mark, as `makemessages` finds it."""
    code = templatize(path.read_text(encoding="utf-8"), origin=path.name)
    while found := TEMPLATE_CALL.search(code):
        code, given = found["rest"], []
        while argument := TEMPLATE_ARGUMENT.match(code):
            given.append(ast.literal_eval(argument["text"]))
            code = code[argument.end() :]
        context = f"{given.pop(0)}\x04" if given and (found["mark"] or "").endswith("pgettext") else ""
        yield from (context + text for text in given[:1])


def marked() -> set[str]:
    found: set[str] = set()
    for app in ("archive", "search", "config"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                found.update(marked_in_python(path))
    for path in (ROOT / "templates").rglob("*.html"):
        found.update(marked_in_template(path))
    return {msgid for msgid in found if HAN.search(msgid)}


def entries() -> list[Entry]:
    """Return what the source of the catalogue holds, its header left out."""
    source = CATALOGUE.with_suffix(".po").read_text(encoding="utf-8")
    found = [entry_of(block) for block in source.strip().split("\n\n")]
    return [entry for entry in found if entry.msgid]


def entry_of(block: str) -> Entry:
    entry, keyword = Entry(), ""
    for line in block.splitlines():
        if line.startswith("#,"):
            entry.flags += line
        if found := PO_LINE.match(line):
            keyword = found["keyword"] or keyword
            text = ast.literal_eval(found["text"])
            if keyword.startswith("msgstr"):
                if found["keyword"]:
                    entry.msgstrs.append("")
                entry.msgstrs[-1] += text
            else:
                name = "context" if keyword == "msgctxt" else keyword
                setattr(entry, name, getattr(entry, name) + text)
    return entry


def placeholders(text: str) -> list[str]:
    """Return the names of the gaps in a message, sorted; `%` for one without a name."""
    return sorted(found["named"] or found["braced"] or "%" for found in PLACEHOLDER.finditer(text))


def catalogue_of(path: Path) -> dict[object, str]:
    with path.open("rb") as compiled:
        return dict(gettext.GNUTranslations(compiled)._catalog)  # type: ignore[attr-defined]


def test_every_marked_string_is_in_the_compiled_catalogue() -> None:
    catalogue = catalogue_of(CATALOGUE.with_suffix(".mo"))
    missing = [msgid for msgid in sorted(marked()) if not (catalogue.get(msgid) or catalogue.get((msgid, 0)))]
    assert not missing, "run `make messages` and translate: " + ", ".join(missing)


def test_every_entry_is_translated_and_none_is_fuzzy() -> None:
    assert [e.key for e in entries() if "fuzzy" in e.flags or not e.msgstrs or not all(e.msgstrs)] == []


def test_an_entry_with_a_plural_has_both_english_forms() -> None:
    assert [e.key for e in entries() if len(e.msgstrs) != (2 if e.msgid_plural else 1)] == []


def test_a_translation_has_the_placeholders_of_its_message() -> None:
    wrong = [e.key for e in entries() for s in e.msgstrs if placeholders(s) != placeholders(e.msgid)]
    assert wrong == []


def test_english_holds_chinese_only_as_an_example_in_quotation_marks() -> None:
    assert [e.key for e in entries() for s in e.msgstrs if HAN.search(QUOTED.sub("", s))] == []


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="msgfmt of GNU gettext is not installed")
def test_the_compiled_catalogue_is_made_of_its_source(tmp_path: Path) -> None:
    fresh = tmp_path / "django.mo"
    source = CATALOGUE.with_suffix(".po")
    subprocess.run(["msgfmt", "--check-format", "-o", str(fresh), str(source)], check=True)
    assert catalogue_of(CATALOGUE.with_suffix(".mo")) == catalogue_of(fresh)


def test_text_between_tags_is_marked_for_translation() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        if path.name == "500.html":  # static: served when nothing else works, in both languages at once
            continue
        source = path.read_text(encoding="utf-8")
        source = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", "", source, flags=re.DOTALL)
        source = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", source, flags=re.DOTALL)
        source = re.sub(r"{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL)
        assert not HAN.search(source), f"{path.relative_to(ROOT)}: {HAN.search(source)}"


def test_strings_with_gaps_and_plurals_are_found_in_templates(tmp_path: Path) -> None:
    template = tmp_path / "sample.html"
    template.write_text(
        """{% load i18n %}{% translate "甲" %}{% translate '乙' context "plural" %}{{ x|default:_("丙") }}
        {% blocktranslate with n=x %}第 {{ n }} 页{% endblocktranslate %}
        {% blocktranslate count n=x %}{{ n }} 篇{% plural %}{{ n }} 篇{% endblocktranslate %}""",
        encoding="utf-8",
    )
    assert list(marked_in_template(template)) == ["甲", "plural\x04乙", "丙", "第 %(n)s 页", "%(n)s 篇"]


def test_scripts_bring_no_words_of_their_own() -> None:
    """What a script says stands in the page, in data- attributes, where it is translated."""
    for path in (ROOT / "static" / "js").glob("*.js"):
        code = re.sub(r"^\s*//.*$|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        assert not HAN.search(code), f"{path.name}: {HAN.search(code)}"
