"""The rules of a paper for staff: how they are typed, what is refused, what trying shows, and what is applied."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from archive import proposals, publishing
from archive.article_values import record_of
from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given
from archive.models import Article, Change, Newspaper, PaperRules, Revision
from archive.permissions import Role
from tests.archive.staff import desk_of, member

pytestmark = pytest.mark.django_db

ADD = "/admin/archive/paperrules/add/"
RECURRING = "有话请对样例说，写信寄到样例路*号。"
ATTACK = "<img src=x onerror=alert(1)>"
PAGE = """<html><body><h1>样例：渠水进村（之{word}）</h1><div class="content">
<p>渠修到村口那天，{word}村的老人们都来看水，孩子们沿着渠跑了一里多地，谁也不肯先回家。</p>
<p>{word}村支部算过账，这条渠能多浇三百亩地，明年春天就不用再排队等水，玉米和红薯都能赶上墒情。</p>
<p>{word}村的人商量好了轮流看渠，名单写在黑板上，哪一段漏水谁都可以报，当天就有人去补。</p>
<p>有话请对样例说，写信寄到样例路12号。</p></div></body></html>"""


@pytest.fixture
def editor(client: Client) -> User:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    user = User.objects.create_superuser("editor", password="sample-only")
    client.force_login(user)
    return user


@pytest.fixture
def paper() -> Newspaper:
    return Newspaper.objects.create(name="样例晚报")


def take_in(*words: str) -> list[Article]:
    for word in words:
        list(ingest(keep_capture(f"{word}.html", PAGE.format(word=word).encode()), Given(newspaper="样例晚报")))
    return list(Article.objects.order_by("pk"))


def keep(paper: Newspaper, **fields: Any) -> PaperRules:
    return PaperRules.objects.create(newspaper=paper, **fields)


def send(client: Client, url: str, **fields: Any) -> Any:
    typed = {"lines_to_strip": "", "credit_wordings": "", "date_format": "", "note": "", "place": "", **fields}
    return client.post(url, typed, follow=True)


def of(paper: Newspaper, page: str = "change") -> str:
    return f"/admin/archive/paperrules/{paper.pk}/{page}/"


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def test_rules_are_typed_a_line_each_and_shown_so_again(client: Client, editor: User, paper: Newspaper) -> None:
    lines, wordings = "有话请对样例说*\r\n\r\n 扫一扫看样例 ", "文/图 = 记者\r\n通联→通讯员"
    send(client, ADD, newspaper=paper.pk, lines_to_strip=lines, credit_wordings=wordings, date_format="%y.%m.%d",
         place="411300", _continue="1")  # fmt: skip
    rules = PaperRules.objects.get()

    assert rules.lines_to_strip == ["有话请对样例说*", "扫一扫看样例"]
    assert rules.credit_wordings == {"文/图": "记者", "通联": "通讯员"}
    assert (rules.place_id, rules.date_format, rules.updated_by) == ("411300", "%y.%m.%d", editor)
    form = client.get(of(paper)).context["adminform"].form
    assert form["lines_to_strip"].value() == "有话请对样例说*\n扫一扫看样例"
    assert form["credit_wordings"].value() == "文/图 = 记者\n通联 = 通讯员"


@pytest.mark.parametrize(
    ("field", "typed", "messages"),
    [
        ("lines_to_strip", "*", ["“*”太宽，会去掉几乎任何一行。请除 * 以外至少写两个字。"]),
        ("lines_to_strip", "*。", ["“*。”太宽，会去掉几乎任何一行。请除 * 以外至少写两个字。"]),
        ("lines_to_strip", "样" * 301, ["“样样样样样样样样样样…”有 301 字，最多 300 字；后面可以用 * 代替。"]),
        ("lines_to_strip", "\n".join(f"样例{n}" for n in range(101)), ["最多 100 条，这里有 101 条。"]),
        ("credit_wordings", "文/图", ["“文/图”没有写成“照印的写法 = 身份”。"]),
        ("credit_wordings", "= 记者", ["“= 记者”没有写成“照印的写法 = 身份”。"]),
        ("credit_wordings", "样" * 21 + "=记者", ["“样样样样样样样样样样…”太长：写法最多 20 字，身份最多 30 字。"]),
        ("credit_wordings", "通联=通讯员\n通联=记者", ["“通联”写了两次，身份不同。请留下一条。"]),
        ("credit_wordings", "\n".join(f"样{n}=记者" for n in range(51)), ["最多 50 条，这里有 51 条。"]),
        (
            "date_format",
            "%Y年",
            [
                "至少要有年和月，年只写一次。"
                "写法里用 %Y（四位年）或 %y（两位年）、%m（月）、%d（日），例如 %Y年%m月%d日。"
            ],
        ),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    client: Client, editor: User, paper: Newspaper, field: str, typed: str, messages: list[str]
) -> None:
    response = send(client, ADD, newspaper=paper.pk, **{field: typed})

    assert errors(response) == {field: messages}
    assert response.context["adminform"].form[field].value() == typed
    assert not PaperRules.objects.exists()


def test_what_recurs_is_offered_and_a_tick_keeps_it(client: Client, editor: User, paper: Newspaper) -> None:
    take_in(*"甲乙丙")
    page = client.get(f"{ADD}?newspaper={paper.pk}").content.decode()
    assert "有话请对样例说，写信寄到样例路*号。（3 篇）" in page

    send(client, ADD, newspaper=paper.pk, take_lines=[RECURRING], lines_to_strip="扫一扫看样例")
    assert PaperRules.objects.get().lines_to_strip == ["扫一扫看样例", RECURRING]
    assert "常见的首尾行" not in client.get(of(paper)).content.decode()


def test_a_tick_beside_a_mistake_is_kept_with_what_was_typed(client: Client, editor: User, paper: Newspaper) -> None:
    take_in(*"甲乙丙")
    response = send(client, ADD, newspaper=paper.pk, take_lines=[RECURRING], date_format="%Q")

    assert list(errors(response)) == ["date_format"]
    assert response.context["adminform"].form["take_lines"].value() == [RECURRING]


def test_the_newspaper_leads_to_its_rules(client: Client, editor: User, paper: Newspaper) -> None:
    url = f"/admin/archive/newspaper/{paper.pk}/change/"
    assert f'href="{ADD}?newspaper={paper.pk}"' in client.get(url).content.decode()
    keep(paper)

    assert f'href="{of(paper)}"' in client.get(url).content.decode()


def test_trying_shows_the_difference_and_writes_nothing(client: Client, editor: User, paper: Newspaper) -> None:
    (article,) = take_in("甲")
    page = send(client, ADD, newspaper=paper.pk, lines_to_strip="有话请对样例说*", _try="1").content.decode()

    assert "<del>有话请对样例说，写信寄到样例路12号。</del>" in page
    assert "<span>会变 <b>1</b></span>" in page
    assert not PaperRules.objects.exists()
    assert Article.objects.get() == article
    assert Article.objects.get().body_text == article.body_text
    assert not Change.objects.filter(kind="edited").exists()


def test_tried_rules_can_be_saved_from_there(client: Client, editor: User, paper: Newspaper) -> None:
    take_in("甲")
    response = send(client, ADD, newspaper=paper.pk, lines_to_strip="有话请对样例说*", note=ATTACK, _try="1")
    page = response.content.decode()
    assert ATTACK not in page
    typed = dict(response.context["typed"])
    client.post(response.context["save_url"], {**typed, "_continue": "1"})

    assert (PaperRules.objects.get().lines_to_strip, PaperRules.objects.get().note) == (["有话请对样例说*"], ATTACK)


def test_a_mistake_is_said_when_trying_too(client: Client, editor: User, paper: Newspaper) -> None:
    response = send(client, ADD, newspaper=paper.pk, date_format="%Q", _try="1")

    assert list(errors(response)) == ["date_format"]


def marks(page: str) -> dict[str, Any]:
    """Return what the page's form would send with every box ticked."""
    found = dict(re.findall(r'name="(mark-\d+)" value="(\w+)"', page))
    return {**found, "report": [name.removeprefix("mark-") for name in found]}


def test_reading_again_applies_what_is_ticked_as_an_edit_with_a_note(
    client: Client, editor: User, paper: Newspaper
) -> None:
    first, second = take_in(*"甲乙")
    keep(paper, lines_to_strip=["有话请对样例说*"])
    typed = marks(client.get(of(paper, "reread")).content.decode())
    assert len(typed["report"]) == 2
    page = client.post(of(paper, "reread"), {**typed, "report": [first.pk]}, follow=True).content.decode()

    assert "已按规则改了 1 篇。" in page
    first, second = Article.objects.order_by("pk")
    assert first.body_text.endswith("当天就有人去补。")
    assert second.body_text.endswith("有话请对样例说，写信寄到样例路12号。")
    change = Change.objects.get(kind="edited")
    assert (change.article_id, change.by, change.note, change.fields_by_hand) == (
        first.pk, editor, "按“样例晚报”的规则重读", [],
    )  # fmt: skip


def test_what_is_published_waits_for_another_and_readers_see_nothing_of_it(client: Client, paper: Newspaper) -> None:
    keeper, approver = member(Role.ADMINISTRATOR), member(Role.REVIEWER)
    desk_of(client, keeper)
    _draft, public = take_in(*"甲乙")
    publishing.publish(public)
    before = Article.objects.filter(pk=public.pk).values().get()
    keep(paper, lines_to_strip=["有话请对样例说*"])
    page = client.get(of(paper, "reread")).content.decode()
    assert page.count("改动要等批准；批准之前读者看到的不变") == 1
    told = client.post(of(paper, "reread"), marks(page), follow=True).content.decode()
    assert "已按规则改了 1 篇。" in told
    assert "1 篇已发布的，改动已经提交；批准之前，读者看到的不变。" in told
    assert "您提交的改动正等待批准" in told
    assert Article.objects.filter(pk=public.pk).values().get() == before
    proposal = Revision.objects.pending().get()
    assert (proposal.article, proposal.by, proposal.why) == (public, keeper, "按“样例晚报”的规则重读")
    with pytest.raises(publishing.PublishingError, match="须由另一位审核批准"):
        proposals.approve(proposal, keeper)
    proposals.approve(proposal, approver)
    assert Article.objects.get(pk=public.pk).body_text.endswith("当天就有人去补。")
    change = Change.objects.filter(article_id=public.pk).latest("pk")
    assert (change.by, change.fields_by_hand) == (approver, [])  # an edit by rule settles nothing
    assert "会变 <b>0</b>" in client.get(of(paper, "reread")).content.decode()


def test_reading_again_takes_the_place_of_the_reading_that_waits(client: Client, paper: Newspaper) -> None:
    desk_of(client, member(Role.ADMINISTRATOR))
    member(Role.REVIEWER)
    (public,) = take_in("甲")
    publishing.publish(public)
    rules = keep(paper, lines_to_strip=["有话请对样例说*"])
    client.post(of(paper, "reread"), marks(client.get(of(paper, "reread")).content.decode()))
    rules.lines_to_strip = ["有话请对样例说*", "*当天就有人去补。"]
    rules.save()
    client.post(of(paper, "reread"), marks(client.get(of(paper, "reread")).content.decode()))
    assert "有人去补" not in Revision.objects.pending().get().record["fields"]["body_html"]


def test_a_reading_goes_on_from_no_edit_by_hand(client: Client, paper: Newspaper) -> None:
    keeper = member(Role.ADMINISTRATOR)
    desk_of(client, keeper)
    member(Role.REVIEWER)
    (public,) = take_in("甲")
    publishing.publish(public)
    keep(paper, lines_to_strip=["有话请对样例说*"])
    shown = marks(client.get(of(paper, "reread")).content.decode())
    record = record_of(public)
    record["fields"]["kicker"] = "手写的引题"
    proposals.put_forward(public, record, keeper)
    told = "您对这篇报道的改动还在等待批准；批准、退回或收回之后才能再提。"
    page = client.get(of(paper, "reread")).content.decode()
    assert told in page
    assert 'name="mark-' not in page
    assert f"没有改：“{public}”：{told}" in client.post(of(paper, "reread"), shown, follow=True).content.decode()
    assert Revision.objects.pending().get().record["fields"]["kicker"] == "手写的引题"


def test_what_a_person_settled_while_a_reading_waited_stays(client: Client, paper: Newspaper) -> None:
    desk_of(client, member(Role.ADMINISTRATOR))
    approver = member(Role.REVIEWER)
    (public,) = take_in("甲")
    public.kicker = "读错的引题"
    publishing.record_edit(public, note="extract", fields_by_hand=())
    publishing.publish(public)
    keep(paper, lines_to_strip=["有话请对样例说*"])
    client.post(of(paper, "reread"), marks(client.get(of(paper, "reread")).content.decode()))
    public.refresh_from_db()
    public.kicker = "审核改定的引题"
    publishing.record_edit(public, approver, fields_by_hand=["kicker"])
    proposal = Revision.objects.pending().get()
    assert proposals.changed_on_both_sides(proposal, record_of(public)) == ()
    proposals.approve(proposal, approver)
    public.refresh_from_db()
    assert (public.kicker, public.body_text[-5:]) == ("审核改定的引题", "有人去补。")


def test_what_a_person_settled_is_shown_and_stays(client: Client, editor: User, paper: Newspaper) -> None:
    (article,) = take_in("甲")
    article.headline = "编辑改过的标题"
    publishing.record_edit(article, editor, fields_by_hand=["headline"])
    keep(paper, lines_to_strip=["有话请对样例说*"])
    page = client.get(of(paper, "reread")).content.decode()
    assert "人工改定，不动" in page
    client.post(of(paper, "reread"), marks(page))
    article = Article.objects.get()

    assert (article.headline, article.body_text[-5:]) == ("编辑改过的标题", "有人去补。")


def test_what_changed_since_it_was_shown_is_not_applied(client: Client, editor: User, paper: Newspaper) -> None:
    (article,) = take_in("甲")
    keep(paper, lines_to_strip=["有话请对样例说*"])
    typed = marks(client.get(of(paper, "reread")).content.decode())
    article.kicker = "别人写的引题"
    publishing.record_edit(article, editor, fields_by_hand=["kicker"])
    page = client.post(of(paper, "reread"), typed, follow=True).content.decode()

    assert "这些报道或规则刚才又变了，没有改；请再看一遍：样例：渠水进村（之甲）" in page
    assert Article.objects.get().body_text.endswith("有话请对样例说，写信寄到样例路12号。")


def test_nothing_ticked_changes_nothing(client: Client, editor: User, paper: Newspaper) -> None:
    keep(paper)
    page = client.post(of(paper, "reread"), {"report": ["x", "9" * 30]}, follow=True).content.decode()

    assert "没有勾选报道，什么都没有改。" in page


def test_many_reports_are_read_a_page_at_a_time(client: Client, editor: User, paper: Newspaper) -> None:
    take_in(*(f"第{number}" for number in range(26)))
    keep(paper, lines_to_strip=["有话请对样例说*"])
    first, second, beyond = (
        client.get(f"{of(paper, 'reread')}?page={number}").content.decode() for number in ("1", "2", "99")
    )

    assert (first.count('name="mark-'), second.count('name="mark-'), beyond.count('name="mark-')) == (25, 1, 1)
    assert 'manage.py extract --newspaper' in first


def test_who_may_not_change_reports_sees_and_cannot_apply(client: Client, paper: Newspaper) -> None:
    take_in("甲")
    keep(paper, lines_to_strip=["有话请对样例说*"])
    keeper = User.objects.create_user("keeper", is_staff=True)
    keeper.user_permissions.add(Permission.objects.get(codename="change_paperrules"))
    client.force_login(keeper)
    page = client.get(of(paper, "reread")).content.decode()

    assert "有话请对样例说，写信寄到样例路12号。" in page
    assert 'name="mark-' not in page
    assert client.post(of(paper, "reread"), {"report": ["1"]}).status_code == 403


@pytest.mark.parametrize("url", ["reread", "change"])
def test_who_may_only_look_changes_nothing(client: Client, paper: Newspaper, url: str) -> None:
    keep(paper)
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_paperrules"))
    client.force_login(looker)

    assert client.post(of(paper, url), {"_try": "1"}).status_code == 403
    assert client.get(of(paper, url)).status_code == (403 if url == "reread" else 200)


def test_what_pages_say_never_becomes_markup(client: Client, editor: User, paper: Newspaper) -> None:
    (article,) = take_in("甲")
    Article.objects.filter(pk=article.pk).update(headline=ATTACK, kicker=ATTACK)
    keep(paper, lines_to_strip=[ATTACK], note=ATTACK)

    for page in ("reread", "change"):
        assert ATTACK not in client.get(of(paper, page)).content.decode()


def test_a_paper_without_rules_has_nothing_to_read_again_with(client: Client, editor: User, paper: Newspaper) -> None:
    assert client.get(of(paper, "reread")).status_code == 404
