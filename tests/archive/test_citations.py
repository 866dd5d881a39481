"""Citations: GB/T 7714 and APA line by line; BibTeX, RIS and CSL-JSON as independent programs read them back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, Final

import bibtexparser
import jsonschema
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from archive import publishing
from archive.citation_files import bibtex, csl_json, ris
from archive.citation_styles import apa, gbt7714, gbt7714_2025, gbt7714_2025_online, gbt7714_online
from archive.citations import Citation, citation_of
from archive.models import Article
from tests.archive.citation_cases import CASES, SEEN, URL, WHOLE, lines_of
from tests.archive.reports import draft, illustrate, paper, published, sign

TEXTS: Final = st.text(st.characters(codec="utf-8"), min_size=1)


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_report_is_cited_by_what_is_known_of_it(changes: dict[str, Any], expected: str) -> None:
    cited = replace(WHOLE, **changes)
    assert [
        gbt7714(cited), gbt7714_online(cited, SEEN), gbt7714_2025(cited), gbt7714_2025_online(cited), apa(cited),
    ] == lines_of(expected)  # fmt: skip


def test_bibtex_entry_has_what_is_known() -> None:
    assert bibtex(WHOLE) == (
        "@article{archive-7,\n"
        "  author = {张三 and 李四},\n"
        "  title = {{样例村的党员大会}},\n"
        "  journal = {样例日报},\n"
        "  year = {2021},\n"
        "  month = jul,\n"
        "  date = {2021-07-01},\n"
        "  issue = {2300},\n"
        "  number = {A02},\n"
        "  entrysubtype = {newspaper},\n"
        "  langid = {chinese},\n"
        f"  url = {{{URL}}},\n"
        "}\n"
    )


def test_ris_record_has_what_is_known() -> None:
    assert ris(WHOLE).split("\r\n") == [
        "TY  - NEWS", "ID  - archive-7", "AU  - 张三", "AU  - 李四", "TI  - 样例村的党员大会", "T2  - 样例日报",
        "PY  - 2021", "DA  - 2021/07/01/", "IS  - 2300", "SP  - A02", "LA  - zh", f"UR  - {URL}", "ER  - ", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(("date", "shown"), [("2021", "2021///"), ("2021-07", "2021/07//")])
def test_ris_date_is_as_far_as_it_is_known(date: str, shown: str) -> None:
    assert f"DA  - {shown}\r\n" in ris(replace(WHOLE, date_published=date))


def test_an_inferred_date_says_so_and_an_unknown_one_is_left_out() -> None:
    inferred = replace(WHOLE, date_published="2021", is_inferred=True)
    assert "note = {日期为推定}" in bibtex(inferred)
    assert "N1  - 日期为推定\r\n" in ris(inferred)
    bare = Citation(8, URL, "样例")
    assert [line.partition(" = ")[0].strip() for line in bibtex(bare).splitlines()[1:-1]] == [
        "title", "entrysubtype", "langid", "url",
    ]  # fmt: skip
    assert ris(bare) == f"TY  - NEWS\r\nID  - archive-8\r\nTI  - 样例\r\nLA  - zh\r\nUR  - {URL}\r\nER  - \r\n\r\n"


# Signs of both formats, of what ends a line, of two scripts; and any others.
SIGNS: Final = "\\{}%#$&_~^`'\"-,<>@=+*/ \r\n\t\x85\u2028\x0b党建Bé　𠮷"
WILD: Final = st.text(st.sampled_from(SIGNS) | st.characters(codec="utf-8"))
LINES: Final = WILD.map(lambda text: " ".join(text.split()) or "样")


def plain(text: str) -> str:
    """Return a text without spaces and controls: those are not kept exactly."""
    return re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029\u3000]|\s", "", text)


def tex_reader() -> LatexNodes2Text:
    """Return what reads TeX; it lacks the names of the braces, and takes ASCII for another sign."""
    known = get_default_latex_context_db()
    signs = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^", "textasciitilde": "~"}
    macros = [MacroTextSpec(name, sign) for name, sign in signs.items()]
    known.add_context_category("signs", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=known, keep_braced_groups=True)


@settings(deadline=None)
@given(WILD, WILD)
def test_bibtex_is_read_back_by_another_program(headline: str, newspaper: str) -> None:
    cited = [Citation(1, URL, headline, ("张三", "李 四 and 王五"), newspaper), replace(WHOLE, headline="样例")]
    middleware = [SeparateCoAuthors(), LatexDecodingMiddleware(decoder=tex_reader())]
    library = bibtexparser.parse_string("\n".join(map(bibtex, cited)), append_middleware=middleware)
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ["archive-1", "archive-7"]
    fields = {field.key: field.value for field in library.entries[0].fields}
    title = str(fields.get("title", ""))
    assert plain(headline) in (plain(title), plain(title[1:-1]))  # the braces around it are kept, or not
    assert plain(str(fields.get("journal", ""))) == plain(newspaper)
    assert fields["author"] == ["张三", "{李 四 and 王五}"]


@given(WILD, st.lists(LINES, max_size=4))
def test_ris_is_read_back_by_another_program(headline: str, authors: list[str]) -> None:
    written = ris(Citation(1, URL, headline, tuple(authors), "样例日报\r\nTY  - BOOK\nER  - ")) + ris(WHOLE)
    first, second = rispy.loads(written, newline="\r\n")
    assert (first["id"], second["id"]) == ("archive-1", "archive-7")
    assert first["type_of_reference"] == "NEWS"
    assert plain(first.get("title", "")) == plain(headline)
    assert list(map(plain, first.get("authors", []))) == list(filter(None, map(plain, authors)))
    assert len(written.splitlines()) == written.count("\r\n")


# What the JSON schema of CSL 1.0.2 (csl-data.json) says of the fields that we write, and that there are no others.
NAME: Final = {
    "type": "object", "properties": {"literal": {"type": "string", "minLength": 1}}, "required": ["literal"],
    "additionalProperties": False,
}  # fmt: skip
DATE: Final = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array", "minItems": 1, "maxItems": 1,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer", "minimum": 1}},
        },
        "circa": {"type": "boolean"},
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}  # fmt: skip
LINE: Final = {"type": "string", "minLength": 1, "pattern": "^[^\\n\\r]+$"}
CSL: Final = {
    "type": "array", "minItems": 1, "maxItems": 1,
    "items": {
        "type": "object",
        "properties": {
            "id": LINE, "type": {"const": "article-newspaper"}, "title": LINE,
            "author": {"type": "array", "items": NAME}, "container-title": LINE, "issued": DATE, "issue": LINE,
            "page": LINE, "language": LINE, "note": LINE, "URL": LINE,
        },
        "required": ["id", "type", "URL"],
        "additionalProperties": False,
    },
}  # fmt: skip


def csl_item(cited: Citation) -> dict[str, Any]:
    """Return the item of a report, once the schema has nothing against it."""
    items: list[dict[str, Any]] = json.loads(csl_json(cited))
    jsonschema.validate(items, CSL, jsonschema.Draft202012Validator)
    return items[0]


def test_csl_item_has_what_is_known() -> None:
    assert csl_item(WHOLE) == {
        "id": "archive-7", "type": "article-newspaper", "title": "样例村的党员大会",
        "author": [{"literal": "张三"}, {"literal": "李四"}], "container-title": "样例日报",
        "issued": {"date-parts": [[2021, 7, 1]]}, "issue": "2300", "page": "A02", "language": "zh-CN", "URL": URL,
    }  # fmt: skip
    inferred = csl_item(replace(WHOLE, date_published="2021-07", is_inferred=True))
    assert inferred["issued"] == {"date-parts": [[2021, 7]], "circa": True}
    assert inferred["note"] == "日期为推定"
    assert csl_item(Citation(8, URL, "样例")) == {
        "id": "archive-8", "type": "article-newspaper", "title": "样例", "language": "zh-CN", "URL": URL,
    }  # fmt: skip


@pytest.mark.parametrize("changes", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_every_case_is_a_valid_item_and_a_record(changes: dict[str, Any]) -> None:
    cited = replace(WHOLE, **changes)
    item = csl_item(cited)
    (record,) = rispy.loads(ris(cited), newline="\r\n")
    (entry,) = bibtexparser.parse_string(bibtex(cited)).entries
    assert [name["literal"] for name in item.get("author", [])] == record.get("authors", []) == list(cited.authors)
    assert item["title"] == record["title"] == " ".join(cited.headline.splitlines())
    assert ("issued" in item) is ("date" in entry.fields_dict) is ("year" in record) is bool(cited.date_published)


@settings(max_examples=30)
@given(TEXTS, st.lists(TEXTS, max_size=3), TEXTS)
def test_csl_json_is_valid_whatever_a_page_says(headline: str, authors: list[str], newspaper: str) -> None:
    item = csl_item(Citation(1, URL, headline, tuple(authors), newspaper))
    assert plain(item.get("title", "")) == plain(headline)


@pytest.mark.django_db
def test_authors_are_the_signers_in_order_and_nobody_else() -> None:
    article = published(newspaper=paper(), date="2021-07", date_basis="inferred", print_page="2")
    sign(article, "李四", "通讯员", 1)
    sign(article, "张三", "记者", 0)
    sign(article, "王五", "编辑", 2, is_author=False)
    illustrate(article, "样例图", "赵六")
    assert citation_of(Article.objects.get(pk=article.pk), URL) == Citation(
        article.pk, URL, "样例村的党员大会", ("张三", "李四"), "样例日报", "2021-07", True, "2"
    )


@pytest.mark.django_db
def test_page_of_a_report_shows_how_it_is_cited_and_gives_it_as_files(client: Client) -> None:
    article = published("样例 <标题>", date="2021-07-01", newspaper=paper())
    sign(article, "张三")
    html = client.get(f"/articles/{article.pk}/").content.decode()
    assert "张三. 样例 &lt;标题&gt;[N]. 样例日报, 2021-07-01." in html
    assert f"http://testserver/articles/{article.pk}/." in html
    cited = citation_of(article, f"http://testserver/articles/{article.pk}/")
    for name, kind, written in (
        ("bib", "application/x-bibtex", bibtex(cited)),
        ("ris", "application/x-research-info-systems", ris(cited)),
        ("csl.json", "application/vnd.citationstyles.csl+json", csl_json(cited)),
    ):
        assert f'href="/articles/{article.pk}.{name}"' in html
        response = client.get(f"/articles/{article.pk}.{name}")
        assert response.content.decode() == written
        assert response["Content-Type"] == f"{kind}; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="archive-{article.pk}.{name}"'


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["bib", "ris", "csl.json"])
def test_what_is_not_public_or_not_from_a_newspaper_is_not_cited(client: Client, name: str) -> None:
    hidden, gone, sample = draft(), published(), published(is_sample=True, sample_note="样例说明")
    publishing.withdraw(gone, "样例原因")
    answers = [client.get(f"/articles/{one.pk}.{name}") for one in (hidden, gone, sample)]
    assert [answer.status_code for answer in answers] == [404, 410, 404]
    assert answers[1].content.decode() == "已撤下"
    page = client.get(f"/articles/{sample.pk}/").content.decode()
    assert "[N]" not in page
    assert f"/articles/{sample.pk}.{name}" not in page
