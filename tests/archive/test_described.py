"""What the head of a report's page tells programs: `citation_*`, Dublin Core, JSON-LD; and what of what it must not."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Final

import pytest
from django.test import Client
from lxml import html

from archive.models import Article, Newspaper
from archive.samples import load_samples
from archive.schema_org import as_script
from tests.archive.reports import paper, published, sign

pytestmark = pytest.mark.django_db

HOST: Final = "http://testserver"
Fields = dict[str, Any]


def head_of(client: Client, article: Article) -> Any:
    return html.fromstring(client.get(article.get_absolute_url()).content.decode()).find("head")


def tags_of(client: Client, article: Article, start: str) -> list[tuple[str, str]]:
    tags = head_of(client, article).iterfind(".//meta[@name]")
    return [(tag.get("name"), tag.get("content")) for tag in tags if tag.get("name").startswith(start)]


def json_ld_of(client: Client, article: Article) -> dict[str, Any]:
    (script,) = head_of(client, article).iterfind(".//script[@type='application/ld+json']")
    record: dict[str, Any] = json.loads(script.text)
    return record


def of_a_paper(name: str = "样例日报", **fields: Any) -> Fields:
    return {"newspaper": Newspaper.objects.get_or_create(name=name, defaults=fields)[0]}


# Each field of `citation_*` by what a report has, and what stands in it: None for no tag.
FIELDS: Final[list[tuple[str, Fields, str | None]]] = [
    ("citation_title", {}, "样例村的党员大会"),
    ("citation_title", {"headline": "样例 “引” & <号>"}, "样例 “引” & <号>"),
    ("citation_author", {}, None),
    ("citation_author", {"authors": ["张三"]}, "张三"),
    ("citation_publication_date", {"date": "2022-06-01"}, "2022/06/01"),
    ("citation_publication_date", {"date": "2022-06"}, "2022/06"),
    ("citation_publication_date", {"date": "2022"}, "2022"),
    ("citation_publication_date", {"date": "2022-06-01", "date_basis": "inferred"}, None),
    ("citation_publication_date", {}, None),
    ("citation_journal_title", {"paper": {}}, "样例日报"),
    ("citation_journal_title", {}, None),
    ("citation_publisher", {"paper": {"publisher": "样例日报社"}}, "样例日报社"),
    ("citation_publisher", {"paper": {}}, None),
    ("citation_issue", {"issue_number": "1234"}, "1234"),
    ("citation_issue", {}, None),
    ("citation_firstpage", {"print_page": "03"}, "03"),
    ("citation_firstpage", {"print_page": ""}, None),
    ("citation_language", {}, "zh"),
    ("citation_public_url", {}, "{url}"),
    ("citation_fulltext_html_url", {}, "{url}"),
    ("citation_fulltext_html_url", {"access": "excerpt"}, None),
    ("citation_abstract_html_url", {"access": "excerpt"}, "{url}"),
    ("citation_abstract_html_url", {}, None),
]


@pytest.mark.parametrize(("name", "fields", "expected"), FIELDS)
def test_each_citation_field_says_what_is_known(
    client: Client, name: str, fields: Fields, expected: str | None
) -> None:
    given = dict(fields)
    authors = given.pop("authors", [])
    if "paper" in given:
        given |= of_a_paper(**given.pop("paper"))
    article = published(**given)
    for order, author in enumerate(authors):
        sign(article, author, order=order)
    url = f"{HOST}/articles/{article.pk}/"
    said = [content for found, content in tags_of(client, article, "citation_") if found == name]
    assert said == ([] if expected is None else [expected.format(url=url)])


def test_every_citation_field_is_in_the_table(client: Client) -> None:
    article = published("样例", "2022", issue_number="1", print_page="1", **of_a_paper(publisher="样例社"))
    sign(article, "张三")
    shut = published("样例", access="excerpt")
    shown = {name for one in (article, shut) for name, _ in tags_of(client, one, "citation_")}
    assert shown == {name for name, *_ in FIELDS}


def test_authors_are_tags_of_their_own_in_order_and_nobody_else_is_one(client: Client) -> None:
    article = published(newspaper=paper())
    for order, (name, is_author) in enumerate([("张三", True), ("王五", False), ("李四", True)]):
        sign(article, name, "编辑" if not is_author else None, order, is_author=is_author)
    assert tags_of(client, article, "citation_author") == [("citation_author", "张三"), ("citation_author", "李四")]
    assert tags_of(client, article, "DC.cr") == [("DC.creator", "张三"), ("DC.creator", "李四")]
    assert tags_of(client, article, "DC.con") == [("DC.contributor", "王五")]


def test_a_report_is_a_newspaper_article_in_its_paper_for_zotero(client: Client) -> None:
    """Zotero takes its kind from the first DC.type and the paper from DC.source, if it has no better."""
    article = published("样例", "2022-06-01", place_id="411303", newspaper=paper())
    tags = tags_of(client, article, "DC.")
    assert next(content for name, content in tags if name == "DC.type") == "newspaperArticle"
    assert next(content for name, content in tags if name == "DC.source") == "样例日报"
    assert "DC.coverage" not in dict(tags)  # which it takes for a call number
    assert tags_of(client, article, "DCTERMS.") == [("DCTERMS.coverage", "河南省南阳市卧龙区")]
    head = head_of(client, article)
    schemas = {link.get("rel"): link.get("href") for link in head.iterfind(".//link") if "schema." in link.get("rel")}
    assert schemas == {
        "schema.DC": "http://purl.org/dc/elements/1.1/", "schema.DCTERMS": "http://purl.org/dc/terms/",
    }  # fmt: skip


def test_no_tag_is_empty(client: Client) -> None:
    article = published("样例", column_name="", rights=" ", print_page=" ", source_url="")
    assert all(content and content.strip() for _, content in tags_of(client, article, ""))


def test_a_report_is_a_news_article(client: Client) -> None:
    title = Newspaper.objects.create(name="样例日报")
    article = published(
        "样例  标题", "2022-06-01", kicker="样例引题", column_name="样例栏目", newspaper=title, place_id="411303",
        print_page="03", issue_number="1234", byline="本报记者 张三", source_url="https://example.org/1",
        rights="样例权利", body_text="一" * 300, period_start=dt.date(2021, 1, 1),
    )  # fmt: skip
    sign(article, "张三")
    sign(article, "李四", "编辑", 1, is_author=False)
    url = f"{HOST}/articles/{article.pk}/"
    assert json_ld_of(client, article) == {
        "@context": "https://schema.org", "@type": "NewsArticle", "@id": url, "url": url, "mainEntityOfPage": url,
        "headline": "样例 标题", "alternativeHeadline": ["样例引题"], "description": "一" * 150 + "…",
        "datePublished": "2022-06-01", "author": [{"@type": "Person", "name": "张三"}],
        "contributor": [{"@type": "Person", "name": "李四"}], "creditText": "本报记者 张三",
        "publisher": {"@type": "NewsMediaOrganization", "name": "样例日报"},
        "isPartOf": {
            "@type": "PublicationIssue", "issueNumber": "1234", "isPartOf": {"@type": "Newspaper", "name": "样例日报"},
        },
        "articleSection": "样例栏目", "printPage": "03",
        "spatialCoverage": [{"@type": "Place", "name": "河南省南阳市卧龙区", "identifier": "411303"}],
        "isBasedOn": "https://example.org/1", "inLanguage": "zh-Hans", "copyrightNotice": "样例权利",
        "isAccessibleForFree": True,
    }  # fmt: skip


def test_of_what_is_not_known_a_news_article_says_nothing(client: Client) -> None:
    article = published("样例", "2022-06", date_basis="inferred")
    assert set(json_ld_of(client, article)) == {
        "@context", "@type", "@id", "url", "mainEntityOfPage", "headline", "description", "inLanguage",
        "isAccessibleForFree",
    }  # fmt: skip


def test_of_an_excerpt_programs_are_told_no_more_than_readers(client: Client) -> None:
    body = "样例的开头。" + "后面说的是小事，" * 90 + "鸑鷟。"
    article = published(body_html=f"<p>{body}</p>", body_text=body, editors_note="鸑鷟", access="excerpt")
    record = json_ld_of(client, article)
    assert (record["description"], record["isAccessibleForFree"]) == ("样例的开头。", False)
    assert dict(tags_of(client, article, "DC."))["DC.description"] == "样例的开头。"
    assert "鸑鷟" not in client.get(article.get_absolute_url()).content.decode()


def test_of_a_sample_programs_are_told_nothing(client: Client) -> None:
    load_samples()
    article = Article.objects.filter(is_sample=True).earliest("pk")
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<meta name="robots" content="noindex">' in page
    for start in ("citation_", "DC.", "DCTERMS."):
        assert tags_of(client, article, start) == []
    assert "application/ld+json" not in page


BREAKING_OUT: Final = "</script><script>alert(1)</script><!--&\u2028\u2029\"'\\"


def test_no_headline_ends_the_script_that_it_stands_in(client: Client) -> None:
    article = published(BREAKING_OUT)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert json_ld_of(client, article)["headline"] == " ".join(BREAKING_OUT.split())
    assert not set("<>&\u2028\u2029") & set(as_script({"headline": BREAKING_OUT}))
    assert json.loads(as_script({"headline": BREAKING_OUT})) == {"headline": BREAKING_OUT}


def test_the_files_of_a_citation_are_linked(client: Client) -> None:
    article = published()
    links = head_of(client, article).iterfind(".//link[@rel='alternate']")
    files = {link.get("href"): link.get("type") for link in links if "/articles/" in link.get("href")}
    assert {path: client.get(path)["Content-Type"].partition(";")[0] for path in files} == files
    assert len(files) == 4
