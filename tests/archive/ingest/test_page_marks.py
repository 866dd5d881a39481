"""A page beside its record: which words each field was read from, what was left out, and nothing lost of the page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest.extracted import RemovedText
from archive.ingest.extraction import extract
from archive.ingest.formats import Page, pages_of
from archive.ingest.page_lines import PageLine, lines_of, text_lines
from archive.ingest.page_marks import mark_page
from archive.ingest.page_reading import MarkedPage, Reading
from archive.text.gazetteer import load_gazetteer
from tests.archive.batches import page as saved_page

BODY = "南阳市的党员们在村口开会，商量怎样把水渠修好。"


def lines(*texts: str) -> list[PageLine]:
    return [PageLine(text) for text in texts]


def marks(page: MarkedPage) -> list[tuple[int, str, str]]:
    """Return what is marked: the line, the text, and the fields."""
    return [(line.number, s.text, s.names) for line in page.lines for s in line.segments if s.readings]


def kinds(page: MarkedPage) -> list[str]:
    return [line.kind for line in page.lines]


def test_a_headline_is_marked_on_its_own_line_rather_than_in_the_text() -> None:
    found = lines("导航：样例镇党员修水渠", "样例镇党员修水渠", BODY)
    page = mark_page(found, [Reading("headline", "样例镇党员修水渠")], [], [BODY])
    assert marks(page) == [(1, "样例镇党员修水渠", "headline")]


def test_spaces_width_and_signs_make_no_difference_and_the_page_s_own_text_is_shown() -> None:
    reading = Reading("date_published", "2022年06月16日 08:30")
    page = mark_page(lines("２０２２年０６月１６日　08:30"), [reading], [], [])
    assert marks(page) == [(0, "２０２２年０６月１６日　08:30", "date_published")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("h1 标签：样例镇修水渠", ["样例镇修水渠"]),
        ("样例镇修水渠（正文前重印）", ["样例镇修水渠"]),
        ("页面标题行：样例镇修水渠 / 三天修好一段", ["样例镇修水渠", "三天修好一段"]),
        ("样例镇修水渠 … 三天修好一段", ["样例镇修水渠", "三天修好一段"]),
        ("样例镇修水渠；别处没有", ["样例镇修水渠"]),
        ("样例镇×3；修水渠、全镇等×2", ["样例镇", "修水渠"]),
    ],
)
def test_what_extraction_wrote_around_the_words_is_set_aside(words: str, found: list[str]) -> None:
    page = mark_page(lines("样例镇修水渠", "三天修好一段"), [Reading("headline", words)], [], [])
    assert [text for _line, text, _names in marks(page)] == found


def test_only_the_first_words_of_a_field_are_its_anchor() -> None:
    reading = Reading("headline", "样例镇修水渠 / 三天修好一段")
    page = mark_page(lines("样例镇修水渠", "三天修好一段"), [reading], [], [])
    begins = [begin.is_first for line in page.lines for s in line.segments for begin in s.begins]
    assert begins == [True, False]


def test_a_headline_over_two_lines_is_marked_on_both() -> None:
    page = mark_page(lines("样例镇党员", "带头修水渠"), [Reading("headline", "样例镇党员带头修水渠")], [], [])
    assert marks(page) == [(0, "样例镇党员", "headline"), (1, "带头修水渠", "headline")]


def test_fields_read_from_the_same_words_share_a_mark() -> None:
    readings = [Reading("credits", "本报记者 张三"), Reading("byline", "张三")]
    page = mark_page(lines("本报记者 张三"), readings, [], [])
    assert marks(page) == [(0, "本报记者 ", "credits"), (0, "张三", "credits byline")]


def test_a_place_is_marked_in_the_report_and_a_source_around_it() -> None:
    readings = [Reading("place", "南阳", family="place"), Reading("source_printed", "样例", family="source")]
    page = mark_page(lines("南阳 样例", f"样例{BODY}"), readings, [], [f"样例{BODY}"])
    assert marks(page) == [(0, "样例", "source_printed"), (1, "南阳", "place")]


def test_words_that_are_not_on_the_page_are_told_apart() -> None:
    reading = Reading("place", "收入者指定")
    page = mark_page(lines(BODY), [reading], [], [BODY])
    assert (marks(page), page.not_found) == ([], (reading,))


def test_what_was_removed_is_found_line_by_line_in_order() -> None:
    button, nowhere = RemovedText("分享", "按钮"), RemovedText("哪里也没有", "链接")
    removed = [button, button, RemovedText("|", "分隔"), nowhere]
    page = mark_page(lines("分享", f"分享{BODY}", "|", "分享"), [], removed, [f"分享{BODY}"])
    assert kinds(page) == ["removed", "report", "removed", "removed"]
    assert [line.reason for line in page.lines] == ["按钮", "", "分隔", "按钮"]
    assert page.removed_elsewhere == (nowhere,)


def test_a_signature_cut_from_the_end_of_a_paragraph_is_struck_there_alone() -> None:
    page = mark_page(lines(f"{BODY}（记者 张三）"), [], [RemovedText("（记者 张三）", "署名")], [BODY])
    [line] = page.lines
    assert (line.kind, line.reason) == ("report", "署名")
    assert [(s.text, s.is_removed) for s in line.segments if "张三" in s.text] == [("记者 张三", True)]


def test_a_short_removed_word_is_not_struck_within_a_sentence() -> None:
    page = mark_page(lines("大家用微信开会，商量修渠。"), [], [RemovedText("微信", "按钮")], [])
    assert (kinds(page), len(page.removed_elsewhere)) == (["unused"], 1)


def test_long_runs_that_are_no_part_of_the_report_are_folded_and_marks_never() -> None:
    navigation = [f"栏目{number}" for number in range(8)]
    page = mark_page(lines(*navigation, BODY), [Reading("column_name", "栏目6")], [], [BODY])
    assert [(len(run.lines), run.is_folded) for run in page.runs] == [(6, True), (1, False), (1, False), (1, False)]
    assert page.runs[0].opening == "栏目0　栏目1　栏目2　栏目3　栏目4　栏目5"[:24]


def test_the_last_words_of_a_wrapped_paragraph_belong_to_the_report() -> None:
    page = mark_page(lines("南阳市的党员们在村口开会，商量怎样把水渠修", "好。", "好。"), [], [], [BODY])
    assert kinds(page)[:2] == ["report", "report"]


@given(
    st.lists(st.text("样例镇党员修水渠 0123，。：/（）", max_size=12), max_size=8),
    st.lists(st.text("样例镇党员修水渠 0123，。：/（）", min_size=1, max_size=6), max_size=4),
)
@settings(max_examples=200, deadline=None)
def test_no_character_of_a_page_is_lost_or_doubled(texts: list[str], words: list[str]) -> None:
    readings = [Reading(f"field{number}", one) for number, one in enumerate(words)]
    removed = [RemovedText(one, "因") for one in words[::-1]]
    page = mark_page(lines(*texts), readings, removed, words)
    assert ["".join(s.text for s in line.segments) for line in page.lines] == texts
    anchors = [b.reading.field for line in page.lines for s in line.segments for b in s.begins if b.is_first]
    assert sorted([*anchors, *(reading.field for reading in page.not_found)]) == sorted(r.field for r in readings)


def test_the_lines_of_a_saved_page_are_what_a_reader_sees_with_its_window_title() -> None:
    head = "<html><head><title>标题_网</title><script>1</script></head>"
    found = lines_of(Page(None, "html", b"", f"{head}<body><p>甲<b>乙</b></p><img src='a.jpg'><p>丙</p>"))
    title, picture = PageLine("标题_网", is_title=True), PageLine("", is_picture=True)
    assert found == [title, PageLine("甲乙"), picture, PageLine("丙")]


def test_the_lines_of_a_record_are_its_keys_and_paragraphs() -> None:
    page = Page("第 1 行", "record", b"", record={"headline": "甲", "body": "乙\n丙"})
    assert [line.text for line in lines_of(page)] == ["headline：甲", "body：乙", "丙"]


def test_a_long_page_and_a_long_line_are_cut() -> None:
    assert len(lines_of(Page(None, "text", b"", "甲\n" * 9), most=4)) == 4
    assert text_lines("甲" * 3_000)[0].text == "甲" * 2_000 + "……"


def test_a_real_reading_of_a_saved_page_is_marked_whole() -> None:
    [page] = pages_of("样例.html", saved_page("样例镇党员带头修水渠"))
    read = extract(page, load_gazetteer())
    readings = [Reading(name, words) for name, words in read.evidence.items()]
    marked = mark_page(lines_of(page), readings, read.removed, [block.text for block in read.blocks])
    assert {"headline", "date_published", "credits", "place"} <= set(read.evidence)
    assert [reading.field for reading in marked.not_found] == []
    assert marked.removed_elsewhere == ()
    assert kinds(marked).count("report") == 3
