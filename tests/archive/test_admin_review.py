"""The review of one report: what is shown beside its fields, how it is corrected, and how it moves."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive import payloads, publishing
from archive.models import Capture, Change, Contributor, Credit, Figure, Newspaper, Printing, State
from tests.archive.desk import errors, fresh, kinds, send, typed, url
from tests.archive.factories import make_article

pytestmark = pytest.mark.django_db

ATTACK = "<img src=x onerror=alert(1)>"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;"


@pytest.fixture
def editor(client: Client) -> User:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    user = User.objects.create_superuser("editor", password="sample-only")
    client.force_login(user)
    return user


def test_evidence_stands_beside_its_field_and_the_rest_below(client: Client, editor: User) -> None:
    article = make_article(
        publish=False,
        evidence={"place": "样例县的话", "credits": "记者 张三"},
        warnings=["日期是推定的"],
        removed=[{"text": "关注样例网", "reason": "分享栏"}],
    )
    page = client.get(url(article)).content.decode()
    place_row = page[page.index("field-place") : page.index("field-further_places")]
    assert '<span class="evidence"><b>凭据</b>样例县的话</span>' in place_row
    below = page[page.index("其他凭据") :]
    assert "记者 张三" in below
    assert "关注样例网" in below
    assert "分享栏" in below
    assert page.index("日期是推定的") < page.index("field-headline")


def test_nothing_that_a_page_says_becomes_markup(client: Client, editor: User) -> None:
    article = make_article(
        ATTACK,
        evidence={"headline": ATTACK, "body_text": ATTACK},
        warnings=[ATTACK],
        removed=[{"text": ATTACK, "reason": ATTACK}],
        editors_note=ATTACK,
        authors=(ATTACK,),
    )
    Figure.objects.create(article=article, order=0, caption=ATTACK)
    capture = Capture.objects.create(
        file_name=f"{ATTACK}.html", size=1, payload_digest=payloads.keep(ATTACK.encode())
    )
    Printing.objects.create(article=article, capture=capture)
    paths = [
        url(article),
        "/admin/archive/article/",
        f"/admin/archive/article/{article.pk}/preview/",
        f"/admin/archive/capture/{capture.pk}/text/",
        f"/admin/archive/capture/{capture.pk}/change/",
        "/admin/archive/capture/",
    ]
    for path in paths:
        page = client.get(path).content.decode()
        assert ATTACK not in page, path
        assert ESCAPED in page, path


def test_a_field_is_corrected_and_who_did_it_is_kept(client: Client, editor: User) -> None:
    article = make_article(publish=False, evidence={"headline": "由编辑改定；此前所据：原来的字"})
    send(client, article, headline="改过的样例标题", subtitle="副题")
    saved = fresh(article)
    assert (saved.headline, saved.subtitle) == ("改过的样例标题", "副题")
    assert saved.evidence == {"headline": "由编辑改定；此前所据：原来的字"}
    assert saved.text_digest != article.text_digest
    change = Change.objects.get(kind="edited")
    assert (change.by, change.fields_by_hand) == (editor, ["headline", "subtitle"])


def test_an_edit_notes_the_fields_it_settled_dates_signatures_and_figures_each_as_one(
    client: Client, editor: User
) -> None:
    article = make_article(publish=False, authors=("张三",), evidence={"date_published": "报头"})
    send(client, article, date_evidence="版面右上角", **{"credits-0-role": "通讯员"})
    assert Change.objects.get(kind="edited").fields_by_hand == ["credits", "date_published"]
    assert fresh(article).evidence == {"date_published": "由编辑改定；此前所据：报头"}


def test_saving_without_a_correction_records_nothing(client: Client, editor: User) -> None:
    article = make_article(body="<p>甲</p>\n<p>乙</p>", authors=("张三",), byline="张三\n李四", publish=False)
    Figure.objects.create(article=article, order=0, caption="图注\n两行")
    send(client, article)
    assert kinds(article) == ["created"]


def test_an_inferred_date_that_a_person_states_keeps_its_evidence(client: Client, editor: User) -> None:
    article = make_article(date="2022", basis="inferred", evidence={"date_published": "二〇二二年"}, publish=False)
    send(client, article, date_published="2022-06-16", date_basis="stated")
    saved = fresh(article)
    assert (saved.date_published, saved.date_precision, saved.date_basis) == ("2022-06-16", "day", "stated")
    assert (saved.date_evidence, saved.evidence["date_published"]) == ("样例凭据", "由编辑改定；此前所据：二〇二二年")
    assert str(saved.date_from) == str(saved.date_to) == "2022-06-16"


def test_a_date_is_taken_away_whole(client: Client, editor: User) -> None:
    article = make_article(publish=False)
    send(client, article, date_published="")
    saved = fresh(article)
    assert (saved.date_published, saved.date_basis, saved.date_from) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"date_published": "2022年6月"}, "date_published",
         "刊发日期写作 YYYY、YYYY-MM 或 YYYY-MM-DD，例如 2022-06-16；“2022年6月”不是。"),
        ({"date_published": "2022-6-1"}, "date_published",
         "刊发日期写作 YYYY、YYYY-MM 或 YYYY-MM-DD，例如 2022-06-16；“2022-6-1”不是。"),
        ({"date_published": "2023-02-29"}, "date_published", "日历上没有“2023-02-29”这一天。"),
        ({"date_published": "0000"}, "date_published", "日历上没有“0000”这一天。"),
        ({"date_basis": ""}, "date_basis", "请选择依据：页面注明，或推定。"),
        ({"date_basis": "inferred", "date_evidence": ""}, "date_evidence", "推定的日期须写明凭据。"),
        ({"period_start": "2022-02-01", "period_end": "2022-01-01"}, "period_end", "所述时段的止早于始。"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_beside_its_field_and_the_rest_is_kept(
    client: Client, editor: User, changes: dict[str, str], field: str, message: str
) -> None:
    article = make_article(publish=False)
    response = send(client, article, kicker="已填的引题", **changes)
    assert errors(response)[field] == [message]
    assert 'value="已填的引题"' in response.content.decode()
    assert kinds(article) == ["created"]


def test_the_body_is_cleaned(client: Client, editor: User) -> None:
    article = make_article(publish=False)
    send(client, article, body_html="<p>新的样例正文。</p><script>alert(1)</script>")
    saved = fresh(article)
    assert saved.body_text == "新的样例正文。"
    assert "script" not in saved.body_html
    assert "alert" not in saved.body_html


def test_the_buttons_follow_the_state(client: Client, editor: User) -> None:
    article = make_article(publish=False)

    def shown() -> list[str]:
        names = re.findall(r'<input type="submit"[^>]* name="(_\w+)"', client.get(url(article)).content.decode())
        return [name for name in names if name != "_continue"]

    assert shown() == ["_submit", "_publish"]
    publishing.submit(article)
    assert shown() == ["_return", "_publish"]
    publishing.publish(article)
    assert shown() == ["_withdraw"]
    publishing.withdraw(article, "核对")
    assert shown() == ["_publish"]


def test_a_report_goes_its_way_by_the_buttons(client: Client, editor: User) -> None:
    article = make_article("样例甲", publish=False)
    assert "“样例甲”已送审。" in send(client, article, "_submit").content.decode()
    send(client, article, "_return", note="日期存疑")
    send(client, article, "_publish", headline="样例乙")
    assert fresh(article).state == State.PUBLISHED
    send(client, article, "_withdraw", note="重复收入")
    withdrawn = fresh(article)
    assert (withdrawn.state, withdrawn.withdrawal_reason) == (State.WITHDRAWN, "重复收入")
    assert kinds(article) == ["created", "submitted", "returned", "edited", "published", "withdrawn"]
    assert Change.objects.get(kind="returned").note == "日期存疑"
    assert set(Change.objects.exclude(kind="created").values_list("by", flat=True)) == {editor.pk}


def test_withdrawing_without_a_reason_is_refused_beside_the_box(client: Client, editor: User) -> None:
    article = make_article()
    response = send(client, article, "_withdraw", kicker="已填的引题", note=" ")
    assert errors(response) == {"note": ["撤下须写明原因。"]}
    assert 'value="已填的引题"' in response.content.decode()
    assert fresh(article).state == State.PUBLISHED


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"headline": ""}, "headline", "没有标题，不能发布。请先填写标题。"),
        ({"body_html": "<script>1</script>"}, "body_html", "没有正文，不能发布。请先填写正文。"),
    ],
)
@pytest.mark.parametrize("button", ["_publish", "_continue"])
def test_what_is_or_becomes_public_needs_a_title_and_a_text(
    client: Client, editor: User, button: str, changes: dict[str, str], field: str, message: str
) -> None:
    article = make_article(publish=button == "_continue")
    response = send(client, article, button, kicker="已填的引题", **changes)
    assert errors(response) == {field: [message]}
    assert 'value="已填的引题"' in response.content.decode()
    assert fresh(article).headline == "样例标题"


def test_a_move_that_somebody_else_made_first_is_told(client: Client, editor: User) -> None:
    article = make_article("样例甲", publish=False)
    fields = typed(client, article)
    publishing.submit(article)
    held = client.post(url(article), {**fields, "_submit": "1"}, follow=True)
    assert "动过它的状态，现在是“待审”。什么也没有保存" in errors(held)["__all__"][0]
    fields["seen"] = held.context["adminform"].form["seen"].value()
    response = client.post(url(article), {**fields, "_submit": "1"}, follow=True)
    assert "“待审”的报道不能送审。" in response.content.decode()


def test_a_save_over_another_s_save_is_held_once(client: Client, editor: User) -> None:
    article = make_article(publish=False)
    fields = typed(client, article)
    article.kicker = "别人填的"
    publishing.record_edit(article)
    response = client.post(url(article), {**fields, "subtitle": "我填的", "_continue": "1"}, follow=True)
    assert re.match("您打开之后，程序 在 .* 改过这篇报道。什么也没有保存", errors(response)["__all__"][0])
    again = response.context["adminform"].form["seen"].value()
    client.post(url(article), {**fields, "subtitle": "我填的", "_continue": "1", "seen": again})
    assert fresh(article).subtitle == "我填的"


def test_names_are_typed_reordered_and_taken_out(client: Client, editor: User) -> None:
    article = make_article(newspaper="样例日报", authors=("张三", "李四", "王五"), publish=False)
    send(
        client, article,
        **{
            "credits-0-order": "5", "credits-2-DELETE": "on", "credits-TOTAL_FORMS": "4",
            "credits-3-name": "赵六", "credits-3-role": "通讯员", "credits-3-order": "0", "credits-3-is_author": "on",
        },
    )  # fmt: skip
    rows = Credit.objects.filter(article=article).values_list("contributor__name", "role", "order")
    assert list(rows) == [("赵六", "通讯员", 0), ("李四", "记者", 1), ("张三", "记者", 2)]
    assert Contributor.objects.get(name="赵六").newspaper == Newspaper.objects.get()
    assert kinds(article) == ["created", "edited"]


def test_a_name_is_corrected_in_place(client: Client, editor: User) -> None:
    article = make_article(authors=("张 三",), publish=False)
    send(client, article, **{"credits-0-name": "张三"})
    assert fresh(article).authors == ["张三"]


def test_names_move_with_the_report_to_its_paper(client: Client, editor: User) -> None:
    article = make_article(authors=("张三",), publish=False)
    paper = Newspaper.objects.create(name="样例晚报")
    send(client, article, newspaper=str(paper.pk))
    assert Credit.objects.get().contributor.newspaper == paper


def test_captions_are_corrected_and_a_photographer_is_no_author(client: Client, editor: User) -> None:
    article = make_article(publish=False)
    figure = Figure.objects.create(article=article, order=0, caption="旧图注")
    send(
        client, article,
        **{
            "figures-0-caption": "新图注", "figures-TOTAL_FORMS": "2", "figures-1-caption": "又一张",
            "figures-1-source_url": "", "credits-TOTAL_FORMS": "1", "credits-0-name": "王五",
            "credits-0-role": "摄", "credits-0-figure_row": "0", "credits-0-is_author": "on",
        },
    )  # fmt: skip
    assert list(Figure.objects.values_list("order", "caption")) == [(0, "新图注"), (1, "又一张")]
    credit = Credit.objects.get()
    assert (credit.figure, credit.is_author, credit.order) == (figure, False, 0)


def test_a_figure_goes_with_its_credits(client: Client, editor: User) -> None:
    article = make_article(publish=False)
    figure = Figure.objects.create(article=article, order=0, caption="图注")
    someone = Contributor.objects.create(name="王五")
    Credit.objects.create(article=article, figure=figure, contributor=someone, role="摄", order=0)
    send(client, article, **{"figures-0-DELETE": "on"})
    assert not Figure.objects.exists()
    assert not Credit.objects.exists()


def test_a_preview_shows_a_draft_to_staff_alone(client: Client, editor: User) -> None:
    article = make_article("样例草稿", publish=False)
    path = f"/admin/archive/article/{article.pk}/preview/"
    page = client.get(path)
    assert "样例草稿" in page.content.decode()
    assert "只有工作人员看得到这一页" in page.content.decode()
    client.logout()
    assert client.get(path).status_code == 302
    assert client.get(f"/articles/{article.pk}/").status_code == 404


def test_an_original_is_handed_out_as_a_file_that_nothing_opens(client: Client, editor: User) -> None:
    payload = "<script>alert(1)</script>样例".encode("gb18030")
    capture = Capture.objects.create(
        file_name='样例"页.html', size=len(payload), payload_digest=payloads.keep(payload)
    )
    response = client.get(f"/admin/archive/capture/{capture.pk}/download/")
    assert response.content == payload
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["Content-Security-Policy"] == "sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_original_whose_bytes_are_gone_is_told(client: Client, editor: User) -> None:
    capture = Capture.objects.create(file_name="样例.txt", size=1, payload_digest="0" * 64)
    page = client.get(f"/admin/archive/capture/{capture.pk}/download/", follow=True).content.decode()
    assert "原件读不出来" in page


def test_the_place_and_further_places_are_corrected(client: Client, editor: User) -> None:
    article = make_article(place=None, publish=False)
    send(client, article, place="411300", further_places=["610900", "431300"])
    saved = fresh(article)
    assert saved.place_id == "411300"
    assert set(saved.further_places.values_list("code", flat=True)) == {"610900", "431300"}
    assert "陕西省 安康市（610900）" in client.get(url(article)).content.decode()
