"""A date in the name of a folder or file: as much as is there, and no number taken for one."""

from __future__ import annotations

import pytest

from archive.ingest.date_paths import Depth, date_in_path


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("2019-05/样例.html", "2019-05", "2019-05"),
        ("2019-05/3.html", "2019-05", "2019-05"),  # the third page of the month
        ("样例/2019/05/12/x.html", "2019-05-12", "2019/05/12"),
        ("2019/05/3.html", "2019-05", "2019/05"),
        ("样例\\2019\\05\\x.html", "2019-05", "2019\\05"),
        ("20190512.html", "2019-05-12", "20190512"),
        ("node_201905.htm", "2019-05", "201905"),
        ("样例2019年5月3日.txt", "2019-05-03", "2019年5月3日"),
        ("2019.5.3 样例.txt", "2019-05-03", "2019.5.3"),
        ("2019年/样例.txt", "2019", "2019年"),
        ("2018/样例_20190512.txt", "2019-05-12", "20190512"),
        ("1998-2019/样例.html", "2019", "2019"),
        ("2019-02-31.txt", "2019-02", "2019-02-31"),
    ],
)
def test_a_path_tells_its_date(path: str, value: str, words: str) -> None:
    found = date_in_path(path)
    assert found is not None
    assert (found.value, found.basis, found.evidence) == (value, "inferred", words)


@pytest.mark.parametrize("path", ["样例.html", "120190512345.html", "样例3019.html", "第 2 行", ""])
def test_a_number_is_no_date(path: str) -> None:
    assert date_in_path(path) is None


@pytest.mark.parametrize(("depth", "value"), [("day", "2019-05-12"), ("month", "2019-05"), ("year", "2019")])
def test_no_more_is_taken_than_asked_for(depth: Depth, value: str) -> None:
    found = date_in_path("2019-05-12.html", depth)
    assert found is not None
    assert found.value == value
