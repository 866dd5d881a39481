"""The staff side: who may come in, what the list shows, and what its actions do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from archive import deciding, proposals, publishing
from archive.article_values import record_of
from archive.models import Article, Change, State
from tests.archive.desk import staff
from tests.archive.factories import make_article
from tests.archive.resembling import pair_of

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/article/"
UPLOAD = "/admin/archive/article/upload/"


@pytest.fixture(autouse=True)
def _in_chinese(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"


@pytest.fixture
def editor(client: Client) -> User:
    user = User.objects.create_superuser("editor", password="sample-only")
    client.force_login(user)
    return user


def choose(client: Client, action: str, *articles: Article, **fields: str) -> Any:
    chosen = {"action": action, "_selected_action": [article.pk for article in articles], **fields}
    return client.post(LIST, chosen, follow=True)


@pytest.mark.parametrize(
    "path",
    ["/admin/", LIST, UPLOAD, "/admin/archive/capture/1/download/",
     "/admin/archive/capture/1/text/", "/admin/archive/article/1/preview/", "/admin/archive/place/find/"],
)  # fmt: skip
def test_who_has_not_logged_in_is_led_to_the_login(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_staff_without_permission_see_nothing_of_reports(client: Client) -> None:
    article = make_article()
    client.force_login(User.objects.create_user("visitor", password="sample-only", is_staff=True))
    one = f"{LIST}{article.pk}"
    paths = [LIST, UPLOAD, f"{one}/change/", f"{one}/preview/"]
    assert [client.get(path).status_code for path in paths] == [403] * len(paths)


def test_staff_who_may_only_look_are_offered_no_way_to_change(client: Client) -> None:
    article = make_article()
    user = User.objects.create_user("reader", password="sample-only", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(user)
    page = client.get(f"{LIST}{article.pk}/change/").content.decode()
    assert 'name="_publish"' not in page
    assert 'name="_continue"' not in page
    assert client.post(f"{LIST}{article.pk}/change/", {"_withdraw": "1", "note": "原因"}).status_code == 403
    assert choose(client, "withdraw_many", article, reason="原因").status_code == 200
    assert Article.objects.get().state == State.PUBLISHED


def test_the_list_costs_the_same_however_many_reports_there_are(
    client: Client, editor: User, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for number in range(12):
        make_article(f"样例{number}", newspaper=f"样例报{number}", authors=("张三", "李四"))
    with django_assert_max_num_queries(16):
        page = client.get(LIST).content.decode()
    assert "样例11" in page


def test_filters_offer_only_places_years_and_papers_that_have_reports(client: Client, editor: User) -> None:
    make_article("甲", place="411300", newspaper="样例日报")
    make_article("乙", place="610900", date="2018")
    page = client.get(LIST).content.decode()
    assert "河南省" in page
    assert "陕西省" in page
    assert "浙江省" not in page
    assert "?year=2018" in page
    assert "?year=2019" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?province=410000", {"甲", "丙"}),
        ("?province=410000&city=411300", {"甲"}),
        ("?province=none", {"丁"}),
        ("?year=2018", {"乙"}),
        ("?year=none", {"丁"}),
        ("?year=abc", {"甲", "乙", "丙", "丁"}),
        ("?state__exact=draft", {"丁"}),
        ("?q=李四", {"丙"}),
        ("?q=正文里的话", {"乙"}),
    ],
)
def test_the_list_is_narrowed(client: Client, editor: User, query: str, found: set[str]) -> None:
    make_article("甲", place="411300", date="2022")
    make_article("乙", "<p>正文里的话。</p>", place="610900", date="2018")
    make_article("丙", place="410482", date="2021", authors=("李四",))
    make_article("丁", place=None, date=None, publish=False)
    response = client.get(LIST + query)
    assert {article.headline for article in response.context["cl"].result_list} == found


def test_choosing_a_province_forgets_the_city_of_another(client: Client, editor: User) -> None:
    make_article("甲", place="411300")
    make_article("乙", place="610900")
    page = client.get(LIST, {"province": "410000", "city": "411300"}).content.decode()
    assert "?province=610000" in page
    assert "city=411300&amp;province=610000" not in page


def test_many_are_published_and_each_refusal_says_why(client: Client, editor: User) -> None:
    good, bare = make_article("样例甲", publish=False), make_article(None, publish=False)
    page = choose(client, "publish_many", good, bare).content.decode()
    assert "已发布 1 篇：“样例甲”" in page
    assert f"未能发布 1 篇：“#{bare.pk}”：没有标题，不能发布。请先填写标题。" in page
    assert Change.objects.get(article_id=good.pk, kind="published").by == editor


def test_of_two_that_resemble_each_other_the_later_waits_until_somebody_saw_both(client: Client, editor: User) -> None:
    pair = pair_of()
    page = choose(client, "publish_many", pair.second, pair.first).content.decode()
    assert "已发布 1 篇：“先收的”" in page
    assert f"未能发布 1 篇：“后收的”：与 #{pair.first.pk} 相近，还没有对照。请先对照再发布。" in page
    deciding.keep_both(pair)
    assert "已发布 1 篇：“后收的”" in choose(client, "publish_many", pair.second).content.decode()


def test_the_earlier_waits_where_the_later_is_public(client: Client, editor: User) -> None:
    pair = pair_of(second=partial(make_article, "后收的"))
    choose(client, "publish_many", pair.first)
    assert Article.objects.get(pk=pair.first.pk).state == State.DRAFT


def test_many_are_submitted(client: Client, editor: User) -> None:
    article = make_article(publish=False)
    choose(client, "submit_many", article)
    assert Article.objects.get(pk=article.pk).state == State.IN_REVIEW


def test_withdrawing_many_asks_for_the_reason_first(client: Client, editor: User) -> None:
    article = make_article("样例甲")
    asked = choose(client, "withdraw_many", article).content.decode()
    assert "撤下的原因（读者会看到）" in asked
    assert "撤下须写明原因。" not in asked
    assert "撤下须写明原因。" in choose(client, "withdraw_many", article, reason=" ").content.decode()
    assert Article.objects.get().state == State.PUBLISHED
    choose(client, "withdraw_many", article, reason="重复收入")
    withdrawn = Article.objects.get()
    assert (withdrawn.state, withdrawn.withdrawal_reason) == (State.WITHDRAWN, "重复收入")


@pytest.mark.parametrize("model", ["capture", "change", "place"])
def test_what_was_received_done_and_given_is_read_only(client: Client, editor: User, model: str) -> None:
    assert client.get(reverse(f"admin:archive_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:archive_{model}_add")).status_code == 403


@pytest.mark.parametrize(
    ("term", "first"),
    [("南阳", "河南省 南阳市（411300）"), ("nanyang", "河南省 南阳市（411300）"),
     ("411300", "河南省 南阳市（411300）"), ("襄樊", "湖北省 襄阳市（420600）")],
)  # fmt: skip
def test_a_place_is_found_by_name_former_name_pinyin_or_code(
    client: Client, editor: User, term: str, first: str
) -> None:
    asked = {"term": term, "app_label": "archive", "model_name": "article", "field_name": "place"}
    found = client.get("/admin/archive/place/find/", asked).json()["results"]
    assert found[0]["text"] == first


@pytest.mark.parametrize("model", ["newspaper", "contributor"])
def test_papers_and_names_are_listed_and_changed(client: Client, editor: User, model: str) -> None:
    article = make_article(newspaper="样例日报", authors=("张三",))
    pk = article.newspaper_id if model == "newspaper" else article.credits.get().contributor_id
    assert client.get(reverse(f"admin:archive_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:archive_{model}_change", args=[pk])).status_code == 200


def test_the_log_shows_deleted_reports_by_number(client: Client, editor: User) -> None:
    article = make_article()
    publishing.delete(article, editor)
    page = client.get("/admin/archive/change/").content.decode()
    assert "删除" in page
    of_it = client.get("/admin/archive/change/", {"article__id__exact": article.pk})
    assert of_it.context["cl"].result_count == 3


def test_every_staff_page_keeps_the_strict_policy(client: Client, editor: User) -> None:
    article = make_article()
    proposals.put_forward(article, record_of(article), staff("writer"))
    trashed = make_article(publish=False)
    publishing.trash(trashed)
    pages = [f"{LIST}{article.pk}/{name}/" for name in ("change", "preview", "revisions", "pending", "trash")]
    pages += [f"{LIST}{trashed.pk}/{name}/" for name in ("change", "trash", "delete")]
    for path in ["/admin/", LIST, UPLOAD, *pages]:
        response = client.get(path)
        assert response.status_code == 200, path
        assert "unsafe-inline" not in response["Content-Security-Policy"]
        assert "<style" not in response.content.decode()
        assert " onclick=" not in response.content.decode()
        assert " style=" not in response.content.decode()


@pytest.mark.parametrize("model", ["article", "capture", "change", "place", "newspaper", "contributor"])
def test_every_list_is_searched(client: Client, editor: User, model: str) -> None:
    make_article(newspaper="样例日报", authors=("张三",))
    for query in ("1", "样例", "411300"):
        assert client.get(f"/admin/archive/{model}/", {"q": query}).status_code == 200


def test_the_log_is_searched_by_number(client: Client, editor: User) -> None:
    make_article("甲")
    article = make_article("乙", publish=False)
    found = client.get("/admin/archive/change/", {"q": str(article.pk)}).context["cl"].result_list
    assert [change.article_id for change in found] == [article.pk]


def test_withdrawing_all_that_was_found_reaches_beyond_the_page(client: Client, editor: User) -> None:
    for number in range(3):
        make_article(f"样例{number}")
    chosen = {"action": "withdraw_many", "_selected_action": [Article.objects.first().pk], "select_across": "1"}
    assert "所找到的全部 3 篇都将撤下。" in client.post(LIST, chosen).content.decode()
    client.post(LIST, {**chosen, "reason": "重复收入"})
    assert Article.objects.filter(state=State.WITHDRAWN).count() == 3


def test_a_name_has_one_home_and_stands_there_once(client: Client, editor: User) -> None:
    article = make_article(newspaper="样例日报", authors=("张三", "李四"))
    paper, path = article.newspaper_id, "/admin/archive/contributor/add/"
    both = client.post(path, {"name": "王五", "newspaper": paper, "place": "411300"})
    assert both.context["errors"] == [["姓名只能属于一家报纸，或一个地方：两者请选其一。"]]
    again = client.post(path, {"name": "张三", "newspaper": paper})
    assert again.context["errors"] == [["那里已经有这个姓名。"]]
