"""Budgets: what pages for browsing weigh, and ask of the database, where 370 places have 20 years of reports.

One paper is there with every day of these years, 200 others beside it, and 3,000 people sign. Written in bulk, since of
these reports nobody is told.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections import Counter
from typing import Final

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.coverage import MOST_RUNS, Known, Run, Runs, Years
from archive.held_names import Named
from archive.matrix import province_matrix
from archive.models import Article, Change, Contributor, Credit, Newspaper, Place, State
from tests.archive.reports import paper, published, sign

pytestmark = pytest.mark.django_db

RAW: Final = 250_000  # bytes of HTML
GZIPPED: Final = 60_000
MOST_QUERIES: Final = 9
PLACES: Final = 370
YEARS: Final = range(2004, 2024)
PAPERS: Final = 200
AUTHORS: Final = 3_000

Numbers = dict[str, object]


@pytest.fixture
def large() -> Numbers:
    """Return the numbers that the URLs need, of an archive as large as it is to serve."""
    codes = [*Place.objects.exclude(level=Place.Level.PROVINCE).order_by("code").values_list("code", flat=True)]
    codes = codes[:: len(codes) // PLACES][:PLACES]
    daily, *others = Newspaper.objects.bulk_create(
        Newspaper(name=f"样例{number:03}日报", place_id=codes[number]) for number in range(PAPERS + 1)
    )
    days = [dt.date(year, 1, 1) + dt.timedelta(at % 365) for year in YEARS for at in range(PLACES)]
    reports = [report(number, day, codes[number % PLACES], daily) for number, day in enumerate(days)]
    reports += [report(number, days[0], codes[number], title) for number, title in enumerate(others)]
    articles = Article.objects.bulk_create(reports)
    signers = (Contributor(name=name(number), newspaper=daily) for number in range(AUTHORS))
    people = Contributor.objects.bulk_create(signers)
    Credit.objects.bulk_create(
        Credit(article=article, contributor=person, role="记者", is_author=True, order=0)
        for article, person in zip(articles, people, strict=False)
    )
    Credit.objects.bulk_create(
        Credit(article=article, contributor=people[0], role="编辑", order=1) for article in articles[::7]
    )
    Change.objects.bulk_create(Change(article=one, kind=Change.Kind.PUBLISHED) for one in articles[-50:])
    fullest = Counter(f"{code[:2]}0000" for code in codes).most_common(1)[0][0]
    return {"paper": daily.pk, "author": people[0].pk, "place": codes[0], "province": fullest, "day": days[0]}


def name(number: int) -> str:
    """Return one of some thousand names of three characters, over many letters."""
    return chr(0x4E00 + number * 5) + chr(0x4E00 + number * 3) + "甲"


def report(number: int, day: dt.date, code: str, title: Newspaper) -> Article:
    """Return a published report that is not saved yet."""
    article = Article(
        headline=f"样例标题，说的是第{number}件小事，有二十来个字那么长", state=State.PUBLISHED, place_id=code,
        newspaper=title, body_text="小事。", body_html="<p>小事。</p>", published_at=timezone.now(),
        print_page=f"A{number % 8}",
    )  # fmt: skip
    article.set_date(day.isoformat(), "stated", "报头")
    return article


URLS: Final = (
    "/", "/places/", "/places/matrix/", "/places/matrix/{province}/", "/places/{province}/", "/places/{place}/",
    "/places/{place}/2010/", "/places/none/", "/years/", "/years/2010/", "/years/2010/?month=2010-02", "/newspapers/",
    "/newspapers/?page=2", "/newspapers/{paper}/", "/newspapers/{paper}/?year=2010", "/newspapers/{paper}/{day}/",
    "/authors/", "/authors/?page=12", "/authors/{author}/", "/authors/{author}/?year=2010", "/coverage/",
)  # fmt: skip


def test_pages_of_a_large_archive_are_within_their_budgets(client: Client, large: Numbers) -> None:
    beyond = {}
    for url in URLS:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url.format(**large))
        assert response.status_code == 200, url
        cost = len(response.content), len(gzip.compress(response.content)), len(queries)
        if any(spent > most for spent, most in zip(cost, (RAW, GZIPPED, MOST_QUERIES), strict=True)):
            beyond[url] = cost
    assert beyond == {}


def test_coverage_is_within_its_budget_where_every_other_year_is_missing() -> None:
    gaps = tuple(Years(year, year) for year in YEARS[1::2])
    papers = [Run(Named(number, f"样例{number}日报"), Years(2004, 2024), gaps) for number in range(MOST_RUNS)]
    places = [Run(place, Years(2004, 2024), gaps) for place in Place.objects.all()[:MOST_RUNS]]
    provinces = {place.code: place for place in Place.objects.filter(level=Place.Level.PROVINCE)}
    cells = {code: Counter(dict.fromkeys(YEARS, 1_000)) for code in provinces}
    context = {
        "known": Known(*range(10, 20)),
        "years": list(YEARS),
        "matrix": province_matrix(cells, provinces),
        "datings": (),
        "places": Runs(tuple(places), 3_000, 2_600),
        "papers": Runs(tuple(papers), 3_000, 2_600),
    }
    html = render_to_string("archive/coverage.html", context).encode()
    assert 100_000 < len(html) <= RAW
    assert len(gzip.compress(html)) <= GZIPPED


def few_or_many(number: int) -> Numbers:
    """Publish so many reports, each with a paper, a signer and a further place of its own; return numbers for URLs."""
    codes = [*Place.objects.filter(code__startswith="4113").order_by("code").values_list("code", flat=True)]
    for at in range(number):
        title = paper(f"样例{at}日报")
        article = published(f"第{at}篇", f"{2000 + at}-03-0{at % 9 + 1}", place_id=codes[at % 10], newspaper=title)
        article.further_places.add("420600")
        sign(article, f"张{at}")
        together = published(f"同日{at}", "2022-06-01", place_id="411303", newspaper=paper(), print_page=str(at))
        author = sign(together, "李四")
        published(f"无{at}", None)
    return {"paper": paper().pk, "author": author.pk}


BROWSED: Final = (
    "/", "/places/", "/places/matrix/", "/places/matrix/410000/", "/places/410000/", "/places/411300/",
    "/places/411303/", "/places/411303/?scope=own", "/places/411303/2022/", "/places/411300/none/", "/places/none/",
    "/places/none/none/", "/years/", "/years/2022/", "/years/2022/?month=2022-06", "/years/none/", "/newspapers/",
    "/newspapers/{paper}/",
    "/newspapers/{paper}/?year=2022", "/newspapers/{paper}/2022-06-01/", "/authors/", "/authors/{author}/",
    "/authors/{author}/?year=2022", "/coverage/",
)  # fmt: skip


def test_no_page_asks_more_of_the_database_for_thirty_rows_than_for_three(client: Client) -> None:
    asked: list[dict[str, int]] = []
    for number in (3, 30):
        numbers = few_or_many(number)
        asked.append({url: queries_of(client, url.format(**numbers)) for url in BROWSED})
    few, many = asked
    assert {url: (few[url], many[url]) for url in BROWSED if many[url] > few[url]} == {}
    assert max(many.values()) <= MOST_QUERIES


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url
    return len(queries)
