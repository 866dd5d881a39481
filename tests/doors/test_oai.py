"""OAI-PMH: harvested whole by two programs that are not ours, and each rule of the protocol by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Final

import oaipmh_scythe
import pytest
import sickle
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from oaipmh_scythe import Scythe
from sickle import Sickle
from sickle.iterator import OAIResponseIterator

from archive import changes, publishing
from archive.models import Article, Change, Newspaper
from archive.samples import load_samples
from doors.oai import items, verbs
from doors.oai.errors import Code
from doors.oai.tokens import Token
from tests.archive.reports import draft, paper, published, sign

pytestmark = pytest.mark.django_db

OAI: Final = "{http://www.openarchives.org/OAI/2.0/}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
HOST: Final = "oai:testserver:"
CLIENTS: Final = ("sickle", "oaipmh-scythe")
UNWRITABLE: Final = "".join(map(chr, (*range(1, 9), 11, 12, *range(14, 32), 0xFFFE)))  # no NUL: PostgreSQL has none


@pytest.fixture
def three_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "ITEMS_A_PAGE", 3)


def ask(client: Client, **arguments: str) -> etree._Element:
    """Return the answer to a request, as checked."""
    response = client.get("/oai", {name.rstrip("_"): value for name, value in arguments.items()})
    return checked(response)


def checked(response: Any) -> etree._Element:
    """Return an answer whose outer form is as the protocol has it."""
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    root = etree.fromstring(response.content)
    assert root.tag == f"{OAI}OAI-PMH"
    assert [child.tag for child in root[:2]] == [f"{OAI}responseDate", f"{OAI}request"]
    assert len(root) == 3
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", root[0].text or "")
    assert root[1].text == "http://testserver/oai"
    return root


def code_of(root: etree._Element) -> str | None:
    """Return the error of an answer, if any; such an answer has words too."""
    if root[2].tag != f"{OAI}error":
        return None
    assert root[2].text
    return root[2].get("code")


def numbers_in(root: etree._Element) -> list[int]:
    return [int((one.text or "").removeprefix(HOST)) for one in root.iter(f"{OAI}identifier")]


def states_in(root: etree._Element) -> dict[int, str]:
    """Return by its number whether each record is deleted."""
    headers = list(root.iter(f"{OAI}header"))
    return {number: header.get("status", "") for number, header in zip(numbers_in(root), headers, strict=True)}


def elements_of(root: etree._Element) -> list[tuple[str, str]]:
    return [(one.tag.removeprefix(DC), one.text or "") for one in root.iter() if str(one.tag).startswith(DC)]


def token_in(root: etree._Element) -> str | None:
    found = root.find(f".//{OAI}resumptionToken")
    return None if found is None else found.text


def a_shelf() -> list[Article]:
    """Return reports of which readers see all, an excerpt, and no longer anything."""
    shelf = [published(f"样例{number}", "2022-06-01", place_id="411303", newspaper=paper()) for number in range(7)]
    for article in shelf[:2]:
        sign(article, "张三")
    publishing.withdraw(shelf[3], "核对中")
    publishing.delete(shelf[4])
    shelf[5].access = "staff"
    publishing.record_edit(shelf[5])
    shelf[6].access = "excerpt"
    publishing.record_edit(shelf[6])
    draft("样例草稿")
    load_samples()
    return shelf


# The whole, by others


class Harvester:
    """Two programs asked in the same words."""

    def __init__(self, program: str, url: str) -> None:
        self.errors = sickle.oaiexceptions if program == "sickle" else oaipmh_scythe.exceptions
        self.is_sickle = program == "sickle"
        self.asked: Any = Sickle(url) if self.is_sickle else Scythe(url)

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        """Return what asks a verb, by its name in the protocol."""
        snake = re.sub("(?<!^)(?=[A-Z])", "_", verb).lower()
        return getattr(self.asked, verb if self.is_sickle else snake)  # type: ignore[no-any-return]

    def raw(self, **arguments: str) -> Any:
        """Ask whatever is written."""
        return OAIResponseIterator(self.asked, arguments) if self.is_sickle else self.asked.harvest(arguments)

    def prefix(self) -> dict[str, str]:
        return {"metadataPrefix" if self.is_sickle else "metadata_prefix": "oai_dc"}


@pytest.fixture(params=CLIENTS)
def harvester(request: Any, live_server: Any) -> Harvester:
    return Harvester(request.param, f"{live_server.url}/oai")


@pytest.mark.usefixtures("three_a_page")
def test_the_archive_is_harvested_whole_with_deletions_and_resumption(harvester: Harvester) -> None:
    shelf = a_shelf()
    records = list(harvester.ListRecords(**harvester.prefix()))
    assert [record.header.identifier.rsplit(":", 1)[1] for record in records] == [str(one.pk) for one in shelf]
    assert [record.deleted for record in records] == [False, False, False, True, True, True, False]
    assert records[0].metadata["title"] == ["样例0"]
    assert records[0].metadata["creator"] == ["张三"]
    assert records[0].header.setSpecs == ["place:410000:411300", f"paper:{shelf[0].newspaper_id}"]
    headers = list(harvester.ListIdentifiers(**harvester.prefix()))
    assert [(one.identifier, one.deleted) for one in headers] == [
        (record.header.identifier, record.deleted) for record in records
    ]
    one = harvester.GetRecord(identifier=headers[6].identifier, **harvester.prefix())
    assert one.metadata["description"] == ["样例村党支部召开党员…"]
    assert harvester.Identify().deletedRecord == "persistent"
    assert [one.metadataPrefix for one in harvester.ListMetadataFormats()] == ["oai_dc"]
    assert [one.setSpec for one in harvester.ListSets()] == [
        "place:410000", "place:410000:411300", f"paper:{shelf[0].newspaper_id}",
    ]  # fmt: skip


# Each of the eight, by what asks for it; `{gone}` is the identifier of a deleted record.
WRONG: Final[dict[str, dict[str, str]]] = {
    "BadVerb": {"verb": "Harvest"},
    "BadArgument": {"verb": "ListRecords"},
    "BadResumptionToken": {"verb": "ListRecords", "resumptionToken": "样例"},
    "CannotDisseminateFormat": {"verb": "ListRecords", "metadataPrefix": "marc21"},
    "IdDoesNotExist": {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:localhost:999999"},
    "NoRecordsMatch": {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-01-01"},
    "NoMetadataFormats": {"verb": "ListMetadataFormats", "identifier": "{gone}"},
    "NoSetHierarchy": {"verb": "ListSets"},
}


@pytest.mark.parametrize("name", WRONG)
def test_each_of_the_eight_errors_is_understood(harvester: Harvester, name: str) -> None:
    gone = published()
    publishing.withdraw(gone, "核对中")
    known = {"gone": f"oai:localhost:{gone.pk}"}
    names = {"NoMetadataFormats": "OAIError"} if harvester.is_sickle else {}  # which it does not know by its name
    expected = getattr(harvester.errors, names.get(name, name))
    with pytest.raises(expected):
        harvester.raw(**{key: value.format(**known) for key, value in WRONG[name].items()})


def test_eight_errors_are_all_that_there_are() -> None:
    assert sorted(code.value for code in Code) == sorted(name[0].lower() + name[1:] for name in WRONG)


# Records


def test_a_record_has_what_is_known_of_a_report(client: Client) -> None:
    title = Newspaper.objects.create(name="样例日报", publisher="样例日报社")
    article = published(
        "样例  标题", "2022-06-01", kicker="样例引题", subtitle="样例副题", column_name="样例栏目", newspaper=title,
        place_id="411303", print_page="03", source_url="https://example.org/1", rights="样例权利",
        period_start=dt.date(2021, 1, 1), period_end=dt.date(2021, 12, 31), body_text="一" * 300 + "。",
    )  # fmt: skip
    article.further_places.add("420600")
    sign(article, "张三")
    sign(article, "李四", "编辑", 1, is_author=False)
    url = f"http://testserver/articles/{article.pk}/"
    root = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=f"{HOST}{article.pk}")
    assert elements_of(root) == [
        ("title", "样例 标题"), ("title", "样例引题"), ("title", "样例副题"), ("creator", "张三"),
        ("subject", "样例栏目"), ("description", "一" * 150 + "…"), ("publisher", "样例日报社"),
        ("contributor", "李四"), ("date", "2022-06-01"), ("type", "newspaperArticle"), ("type", "Text"),
        ("format", "text/html"), ("identifier", url),
        ("identifier", "张三. 样例 标题[N]. 样例日报, 2022-06-01(03)."), ("source", "样例日报"),
        ("source", "https://example.org/1"), ("language", "zh"), ("coverage", "河南省南阳市卧龙区"),
        ("coverage", "湖北省襄阳市"), ("coverage", "2021-01-01/2021-12-31"), ("rights", "样例权利"),
    ]  # fmt: skip
    specs = [one.text for one in root.iter(f"{OAI}setSpec")]
    assert specs == ["place:410000:411300", "place:420000:420600", f"paper:{title.pk}"]


def test_of_what_is_not_known_there_is_no_element_and_no_inferred_date(client: Client) -> None:
    article = published("样例", "2022-06", date_basis="inferred")
    root = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=f"{HOST}{article.pk}")
    names = [name for name, _ in elements_of(root)]
    assert names == ["title", "description", "type", "type", "format", "identifier", "identifier", "language"]
    assert ("identifier", "样例[N]. [2022-06].") in elements_of(root)


@pytest.mark.parametrize("narrowed", ["withdrawn", "deleted", "for staff", "in the trash", "with its paper"])
def test_whatever_is_gone_is_told_and_nothing_else_of_it(client: Client, narrowed: str) -> None:
    article = published("样例鸑鷟", "2022-06-01", place_id="411303", newspaper=paper("鸑鷟报"))
    title = paper("鸑鷟报")
    was = Newspaper.objects.get(pk=title.pk)
    number = article.pk
    if narrowed in ("withdrawn", "in the trash"):
        publishing.withdraw(article, "核对中")
    if narrowed == "in the trash":
        publishing.trash(article)
    if narrowed == "deleted":
        publishing.delete(article)
    if narrowed == "for staff":
        article.access = "staff"
        publishing.record_edit(article)
    if narrowed == "with its paper":
        title.access = "staff"
        title.save()
        changes.record_reopening(title, was)
    for spec in ({}, {"set": "place:420000"}, {"set": f"paper:{title.pk}"}):
        response = client.get("/oai", {"verb": "ListRecords", "metadataPrefix": "oai_dc", **spec})
        root = checked(response)
        assert states_in(root) == {number: "deleted"}, spec
        assert "鸑鷟" not in response.content.decode()
        assert root.find(f".//{OAI}metadata") is None
        assert root.find(f".//{OAI}setSpec") is None


def test_what_readers_never_saw_is_no_item(client: Client) -> None:
    draft("样例草稿")
    hidden = draft("样例内部", access="staff")
    publishing.publish(hidden)
    load_samples()
    assert Change.objects.filter(was_public=True).exists()  # those of the samples
    assert code_of(ask(client, verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"
    for article in Article.objects.all():
        root = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=f"{HOST}{article.pk}")
        assert code_of(root) == "idDoesNotExist"


def test_what_comes_back_is_told_as_new(client: Client) -> None:
    article = published()
    publishing.withdraw(article, "核对中")
    publishing.publish(article)
    assert states_in(ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")) == {article.pk: ""}


def test_of_an_excerpt_no_more_is_told_than_readers_see(client: Client) -> None:
    body = "样例的开头。" + "后面说的是小事，" * 90 + "鸑鷟。"
    article = published(body_html=f"<p>{body}</p>", body_text=body, editors_note="鸑鷟", access="excerpt")
    root = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=f"{HOST}{article.pk}")
    assert dict(elements_of(root))["description"] == "样例的开头。"
    assert "鸑鷟" not in etree.tostring(root, encoding="unicode")


def test_whatever_a_report_says_the_answer_is_xml(client: Client) -> None:
    wild = f"样例{UNWRITABLE}<&>\"']]>\t党"
    article = published(wild, column_name=wild, newspaper=paper(wild), rights=wild, body_text=wild * 3)
    sign(article, wild[:20])
    for verb in ("ListRecords", "ListIdentifiers"):
        assert numbers_in(ask(client, verb=verb, metadataPrefix="oai_dc")) == [article.pk]
    assert ask(client, verb="ListSets").find(f".//{OAI}setName") is not None
    title = dict(reversed(elements_of(ask(client, verb="ListRecords", metadataPrefix="oai_dc"))))["title"]
    assert re.sub(r"\s", "", title) == "样例<&>\"']]>党"


# Lists


@pytest.mark.usefixtures("three_a_page")
def test_a_list_survives_what_happens_while_it_is_read(client: Client) -> None:
    shelf = [published(f"样例{number}") for number in range(7)]
    first = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    assert numbers_in(first) == [one.pk for one in shelf[:3]]
    token = token_in(first) or ""
    added = published("样例新到")
    publishing.delete(shelf[1])
    publishing.withdraw(shelf[4], "核对中")
    seen, last = numbers_in(first), first
    while token:
        last = ask(client, verb="ListIdentifiers", resumptionToken=token)
        seen += numbers_in(last)
        token = token_in(last) or ""
    assert seen == [*(one.pk for one in shelf), added.pk]
    assert last.find(f".//{OAI}resumptionToken").get("cursor") == "6"  # type: ignore[union-attr]
    assert last.find(f".//{OAI}resumptionToken").text is None  # type: ignore[union-attr]


@pytest.mark.usefixtures("three_a_page")
def test_a_token_keeps_the_bounds_and_the_set(client: Client) -> None:
    inside = [published(f"样例{number}", place_id="411303") for number in range(4)]
    published("样例别处", place_id="420600")
    Change.objects.filter(article_id=inside[3].pk).update(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    inside.append(published("样例又一篇", place_id="411300"))
    today = f"{timezone.now().astimezone(dt.UTC):%Y-%m-%d}"
    root = ask(client, verb="ListRecords", metadataPrefix="oai_dc", set="place:410000", from_=today, until=today)
    assert numbers_in(root) == [one.pk for one in inside[:3]]
    rest = ask(client, verb="ListRecords", resumptionToken=token_in(root) or "")
    assert numbers_in(rest) == [inside[4].pk]


def test_a_list_that_fits_has_no_token(client: Client) -> None:
    published()
    assert ask(client, verb="ListRecords", metadataPrefix="oai_dc").find(f".//{OAI}resumptionToken") is None


BOUNDS: Final = [
    ({"from_": "2022-06-16"}, True), ({"from_": "2022-06-17"}, False),
    ({"until": "2022-06-16"}, True), ({"until": "2022-06-15"}, False),
    ({"from_": "2022-06-16T10:20:30Z"}, True), ({"from_": "2022-06-16T10:20:31Z"}, False),
    ({"until": "2022-06-16T10:20:30Z"}, True), ({"until": "2022-06-16T10:20:29Z"}, False),
    ({"from_": "2022-06-16T10:20:30Z", "until": "2022-06-16T10:20:30Z"}, True),
    ({"from_": "0001-01-01", "until": "9999-12-31"}, True),
]  # fmt: skip


@pytest.mark.parametrize(("bounds", "is_within"), BOUNDS)
def test_bounds_are_within_what_is_asked(client: Client, bounds: dict[str, str], is_within: bool) -> None:
    article = published()
    when = dt.datetime(2022, 6, 16, 10, 20, 30, 987_654, tzinfo=dt.UTC)
    Change.objects.filter(article_id=article.pk).update(at=when)
    root = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", **bounds)
    assert code_of(root) == (None if is_within else "noRecordsMatch")
    if is_within:
        assert [one.text for one in root.iter(f"{OAI}datestamp")] == ["2022-06-16T10:20:30Z"]


def test_a_datestamp_is_that_of_the_last_change(client: Client) -> None:
    article = published(newspaper=paper())
    Change.objects.update(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert code_of(ask(client, verb="ListRecords", metadataPrefix="oai_dc", from_="2021-01-01")) == "noRecordsMatch"
    changes.record_renaming(paper())
    assert numbers_in(ask(client, verb="ListRecords", metadataPrefix="oai_dc", from_="2021-01-01")) == [article.pk]
    identified = ask(client, verb="Identify")
    assert identified.findtext(f".//{OAI}earliestDatestamp") == "2020-01-01T00:00:00Z"


# Arguments

LIST: Final = "verb=ListRecords&metadataPrefix=oai_dc"
REFUSED: Final = [
    ("", "badVerb"), ("verb=", "badVerb"), ("verb=identify", "badVerb"), ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&metadataPrefix=oai_dc", "badArgument"), ("verb=ListSets&set=place:410000", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    ("verb=GetRecord&identifier=oai:testserver:1", "badArgument"),
    ("verb=ListIdentifiers", "badArgument"), (f"{LIST}&metadataPrefix=oai_dc", "badArgument"),
    (f"{LIST}&identifier=1", "badArgument"), (f"{LIST}&resumptionToken=x", "badArgument"),
    ("verb=Identify&resumptionToken=x", "badArgument"), ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    (f"{LIST}&from=2022", "badArgument"), (f"{LIST}&from=2022-02-30", "badArgument"),
    (f"{LIST}&from=2022-06-16T10:20:30", "badArgument"), (f"{LIST}&from=0000-01-01", "badArgument"),
    (f"{LIST}&from=2022-06-16T10:20:61Z", "badArgument"), (f"{LIST}&until=", "badArgument"),
    (f"{LIST}&from=２０２２-06-16", "badArgument"),
    (f"{LIST}&from=2022-06-16&until=2022-06-15", "badArgument"),
    (f"{LIST}&from=2022-06-16&until=2022-06-16T10:20:30Z", "badArgument"),
    (f"{LIST}&set=place:", "badArgument"), (f"{LIST}&set=样例", "badArgument"), (f"{LIST}&set=", "badArgument"),
    (f"{LIST}&set=place:411300", "noRecordsMatch"), (f"{LIST}&set=place:410000:999999", "noRecordsMatch"),
    (f"{LIST}&set=place:410000:411300:411303", "noRecordsMatch"), (f"{LIST}&set=paper:x", "noRecordsMatch"),
    (f"{LIST}&set=paper:99999999999999999999", "noRecordsMatch"), (f"{LIST}&set=author:1", "noRecordsMatch"),
    (f"{LIST}&set=paper:999999", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=a b", "badArgument"), ("verb=ListRecords&metadataPrefix=", "badArgument"),
    ("verb=GetRecord&metadataPrefix=marc21&identifier=oai:testserver:1", "cannotDisseminateFormat"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:{0} ", "badArgument"),
    *(
        (f"verb=GetRecord&metadataPrefix=oai_dc&identifier={one}", "idDoesNotExist")
        for one in ("", "1", "oai:testserver:", "oai:testserver:x", "oai:elsewhere:{0}", "oai:testserver:0{0}",
                    "x-oai:testserver:{0}", "oai:testserver:%00", "oai:testserver:" + "9" * 30)
    ),
]  # fmt: skip


@pytest.mark.parametrize(("query", "code"), REFUSED)
def test_what_cannot_be_answered_is_said_in_the_words_of_the_protocol(client: Client, query: str, code: str) -> None:
    article = published(place_id="411303")
    root = checked(client.get(f"/oai?{query.format(article.pk)}"))
    assert code_of(root) == code
    assert bool(root[1].attrib) == (code not in ("badVerb", "badArgument"))


TOKENS: Final = [
    "", "x", "====", "A" * 2_000, "eA", Token("ListIdentifiers", {"metadataPrefix": "oai_dc"}, 0, 0).written(),
    Token("ListRecords", {"metadataPrefix": "marc21"}, 0, 0).written(),
    Token("ListRecords", {}, 0, 0).written(), Token("ListRecords", {"metadataPrefix": "oai_dc"}, -1, 0).written(),
    Token("ListRecords", {"metadataPrefix": "oai_dc", "from": "x"}, 0, 0).written(),
    Token("ListRecords", {"metadataPrefix": "oai_dc"}, 10**30, 0).written(),
    Token("ListRecords", {"metadataPrefix": "oai_dc", "identifier": "x"}, 0, 0).written(),
]  # fmt: skip


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_that_was_not_given_is_refused(client: Client, token: str) -> None:
    published()
    assert code_of(ask(client, verb="ListRecords", resumptionToken=token)) == "badResumptionToken"


def test_a_post_is_answered_as_a_get_and_needs_no_form(client: Client) -> None:
    published()
    question = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    answers = [checked(ask_it("/oai", question)) for ask_it in (client.get, Client(enforce_csrf_checks=True).post)]
    assert len({etree.tostring(root[2]) for root in answers}) == 1
    assert client.put("/oai").status_code == 405


def test_identifiers_keep_the_domain_of_the_settings(client: Client, settings: Any) -> None:
    settings.OAI_DOMAIN, settings.OPERATOR_EMAIL = "archive.example.org", "one@example.org"
    article = published()
    root = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    assert root.findtext(f".//{OAI}identifier") == f"oai:archive.example.org:{article.pk}"
    assert ask(client, verb="Identify").findtext(f".//{OAI}adminEmail") == "one@example.org"


def test_a_page_costs_a_fixed_number_of_queries(client: Client) -> None:
    for number in range(8):
        article = published(f"样例{number}", place_id="411303", newspaper=paper(f"样例{number}报"))
        article.further_places.add("420600")
        sign(article, f"张{number}")
    with CaptureQueriesContext(connection) as captured:
        assert len(numbers_in(ask(client, verb="ListRecords", metadataPrefix="oai_dc", set="place:410000"))) == 8
    assert len(captured) <= 6, [query["sql"] for query in captured]
    assert items.ITEMS_A_PAGE == 100
