"""The canary: a word that stands only in reports that are not published shows nowhere in public.

Two reports are planted: one among others (their place, year, paper and column), one apart (a place, year,
paper and author of its own). Whatever the public can open is opened before and after: what is not about the
planted ones alone must stay the same, to the byte, and their word must never show. All this with the writer
of the index stopped, at once after each change of state.

A new public URL gets a line in URLS; `test_every_public_url_is_watched` fails until it has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final, cast

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver, reverse

from archive import changes, pictures, proposals, publishing
from archive.article_values import TEXT_FIELDS, ArticleRecord, record_of
from archive.ingest.page import PagePicture
from archive.models import Article, Capture, Credit, Newspaper, Picture, Place, Printing, Revision
from search import indexing
from search.backends import archive_backend
from search.consistency import check
from search.indexing import keep_up
from search.questions import FACETS
from tests.archive.reports import capture_of, illustrate, sign
from tests.search.building import draft, published
from tests.search.reliability.damage import hold_locks, kill, lock_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

WORD: Final = "鸑鷟"
# A withdrawn report still says in which paper it stood, and why it went; of nothing else.
PAPER_WORD: Final = "鹓鶵"
REASON: Final = "样例原因"
# What gives a search as a file, or as a feed.
TAKEN_AWAY: Final = ("search_csv", "search_jsonl", "search_bib", "search_ris", "search_atom")
# What a reader may type who means one of them: other characters that sound alike, and letters.
SLIPS: Final = ("鸑桌", "鹓除报", "“鸑桌的标题”")
TYPED: Final = (WORD[0], "yuezhuo", "yz", PAPER_WORD[0], "ycb", f"小事 {WORD[0]}")


@dataclass(frozen=True, slots=True)
class Trace:
    """By what a report could be come upon."""

    article: int
    newspaper: int
    contributors: tuple[int, ...]
    place: str
    date: str
    column: str
    digest: str
    picture: str
    is_asked_everything: bool = True

    @property
    def year(self) -> str:
        """Return the year of its date."""
        return self.date[:4]

    @property
    def places(self) -> tuple[str, str, str]:
        """Return its place and the two above it."""
        return self.place, f"{self.place[:4]}00", f"{self.place[:2]}0000"


def queries(trace: Trace) -> list[str]:
    """Return what can be asked of search, for the word and for what the report could be filtered by; or a few of it."""
    if not trace.is_asked_everything:
        return few_queries(trace)
    return [
        "", f"q={WORD}", f'q="{WORD}"', f"q={WORD[0]}", f"q={PAPER_WORD}", "q=小事&sort=oldest&size=50", "sort=newest",
        *(f"place={code}" for code in trace.places),
        f"year={trace.year}", f"from={trace.year}&to={trace.date}", f"column={trace.column}", f"-year={trace.year}",
        f"place={trace.place}&year={trace.year}", "basis=stated", "page=2",
        *(f"q={slip}" for slip in SLIPS), f"q={WORD} 小事&year={trace.year}&place={trace.place}",
        f"q=没有 小事&year={trace.year}&-place=110000&from={trace.year}", f"q={SLIPS[0]}&year={trace.year}",
        *queries_by_number(trace),
    ]  # fmt: skip


def queries_by_number(trace: Trace) -> list[str]:
    """Return what can be asked of search by numbers that count up."""
    return [
        f"newspaper={trace.newspaper}", f"-newspaper={trace.newspaper}",
        *(f"{sign}author={number}" for number in trace.contributors for sign in ("", "-")),
    ]  # fmt: skip


def suggested_beside(trace: Trace) -> list[str]:
    """Return what can be typed while a filter is in force."""
    filters = (f"place={trace.place}", f"-year={trace.year}", *queries_by_number(trace))
    return [f"q={WORD[0]}&{query}" for query in filters]


def beside_values(trace: Trace) -> list[str]:
    """Return with what the values of a facet are asked for; or the least of it."""
    if not trace.is_asked_everything:
        return [""]
    return ["", f"name={WORD}", f"name={PAPER_WORD}", f"q={WORD}", *queries_by_number(trace)]


def plain(name: str) -> Callable[[Trace], list[str]]:
    """Return the maker of a URL that says nothing of any one report."""
    return lambda trace: [reverse(name)]


def few_queries(trace: Trace) -> list[str]:
    """Return questions that each find the report by another way."""
    place_and_year = f"place={trace.place}&year={trace.year}"
    return ["", f"q={WORD}", f"q={SLIPS[0]}", place_and_year, *queries_by_number(trace)[:1]]


def searches(name: str, asked: Callable[[Trace], list[str]] = queries) -> Callable[[Trace], list[str]]:
    """Return the maker of the URLs that ask a view what can be asked of search."""
    return lambda trace: [f"{reverse(name)}?{query}" for query in asked(trace)]


def harvested(trace: Trace) -> list[str]:
    """Return what can be asked over OAI-PMH that may tell of a report."""
    sets = ("", f"&set=paper:{trace.newspaper}", f"&set=place:{trace.places[2]}:{trace.places[1]}")
    of_all = "metadataPrefix=oai_dc"
    one = f"identifier=oai:testserver:{trace.article}"
    return [
        "Identify", "ListSets", *(f"ListRecords&{of_all}{part}" for part in sets), f"ListIdentifiers&{of_all}",
        f"GetRecord&{of_all}&{one}", f"ListMetadataFormats&{one}",
    ]  # fmt: skip


def may_be_asked(query: str) -> bool:
    """Tell whether the API knows the parameters of a question: it has cursors in place of pages."""
    return not {"page", "size"} & {part.split("=")[0] for part in query.split("&")}


# Every public URL, by name, with the ways to ask it about a report.
URLS: Final[dict[str, Callable[[Trace], list[str]]]] = {
    "home": plain("home"),
    "healthz": plain("healthz"),
    "readyz": plain("readyz"),
    "places": plain("places"),
    "matrix": plain("matrix"),
    "matrix_of_place": lambda trace: [reverse("matrix_of_place", args=[code]) for code in trace.places],
    "placeless": plain("placeless"),
    "placeless_undated": plain("placeless_undated"),
    "placeless_year": lambda trace: [reverse("placeless_year", args=[int(trace.year)])],
    "place": lambda trace: [
        reverse("place", args=[code]) + scope for code in trace.places for scope in ("", "?scope=own")
    ],
    "place_undated": lambda trace: [reverse("place_undated", args=[trace.place])],
    "place_year": lambda trace: [reverse("place_year", args=[code, int(trace.year)]) for code in trace.places],
    "years": plain("years"),
    "undated": plain("undated"),
    "year": lambda trace: [
        reverse("year", args=[int(trace.year)]) + asked for asked in ("", f"?month={trace.date[:7]}")
    ],
    "newspapers": plain("newspapers"),
    "newspaper": lambda trace: [
        reverse("newspaper", args=[trace.newspaper]) + asked for asked in ("", f"?year={trace.year}")
    ],
    "newspaper_day": lambda trace: [reverse("newspaper_day", args=[trace.newspaper, trace.date])],
    "authors": plain("authors"),
    "author": lambda trace: [
        reverse("author", args=[number]) + asked
        for number in trace.contributors
        for asked in ("", f"?year={trace.year}")
    ],
    "article": lambda trace: [
        reverse("article", args=[trace.article]) + asked
        for asked in ("", *(f"?{query}&rank=2" for query in queries(trace)))
    ],
    "article_json": lambda trace: [reverse("article_json", args=[trace.article])],
    "article_bib": lambda trace: [reverse("article_bib", args=[trace.article])],
    "article_ris": lambda trace: [reverse("article_ris", args=[trace.article])],
    "article_csl": lambda trace: [reverse("article_csl", args=[trace.article])],
    "write_notice": lambda trace: [reverse("write_notice", args=[trace.article])],
    "notice_received": lambda trace: [reverse("notice_received", args=[trace.article, "none"])],
    "capture": lambda trace: [reverse("capture", args=[trace.digest])],
    "picture": lambda trace: [reverse("picture", args=[trace.picture])],
    "help": plain("help"),
    "coverage": plain("coverage"),
    "about": plain("about"),
    "preferences": plain("preferences"),
    "contact": plain("contact"),
    "privacy": plain("privacy"),
    "search": searches("search"),
    "search_values": lambda trace: [
        f"{reverse('search_values')}?facet={facet}&{query}"
        for facet in FACETS
        for query in beside_values(trace)
    ],
    "search_why": lambda trace: [
        f"{reverse('search_why')}?{query}&id={trace.article}" for query in queries(trace)[:6]
    ],
    "search_json": searches("search_json"),
    "suggest_json": lambda trace: [
        f"{reverse('suggest_json')}?{query}" for query in (*(f"q={typed}" for typed in TYPED), *suggested_beside(trace))
    ],
    "feed": plain("feed"),
    "place_feed": lambda trace: [reverse("place_feed", args=[code]) for code in trace.places],
    "newspaper_feed": lambda trace: [reverse("newspaper_feed", args=[trace.newspaper])],
    "robots": plain("robots"),
    "sitemap": plain("sitemap"),
    "sitemap_pages": plain("sitemap_pages"),
    "sitemap_articles": lambda trace: [reverse("sitemap_articles", args=[0])],
    "oai": lambda trace: [f"{reverse('oai')}?verb={asked}" for asked in harvested(trace)],
    "opensearch": plain("opensearch"),
    "opensearch_suggestions": lambda trace: [f"{reverse('opensearch_suggestions')}?q={typed}" for typed in TYPED],
    "search_jsonl": searches("search_jsonl"),
    "search_atom": searches("search_atom"),
    "api_page": plain("api_page"),
    "api_openapi": plain("api_openapi"),
    "api_nowhere": lambda trace: [reverse("api_nowhere", args=[f"articles/{trace.article}.json"])],
    "api_search": searches(
        "api_search",
        lambda trace: ["limit=1&sort=newest", *(query for query in queries(trace) if may_be_asked(query))],
    ),
    "api_articles": lambda trace: [reverse("api_articles"), f"{reverse('api_articles')}?limit=1"],
    "api_article": lambda trace: [reverse("api_article", args=[trace.article])],
    "api_places": plain("api_places"),
    "api_place": lambda trace: [reverse("api_place", args=[code]) for code in trace.places],
    "api_newspapers": plain("api_newspapers"),
    "api_newspaper": lambda trace: [reverse("api_newspaper", args=[trace.newspaper])],
    "api_authors": plain("api_authors"),
    "api_author": lambda trace: [reverse("api_author", args=[number]) for number in trace.contributors],
    "api_terms": plain("api_terms"),
    "api_term": lambda trace: [reverse("api_term", args=[1])],
    # Written of the same list of hits as JSON Lines, so a few questions do.
    **{name: searches(name, few_queries) for name in ("search_csv", "search_bib", "search_ris")},
}
Page = tuple[int, bytes, str]
# And when a report was last edited: the new name of a paper is an edit of each of its reports; and the token of a form;
# and that a report of which nothing else is told is gone, and how long a list is with it.
UNSETTLED: Final = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|'
    rb'"score": [0-9.e+-]+,? ?|<updated>[0-9T:.+-]+</updated>|'
    rb"<lastmod>[0-9T:Z-]+</lastmod>|<(?:datestamp|responseDate)>[0-9T:Z-]+</(?:datestamp|responseDate)>|"
    rb'(?:<record>)?<header status="deleted"><identifier>[^<]+</identifier><datestamp>[^<]+</datestamp></header>'
    rb'(?:</record>)?|<rect width="[0-9]+"|<data value="[0-9.]+">[0-9.]+'
)


def urls_of(trace: Trace) -> list[str]:
    """Return everything the public can open about a report."""
    return list(dict.fromkeys(url for make in URLS.values() for url in make(trace)))


def open_all(client: Client, urls: Iterable[str]) -> dict[str, Page]:
    """Return status and content of each page, but for what is unsettled; and how many reports a file is to have.

    As in Whoosh, a removed report counts in the number of documents and in document frequencies until a merge
    drops it: the score of others may tell that the index was larger, and nothing of the report.
    """
    opened = {url: client.get(url) for url in urls}
    return {
        url: (response.status_code, UNSETTLED.sub(b"", response.getvalue()), response.get("X-Total-Count", ""))
        for url, response in opened.items()
    }


def words_shown(url: str, content: bytes) -> list[str]:
    """Return which of the planted words a page shows that were not asked for in its URL."""
    return [word for word in (WORD, PAPER_WORD) if word.encode() in content and word not in url]


def world() -> Trace:
    """Publish what surrounds the planted reports, and return its trace."""
    articles = [
        published(
            headline=f"样例{number}", place="411302", date="2022-03-01", newspaper="样例日报", authors=["张三"],
            column_name="样例栏",
        )
        for number in range(3)
    ]
    return trace_of(articles[0], capture_of(articles[0], "a"))


def plant(place: str, date: str, newspaper: str, column: str, digits: str) -> tuple[Article, Trace]:
    """Return a saved draft that has the word wherever a report can have one, and its trace."""
    article = draft(
        headline=f"{WORD}的标题", body=f"说的是{WORD}。\n别的小事。", place=place, date=date, newspaper=newspaper,
        headings=[f"{WORD}小标题"], kicker=f"{WORD}引题", subtitle=f"{WORD}副题", column_name=column,
        editors_note=f"编者按：{WORD}", byline=f"本报记者 {WORD}", source_printed=WORD, site=WORD,
        identifier=f"{WORD}{digits}", issue_number=WORD, print_page=WORD, date_evidence=WORD,
        evidence={"headline": WORD}, removed=[{"text": WORD, "reason": WORD}], warnings=[WORD],
    )  # fmt: skip
    sign(article, WORD)
    figure = illustrate(article, f"{WORD}的图注", f"{WORD}摄")
    digest = (digits * 64)[:64]
    figure.picture = pictures.keep(
        PagePicture("样例.jpg", "image/jpeg", 1, 1, digest, b"\xff\xd8\xff" + f"{WORD}{digits}".encode())
    )
    figure.save()
    article.further_places.add(Place.objects.get(pk="653130"))
    return article, trace_of(article, capture_of(article, payload_digest=digest, file_name=f"{WORD}.html"))


def plant_among(at: int = 0) -> tuple[Article, Trace]:
    """Plant a report, the so-manyth, in the midst of what surrounds it."""
    return plant("411302", "2022-03-01", "样例日报", "样例栏", f"b{at:x}")


def plant_apart(at: int = 0) -> tuple[Article, Trace]:
    """Plant a report, the so-manyth, in a place and a paper of its own and a year without others."""
    counties = Place.objects.filter(pk__startswith="653").exclude(pk__endswith="00").exclude(pk="653130")
    place = counties.order_by("pk")[at]
    return plant(place.pk, "1931-09-18", f"{PAPER_WORD}报{at or ''}", f"{WORD}栏", f"c{at:x}")


def trace_of(article: Article, capture: Capture) -> Trace:
    """Return by what a report could be come upon."""
    signers = Credit.objects.filter(article=article).order_by("pk").values_list("contributor_id", flat=True)
    return Trace(
        article.pk, article.newspaper_id or 0, tuple(signers), article.place_id or "",
        article.date_published or "", article.column_name or "", capture.payload_digest,
        Picture.objects.filter(figures__article=article).values_list("digest", flat=True).first() or "0" * 64,
    )  # fmt: skip


@contextmanager
def stopped_writer() -> Iterator[None]:
    """Let another process hold the locks of whoever writes to the index."""
    holder = hold_locks(lock_files(archive_backend().store))
    try:
        yield
    finally:
        kill(holder)


def as_draft(article: Article) -> None:
    """Leave it as it is."""


def in_review(article: Article) -> None:
    publishing.submit(article)


def withdrawn(article: Article) -> None:
    publishing.withdraw(article, REASON)


def edited_once_withdrawn(article: Article) -> None:
    publishing.withdraw(article, REASON)
    publishing.record_edit(article)
    article.newspaper and changes.record_renaming(article.newspaper)


def deleted(article: Article) -> None:
    publishing.delete(article)


def in_the_trash(article: Article) -> None:
    publishing.trash(article, why=WORD)


def in_the_trash_once_withdrawn(article: Article) -> None:
    publishing.withdraw(article, REASON)
    publishing.trash(article, why=WORD)


def deleted_from_the_trash(article: Article) -> None:
    in_the_trash_once_withdrawn(article)
    publishing.delete_from_trash(article, None, WORD)


def published_and_withdrawn(article: Article) -> None:
    publishing.publish(article)
    publishing.withdraw(article, REASON)


def for_staff(article: Article) -> None:
    article.access = "staff"
    publishing.record_edit(article)


def for_staff_with_its_paper(article: Article) -> None:
    paper = article.newspaper
    if paper is None or paper.articles.count() > 1:  # others would go with it
        for_staff(article)
        return
    was = Newspaper.objects.get(pk=paper.pk)
    paper.access = "staff"
    paper.save()
    changes.record_reopening(paper, was)


def published_for_staff(article: Article) -> None:
    for_staff(article)
    publishing.publish(article)


def withdrawn_once_for_staff(article: Article) -> None:
    for_staff(article)
    publishing.withdraw(article, WORD)


# What is done to the planted reports while the writer is stopped, and whether they were public before.
STATES: Final[list[tuple[Callable[[Article], None], bool]]] = [
    (as_draft, False),
    (in_review, False),
    (published_and_withdrawn, False),
    (withdrawn, True),
    (edited_once_withdrawn, True),
    (deleted, True),
    (in_the_trash, False),
    (in_the_trash_once_withdrawn, True),
    (deleted_from_the_trash, True),
    (for_staff, True),
    (for_staff_with_its_paper, True),
    (published_for_staff, False),
    (withdrawn_once_for_staff, True),
]


# A state that never was public and one that was are asked everything each time; of the others, the rest is left to
# `make soak`: what may be seen is decided by the state and not by the question. What is asked in short, or of two, is
# asked of one world for all, for to open what surrounds them is most of the work.
ALWAYS_ASKED_EVERYTHING: Final = (in_review, withdrawn)
CASES: Final = [
    pytest.param([one for one in STATES if one[0] in ALWAYS_ASKED_EVERYTHING], True, id="two"),
    pytest.param([one for one in STATES if one[0] not in ALWAYS_ASKED_EVERYTHING], False, id="in short"),
    *(pytest.param([one], True, id=one[0].__name__, marks=pytest.mark.soak) for one in STATES),
]


@pytest.mark.parametrize(("states", "whole"), CASES)
def test_what_is_not_published_shows_nowhere(
    states: list[tuple[Callable[[Article], None], bool]],
    whole: bool,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "WEB_PATIENCE_SECONDS", 0.0)
    surroundings = replace(world(), is_asked_everything=whole)
    planted = [
        (act, was_public, article, replace(trace, is_asked_everything=whole))
        for at, (act, was_public) in enumerate(states)
        for article, trace in (plant_among(at), plant_apart(at))
    ]
    before = open_all(client, urls_of(surroundings))
    public = [article for _, was_public, article, _ in planted if was_public]
    if public:
        publish_and_hear(client, public)
    with stopped_writer():
        for act, _, article, _ in planted:
            act(article)
        assert_silence(client, [trace for *_, trace in planted], before)
    keep_up()
    searched = {url: page for url, page in before.items() if url.startswith("/search.")}
    assert open_all(client, searched) == searched
    assert check().is_clean


def test_an_edit_that_waits_for_approval_shows_nowhere(client: Client) -> None:
    """What a proposal says, in any part of the record, changes no public page; once approved, readers find it."""
    surroundings = replace(world(), is_asked_everything=False)
    article = Article.objects.get(pk=surroundings.article)
    record = worded(record_of(article))
    before = open_all(client, urls_of(surroundings))
    writer = User.objects.create_user("writer", password="sample-only", is_staff=True)
    assert proposals.put_forward(article, record, writer, WORD)
    keep_up()
    now = open_all(client, before)
    assert [url for url in before if now[url] != before[url]] == []
    assert [url for url, page in now.items() if words_shown(url, page[1])] == []
    assert check().is_clean
    proposals.approve(Revision.objects.pending().get(), None)
    keep_up()
    assert client.get(f"/search.json?q={WORD}").json()["total"] == 1
    for url in ("/", article.get_absolute_url(), f"{article.get_absolute_url()[:-1]}.json", f"/search.atom?q={WORD}"):
        assert WORD in client.get(url).content.decode(), url


def test_a_copy_that_waits_for_acceptance_shows_nowhere(client: Client) -> None:
    """What a further capture of a public report says of paper and day, and how it is called, is not seen."""
    surroundings = replace(world(), is_asked_everything=False)
    before = open_all(client, urls_of(surroundings))
    paper = Newspaper.objects.create(name=f"{PAPER_WORD}报")
    copy = Capture.objects.create(payload_digest="d" * 64, size=1, file_name=f"{WORD}.html")
    Printing.objects.create(
        article_id=surroundings.article, capture=copy, newspaper=paper, date="1931-09-18", waits=True
    )
    keep_up()
    own = Trace(surroundings.article, paper.pk, (), "653101", "1931-09-18", WORD, "d" * 64, "0" * 64, False)
    assert_silence(client, [own], before)
    Printing.objects.update(waits=False)
    assert PAPER_WORD in client.get(f"/articles/{surroundings.article}/").content.decode()
    assert WORD in client.get(copy.get_absolute_url()).content.decode()


def worded(record: ArticleRecord) -> ArticleRecord:
    """Return the record with the word in each of its texts, in a signature, a caption and a place of its own."""
    texts = {name: WORD for name in TEXT_FIELDS if name not in ("source_url", "body_html")}
    signature = {**record["credits"][0], "name": WORD, "contributor": None}
    figure = {"caption": WORD, "source_url": None, "rights_note": WORD, "picture": None, "credits": [signature]}
    changed = {
        "fields": {**record["fields"], **texts, "body_html": f"<h3>{WORD}</h3><p>说的是{WORD}。</p>"},
        "newspaper": {"number": None, "name": f"{PAPER_WORD}报"},
        "further_places": ["653101"],
        "credits": [signature],
        "figures": [{**figure, "credits": [{**signature, "is_author": False}]}],
        "reading": {"evidence": {"headline": WORD}, "removed": [{"text": WORD, "reason": WORD}], "warnings": [WORD]},
    }
    return cast(ArticleRecord, {**record, **changed})


def publish_and_hear(client: Client, articles: list[Article]) -> None:
    """Publish the planted reports, and see that the canary sings: what is not seen now proves nothing."""
    for article in articles:
        publishing.publish(article)
    assert client.get(f"/search.json?q={WORD}").json()["total"] == len(articles)
    for name in TAKEN_AWAY:
        heard = client.get(f"{reverse(name)}?q={WORD}").getvalue().decode()
        assert all(f"{WORD}的标题" in heard and str(article.pk) in heard for article in articles), name
    for url in ("/feed.atom", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/sitemap-articles-0.xml"):
        heard = client.get(url).content.decode()
        assert all(f"/articles/{article.pk}/" in heard for article in articles), url
    beside = beside_the_first_hit(client, articles)
    hinting = (f"/search/?q={SLIPS[0]}", "/suggest.json?q=yz", "/suggest.json?q=ycb")
    programs = ("/api/v1/articles", "/api/v1/authors", "/api/v1/newspapers", f"/api/v1/articles/{articles[0].pk}")
    for url in ("/", "/authors/", "/newspapers/", articles[0].get_absolute_url(), beside, *hinting, *programs):
        content = client.get(url).content.decode()
        assert WORD in content or PAPER_WORD in content, url


def beside_the_first_hit(client: Client, articles: list[Article]) -> str:
    """Return the page of a report of the surroundings as the hit before or after a planted one."""
    hits = [hit["id"] for hit in client.get("/search.json?sort=newest&size=50").json()["hits"]]
    at = hits.index(articles[0].pk)
    beside = at - 1 if at else at + 1
    return f"/articles/{hits[beside]}/?sort=newest&rank={beside + 1}"


def assert_silence(client: Client, planted: list[Trace], before: dict[str, Page]) -> None:
    """Assert that no public page differs from what it was, and that none shows a planted word."""
    now = open_all(client, before)
    assert [url for url in before if now[url] != before[url]] == []
    assert [url for url, page in now.items() if words_shown(url, page[1])] == []
    urls = {url for trace in planted for url in urls_of(trace)} - before.keys()
    for url, (status, content, _count) in open_all(client, sorted(urls)).items():
        assert status in (200, 400, 404, 410), url
        allowed = [PAPER_WORD] if is_notice(url, status) else []
        assert [word for word in words_shown(url, content) if word not in allowed] == [], url


def is_notice(url: str, status: int) -> bool:
    """Tell whether a page is the notice that a report has been withdrawn."""
    return status == 410 and url.startswith(("/articles/", "/api/v1/articles/"))


# An excerpt: the word stands in whatever is not open of a report, and nowhere else in it.


def plant_excerpt(access: str) -> tuple[Article, Trace]:
    """Return a saved draft that has the word in each part that an excerpt leaves out, and its trace."""
    article = draft(
        headline="样例摘录", body=["样例的开头，说的是小事。", f"说的是{WORD}，" * 40], place="411302",
        date="2022-03-02", newspaper="样例日报", authors=["李四"], column_name="样例栏",
        headings=[f"{WORD}小标题"], editors_note=WORD,
        evidence={"headline": WORD}, removed=[{"text": WORD, "reason": WORD}], warnings=[WORD], access=access,
    )  # fmt: skip
    article.set_date("2022-03-02", "inferred", WORD)
    figure = illustrate(article, f"{WORD}的图注", "王五")
    figure.rights_note = WORD
    figure.picture = pictures.keep(
        PagePicture("样例.jpg", "image/jpeg", 1, 1, "d" * 64, b"\xff\xd8\xff" + WORD.encode())
    )
    figure.save()
    publishing.record_edit(article)
    return article, trace_of(article, capture_of(article, "d"))


def shown_of_text(client: Client, trace: Trace) -> list[str]:
    """Return the URLs at which the word shows beside what was asked for."""
    asked = urls_of(trace)
    files = [f"{reverse(name)}?{query}" for name in TAKEN_AWAY for query in ("q=小事", f"newspaper={trace.newspaper}")]
    opened = open_all(client, [*asked, *files])
    shown = [url for url, (_, content, _count) in opened.items() if words_shown(url, content)]
    marked = f"/articles/{trace.article}/?q={WORD}&rank=1"  # a page that does not repeat what was asked for
    shown += [marked] if WORD in client.get(marked).content.decode() else []
    hits = client.get(f"/search.json?q={WORD}").json()["hits"]
    snippets = [text["text"] for hit in hits for text in hit["snippet"]]
    rows = client.get(f"/search.jsonl?q={WORD}").getvalue().decode()
    return [*shown, *(text for text in snippets if WORD in text), *(["/search.jsonl"] if WORD in rows else [])]


@pytest.mark.parametrize("was_open", [False, True])
@pytest.mark.parametrize("whole", [pytest.param(False, id="in short"), pytest.param(True, marks=pytest.mark.soak)])
def test_of_an_excerpt_no_door_shows_the_rest(
    was_open: bool, whole: bool, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found by its whole text, for that is promised; once less is open, no stale index shows more meanwhile."""
    monkeypatch.setattr(indexing, "WEB_PATIENCE_SECONDS", 0.0)
    world()
    article, trace = plant_excerpt("" if was_open else "excerpt")
    trace = replace(trace, is_asked_everything=whole)
    publishing.publish(article)
    if was_open:
        assert shown_of_text(client, trace) != []  # the canary sings
        with stopped_writer():
            article.access = "excerpt"
            publishing.record_edit(article)
            assert shown_of_text(client, trace) == []
            assert client.get(f"/search.json?q={WORD}").json()["total"] == 0
        keep_up()
    assert shown_of_text(client, trace) == []
    assert client.get(f"/search.json?q={WORD}").json()["total"] == 1
    assert client.get(reverse("picture", args=[trace.picture])).status_code == 404
    assert "全文未开放，命中处不显示" in client.get(f"/search/?q={WORD}").content.decode()
    assert check().is_clean


def test_every_public_url_is_watched() -> None:
    public = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert public == set(URLS)


def test_a_number_that_was_guessed_names_nobody(client: Client) -> None:
    world()
    _, trace = plant_apart()
    urls = [f"/search/?{query}" for query in queries_by_number(trace)]
    pages = open_all(client, urls)
    assert [url for url, (_, content, _count) in pages.items() if words_shown(url, content)] == []
    named = [f"/search.json?author={WORD}", f"/search.json?newspaper={PAPER_WORD}报"]
    assert [status for status, *_ in open_all(client, named).values()] == [400, 400]  # as an unknown name
