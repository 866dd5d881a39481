"""The samples: marked everywhere, and gone on request."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from archive.models import Article, Change, Contributor, Newspaper
from archive.samples import load_samples, remove_samples
from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db


def test_the_samples_are_published_and_say_what_they_are() -> None:
    assert load_samples() == 5
    for article in Article.objects.published():
        assert article.is_sample
        assert "不是报道原文" in article.sample_note
        assert (article.newspaper.name, article.byline) == ("样例", "本项目样例")
    codes = set(Article.objects.values_list("place_id", flat=True))
    assert codes == {"411300", "610900", "410482", "411003", "431300"}


def test_loading_twice_changes_nothing() -> None:
    load_samples()
    assert load_samples() == 0
    assert Article.objects.count() == 5


def test_removing_takes_every_trace_but_leaves_real_reports() -> None:
    load_samples()
    real = make_article(newspaper="样例晚报", authors=("张三",))
    assert remove_samples() == 5
    assert Article.objects.get() == real
    assert Newspaper.objects.get() == real.newspaper
    assert Contributor.objects.get().name == "张三"
    assert Change.objects.filter(kind="deleted").count() == 5


def test_the_commands_say_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_samples")
    call_command("remove_samples")
    assert capsys.readouterr().out == "样例 5 篇。\n已移除样例 5 篇。\n"
