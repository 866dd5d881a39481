"""The line below a report that says where it was printed gives paper, day and page, and is no caption."""

from __future__ import annotations

import pytest

from archive.ingest.extraction import extract
from archive.ingest.page import Page
from archive.ingest.tail_imprint import parse_imprint
from archive.text.gazetteer import load_gazetteer

BODY = ("样例县的党员们在村口开会，商量怎样把水渠修好，让大家都用上水。", "水渠修好以后，地里的庄稼长得比往年都好。")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("（《样例日报》2017年8月9日第2版）", ("2017-08-09", "2")),
        ("（原载《样例日报》2017年8月9日 A02版）", ("2017-08-09", "A02")),
        ("（载2017年8月9日《样例日报》）", ("2017-08-09", None)),
        ("——摘自《样例日报》2017-08-09", ("2017-08-09", None)),
        ("《样例日报》（二〇一七年八月九日 星期三 头版）", ("2017-08-09", None)),
    ],
)
def test_an_imprint_is_read(line: str, found: tuple[str, str | None]) -> None:
    imprint = parse_imprint(line)
    assert imprint is not None
    assert (imprint.newspaper, imprint.day, imprint.print_page) == ("样例日报", *found)


@pytest.mark.parametrize(
    "line",
    [
        "《样例日报》2017年8月9日报道了这件事",  # says something
        "（《样例日报》第2版）",  # no day
        "（《党章》2017年8月9日）",  # no paper
        "（《样例日报》《样例晚报》2017年8月9日）",  # which?
        "（《样例日报》2017年8月9日）" + "　" * 60,
    ],
)
def test_another_line_is_none(line: str) -> None:
    assert parse_imprint(line) is None


@pytest.mark.parametrize("kind", ["text", "html"])
def test_it_fills_what_the_page_says_nowhere_else(kind: str) -> None:
    line = "（《样例日报》2017年8月9日第2版）"
    text = "\n".join(("样例县修水渠", *BODY, line))
    html = f"<html><h1>样例县修水渠</h1><div>{''.join(f'<p>{p}</p>' for p in (*BODY, line))}</div></html>"
    page = Page(None, "text", b"", text) if kind == "text" else Page(None, "html", b"", html)

    found = extract(page, load_gazetteer())

    assert (found.newspaper, found.print_page) == ("样例日报", "2")
    assert found.date is not None
    assert (found.date.value, found.date.basis) == ("2017-08-09", "stated")
    assert (found.body_text.split("\n"), found.figures) == (list(BODY), ())
    assert not [warning for warning in found.warnings if "没有写明" in warning]


def test_what_the_page_says_at_its_head_stays() -> None:
    text = "\n".join(("样例县修水渠", "2017年8月10日　来源：样例晚报", *BODY, "（《样例日报》2017年8月9日）"))
    found = extract(Page(None, "text", b"", text), load_gazetteer())
    assert found.date is not None
    assert (found.newspaper, found.date.value) == ("样例晚报", "2017-08-10")
