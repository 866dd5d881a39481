"""Citations: GB/T 7714 as the standard prints it; BibTeX and RIS as independent parsers read them back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any, Final

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from archive import publishing
from archive.citations import Citation, bibtex, citation_of, gbt7714, gbt7714_online, ris
from archive.models import Article
from tests.archive.reports import draft, illustrate, paper, published, sign

URL: Final = "https://archive.example/articles/7/"
WHOLE: Final = Citation(
    7, URL, "样例村的党员大会", ("张三", "李四"), "样例日报", "2021-07-01", print_page="A02", issue_number="2300"
)
SEEN: Final = dt.date(2026, 1, 2)


@pytest.mark.parametrize(
    ("changes", "printed"),
    [
        ({}, "张三, 李四. 样例村的党员大会[N]. 样例日报, 2021-07-01(A02)."),
        ({"authors": ()}, "样例村的党员大会[N]. 样例日报, 2021-07-01(A02)."),
        ({"authors": ("张三",)}, "张三. 样例村的党员大会[N]. 样例日报, 2021-07-01(A02)."),
        ({"authors": ("张三", "李四", "王五")}, "张三, 李四, 王五. 样例村的党员大会[N]. 样例日报, 2021-07-01(A02)."),
        ({"authors": tuple("甲乙丙丁戊")}, "甲, 乙, 丙, 等. 样例村的党员大会[N]. 样例日报, 2021-07-01(A02)."),
        ({"print_page": None}, "张三, 李四. 样例村的党员大会[N]. 样例日报, 2021-07-01."),
        ({"date_published": "2021-07"}, "张三, 李四. 样例村的党员大会[N]. 样例日报, 2021-07(A02)."),
        ({"date_published": "2021"}, "张三, 李四. 样例村的党员大会[N]. 样例日报, 2021(A02)."),
        (
            {"date_published": "2021", "is_inferred": True},
            "张三, 李四. 样例村的党员大会[N]. 样例日报, [2021](A02).",
        ),
        ({"date_published": None}, "张三, 李四. 样例村的党员大会[N]. 样例日报(A02)."),
        ({"newspaper": None}, "张三, 李四. 样例村的党员大会[N]. 2021-07-01(A02)."),
        ({"newspaper": None, "date_published": None}, "张三, 李四. 样例村的党员大会[N]."),
        ({"headline": "村里　修路\n架桥？"}, "张三, 李四. 村里 修路 架桥？[N]. 样例日报, 2021-07-01(A02)."),
    ],
)
def test_citation_in_print_leaves_out_what_is_not_known(changes: dict[str, Any], printed: str) -> None:
    assert gbt7714(replace(WHOLE, **changes)) == printed


@pytest.mark.parametrize(
    ("changes", "printed"),
    [
        ({}, f"张三, 李四. 样例村的党员大会[N/OL]. 样例日报, 2021-07-01(A02)[2026-01-02]. {URL}."),
        (
            {"newspaper": None, "date_published": None, "authors": ()},
            f"样例村的党员大会[N/OL]. [2026-01-02]. {URL}.",
        ),
        (
            {"date_published": "2021-07", "is_inferred": True, "print_page": None},
            f"张三, 李四. 样例村的党员大会[N/OL]. 样例日报, [2021-07][2026-01-02]. {URL}.",
        ),
    ],
)
def test_citation_online_tells_when_and_where_it_was_read(changes: dict[str, Any], printed: str) -> None:
    assert gbt7714_online(replace(WHOLE, **changes), SEEN) == printed


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
    ):
        assert f'href="/articles/{article.pk}.{name}"' in html
        response = client.get(f"/articles/{article.pk}.{name}")
        assert response.content.decode() == written
        assert response["Content-Type"] == f"{kind}; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="archive-{article.pk}.{name}"'


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["bib", "ris"])
def test_what_is_not_public_or_not_from_a_newspaper_is_not_cited(client: Client, name: str) -> None:
    hidden, gone, sample = draft(), published(), published(is_sample=True, sample_note="样例说明")
    publishing.withdraw(gone, "样例原因")
    answers = [client.get(f"/articles/{one.pk}.{name}") for one in (hidden, gone, sample)]
    assert [answer.status_code for answer in answers] == [404, 410, 404]
    assert answers[1].content.decode() == "已撤下"
    page = client.get(f"/articles/{sample.pk}/").content.decode()
    assert "[N]" not in page
    assert f"/articles/{sample.pk}.{name}" not in page
