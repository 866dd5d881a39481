"""Removed: what was left out of a page, line by line with its reason."""

from __future__ import annotations

from archive.models import Article
from archive.removed import MOST_LINES, Removed, RemovedRun, removed_of


def report(*removed: tuple[str, str]) -> Article:
    return Article(removed=[{"text": text, "reason": reason} for text, reason in removed])


def test_lines_next_to_each_other_stand_under_their_reason() -> None:
    article = report(("首页\n 导航 \n\n", "页面框架"), ("返回", "页面框架"), ("分享", "分享栏"), ("底部", "页面框架"))
    assert removed_of(article) == Removed(
        5,
        (
            RemovedRun("页面框架", ("首页", "导航", "返回")),
            RemovedRun("分享栏", ("分享",)),
            RemovedRun("页面框架", ("底部",)),
        ),
        0,
    )


def test_nothing_left_out_is_nothing_to_show() -> None:
    assert removed_of(report()) is None
    assert removed_of(report(("  \n", "空行"))) is None


def test_of_very_much_the_beginning_is_shown_and_the_rest_counted() -> None:
    found = removed_of(report(*((f"行{number}" + "长" * 400, "页面框架") for number in range(MOST_LINES + 2))))
    assert found
    (run,) = found.runs
    assert (found.count, found.unshown, len(run.lines)) == (MOST_LINES + 2, 2, MOST_LINES)
    assert {len(line) for line in run.lines} == {302}
