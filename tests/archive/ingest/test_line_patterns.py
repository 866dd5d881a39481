"""Lines that staff named: whole lines, with * for any run of characters."""

from __future__ import annotations

import pytest

from archive.ingest.line_patterns import matching_pattern


@pytest.mark.parametrize(
    ("line", "pattern", "is_it"),
    [
        ("样例热线：12345", "样例热线：12345", True),
        ("样例热线: １２３４５ ", "样例热线：12345", True),  # width and white space
        ("请看样例热线：12345", "样例热线：12345", False),  # the whole line only
        ("样例热线：12345 转 6", "样例热线：*", True),
        ("样例热线：", "样例热线：*", True),  # * may stand for nothing
        ("本版编辑 张三 电话 12", "本版编辑*电话*", True),
        ("本版编辑 张三", "本版编辑*电话*", False),
        ("样例", "样*样例", False),  # a character counts once
        ("样例样例", "样*样例", True),
        ("a.b", "a*b", True),
        ("acb", "a.b", False),  # no other sign has a meaning
    ],
)
def test_a_line_is_a_pattern_or_not(line: str, pattern: str, is_it: bool) -> None:
    assert matching_pattern(line, ["别的行", pattern]) == (pattern if is_it else None)


def test_many_stars_cost_no_more_than_few() -> None:
    assert matching_pattern("样" * 20_000, ["*样" * 5_000 + "*例"]) is None


def test_an_empty_line_is_no_pattern() -> None:
    assert matching_pattern("　", ["*"]) is None
