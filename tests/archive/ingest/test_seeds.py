"""The five seed pages against what a careful archivist recorded, field by field, as their README compares."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any, Final

import pytest

from archive.ingest.bylines import authors_of
from archive.ingest.extracted import ExtractedArticle
from archive.ingest.text_page import extract_text_page
from archive.text.gazetteer import load_gazetteer

SEEDS: Final = Path(__file__).resolve().parents[4] / "shared" / "seeds"
BODY_TOLERANCE: Final = 0.02  # of body_chars
STEMS: Final = (
    "000_5408c8eae67abffa",
    "001_70453936aad2259f",
    "002_927e6473327d5c40",
    "003_4bfccb27d4efc263",
    "004_953c37914e89ae2d",
)

pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="../shared/seeds is not here: the seed pages are not compared"
)


def same(text: str | None) -> str | None:
    """Fold what the README says does not count: white space, the width of signs, / and a leading dash."""
    if text is None:
        return None
    folded = unicodedata.normalize("NFKC", text).replace("“", '"').replace("”", '"')
    return re.sub(r"[\s/]+", "", folded).lstrip("—-")


@pytest.fixture(scope="module", params=STEMS)
def page(request: pytest.FixtureRequest) -> tuple[dict[str, Any], ExtractedArticle]:
    """Give what is expected of a page, and what was extracted from it."""
    expected = json.loads((SEEDS / "expected.json").read_text("utf-8"))[request.param]
    text = (SEEDS / f"{request.param}.txt").read_text("utf-8")
    return expected, extract_text_page(text, load_gazetteer())


Page = tuple[dict[str, Any], ExtractedArticle]


def test_title_lines_agree(page: Page) -> None:
    expected, found = page
    assert same(found.headline) == same(expected["headline"])
    assert same(found.kicker) == same(expected["kicker"])
    assert same(found.subtitle) in [same(s) for s in expected.get("subtitle_accept", [expected["subtitle"]])]
    assert not (found.subtitle or "").startswith("—")
    if "column_name_or_kicker" in expected:
        assert same(expected["column_name_or_kicker"]) in (same(found.column_name), same(found.kicker))


def test_imprint_agrees(page: Page) -> None:
    expected, found = page
    assert found.newspaper in expected.get("newspaper_accept", [expected["newspaper"]])
    assert (found.place and found.place.code) == expected["place"]
    assert found.issue_number == expected["issue_number"]
    assert found.print_page == expected["print_page"]


def test_date_agrees_in_value_precision_and_basis(page: Page) -> None:
    expected, found = page
    value = found.date.value if found.date else None
    assert value in expected.get("date_accept", [expected["date_published"]])
    if found.date:
        assert found.date.basis == expected["date_basis"]
        assert found.date.evidence
    period = [found.period_start, found.period_end] if found.period_start else None
    assert period in expected["period_accept"]


def test_credits_agree_and_nobody_is_invented(page: Page) -> None:
    expected, found = page
    assert [c.name for c in found.credits] == [c["name"] for c in expected["credits"]]
    for credit, wanted in zip(found.credits, expected["credits"], strict=True):
        assert credit.role in wanted["role_accept"]
    assert list(authors_of(found.credits)) == expected["authors"]
    assert not {c.name for c in found.credits} & set(expected["no_credit"])


def test_figures_agree(page: Page) -> None:
    expected, found = page
    assert [(same(f.caption), [c.name for c in f.credits]) for f in found.figures] == [
        (same(f["caption"]), f["credits"]) for f in expected["figures"]
    ]


def test_section_headings_and_editors_note_agree(page: Page) -> None:
    expected, found = page
    assert [same(h) for h in found.section_headings] == [same(h) for h in expected["section_headings"]]
    note = expected.get("editors_note")
    if note is None:
        assert found.editors_note is None
    else:
        assert (same(found.editors_note) or "").startswith(same(note["starts"]) or "?")
        assert (same(found.editors_note) or "").endswith(same(note["ends"]) or "?")


def test_every_paragraph_agrees(page: Page) -> None:
    expected, found = page
    paragraphs = [same(p) or "" for p in found.body_text.split("\n")]
    assert len(paragraphs) == len(expected["para_starts"])
    for paragraph, start in zip(paragraphs, expected["para_starts"], strict=True):
        assert paragraph.startswith(same(start) or "?")


def test_body_agrees_in_its_ends_its_length_and_its_joints(page: Page) -> None:
    expected, found = page
    body = same(found.body_text) or ""
    starts = expected.get("body_starts_accept", [expected["body_starts"]])
    assert body.startswith(tuple(same(s) or "?" for s in starts))
    assert body.endswith(same(expected["body_ends"]) or "?")
    length = len(re.sub(r"\s", "", found.body_text))
    assert abs(length - expected["body_chars"]) <= BODY_TOLERANCE * expected["body_chars"]
    joined_lines = [same(p) or "" for p in found.body_text.split("\n")]
    for words in expected["joined"]:
        assert any((same(words) or "?") in line for line in joined_lines), words
    for words in expected.get("not_joined", []):
        assert not any((same(words) or "?") in line for line in joined_lines), words
    for words in expected["not_in_body"]:
        assert (same(words) or "?") not in body, words


def test_every_known_field_has_its_evidence(page: Page) -> None:
    _, found = page
    known = {
        "headline": found.headline,
        "place": found.place,
        "date_published": found.date,
        "newspaper": found.newspaper,
    }
    assert {field for field, value in known.items() if value} <= set(found.evidence)
