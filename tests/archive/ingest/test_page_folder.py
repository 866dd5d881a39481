"""Which files lie beside which page, and which of them does an address in the page stand for?"""

from __future__ import annotations

import pytest

from archive.ingest.page_folder import MOST_BESIDE, is_picture_name, picture_beside, sort_out


def sorted_out(*paths: str) -> tuple[dict[str, list[str]], int]:
    """Return the pages with the names of what lies beside each, and how many files were left out."""
    found = sort_out(paths)
    return {paths[page.number]: list(page.beside) for page in found.pages}, found.left_out


@pytest.mark.parametrize(
    ("paths", "pages", "left_out"),
    [
        (("a.html", "a_files/1.jpg"), {"a.html": ["a_files/1.jpg"]}, 0),
        (("a_files/1.jpg", "a.htm"), {"a.htm": ["a_files/1.jpg"]}, 0),
        (("年/页面.html", "年/页面.files/图/1.png"), {"年/页面.html": ["页面.files/图/1.png"]}, 0),
        (("年/a.html", "月/a_files/1.jpg"), {"年/a.html": []}, 1),
        (("a.html", "b_files/1.jpg"), {"a.html": []}, 1),
        (("a.html", "a_files/1.css", "a_files/x.js.下载", "a_files/saved_resource.html"), {"a.html": []}, 3),
        (("a.html", "a_files/b.html", "a_files/b_files/1.jpg"), {"a.html": ["a_files/b_files/1.jpg"]}, 1),
        (("a.html", "图/1.jpg"), {"a.html": [], "图/1.jpg": []}, 0),
        (("a.html", "../a_files/1.jpg", "/a_files/2.jpg", "c:\\a_files\\3.jpg", "x/../a_files/4.jpg"),
         {"a.html": [], "../a_files/1.jpg": [], "/a_files/2.jpg": [], "c:\\a_files\\3.jpg": [],
          "x/../a_files/4.jpg": []}, 0),
        (("e\u0301.html", "\u00e9_files/1.jpg"), {"e\u0301.html": ["\u00e9_files/1.jpg"]}, 0),
    ],
    ids=["beside", "htm", "deep", "elsewhere", "orphan", "no picture", "frame", "plain folder", "leads away", "NFD"],
)  # fmt: skip
def test_files_are_sorted_out(paths: tuple[str, ...], pages: dict[str, list[str]], left_out: int) -> None:
    assert sorted_out(*paths) == (pages, left_out)


def test_a_page_has_no_more_pictures_than_that() -> None:
    pages, left_out = sorted_out("a.html", *(f"a_files/{n}.jpg" for n in range(MOST_BESIDE + 2)))
    assert (len(pages["a.html"]), left_out) == (MOST_BESIDE, 2)


@pytest.mark.parametrize("name", ["1.jpg", "1.JPEG", "640", "640(1)", "p.jpg!w700", "p.png@2x"])
def test_a_picture_is_told_by_its_name(name: str) -> None:
    assert is_picture_name(f"a_files/{name}")


@pytest.mark.parametrize("name", ["1.css", "saved_resource", "saved_resource(2).html", ".jpg", "样" * 300 + ".jpg"])
def test_what_is_no_picture_is_too(name: str) -> None:
    assert not is_picture_name(f"a_files/{name}")


@pytest.mark.parametrize(
    "source",
    ["a_files/1.jpg", "./a_files/1.jpg", "a%5Ffiles/1.jpg?v=2#x", "a_files\\1.jpg", "旧名_files/1.jpg"],
    ids=["plain", "dot", "escaped", "backslash", "renamed"],
)
def test_an_address_stands_for_a_picture_of_the_pages_folder(source: str) -> None:
    assert picture_beside({"a_files/1.jpg": b"1"}, source) == b"1"


@pytest.mark.parametrize(
    "source",
    [
        "../a_files/1.jpg", "a_files/../a_files/1.jpg", "/a_files/1.jpg", "http://sample.invalid/a_files/1.jpg",
        "file:///a_files/1.jpg", "c:/a_files/1.jpg", "图/1.jpg", "a_files/2.jpg", "a%00_files/1.jpg", "",
    ],
)  # fmt: skip
def test_and_for_nothing_elsewhere(source: str) -> None:
    assert picture_beside({"a_files/1.jpg": b"1"}, source) is None
