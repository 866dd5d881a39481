"""The English interface is English: no page shows Chinese of its own, only what was printed, typed or is a name.

Chinese that is printed stands in an element with lang="zh-Hans". Names of places, papers, people and files may stand
without (WCAG 3.1.2 lets proper names be), and so may what a reader typed and examples in quotation marks. A title or
an attribute cannot be marked in part: it may hold whatever the database does. So may all of the desk, where staff work
on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import lxml.html
import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import CharField, JSONField, Model, TextField
from django.test import Client
from django.utils.translation import override

from archive.models import Article, Capture, Contributor, FormerName, Newspaper, Place
from tests.archive.staff import member
from tests.archive.test_permissions import address_of, every_url, make_one_of_each
from tests.browser.states import EMPTY, PUBLIC, make_archive

HAN: Final = re.compile(r"[㐀-䶿一-鿿]+")
QUOTED: Final = re.compile("“[^”]*”")
SAID_IN_ATTRIBUTES: Final = {"alt", "aria-description", "aria-label", "label", "placeholder", "summary", "title"}
NOT_SHOWN: Final = ("script", "style", "textarea", "del", "ins")  # the last two: text of the archive, compared
IN_LINE: Final = ("a", "b", "span", "strong", "time")
RUN_TOGETHER: Final = re.compile(r".{0,30}[a-z0-9][.:;,][A-Z].{0,30}")
KINDS_WITH_WORDS: Final = ("submit", "button", "reset")  # of input


class Exempt:
    """Strings that may stand in Chinese, and those that are made of them (南阳市卧龙区)."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs = {run for text in texts for run in HAN.findall(text)}

    def is_made_of_them(self, run: str) -> bool:
        ends = {0}
        for end in range(1, len(run) + 1):
            if any(run[start:end] in self._runs for start in ends):
                ends.add(end)
        return len(run) in ends

    def foreign(self, text: str) -> list[str]:
        """Return the runs of Chinese in a text that are no such strings."""
        return [run for run in HAN.findall(QUOTED.sub("", text)) if not self.is_made_of_them(run)]


def language_of(element: Any) -> str:
    return str(next(iter(element.xpath("ancestor-or-self::*[@lang][1]/@lang")), ""))


def said(html: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a page says outside of Chinese elements: where, and the words."""
    for element in lxml.html.fromstring(html.decode()).iter():
        if not isinstance(element.tag, str) or element.tag in NOT_SHOWN:
            continue
        outer = element.getparent()
        if element.tail and outer is not None and language_of(outer) != "zh-Hans":
            yield f"in <{outer.tag}>", element.tail
        if language_of(element) != "zh-Hans":
            yield f"<{element.tag}>", element.text or ""
            said_here = [name for name in element.attrib if is_said(element, name)]
            yield from ((f"<{element.tag} {name}>", element.attrib[name]) for name in said_here)


def is_said(element: Any, name: str) -> bool:
    is_button = element.tag == "input" and element.get("type") in KINDS_WITH_WORDS
    return name in SAID_IN_ATTRIBUTES or name.startswith("data-") or (name == "value" and is_button)


def untranslated(url: str, html: bytes, names: list[str], everything: list[str]) -> list[str]:
    """Return what a page says in Chinese of its own; `everything` is what may stand where nothing can be marked."""
    typed = [sign for _name, value in parse_qsl(urlsplit(url).query) for sign in value]
    marked, unmarkable = Exempt([*names, *typed]), Exempt([*everything, *typed])
    return [
        f"{url} {where}: {run}"
        for where, text in said(html)
        for run in (unmarkable if where == "<title>" or " " in where.removeprefix("in ") else marked).foreign(text)
    ]


def run_together(url: str, html: bytes) -> list[str]:
    """Return where a sentence of ours begins right behind another one, as Chinese ones do."""
    main = lxml.html.fromstring(html.decode()).xpath("//main")[0]
    for element in main.iter():
        if not isinstance(element.tag, str) or element.tag in (*NOT_SHOWN, "pre", "code") or element.get("lang"):
            element.text = ""
            element[:] = []
        if element.tag not in IN_LINE:
            element.tail = "\n" + (element.tail or "")
            element.text = "\n" + (element.text or "")
    return [f"{url}: {found.group()}" for found in RUN_TOGETHER.finditer(main.text_content())]


def names() -> list[str]:
    """Return the proper names that the archive knows."""
    columns = [(model, "name") for model in (Place, FormerName, Newspaper, Contributor)]
    columns += [(Place, "short_name"), (Article, "column_name"), (Capture, "file_name")]
    return [text for model, field in columns for text in model._default_manager.values_list(field, flat=True) if text]


def held() -> list[str]:
    """Return all text that the database holds of reports and people."""
    return [text for model in apps.get_models() if model is not Group for text in texts_of(model)]


def texts_of(model: type[Model]) -> Iterator[str]:
    fields = [f.name for f in model._meta.concrete_fields if isinstance(f, (CharField, TextField, JSONField))]
    for row in model._default_manager.values_list(*fields) if fields else ():
        yield from (str(value) for value in row if value)


@pytest.mark.usefixtures("committed_db")
def test_no_public_page_shows_chinese_of_its_own() -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    urls = [state.path for state in EMPTY.values()]
    found = [one for url in urls for one in untranslated(url, client.get(url).content, [], [])]
    gaps = make_archive()
    known, everything = names(), held()
    for url in (state.path.format(**gaps) for state in PUBLIC.values()):
        response = client.get(url)
        assert response["Content-Language"] == "en"
        found += untranslated(url, response.content, known, everything) + run_together(url, response.content)
    assert found == []


@pytest.mark.django_db
def test_no_page_of_the_desk_shows_chinese_of_its_own() -> None:
    staff = member()
    make_one_of_each(staff)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(staff)
    everything, groups = held(), [group.name for group in Group.objects.all()]
    found: list[str] = []
    for key, (route, pattern) in every_url().items():
        if key.startswith("admin:") and key != "admin:logout":
            url = address_of(key, route, pattern)
            response = client.get(url)
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                known = everything + groups * (key == "admin:auth_user_changelist")  # whose filter is Django's
                found += untranslated(url, response.content, known, everything)
    assert found == []


def words_of(model: type[Model]) -> Iterator[tuple[str, str]]:
    """Yield what a model says of itself and its fields, with where."""
    options = model._meta
    yield from ((options.label, str(text)) for text in (options.verbose_name, options.verbose_name_plural))
    for field in options.get_fields():
        if field.concrete:
            yield f"{options.label}.{field.name}", str(field.verbose_name)
            yield f"{options.label}.{field.name}", str(field.help_text)
            yield from ((f"{options.label}.{field.name}", str(label)) for _value, label in field.flatchoices)
    yield from ((f"{options.label}: {one.name}", str(one.violation_error_message)) for one in options.constraints)


def test_models_name_themselves_in_english() -> None:
    with override("en"):
        found = [
            f"{where}: {text}"
            for app in ("archive", "search")
            for model in apps.get_app_config(app).get_models()
            for where, text in words_of(model)
            if HAN.search(QUOTED.sub("", text))
        ]
    assert found == []


def test_sentences_that_run_together_are_found() -> None:
    apart = '<p>Three.</p><p>Four: five</p><code>a.B</code><b lang="zh-Hans">a.B</b>'
    html = f"<main><p>One.<a>Two</a> by Li.</p>{apart}</main>"
    assert run_together("/", html.encode()) == ["/: One.Two by Li."]


def test_chinese_that_is_no_name_is_found_wherever_it_is_said() -> None:
    html = """<html lang="en"><title>渠边的事</title><p>Reports 报道 <b lang="zh-Hans">渠边的事</b> 完</p>
        <p>南阳市卧龙区 渠 “如此”</p><input type="submit" value="保存"><input value="随便">
        <a title="打开" data-said="甲">x</a>
        <p title="渠边的事">渠边的事</p><script>"脚本"</script>"""
    found = untranslated("/search/?q=渠", html.encode(), ["南阳市", "卧龙区"], ["渠边的事"])
    assert [one.rpartition(": ")[2] for one in found] == ["报道", "完", "保存", "打开", "甲", "渠边的事"]
