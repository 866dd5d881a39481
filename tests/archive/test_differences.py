"""Differences to the character: they lead from the old text to the new, are escaped, and their work has a bound."""

from __future__ import annotations

import html
import random
from itertools import pairwise
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.admin.record_differences import FieldDifference, body_lines, record_differences
from archive.article_values import ArticleRecord
from archive.text import differences as module
from archive.text.differences import MOST_EDITS, MOST_STEPS, Piece, Work, differences

TEXTS = st.text(alphabet=st.sampled_from("党建引领甲乙\n ab&<>\r\u2028"), max_size=60) | st.text(max_size=40)


def written(pieces: tuple[Piece, ...]) -> str:
    """Return pieces in short: [-taken out-] and {+put in+}."""
    shapes = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(shapes[piece.kind].format(piece.text) for piece in pieces)


def old_of(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != "added")


def new_of(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != "removed")


@given(TEXTS, TEXTS)
def test_pieces_make_up_both_texts(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert (old_of(pieces), new_of(pieces)) == (old, new)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), TEXTS), max_size=4))
def test_pieces_make_up_an_edited_text(old: str, edits: list[tuple[int, int, str]]) -> None:
    new = old
    for start, length, put_in in edits:
        new = new[:start] + put_in + new[start + length :]
    pieces = differences(old, new)
    assert (old_of(pieces), new_of(pieces)) == (old, new)


@given(TEXTS, TEXTS)
def test_pieces_are_neither_empty_nor_cut_without_need(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))
    assert all((one.kind, other.kind) != ("added", "removed") for one, other in pairwise(pieces))


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(text, text) == ((Piece("same", text),) if text else ())


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("记者李小胄报道", "记者李小胃报道", "记者李小[-胄-]{+胃+}报道"),
        ("党建工作", "党建的工作", "党建{+的+}工作"),
        ("党建的工作", "党建工作", "党建[-的-]工作"),
        ("甲。\n乙。\n丙。", "甲。\n丙。", "甲。\n[-乙。\n-]丙。"),
        ("甲。\n乙。", "甲。\n新的。\n乙。", "甲。\n{+新的。\n+}乙。"),
        ("修路的事", "种树那年", "[-修路的事-]{+种树那年+}"),  # nothing in common: no confetti
        ("一二三四五六七", "一二三X四Y五六七", "一二三[-四-]{+X四Y+}五六七"),  # one equal character alone is chance
        ("", "新", "{+新+}"),
        ("旧", "", "[-旧-]"),
        ("", "", ""),
    ],
)
def test_differences_are_as_a_reader_would_mark_them(old: str, new: str, shown: str) -> None:
    assert written(differences(old, new)) == shown


def wild(seed: int, length: int, alphabet: str) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(alphabet) for _ in range(length))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (wild(1, 60_000, "党建引领基层治理"), wild(2, 60_000, "党建引领基层治理")),
        (wild(1, 30_000, "党\n"), wild(2, 30_000, "党\n")),
        ("党建" * 30_000, "建党" * 30_000 + "。"),
        ("\n" * 50_000, "党\n" * 50_000),
        ("党" * 100_000, "建" * 100_000),
        ("".join(f"{n}\n" for n in range(30_000)), "".join(f"{n}\n" for n in range(30_000, 0, -1))),
    ],
    ids=["wild", "short lines", "shifted", "empty lines", "nothing alike", "turned round"],
)
def test_the_work_on_huge_texts_has_a_bound(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    advances = 0
    advance = module._advance

    def counted(*args: Any) -> bool:
        nonlocal advances
        advances += args[2] + 1
        return advance(*args)

    monkeypatch.setattr(module, "_advance", counted)
    work = Work()
    pieces = differences(old, new, work)
    assert (old_of(pieces), new_of(pieces)) == (old, new)
    assert work.left > -MOST_STEPS
    assert advances <= MOST_STEPS


def test_a_small_change_in_a_huge_text_is_still_told_to_the_character() -> None:
    lines = [wild(seed, 200, "党建引领基层治理样例") for seed in range(1_000)]
    old = "\n".join(lines)
    new = "\n".join([*lines[:500], lines[500][:100] + "改动" + lines[500][100:], *lines[501:]])
    assert [piece.text for piece in differences(old, new) if piece.kind != "same"] == ["改动"]


def test_too_many_edits_are_taken_out_and_put_in_whole() -> None:
    old, new = wild(1, 3 * MOST_EDITS, "甲乙丙丁"), wild(2, 3 * MOST_EDITS, "戊己甲乙")
    assert [piece.kind for piece in differences(old, new)] == ["removed", "added"]


# Records


def record(**changes: Any) -> ArticleRecord:
    """Return a record that has only what is named; what is no part of one is a field."""
    names = (
        "kicker headline subtitle column_name source_printed site source_url issue_number print_page byline "
        "editors_note body_html identifier date_published date_basis date_evidence period_start period_end"
    ).split()
    plain: dict[str, Any] = {
        "fields": dict.fromkeys(names), "newspaper": None, "place": None, "further_places": [], "credits": [],
        "figures": [], "reading": {"evidence": {}, "removed": [], "warnings": []},
    }  # fmt: skip
    for name, value in changes.items():
        (plain["fields"] if name in names else plain)[name] = value
    return plain  # type: ignore[return-value]


def credit(name: str, role: str | None = None, is_author: bool = True) -> dict[str, Any]:
    return {
        "name": name, "role": role, "is_author": is_author, "contributor": None, "newspaper": None, "place": None,
    }  # fmt: skip


def shown(found: list[FieldDifference]) -> dict[str, str]:
    return {one.label: "".join(f"{piece.kind[0]}:{piece.text} " for piece in one.pieces).strip() for one in found}


@pytest.mark.django_db
def test_every_part_of_a_record_that_differs_is_named() -> None:
    old = record(headline="标题", place="411300", date_basis="inferred", credits=[credit("张三", "记者")])
    new = record(
        headline="标题", place="610900", date_basis="stated", further_places=["431300"],
        newspaper={"number": 1, "name": "样例日报"}, credits=[credit("张三", "记者"), credit("王五", "摄影", False)],
        figures=[{"caption": "会场", "source_url": None, "rights_note": "样例报社", "picture": "a" * 64,
                  "credits": [credit("王五", "摄影", False)]}],
        reading={"evidence": {"headline": "第一行"}, "removed": [{"text": "分享", "reason": "分享栏"}],
                 "warnings": ["是推定的"]},
    )  # fmt: skip
    assert list(shown(record_differences(old, new))) == [
        "地方", "其他地方", "日期依据", "报纸", "署名（人名）", "图片", "凭据", "移除的文字", "提醒",
    ]  # fmt: skip
    found = shown(record_differences(old, new))
    assert found["日期依据"] == "r:推定 a:页面注明"
    assert found["署名（人名）"] == "s:记者 张三 a:\n摄影 王五（不算作者）"
    assert found["图片"] == "a:会场 ｜ 摄影 王五 ｜ 样例报社 ｜ 图像 aaaaaaaaaaaa"
    assert found["凭据"] == "a:标题：第一行"
    assert found["移除的文字"] == "a:分享栏：分享"


@pytest.mark.django_db
def test_records_that_are_alike_differ_in_nothing() -> None:
    assert record_differences(record(headline="标题"), record(headline="标题")) == []


def test_a_body_is_read_by_its_blocks() -> None:
    body = "<p>甲</p>\n<p>乙<br>丙</p><h3>小标题</h3><ul><li>一</li></ul>"
    assert body_lines(body) == "甲\n乙<br>丙\n<h3>小标题</h3>\n<ul><li>一</li>\n</ul>\n"


@pytest.mark.django_db
def test_a_changed_paragraph_is_marked_and_long_equal_text_is_cut_short() -> None:
    same = "相同的一段话。" * 100
    old = record(body_html=f"<p>{same}</p><p>旧的一段话。</p>")
    new = record(body_html=f"<p>{same}</p><p>新的一段话。</p>")
    [difference] = record_differences(old, new)
    first, *changed = difference.pieces
    assert [(piece.kind, piece.text) for piece in changed] == [
        ("removed", "旧"), ("added", "新"), ("same", "的一段话。\n"),
    ]  # fmt: skip
    assert len(first.text) + first.skipped + len(first.end) == len(same) + 1
    assert first.skipped > 500


@settings(max_examples=50, deadline=None)  # the first renders from disk
@given(TEXTS, TEXTS)
def test_what_differs_is_escaped_wherever_it_is_shown(old: str, new: str) -> None:
    before, after = (f"<script>{text}</script><img src=x onerror=alert(1)>'\"" for text in (old, new))
    pieces = [{"kind": piece.kind, "text": piece.text} for piece in differences(before, after)]
    page = render_to_string(
        "admin/archive/article/_differences.html", {"differences": [{"label": before, "pieces": pieces}]}
    )
    tags = set(html_tags(page))
    assert tags <= {"section", "h3", "p", "span", "ins", "del"}
    assert html.escape(before) in page


def html_tags(page: str) -> list[str]:
    """Return the names of the elements that a page opens."""
    return [part.split(">")[0].split()[0].lstrip("/") for part in page.split("<")[1:] if part.strip()]


def test_added_and_removed_are_said_to_those_who_listen() -> None:
    pieces = [{"kind": "removed", "text": "旧"}, {"kind": "added", "text": "新"}]
    page = render_to_string("admin/archive/article/_differences.html", {"differences": [{"pieces": pieces}]})
    assert '<del><span class="for-ears">删去：</span>旧<span class="for-ears">（删去完）</span></del>' in page
    assert '<ins><span class="for-ears">添上：</span>新<span class="for-ears">（添上完）</span></ins>' in page
