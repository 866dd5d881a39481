"""A record that fits the database: each limit, and the doubt that tells of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.ingest.extracted import Block, DateReading, ExtractedArticle, FoundFigure, SignedName
from archive.ingest.limits import LABELS, MAX_BODY, MAX_CHARS, fit
from archive.models import Article, Newspaper

PLAIN = ExtractedArticle(headline="样例", blocks=(Block("paragraph", "一段。"),), source_url="http://example.org/1")


def test_a_record_that_fits_is_left_as_it_is() -> None:
    assert fit(PLAIN) == PLAIN


@pytest.mark.parametrize("name", sorted(MAX_CHARS))
def test_an_over_long_line_is_cut_and_doubted(name: str) -> None:
    limit = MAX_CHARS[name]
    fitted = fit(replace(PLAIN, **{name: "长" * (limit + 1)}))
    assert getattr(fitted, name) == "长" * limit
    assert fitted.doubts == (f"{LABELS[name]}有 {limit + 1} 个字符，只留了前 {limit} 个。",)
    assert fitted.warnings == fitted.doubts == fitted.losses


@pytest.mark.parametrize("name", sorted(MAX_CHARS))
def test_the_limits_are_the_models(name: str) -> None:
    model, field = (Newspaper, "name") if name == "newspaper" else (Article, name)
    assert model._meta.get_field(field).max_length == MAX_CHARS[name]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://a b", "http://example.org/" + "a" * 1000])
def test_what_is_no_address_is_left_out(address: str) -> None:
    fitted = fit(replace(PLAIN, source_url=address))
    assert fitted.source_url is None
    assert len(fitted.doubts) == 1


def test_a_signature_longer_than_any_name_is_left_to_the_byline() -> None:
    fitted = fit(replace(PLAIN, credits=(SignedName("名" * 61, None), SignedName("张三", "记" * 40))))
    assert fitted.credits == (SignedName("张三", "记" * 30),)
    assert len(fitted.doubts) == 1


def test_control_characters_and_surrogates_go() -> None:
    fitted = fit(
        replace(
            PLAIN,
            headline="样\x00例",
            blocks=(Block("paragraph", "一\x0b段\ud800。"),),
            figures=(FoundFigure("图\x00", (), "data:image/png;base64,AAAA"),),
            evidence={"headline": "样\x00例"},
        )
    )
    assert (fitted.headline, fitted.blocks[0].text, fitted.evidence) == ("样例", "一段。", {"headline": "样例"})
    assert fitted.figures == (FoundFigure("图", (), None),)


def test_a_date_of_no_newspaper_is_left_out() -> None:
    fitted = fit(replace(PLAIN, date=DateReading("0220-02-01", "stated", "0220年2月1日")))
    assert (fitted.date, fitted.losses) == (None, ("读出的日期 0220-02-01 不会是报纸的日期，没有采用。",))


def test_a_body_keeps_whole_blocks_and_cuts_the_last() -> None:
    blocks = tuple(Block("paragraph", "字" * (MAX_BODY // 2 + 1)) for _ in range(3))
    fitted = fit(replace(PLAIN, blocks=blocks))
    assert [len(block.text) for block in fitted.blocks] == [MAX_BODY // 2 + 1, MAX_BODY // 2 - 1]
    assert len(fitted.losses) == 1
