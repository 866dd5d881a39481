"""Levels and statements set by staff: of a paper, of one report, of many; by whom, and what waits for approval."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from archive.models import Article, AuditEntry, Change, Revision
from archive.permissions import Role
from tests.archive.desk import desk_of, fresh, kinds, send, staff
from tests.archive.factories import make_article
from tests.archive.staff import desk_of as at_desk
from tests.archive.staff import filled, member

pytestmark = pytest.mark.django_db


def test_a_paper_s_level_is_set_in_its_form_and_its_reports_follow(client: Client) -> None:
    article = make_article(newspaper="样例日报")
    who = member(Role.ADMINISTRATOR)
    desk = at_desk(client, who)
    url = f"/admin/archive/newspaper/{article.newspaper_id}/change/"
    desk.post(url, {**filled(desk, url), "access": "staff", "rights": "样例日报社所有"})
    last = Change.objects.filter(article_id=article.pk).latest("pk")
    assert (last.kind, last.by, last.applied_at) == ("narrowed", who, None)
    assert not Article.objects.published().exists()
    entry = AuditEntry.objects.get(action="changed", target_type="newspaper")
    assert (entry.before, entry.after) == ({"access": "full"}, {"access": "staff", "rights": "样例日报社所有"})
    desk.post(url, {**filled(desk, url), "publisher": "样例社"})  # what readers see is the same
    assert Change.objects.filter(article_id=article.pk).latest("pk") == last


def test_a_report_s_level_is_part_of_its_record() -> None:
    article = make_article()
    send(desk_of(staff("editor")), article, access="staff", rights="作者所有")
    assert fresh(article).access == ""
    assert Revision.objects.pending().get().record["fields"]["access"] == "staff"
    send(desk_of(staff("reviewer", Role.REVIEWER)), article, access="excerpt", rights="作者\r\n所有")
    assert (fresh(article).access, fresh(article).rights) == ("excerpt", "作者\n所有")
    assert kinds(article)[-2:] == ["edited", "narrowed"]


def test_many_reports_get_a_level_at_once(settings: Any) -> None:
    settings.OWN_APPROVAL = "always"
    articles = [make_article(f"样例{number}") for number in range(2)]
    desk = desk_of(staff("reviewer", Role.REVIEWER))
    fields = {"numbers": ",".join(str(one.pk) for one in articles), "set_access": "on", "access": "excerpt"}
    preview = desk.post("/admin/archive/article/bulk-edit/", fields)
    assert "摘录" in preview.content.decode()
    desk.post("/admin/archive/article/bulk-edit/", {**fields, "_apply": "1", "seen": preview.context["seen"]})
    assert {fresh(one).access for one in articles} == {"excerpt"}
    assert [kinds(one)[-1] for one in articles] == ["narrowed", "narrowed"]


def test_the_preview_shows_what_readers_will_see(client: Client) -> None:
    article = make_article(body=f"<p>开头一句。</p><p>{'后面的长话，' * 50}</p>", access="excerpt")
    html = at_desk(client, member(Role.REVIEWER)).get(f"/admin/archive/article/{article.pk}/preview/").content.decode()
    assert "开头一句。" in html
    assert "后面的长话" not in html
