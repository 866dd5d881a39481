"""Why this report: fields, numbers and spellings are those of the report, and the parts add up to the score."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from archive import changes, publishing
from archive.models import Article
from search.backends import archive_backend
from search.engine.answering import Answer, answer
from search.engine.snapshot import Snapshot
from search.query_tree import (
    And,
    AtLeast,
    Boost,
    Exact,
    Field,
    Near,
    Node,
    Or,
    Preferred,
    Run,
    Signer,
    Whole,
    Word,
)
from search.questions import Question
from search.spellings import SCRIPT, SIGNS, Spelling
from search.why_this import FieldMatch, Part, WhyPage, in_hundredths, parts_of
from tests.oracles import count_overlapping, oracle_fold
from tests.search.building import draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]


def why(client: Client, query: str, article: Article, status: int = 200) -> WhyPage:
    response = client.get(f"/search/why/?{query}&id={article.pk}")
    assert response.status_code == status
    page: WhyPage = response.context["why"]
    return page


def fields(part: Part) -> dict[str, int]:
    return {field.label: field.number for field in part.fields}


def test_fields_numbers_and_spellings_are_told(client: Client) -> None:
    article = published(headline="修廊橋記", body="都说廊桥好。\n廊 桥是廊桥。", captions=["廊橋一角"])
    page = why(client, "q=廊桥", article)
    assert page.matches
    (part,) = page.parts
    assert (part.kind, part.asked, part.limit, part.share) == ("词", "廊桥", "", 100)
    assert part.fields == (
        FieldMatch("标题", 1, (Spelling("廊橋", "廊桥", (SCRIPT,)),)),
        FieldMatch("正文", 3, (Spelling("廊桥", "廊桥", (), 2), Spelling("廊 桥", "廊桥", (SIGNS,)))),
        FieldMatch("图注", 1, (Spelling("廊橋", "廊桥", (SCRIPT,)),)),
    )


def test_what_was_typed_stands_beside_what_is_written(client: Client) -> None:
    (part,) = why(client, "q=廊橋", published(body="说廊桥。")).parts
    assert (part.asked, part.fields[0].spellings) == ("廊橋", (Spelling("廊桥", "廊橋", (SCRIPT,)),))


def test_page_and_fragment_say_it_in_words(client: Client) -> None:
    article = published(headline="修廊橋記<b>", body="说廊桥。")
    html = client.get(f"/search/why/?q=廊桥&id={article.pk}").content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert 'data-why-this>' in html
    assert "标题 1 次" in html
    assert "写作“廊橋”1 次，检索的是“廊桥”（繁简或异体）" in html
    assert "修<mark>廊橋</mark>記&lt;b&gt;</a>" in html
    assert f'href="/articles/{article.pk}/?q=%E5%BB%8A%E6%A1%A5"' in html
    assert 'style="' not in html


TEXTS: Final = {
    "headline": "五个支部的账本", "body": "1+8个支部，支部建在田头。\n党员5人，GDP，说支部的事，支部。",
    "kicker": "支部巡礼", "headings": ["支部的事"], "column_name": "支部在线", "editors_note": "支部就是支部",
}  # fmt: skip
LEAVES: Final = (Word("支部"), Exact("支部"), Run("gdp"), Whole("1+8"), Exact("部"), Word("支部的事"), Exact("1+8个支"))


def article_in_all_fields() -> Article:
    return published(**TEXTS, captions=["支部的人"], authors=["张三"], roles=["记者"])


# All that is looked for here, as if it had been typed.
TYPED: Final = "支部 账本 田头 5人 张三"


def answer_to(tree: Node, snapshot: Snapshot, hidden: frozenset[int]) -> Answer:
    """Return the answer to a tree as it stands, its words not weighed."""
    return answer(snapshot, tree, Question(), hidden, 0, None, ())


def parts(tree: Node, article: Article) -> tuple[float, tuple[Part, ...]]:
    only = And((tree, Field("id", str(article.pk))))
    (found,) = archive_backend().look(partial(answer_to, only)).documents
    return found.score, parts_of(found, TYPED)


def test_numbers_are_those_of_the_texts() -> None:
    article = article_in_all_fields()
    texts = {
        "标题": [TEXTS["headline"]], "引题": [TEXTS["kicker"]], "正文": str(TEXTS["body"]).split("\n"),
        "小标题": TEXTS["headings"], "图注": ["支部的人"], "编者按": [TEXTS["editors_note"]],
        "栏目": [TEXTS["column_name"]],
    }  # fmt: skip
    for leaf in LEAVES:
        counted = {
            label: sum(count_overlapping(leaf.folded, oracle_fold(str(text))) for text in each)
            for label, each in texts.items()
        }
        (part,) = parts(leaf, article)[1]
        assert fields(part) == {label: number for label, number in counted.items() if number}, leaf


TREES: Final[list[tuple[Node, list[str]]]] = [
    (And((Word("支部"), Run("5人"))), ["词", "数字或外文"]),
    (Or((Word("支部"), Word("没有的词"))), ["词"]),
    (Or((Preferred(And((Word("支部"), Word("账本"))), Exact("支部的账本")), Signer("支部的账本"))),
     ["词", "词", "原样"]),
    (Boost(Near(("支部", "田头"), 9), 3.0), ["邻近，相隔不超过 9 字"]),
    (And((Word("支部"), Signer("张三", "记者"))), ["词", "署名的人"]),
    (AtLeast(1, (Word("支部", "title"), Word("支部", "body"))), ["词", "词"]),
]  # fmt: skip


def test_the_parts_shown_add_up_to_the_score() -> None:
    for number in range(9):
        published(headline=f"样例{number}", body="说的是支部。")
    article = article_in_all_fields()
    for tree, kinds in TREES:
        score, shown = parts(tree, article)
        assert sorted(part.kind for part in shown) == sorted(kinds)
        assert sum(part.points for part in shown) == round(100 * score)
        assert 98 <= sum(part.share for part in shown) <= 102
        every = archive_backend().look(partial(answer_to, tree))
        whole = {found.id: found.score for found in every.documents}
        assert score == pytest.approx(whole[article.pk], rel=1e-5)


def test_the_score_is_the_one_of_the_results(client: Client) -> None:
    article = published(headline="廊桥", body="说的是廊桥。")
    published(body="也说廊桥和别的事。")
    hits = client.get("/search.json?q=廊桥").json()["hits"]
    assert why(client, "q=廊桥", article).points == round(100 * hits[0]["score"])


@given(st.lists(st.floats(0, 50, width=32), max_size=9))
def test_hundredths_add_up(scores: list[float]) -> None:
    points = in_hundredths(scores, sum(scores))
    assert sum(points) == round(100 * sum(scores))
    assert all(abs(point - 100 * score) < 1.001 for point, score in zip(points, scores, strict=True))


def test_a_signer_and_what_is_missing_are_named(client: Client) -> None:
    article = published(body="修路的事。", authors=["张三"])
    page = why(client, "q=张三 “修橋”&match=any", article)
    assert [(part.kind, fields(part)) for part in page.parts] == [("署名的人", {"署名": 1})]
    assert page.missing == ("张三", "修橋")
    assert why(client, "q=修路", article).missing == ()


def test_a_public_report_that_does_not_match_says_so(client: Client) -> None:
    article = published(headline="别的事", date="2021")
    for query in ("q=廊桥", "q=别的事&year=2022"):
        page = why(client, query, article)
        assert (page.matches, page.parts) == (False, ())
    assert "不符合" in client.get(f"/search/why/?q=廊桥&id={article.pk}").content.decode()


def test_what_may_not_be_seen_is_not_found(client: Client) -> None:
    secret = draft(body="廊桥。")
    gone = published(body="廊桥。")
    publishing.withdraw(gone, "样例原因")
    for article in (secret, gone):
        assert client.get(f"/search/why/?q=廊桥&id={article.pk}").status_code == 404
    for written in ("", "x", "0", "-1", "9" * 30, "%00"):
        assert client.get(f"/search/why/?q=廊桥&id={written}").status_code == 404


def test_a_search_without_words_has_nothing_to_explain(client: Client) -> None:
    article = published(date="2022")
    page = why(client, "year=2022", article)
    assert (page.matches, page.parts) == (True, ())


def test_order_by_date_says_that_the_score_does_not_count(client: Client) -> None:
    article = published()
    assert not why(client, "q=小事&sort=newest", article).is_sorted_by_score


def test_what_cannot_be_asked_is_said(client: Client) -> None:
    article = published()
    assert why(client, f"q={'廉' * 401}", article, 400).error
    (archive_backend().store.root / "CURRENT").unlink()
    assert why(client, "q=小事", article, 503).error


def test_every_hit_links_to_its_reason_and_carries_the_search_along(client: Client) -> None:
    article = published(body="说廊桥。", date="2022", place="411300")
    html = client.get("/search/?q=廊桥&place=411300").content.decode()
    asked = "q=%E5%BB%8A%E6%A1%A5&amp;place=411300"
    assert f'href="/articles/{article.pk}/?{asked}&amp;rank=1"' in html
    assert f'href="/search/why/?{asked}&amp;id={article.pk}" rel="nofollow" data-why>' in html
    assert f'href="/articles/{article.pk}/"' in client.get("/search/").content.decode()


def test_a_page_of_results_costs_no_query_more_for_its_links(
    client: Client, django_assert_num_queries: Any
) -> None:
    with changes.held_back():
        for number in range(10):
            published(headline=f"廊桥{number}")
    client.get("/search/?q=廊桥")
    with django_assert_num_queries(2):  # removals not applied yet, and the version of the dictionary
        client.get("/search/?q=廊桥")
