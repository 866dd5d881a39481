"""What the archive suggests for a paper: lines, wordings and a place that recur, and nothing that rules made."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article, Newspaper
from archive.suggested_rules import Candidate, Suggestions, suggest, without_known
from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db

WORDS = "甲乙丙丁"


def paper_with(*last_lines: str, middle: str = "中间", **fields: Any) -> Newspaper:
    """Return a paper with a report for each last line; nothing else recurs in them but the middle."""
    for word, last in zip(WORDS, last_lines, strict=False):
        lines = (f"开头{word}。", f"又一段{word}。", middle, f"一段{word}。", f"再一段{word}。", last)
        html = "".join(f"<p>{line}</p>" for line in lines)
        make_article(f"样例{word}", html, newspaper="样例晚报", publish=False, **fields)
    return Newspaper.objects.get(name="样例晚报")


def test_a_line_that_recurs_at_an_end_is_offered_with_its_numbers_left_open() -> None:
    found = suggest(paper_with("样例热线：10", "样例热线：21", "样例热线: 32"))

    assert found.lines == (Candidate("样例热线: *", 3, "样例热线: 32"),)
    assert found.read == 3


def test_what_stands_in_too_few_reports_or_in_their_middle_is_not_offered() -> None:
    assert suggest(paper_with("样例热线：10", "样例热线：21", "结尾丙。", middle="样例中段")).lines == ()


def test_a_wording_before_names_that_is_no_role_of_ours_is_offered() -> None:
    found = suggest(paper_with("通联：张三", "通联 李四、王五", "（通联：张三）", "记者 张三"))

    assert found.wordings == (Candidate("通联", 3, "（通联：张三）"),)
    assert found.lines == ()


def test_the_place_of_most_reports_is_offered_unless_a_rule_made_it_so() -> None:
    paper = paper_with("甲", "乙", "丙", place="411300")
    found = suggest(paper)
    assert (found.place and found.place.code, found.place_share) == ("411300", 100)

    paper_with("甲", place="610900")
    assert suggest(paper).place_share == 75
    for article in Article.objects.filter(place="411300"):
        article.evidence = {"place": "该报规则"}
        article.save()
    assert suggest(paper).place is None


def test_samples_trash_and_other_papers_suggest_nothing() -> None:
    paper = paper_with("样例热线：1", "样例热线：2", "样例热线：3", is_sample=True)

    assert suggest(paper) == Suggestions(0)


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    paper = paper_with("样例热线：1")
    with CaptureQueriesContext(connection) as few:
        suggest(paper)
    paper_with("样例热线：1", "样例热线：2", "样例热线：3")
    with django_assert_num_queries(len(few)):
        suggest(paper)


def test_what_the_rules_have_is_not_offered_again() -> None:
    found = suggest(paper_with("样例热线：1", "样例热线：2", "样例热线：3", place="411300"))
    left = without_known(found, ["样例热线*"], {}, "411300")

    assert (left.lines, left.place) == ((), None)
    wordings = Suggestions(1, wordings=(Candidate("通联", 3),))
    assert without_known(wordings, [], {"通联": "通讯员"}, None).wordings == ()
