"""Outline: the headings of a body and the ids that lead to them."""

from __future__ import annotations

import pytest

from archive.outline import Section, anchored, outline_of

BODY = "<p>先说。</p><h2>一、修<em>渠</em></h2><p>修。</p><h3> </h3><h3>二 &amp; 三</h3><p>完。</p>"


def test_headings_are_listed_with_their_depth() -> None:
    assert outline_of(BODY) == (Section("s1", "一、修渠", 2), Section("s3", "二 & 三", 3))


def test_each_heading_listed_is_there_to_be_led_to() -> None:
    html = anchored(BODY)
    assert '<h2 id="s1">一、修<em>渠</em></h2>' in html
    assert '<h3 id="s3">二 &amp; 三</h3><p>完。</p>' in html
    assert html.replace(' id="s1"', "").replace(' id="s2"', "").replace(' id="s3"', "") == BODY


def test_marks_in_headings_are_no_part_of_the_outline() -> None:
    marked = BODY.replace("修<em>", '<mark id="m1">修</mark><em>')
    assert outline_of(marked) == outline_of(BODY)
    assert '<h2 id="s1">一、<mark id="m1">修</mark><em>' in anchored(marked)


@pytest.mark.parametrize("body", ["", "<p>一段。</p>", "<h2>一</h2><p>段</p>", "<h2></h2><h2>一</h2>"])
def test_fewer_than_two_headings_make_no_outline(body: str) -> None:
    assert outline_of(body) == ()
    assert anchored(body) == body
