"""Facets: every count is what SQL counts."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, Q
from django.test import Client

from archive import publishing
from archive.models import Article, Contributor, Credit, Place
from archive.models.articles import span_of
from archive.models.places import code_prefix
from search.backends import ReportQuerySet, archive_backend
from search.questions import FACETS, FILTERS, NONE, Day, Question, Selection
from search.reindexing import reindex
from search.results import Facet
from tests.search.building import draft, published

pytestmark = pytest.mark.django_db

PLACES = ("410000", "411300", "411302", "411303", "410482", "610900", "610902", "110101", None)
DATES = ("2019", "2020-05", "2021-05-06", "2022-01-01", None)
BOUNDS = ("2018", "2019-06", "2020-05-17", "2021", "2021-05-07", "2023", None)
PAPERS = ("样例日报", "样例晚报", None)
NAMES = ("张三", "李四", "王五", "赵六")
COLUMNS = ("党建园地", "要闻", None)
ROLES = ("记者", "通讯员")
WORDS = ("", "廊桥", '"小事"', "没有这个词")


def condition(facet: str, value: str) -> Q:
    """Return what SQL asks of a report that has this value of a filter."""
    signed = Credit.objects.filter(article=OuterRef("pk"))
    authored, with_role = signed.filter(is_author=True), signed.filter(role__isnull=False)
    further = Article.further_places.through.objects.filter(article_id=OuterRef("pk"))
    match facet, value:
        case "place", "none":
            return Q(place=None) & ~Exists(further)
        case "place", code:
            below = further.filter(place__code__startswith=code_prefix(code))
            return Q(place__code__startswith=code_prefix(code)) | Exists(below)
        case "year", "none":
            return Q(date_from=None)
        case "year", year:
            return Q(date_from__year=int(year))
        case "author", "none":
            return ~Exists(authored)
        case "author", number:
            return Exists(authored.filter(contributor=int(number)))
        case "role", "none":
            return ~Exists(with_role)
        case "role", role:
            return Exists(with_role.filter(role=role))
        case _:
            column = {"newspaper": "newspaper_id", "basis": "date_basis", "column": "column_name"}[facet]
            return Q(**{f"{column}__isnull": True}) if value == NONE else Q(**{column: value})


def narrowed(question: Question, but: str | None = None) -> Q:
    """Return what SQL asks of the reports that pass every filter but one."""
    asked = Q(state="published")
    for facet in FILTERS:
        chosen = [one.value for one in question.selections if one.facet == facet and not one.excluded]
        if chosen and facet != but:
            either = Q(pk__in=[])
            for value in chosen:
                either |= condition(facet, value)
            asked &= either
    for one in question.selections:
        if one.excluded:
            asked &= ~Q(pk__in=Article.objects.filter(condition(one.facet, one.value)).values("pk"))
    if question.since:
        asked &= Q(date_to__gte=span_of(question.since.written).first)
    if question.until:
        asked &= Q(date_from__lte=span_of(question.until.written).last)
    return asked


def holding(text: str) -> Q:
    """Return what SQL asks of the reports that hold what was typed; our reports have it in their bodies."""
    return Q(body_text__contains=text.strip('"')) if text else Q()


def day(source: random.Random, is_first: bool) -> Day | None:
    written = source.choice(BOUNDS)
    if written is None or source.random() < 0.5:
        return None
    span = span_of(written)
    return Day(written, (span.first if is_first else span.last).toordinal())


@pytest.fixture
def every_value() -> dict[str, list[str]]:
    """Publish fifty reports and some that are not; return the values of every filter."""
    source = random.Random(3)
    shown = []
    for number in range(56):
        body = source.choice(("村里的小事。", "村里修了廊桥。", "廊桥边的小事。"))
        article = draft(
            f"样例{number}", body, date=source.choice(DATES), place=source.choice(PLACES),
            newspaper=source.choice(PAPERS), authors=source.sample(NAMES, source.randint(0, 2)),
            column_name=source.choice(COLUMNS), roles=source.sample(ROLES, source.randint(0, 2)),
        )  # fmt: skip
        if source.random() < 0.3:
            article.further_places.add(source.choice(PLACES[:-1]))
        if number < 50:
            publishing.publish(article)
            shown.append(article.pk)
    backend = archive_backend()
    for numbers in (shown[:30], shown[30:]):
        assert not reindex(backend, backend.live_or_new(), numbers)
    known = ReportQuerySet().ask(Question()).answer.facets
    return {facet: [*known[facet]] for facet in FACETS}


def random_question(source: random.Random, values: dict[str, list[str]]) -> Question:
    pool = [(facet, value) for facet in FILTERS for value in values[facet]]
    chosen = source.sample(pool, source.randint(0, 4))
    selections = tuple(Selection(*one, excluded=source.random() < 0.25) for one in chosen)
    return Question(source.choice(WORDS), selections, day(source, True), day(source, False), size=50)


def check(question: Question, values: dict[str, list[str]]) -> None:
    """Assert that hits, total and every count are those of SQL."""
    answer = ReportQuerySet().ask(question).answer
    asked = Article.objects.filter(holding(question.text))
    expected = set(asked.filter(narrowed(question)).values_list("pk", flat=True))
    assert {one.id for one in answer.documents} == expected, question
    assert answer.total == len(expected)
    for facet in FACETS:
        base = asked.filter(narrowed(question, but=facet))
        counts = Counter({value: base.filter(condition(facet, value)).count() for value in values[facet]})
        assert answer.facets[facet] == +counts, (facet, question)


def test_counts_are_those_of_sql_for_random_filters(every_value: dict[str, list[str]]) -> None:
    source = random.Random(4)
    for _ in range(30):
        check(random_question(source, every_value), every_value)


@pytest.mark.soak
def test_counts_are_those_of_sql_for_a_thousand_filter_sets(every_value: dict[str, list[str]]) -> None:
    source = random.Random(5)
    for _ in range(1_000):
        check(random_question(source, every_value), every_value)


def facet_of(client: Client, name: str) -> Facet:
    (found,) = [facet for facet in client.get("/search/").context["result"].facets if facet.name == name]
    return found


@pytest.mark.usefixtures("committed_db")
def test_the_facet_of_places_is_called_after_cities(client: Client) -> None:
    published(place="411302")
    facet = facet_of(client, "place")
    assert (facet.label, [value.label for value in facet.values]) == ("城市", ["河南省", "南阳市", "宛城区"])


@pytest.mark.usefixtures("committed_db")
def test_every_link_of_a_facet_gives_as_many_as_it_says(client: Client) -> None:
    for number, date in enumerate(("2015", "2016-05", "2019-01-01", "2019", "2022", None)):
        published(
            f"样例{number}", date=date, place=PLACES[number], newspaper=PAPERS[number % 3], authors=[NAMES[number % 4]],
            column_name=COLUMNS[number % 3], roles=[ROLES[number % 2]],
        )  # fmt: skip
    result = client.get("/search/?q=小事").context["result"]
    assert len(result.facets) == len(FACETS)
    for facet in result.facets:
        for value in facet.values:
            assert client.get(value.url).context["result"].total == value.count, value
            without = client.get(value.exclude_url).context["result"]
            assert without.total == result.total - value.count, value
            assert [chip.label for chip in without.chips] == [f"不含 {value.label}"]
        for bar in facet.histogram.bars if facet.histogram else ():
            assert client.get(bar.url).context["result"].total == bar.count, bar


@pytest.mark.usefixtures("committed_db")
def test_a_facet_that_no_report_has_a_value_of_is_not_shown(client: Client) -> None:
    published()
    result = client.get("/search/").context["result"]
    assert [facet.name for facet in result.facets if facet.is_shown] == ["year"]  # its fields are
    chosen = client.get("/search/?column=要闻").context["result"]
    assert [facet.name for facet in chosen.facets if facet.is_shown] == ["year", "column"]


@pytest.mark.usefixtures("committed_db")
def test_authors_of_one_name_are_told_apart_by_their_paper_or_place(client: Client) -> None:
    for fields in ({"newspaper": "样例日报"}, {"newspaper": "样例晚报"}, {"place": "411300"}, {}):
        article = published(**fields)
        home: dict[str, Any] = {"newspaper": article.newspaper, "place": None if article.newspaper else article.place}
        one = Contributor.objects.create(name="张三", **home)
        Credit.objects.create(article=article, contributor=one, is_author=True, order=0)
        publishing.record_edit(article)
    published(authors=["李四"])
    labels = [value.label for value in facet_of(client, "author").values]
    assert sorted(labels) == ["张三", "张三（南阳市）", "张三（样例日报）", "张三（样例晚报）", "李四"]


@pytest.mark.usefixtures("committed_db")
def test_names_cost_a_fixed_number_of_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        published(
            headline=f"样例{number}", authors=[f"张{number}"], newspaper=f"样例{number}报", date=f"20{number + 10}",
            place=list(Place.objects.values_list("pk", flat=True)[:12])[number],
        )  # fmt: skip
    pages = ("/search/?q=小事&place=110000&year=2010&year=2011&author=张1&newspaper=样例1报&from=2001&-place=120000",)
    for url in (*pages, "/search/?q=小事&size=50", "/search/", "/search.json?q=小事"):
        client.get(url)
        with django_assert_max_num_queries(18):
            assert client.get(url).status_code == 200
