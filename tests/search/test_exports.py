"""Exports: every row of the count and no other, read back exactly, whatever a cell holds."""

from __future__ import annotations

import csv
import gc
import io
import json
import random
from collections.abc import Iterator
from typing import Any, Final

import bibtexparser
import pytest
import rispy
from django.http import StreamingHttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from archive import changes, publishing
from archive.models import Article
from archive.text.table_files import defused
from search import exports
from search.backends import archive_backend
from search.engine.answering import FoundDocument
from search.exports import CSV, FORMATS, TakenReport
from search.question_urls import url_of
from search.questions import SORTS, Question
from tests.search.building import published
from tests.search.test_facets import every_value, holding, narrowed, random_question

__all__ = ["every_value"]

NAMES: Final = tuple(form.name for form in FORMATS)
committed: Final = pytest.mark.usefixtures("committed_db")


def opened(client: Client, url: str) -> StreamingHttpResponse:
    response = client.get(url)
    assert response.status_code == 200, (url, response.content)
    assert isinstance(response, StreamingHttpResponse)
    return response


def text_of(client: Client, url: str) -> str:
    return b"".join(opened(client, url)).decode()  # type: ignore[arg-type]


def published_at_once(count: int) -> list[Article]:
    """Publish so many reports, 样例10 of the year 2010 first, and index them in one go."""
    with changes.held_back():
        return [
            published(f"样例{number}", date=f"20{number}", authors=["张三"], newspaper="样例日报")
            for number in range(10, 10 + count)
        ]


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(client, f"/search.csv?{query}").removeprefix("\ufeff"), newline="")))


def ids(client: Client, name: str, query: str) -> list[int]:
    """Return the reports of a file, in order."""
    written = text_of(client, f"/search.{name}?{query}")
    match name:
        case "csv":
            read = csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
            return [int(row["id"]) for row in read]
        case "jsonl":
            return [json.loads(line)["id"] for line in written.split("\n")[:-1]]
        case "bib":
            return [int(entry.key.removeprefix("archive-")) for entry in bibtexparser.parse_string(written).entries]
        case _:
            return [int(one["id"].removeprefix("archive-")) for one in rispy.loads(written, newline="\r\n")]


@pytest.mark.django_db
def test_rows_are_those_of_the_count_for_random_filters(every_value: dict[str, list[str]], client: Client) -> None:
    source = random.Random(8)
    for number in range(24):
        question = random_question(source, every_value).sorted_by(source.choice(SORTS))
        if question.since and question.until and question.since.ordinal > question.until.ordinal:
            question = question.without_since()  # a request with both is refused
        expected = set(
            Article.objects.filter(holding(question.text)).filter(narrowed(question)).values_list("pk", flat=True)
        )
        name = NAMES[number % len(NAMES)]
        url = url_of(question, f"search_{name}")
        assert int(opened(client, url)["X-Total-Count"]) == len(expected)
        found = ids(client, name, url.partition("?")[2])
        assert sorted(found) == sorted(expected), url
        in_pages = archive_backend().find(archive_backend().ask(question).parsed.tree, question)
        assert found == [one.id for one in in_pages.documents]


@committed
@pytest.mark.django_db
def test_every_format_has_all_hits_whatever_the_page(client: Client) -> None:
    numbers = [article.pk for article in published_at_once(12)]
    for name in NAMES:
        assert ids(client, name, "size=10&page=2&sort=oldest") == numbers


@committed
@pytest.mark.django_db
def test_a_row_of_csv_says_what_the_record_says(client: Client) -> None:
    article = published(
        "廊桥,\"落成\"", date="2022-03", place="411300", newspaper="样例日报", authors=["张三", "李四"], kicker="=1+1",
        subtitle="－副题", column_name="园地", identifier="样-1", print_page="A02", issue_number="2300",
    )  # fmt: skip
    response = opened(client, "/search.csv?q=廊桥")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="archive-search.csv"'
    assert rows(client, "q=廊桥") == [{
        "id": str(article.pk), "url": f"http://testserver/articles/{article.pk}/", "headline": '廊桥,"落成"',
        "kicker": "'=1+1", "subtitle": "'－副题", "newspaper": "样例日报", "place": "南阳市", "place_code": "411300",
        "date_published": "2022-03", "date_precision": "month", "date_basis": "stated", "authors": "张三; 李四",
        "column_name": "园地", "identifier": "样-1", "issue_number": "2300", "print_page": "A02",
    }]  # fmt: skip


@committed
@pytest.mark.django_db
def test_a_line_of_json_is_a_hit_with_its_text(client: Client) -> None:
    published(
        "廊桥落成", ["村里修了廊桥。", "人人称好。"], headings=["小标题"], captions=["图注"], date="2022-03-01",
        place="411300", newspaper="样例日报", authors=["张三"], editors_note="编者按", kicker="引题",
        byline="本报记者 张三",
    )  # fmt: skip
    (line,) = text_of(client, "/search.jsonl?q=廊桥").splitlines()
    hit = client.get("/search.json?q=廊桥").json()["hits"][0]
    taken = json.loads(line)
    shared = hit.keys() - {"snippet", "url", "is_sample"}
    assert {name: taken[name] for name in shared} == {name: hit[name] for name in shared}
    assert {name: taken[name] for name in taken.keys() - shared} == {
        "url": f"http://testserver{hit['url']}", "kicker": "引题", "subtitle": None, "column_name": None,
        "issue_number": None, "print_page": None, "byline": "本报记者 张三", "editors_note": "编者按",
        "section_headings": ["小标题"], "figures": [{"caption": "图注"}], "body_text": "村里修了廊桥。\n人人称好。",
        "rights": None,
    }  # fmt: skip


@committed
@pytest.mark.django_db
def test_bibliographies_cite_a_hit_as_its_page_does(client: Client) -> None:
    article = published("廊桥落成", date="2022-03-01", newspaper="样例日报", authors=["张三"], print_page="2")
    for name in ("bib", "ris"):
        alone = client.get(f"/articles/{article.pk}.{name}").content.decode()
        assert text_of(client, f"/search.{name}").rstrip() == alone.rstrip()


@committed
@pytest.mark.django_db
def test_samples_are_taken_away_by_nobody_and_the_page_says_so(client: Client) -> None:
    samples = [published("样例其一", is_sample=True), published("样例其二", is_sample=True)]
    article = published("廊桥落成")
    assert client.get("/search.json").json()["total"] == 3
    for name in NAMES:
        assert opened(client, f"/search.{name}")["X-Total-Count"] == "1"
        assert ids(client, name, "") == [article.pk]
    assert "样例其一" not in client.get("/search.atom").content.decode()
    page = client.get("/search/").content.decode()
    assert "导出全部 1 篇（样例不在其中）" in page
    publishing.delete(article)
    page = client.get("/search/").content.decode()
    assert "导出全部" not in page
    assert 'href="/search.atom"' in page
    assert [ids(client, name, "") for name in NAMES] == [[], [], [], []]
    assert len(samples) == client.get("/search.json").json()["total"]


@committed
@pytest.mark.django_db
def test_the_page_of_results_leads_to_feed_and_files_of_the_same_question(client: Client) -> None:
    published(place="411300")
    page = client.get("/search/?q=小事&place=411300&size=10&sort=oldest").content.decode()
    asked = "q=%E5%B0%8F%E4%BA%8B&amp;place=411300"
    assert f'type="application/atom+xml" title="订阅此检索" href="/search.atom?{asked}">' in page
    for name in NAMES:
        assert f'<a href="/search.{name}?{asked}&amp;sort=oldest" rel="nofollow" download>' in page
    assert "导出全部 1 篇<" in page


@committed
@pytest.mark.django_db
@pytest.mark.parametrize("name", [*NAMES, "atom"])
def test_what_cannot_be_read_is_refused_with_the_way_out(client: Client, name: str) -> None:
    published()
    refused = client.get(f"/search.{name}?q=小事&place=999999&sort=oldest")
    assert refused.status_code == 400
    assert refused.json() == {
        "error": "参数 place 的值“999999”无法识别。",
        "suggestion": f"/search.{name}?q=%E5%B0%8F%E4%BA%8B&sort=oldest",
    }
    too_long = client.get(f"/search.{name}", {"q": "廉" * 401})
    assert (too_long.status_code, too_long.json()["suggestion"]) == (400, "廉" * 400)
    archive_backend().store.discard(archive_backend().store.live())
    unavailable = client.get(f"/search.{name}")
    assert (unavailable.status_code, unavailable["Retry-After"]) == (503, "10")


def lines_of(response: StreamingHttpResponse) -> Iterator[bytes]:
    return iter(response)  # type: ignore[arg-type]


@committed
@pytest.mark.django_db
def test_commits_while_a_file_is_read_change_no_row_but_a_removal_does(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BLOCK", 2)
    articles = published_at_once(10)
    blocks = lines_of(opened(client, "/search.csv?sort=oldest"))
    read = [next(blocks) for _ in range(3)]
    published("后来的", date="2009")
    articles[-1].headline = "改过的"
    publishing.record_edit(articles[-1])
    publishing.withdraw(articles[0], "已在文件里")
    publishing.withdraw(articles[6], "样例原因")
    rest = b"".join(blocks).decode()
    whole = b"".join(read).decode() + rest
    assert [f"样例{number}" in whole for number in range(10, 20)] == [number != 16 for number in range(10, 20)]
    assert "后来的" not in whole
    assert "改过的" not in whole  # as the index said it when it was asked


@committed
@pytest.mark.django_db
def test_no_more_than_a_block_of_reports_is_held(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "BLOCK", 3)
    published_at_once(12)
    held = []
    for _ in lines_of(opened(client, "/search.jsonl?q=小事")):
        held.append(sum(type(one) is FoundDocument for one in gc.get_objects()))
    assert len(held) == 5
    assert max(held) <= 2 * exports.BLOCK


@committed
@pytest.mark.django_db
def test_a_query_a_block_and_none_a_row(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(exports, "BLOCK", 5)
    published_at_once(11)
    client.get("/search.json")  # reads the dictionary
    for name in NAMES:
        with django_assert_max_num_queries(2 + 3):
            assert len(ids(client, name, "")) == 11


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("+8", "'+8"), ("-place", "'-place"), ("@sum", "'@sum"), ("\t样例", "'\t样例"),
        ("\r样例", "'\r样例"), ("\n样例", "'\n样例"), ("＝1", "'＝1"), ("＋", "'＋"), ("－副题", "'－副题"),
        ("＠", "'＠"), ("﹣1", "'﹣1"), (" =1", "' =1"), ("　=1", "'　=1"), ("'=1", "''=1"), ("", ""),
        ("样例=1", "样例=1"), ("——副题", "——副题"), ("1+8", "1+8"),
    ],
)  # fmt: skip
def test_a_formula_is_defused_by_an_apostrophe(cell: str, written: str) -> None:
    assert defused(cell) == written


CELLS: Final = st.text(st.sampled_from("=+-@'\"\t\r\n,;＝－党 　") | st.characters(codec="utf-8"))


@given(st.lists(st.fixed_dictionaries({"headline": CELLS, "kicker": CELLS, "column_name": CELLS}), max_size=4))
def test_csv_is_read_back_exactly_but_for_one_apostrophe(stored: list[dict[str, Any]]) -> None:
    written = CSV.head + CSV.write(TakenReport(7, "http://a/", 1.0, one) for one in stored)
    read = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    names = ("headline", "kicker", "column_name")
    assert [{name: row[name].removeprefix("'") for name in names} for row in read] == stored
    for cell in (cell for row in read for cell in row.values()):
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_the_columns_of_csv_stay_as_they_are() -> None:
    assert CSV.head == (
        "\ufeffid,url,headline,kicker,subtitle,newspaper,place,place_code,date_published,date_precision,date_basis,"
        "authors,column_name,identifier,issue_number,print_page\r\n"
    )


@committed
@pytest.mark.django_db
def test_an_archive_without_reports_gives_empty_files(client: Client) -> None:
    assert [ids(client, name, "") for name in NAMES] == [[], [], [], []]
    assert url_of(Question(), "search_csv") == "/search.csv"
