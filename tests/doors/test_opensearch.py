"""OpenSearch: what a browser needs to search here from its own address bar."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.test import Client
from lxml import etree, html

from tests.search.building import draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

HOST: Final = "http://testserver"
NAMESPACE: Final = "{http://a9.com/-/spec/opensearch/1.1/}"


def described(client: Client) -> etree._Element:
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    return etree.fromstring(response.content)


def test_the_description_is_what_the_standard_asks_for(client: Client, settings: Any) -> None:
    settings.OPERATOR_EMAIL = "one@example.org"
    root = described(client)
    assert root.tag == f"{NAMESPACE}OpenSearchDescription"
    facts = {child.tag.removeprefix(NAMESPACE): child.text for child in root if child.text}
    assert 0 < len(facts["ShortName"] or "") <= 16
    assert 0 < len(facts["Description"] or "") <= 1024
    assert (facts["Contact"], facts["InputEncoding"]) == ("one@example.org", "UTF-8")
    (image,) = root.findall(f"{NAMESPACE}Image")
    assert dict(image.attrib) == {"width": "16", "height": "16", "type": "image/svg+xml"}


def test_every_address_answers_in_the_form_that_it_names(client: Client) -> None:
    published("样例廊桥", place="411300")
    urls = {url.get("rel") + " " + url.get("type"): url.get("template") for url in described(client) if url.get("rel")}
    assert set(urls) == {
        "results text/html", "results application/atom+xml", "results application/json",
        "suggestions application/x-suggestions+json", "self application/opensearchdescription+xml",
    }  # fmt: skip
    for key, template in urls.items():
        address = (template or "").replace("{searchTerms}", "廊桥").replace("{startPage?}", "1")
        assert address.startswith(f"{HOST}/")
        response = client.get(address.removeprefix(HOST))
        assert (response.status_code, response["Content-Type"].partition(";")[0]) == (200, key.partition(" ")[2])


def test_suggestions_are_the_four_lists_that_browsers_read(client: Client) -> None:
    published(place="411300", newspaper="廊桥日报")
    draft(newspaper="廊桥晚报")
    typed, names, words, urls = client.get("/opensearch/suggest.json?q=廊桥").json()
    assert (typed, names, words) == ("廊桥", ["廊桥日报"], ["报纸，1 篇"])
    assert [client.get(url.removeprefix(HOST)).status_code for url in urls] == [200]
    assert client.get("/opensearch/suggest.json").json() == ["", [], [], []]
    assert client.get("/opensearch/suggest.json?q=“").status_code == 200


def test_every_page_leads_to_the_description(client: Client) -> None:
    for path in ("/", "/search/", "/help/", "/nowhere/"):
        head = html.fromstring(client.get(path).content.decode()).find("head")
        (link,) = head.iterfind(".//link[@rel='search']")
        assert (link.get("type"), link.get("href")) == ("application/opensearchdescription+xml", "/opensearch.xml")
        assert link.get("title") == described(client).findtext(f"{NAMESPACE}ShortName")
