"""Every string that a person sees has its English, and the compiled catalogue says the same as its source."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
CATALOGUE: Final = ROOT / "locale" / "en" / "LC_MESSAGES" / "django"
MARKS: Final = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
TEMPLATE_STRING: Final = re.compile(r"""{%\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')""")
HAN: Final = re.compile(r"[一-鿿]")


def marked_in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            for argument in node.args[:2]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def marked() -> set[str]:
    found: set[str] = set()
    for app in ("archive", "search", "config"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                found.update(marked_in_python(path))
    for path in (ROOT / "templates").rglob("*.html"):
        for double, single in TEMPLATE_STRING.findall(path.read_text(encoding="utf-8")):
            found.add(double or single)
    return {msgid for msgid in found if HAN.search(msgid)}


def compiled() -> gettext.GNUTranslations:
    with CATALOGUE.with_suffix(".mo").open("rb") as catalogue:
        return gettext.GNUTranslations(catalogue)


@pytest.mark.parametrize("msgid", sorted(marked()))
def test_a_marked_string_is_in_the_compiled_catalogue(msgid: str) -> None:
    catalogue = compiled()._catalog  # type: ignore[attr-defined]
    assert catalogue.get(msgid) or catalogue.get((msgid, 0)) or catalogue.get((msgid, 1)), msgid


def test_text_between_tags_is_marked_for_translation() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        if path.name == "500.html":  # static: served when nothing else works, in both languages at once
            continue
        source = path.read_text(encoding="utf-8")
        source = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", "", source, flags=re.DOTALL)
        source = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", source, flags=re.DOTALL)
        source = re.sub(r"{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL)
        assert not HAN.search(source), f"{path.relative_to(ROOT)}: {HAN.search(source)}"
