"""The log of staff: every act leaves one entry, with who, from where, what, before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client

from archive import auditing, publishing
from archive.acting import acting_for, address_of
from archive.log_values import LONG, changed_values
from archive.models import (
    Article,
    AuditEntry,
    Capture,
    Change,
    Contributor,
    IngestBatch,
    Newspaper,
    PaperRules,
    Resemblance,
    Revision,
    Term,
)
from archive.permissions import OWN_REMARK, Role
from tests.archive.factories import make_article
from tests.archive.staff import desk_of, filled, member

pytestmark = pytest.mark.django_db

ADDRESS = "203.0.113.9"


@pytest.fixture
def who(client: Client) -> User:
    user = member(Role.ADMINISTRATOR, "样例管理员")
    client.defaults["REMOTE_ADDR"] = ADDRESS
    desk_of(client, user)
    return user


def entries(**of: Any) -> list[tuple[Any, ...]]:
    """Return action, kind of target, before and after of each entry, but for that of the login of the tests."""
    found = AuditEntry.objects.filter(**of).exclude(action=auditing.LOGGED_IN).order_by("pk")
    return list(found.values_list("action", "target_type", "before", "after"))


def send(client: Client, url: str, **changes: Any) -> Any:
    fields = {**filled(client, url), **changes}
    return client.post(url, {name: value for name, value in fields.items() if value is not None}, follow=True)


def review(article: Article) -> str:
    return f"/admin/archive/article/{article.pk}/change/"


# Reports


def test_an_edit_is_one_entry_with_what_was_changed(client: Client, who: User) -> None:
    article = make_article("样例旧题", publish=False, authors=("张三",))
    changes = {"headline": "样例新题", "place": "610900", "credits-0-role": "通讯员", "_continue": "1"}
    send(client, review(article), **changes)
    entry = AuditEntry.objects.get(action="edited")
    assert (entry.by, entry.by_name, entry.address) == (who, "样例管理员", ADDRESS)
    assert (entry.target_type, entry.target_id, entry.target_name) == ("article", str(article.pk), "样例新题")
    assert entry.before == {"headline": "样例旧题", "place": "南阳市", "credits": ["张三 记者"]}
    assert entry.after == {"headline": "样例新题", "place": "安康市", "credits": ["张三 通讯员"]}
    assert AuditEntry.objects.filter(target_id=str(article.pk)).count() == 1


def test_signatures_that_are_added_and_deleted_stand_in_the_entry_of_the_report(
    client: Client, who: User
) -> None:
    article = make_article(publish=False, authors=("张三",))
    added = {
        "credits-TOTAL_FORMS": "2",
        "credits-1-name": "李四",
        "credits-1-role": "摄影",
        "credits-1-order": "1",
    }
    send(client, review(article), **added, **{"credits-0-DELETE": "on", "_continue": "1"})
    assert entries(action="edited") == [
        ("edited", "article", {"credits": ["张三 记者"]}, {"credits": ["李四 摄影"]})
    ]


def test_a_form_that_changes_nothing_leaves_nothing(client: Client, who: User) -> None:
    article = make_article(publish=False, authors=("张三",))
    send(client, review(article), _continue="1")
    assert entries() == []


def test_each_move_is_an_entry_with_the_states_and_the_reason(client: Client, who: User) -> None:
    article = make_article(publish=False)
    for button, note in (("_submit", ""), ("_publish", ""), ("_withdraw", "重复收入")):
        send(client, review(article), **{button: "1", "note": note})
    found = AuditEntry.objects.filter(target_type="article").order_by("pk")
    assert [(e.action, e.before["state"], e.after["state"], e.note) for e in found] == [
        ("submitted", "draft", "in_review", ""),
        ("published", "in_review", "published", OWN_REMARK),
        ("withdrawn", "published", "withdrawn", "重复收入"),
    ]


def test_a_deletion_names_what_is_gone(client: Client, who: User) -> None:
    article = make_article("样例要删", publish=False)
    publishing.trash(article, who)
    typed = {"post": "yes", "typed": str(article.pk), "why": "样例原因"}
    client.post(f"/admin/archive/article/{article.pk}/delete/", typed)
    entry = AuditEntry.objects.get(action="deleted")
    assert (entry.target_id, entry.target_name, entry.by) == (str(article.pk), "样例要删", who)


def test_an_upload_is_written_down_with_its_file_and_its_report(client: Client, who: User) -> None:
    text = SimpleUploadedFile("样例.txt", "样例标题\n\n样例支部开会，说了几件事情。".encode())
    client.post("/admin/archive/article/upload/", {"file": [text]})
    capture = Capture.objects.get()
    after = {"file_name": "样例.txt", "size": capture.size, "payload_digest": capture.payload_digest}
    assert entries(target_type="capture") == [("added", "capture", None, after)]
    assert entries(target_type="article") == [("created", "article", None, None)]


def test_who_publishes_outside_of_a_request_is_written_down_without_an_address() -> None:
    reviewer = member(Role.REVIEWER)
    publishing.publish(make_article(publish=False), reviewer)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.address) == ("published", reviewer, None)


def test_what_a_command_does_is_no_act_of_staff() -> None:
    publishing.withdraw(make_article(), "重复收入")
    Newspaper.objects.create(name="样例日报").delete()
    assert entries() == []


def test_an_act_that_is_undone_leaves_no_entry(client: Client, who: User) -> None:
    article = make_article(None, publish=False)
    chosen = {"action": "publish_many", "_selected_action": [article.pk], "index": "0"}
    client.post("/admin/archive/article/", chosen)
    assert entries() == []


# Everything else


def test_a_word_and_what_means_the_same(client: Client, who: User) -> None:
    fields = {"word": "样例新词", "domain": "other", "equivalents": "样例说法"}
    client.post("/admin/archive/term/add/", fields)
    word = Term.objects.get(word="样例新词")
    client.post(f"/admin/archive/term/{word.pk}/change/", {"word": "样例新词", "domain": "life"})
    client.post(f"/admin/archive/term/{word.pk}/delete/", {"post": "yes"})
    assert entries(target_name="样例新词") == [
        ("added", "term", None, {"word": "样例新词", "domain": "other"}),
        ("changed", "term", {"equivalents": []}, {"equivalents": ["样例说法"]}),
        ("changed", "term", {"domain": "other"}, {"domain": "life"}),
        ("changed", "term", {"equivalents": ["样例说法"]}, {"equivalents": []}),
        ("deleted", "term", {"word": "样例新词", "domain": "life"}, None),
    ]


def test_a_newspaper_and_a_name(client: Client, who: User) -> None:
    client.post("/admin/archive/newspaper/add/", {"name": "样例日报", "place": "411300", "access": "staff"})
    client.post("/admin/archive/contributor/add/", {"name": "张三", "newspaper": Newspaper.objects.get().pk})
    name = Contributor.objects.get()
    client.post(
        f"/admin/archive/contributor/{name.pk}/change/", {"name": "张叁", "newspaper": name.newspaper_id}
    )
    assert entries() == [
        ("added", "newspaper", None, {"name": "样例日报", "place": "南阳市", "access": "staff"}),
        ("added", "contributor", None, {"name": "张三", "home": "样例日报"}),
        ("changed", "contributor", {"name": "张三"}, {"name": "张叁"}),
    ]


def test_accounts_roles_and_passwords_without_the_passwords(client: Client, who: User) -> None:
    editors, reviewers = (Group.objects.get(name=str(role)) for role in (Role.EDITOR, Role.REVIEWER))
    secret = {"password1": "样例-new-pass-9", "password2": "样例-new-pass-9"}
    client.post("/admin/auth/user/add/", {"username": "new", **secret, "groups": [editors.pk]})
    new = User.objects.get(username="new")
    client.post(f"/admin/auth/user/{new.pk}/change/", {"username": "new", "groups": [reviewers.pk]})
    client.post(
        f"/admin/auth/user/{new.pk}/password/", {**secret, "usable_password": "true", "set-password": "1"}
    )
    hidden = "……"
    assert entries(target_type="user") == [
        ("added", "user", None, {"username": "new", "is_active": True, "is_staff": True, "is_superuser": False,
                                 "password": hidden}),
        ("changed", "user", None, {"groups": ["编辑"]}),
        ("changed", "user", {"is_active": True}, {"is_active": False}),
        ("changed", "user", {"groups": ["编辑"]}, None),
        ("changed", "user", None, {"groups": ["审核"]}),
        ("changed", "user", {"password": hidden}, {"password": hidden}),
    ]  # fmt: skip
    assert "new-pass" not in str(list(AuditEntry.objects.values()))


@pytest.fixture
def answering(who: User, rf: Any) -> Iterator[None]:
    """Be in the midst of a request of the administrator."""
    request = rf.post("/", REMOTE_ADDR=ADDRESS)
    request.user = who
    with acting_for(request):
        yield


@pytest.mark.usefixtures("answering")
def test_batches_pairs_revisions_and_rules_are_watched() -> None:
    one, other = make_article("甲"), make_article("乙")
    batch = IngestBatch.objects.create(label="样例一批")
    batch.label = "样例另一批"
    batch.save()
    pair = Resemblance.objects.create(first=one, second=other, similarity=0.9)
    pair.decision = "both"
    pair.save()
    waiting = Revision.objects.create(article=one, number=2, state="pending", record={}, why="错字")
    waiting.state = "applied"
    waiting.save()
    Revision.objects.create(article=one, number=3, state="applied", record={})
    rules = PaperRules.objects.create(
        newspaper=Newspaper.objects.create(name="样例日报"), lines_to_strip=["关注*"]
    )
    rules.delete()
    assert [entry for entry in entries() if entry[1] not in ("article", "newspaper")] == [
        ("added", "ingestbatch", None, {"label": "样例一批", "publish": False}),
        ("changed", "ingestbatch", {"label": "样例一批"}, {"label": "样例另一批"}),
        ("changed", "resemblance", None, {"decision": "both"}),
        ("added", "revision", None, {"state": "pending", "why": "错字"}),
        ("changed", "revision", {"state": "pending"}, {"state": "applied"}),
        ("added", "paperrules", None, {"credit_wordings": "{}", "lines_to_strip": '["关注*"]'}),
        ("deleted", "paperrules", {"credit_wordings": "{}", "lines_to_strip": '["关注*"]'}, None),
    ]


# Who comes in


def test_logins_logouts_and_failures_are_written_down(client: Client) -> None:
    user = member(Role.EDITOR, "zhang", password="sample-only-1")
    client.defaults["REMOTE_ADDR"] = ADDRESS
    client.post("/admin/login/", {"username": "zhang", "password": "not-this-one"})
    client.post("/admin/login/", {"username": "nobody" * 30, "password": "not-this-one"})
    client.post("/admin/login/", {"username": "zhang", "password": "sample-only-1"})
    client.post("/admin/logout/")
    found = AuditEntry.objects.order_by("pk")
    assert [(e.action, e.by, e.by_name, e.address) for e in found] == [
        ("login_failed", None, "zhang", ADDRESS),
        ("login_failed", None, ("nobody" * 30)[:150], ADDRESS),
        ("logged_in", user, "zhang", ADDRESS),
        ("logged_out", user, "zhang", ADDRESS),
    ]
    assert "not-this-one" not in str(list(found.values()))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, "198.51.100.1", "203.0.113.9", "203.0.113.9"),  # whoever asks may write any header
        (1, "198.51.100.1", "203.0.113.9", "198.51.100.1"),
        (1, "10.9.9.9, 198.51.100.1", "203.0.113.9", "198.51.100.1"),
        (2, "10.9.9.9, 198.51.100.1, 192.0.2.7", "203.0.113.9", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.9", "203.0.113.9"),  # fewer stations than there should be
        (1, "<script>", "203.0.113.9", None),
        (0, "", "", None),  # a socket file
        (0, "", "fe80::1%eth0", "fe80::1"),
    ],
)
def test_the_address_is_the_one_that_can_be_believed(
    settings: Any, proxies: int, forwarded: str, remote: str, address: str | None
) -> None:
    settings.PROXIES = proxies
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}
    assert address_of(request) == address


# Values


def test_of_a_long_text_only_what_differs_is_kept() -> None:
    old = "甲" * 5000 + "旧的话" + "乙" * 5000
    article = Article(headline="样例", body_html=old.replace("旧的话", "新的话"))
    before, after = changed_values(article, {"body_html": old, "headline": "样例"})
    assert before == {"body_html": "…" + "甲" * 20 + "旧" + "的话" + "乙" * 18 + "…"}
    assert after == {"body_html": "…" + "甲" * 20 + "新" + "的话" + "乙" * 18 + "…"}


def test_of_a_text_that_is_all_new_the_beginning_is_kept() -> None:
    before, after = changed_values(Article(body_html="新" * 5000), {"body_html": ""})
    assert (before, after) == ({}, {"body_html": "新" * LONG + "…"})


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (None, "", ({}, {})),
        ("", None, ({}, {})),
        (dt.date(2022, 6, 16), dt.date(2022, 6, 16), ({}, {})),
        (dt.date(2022, 6, 16), None, ({"period_start": "2022-06-16"}, {})),
    ],
)
def test_nothing_is_nothing_however_it_is_written(old: Any, new: Any, kept: Any) -> None:
    assert changed_values(Article(period_start=new), {"period_start": old}) == kept


def test_the_change_of_a_report_and_its_entry_are_one_transaction(client: Client, who: User) -> None:
    article = make_article(publish=False)
    send(client, review(article), _submit="1")
    assert (
        Change.objects.filter(kind="submitted").count()
        == AuditEntry.objects.filter(action="submitted").count()
        == 1
    )
