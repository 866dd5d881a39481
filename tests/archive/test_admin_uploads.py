"""Uploading: several files at once or a pasted text, kept at once, and the batch that they lead to."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive import payloads
from archive.ingest import batches, file_kinds
from archive.ingest.batches import FILES_AT_ONCE, cancel, run_batch
from archive.models import Article, BatchItem, Capture, IngestBatch, State

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/archive/article/upload/"


@pytest.fixture
def editor(client: Client) -> User:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    user = User.objects.create_superuser("editor", password="sample-only")
    client.force_login(user)
    return user


def page(number: int) -> bytes:
    """Return a saved page in our own words; each number gives another report."""
    day = 10 + number
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'>"
        f"<title>样例村第{number}党支部办实事</title></head><body><h1>样例村第{number}党支部办实事</h1>"
        f"<p>2022-06-{day} 来源：样例日报 记者 张三</p><div class='article-content'>"
        + "".join(f"<p>样例支部第{number}篇第{n}段，写的是本项目自己的话，说支部怎样办事。</p>" for n in range(5))
        + "</div></body></html>"
    ).encode()


def file(name: str, payload: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, payload)


def send(client: Client, *files: SimpleUploadedFile, **fields: Any) -> Any:
    return client.post(UPLOAD, {"file": list(files), **fields}, follow=True)


def outcomes(response: Any) -> list[tuple[str, str]]:
    return [(row.file.file_name, row.outcome_label) for row in response.context["rows"]]


def test_several_files_go_in_as_drafts_and_who_brought_them_is_kept(client: Client, editor: User) -> None:
    response = send(client, file("一.html", page(1)), file("二.html", page(2)))
    assert [name for name, _label in outcomes(response)] == ["一.html", "二.html"]
    assert list(Article.objects.values_list("state", flat=True)) == [State.DRAFT, State.DRAFT]
    assert set(Capture.objects.values_list("captured_by", flat=True)) == {editor.pk}
    for article in Article.objects.all():
        assert f'href="/admin/archive/article/{article.pk}/change/"' in response.content.decode()


def test_a_bad_file_does_not_stop_the_others(client: Client, editor: User, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 4000
    response = send(
        client,
        file("空.html", b""),
        file("太大.html", b"x" * 4001),
        file("不是文字.txt", b"%PDF-1.7 \x00\x01"),
        file("<b>好.html", page(1)),
    )
    assert [label for _name, label in outcomes(response)][:3] == ["失败", "失败", "失败"]
    reasons = [row.reason for row in response.context["rows"]]
    assert reasons[0] == "文件是空的。请重新保存原页面再收入。"
    assert reasons[1].startswith("文件有 3.9")
    assert "内容却是PDF" in reasons[2]
    assert reasons[3] == ""
    assert Article.objects.count() == 1
    shown = response.content.decode()
    assert "<b>好" not in shown
    assert "&lt;b&gt;好.html" in shown
    assert '失败 <b data-count="failed">3</b>' in shown


def test_the_same_page_again_is_unchanged(client: Client, editor: User) -> None:
    send(client, file("一.html", page(1)))
    assert outcomes(send(client, file("一.html", page(1)))) == [("一.html", "未变")]
    assert Article.objects.count() == 1


def test_an_upload_leads_to_its_batch_and_loading_that_again_takes_nothing_in(client: Client, editor: User) -> None:
    response = send(client, file("一.html", page(1)))
    batch = IngestBatch.objects.get()
    assert response.redirect_chain == [(f"/admin/archive/ingestbatch/{batch.pk}/change/", 302)]
    assert (batch.created_by, batch.label, batch.state) == (editor, "一.html", "done")
    assert outcomes(client.get(response.redirect_chain[0][0])) == [("一.html", "新收")]
    assert (Capture.objects.count(), BatchItem.objects.count()) == (1, 1)


def test_files_of_slow_formats_are_kept_at_once_and_left_to_work(client: Client, editor: User) -> None:
    response = send(client, file("一.docx", b"PK\x03\x04..."), file("二.html", page(2)))
    assert IngestBatch.objects.get().state == "waiting"
    assert Capture.objects.count() == 2
    assert 'data-progress-url="' in response.content.decode()


def test_many_files_are_left_to_work(client: Client, editor: User) -> None:
    send(client, *(file(f"{number}.html", page(number)) for number in range(FILES_AT_ONCE + 1)))
    assert (IngestBatch.objects.get().state, Article.objects.count()) == ("waiting", 0)


def test_a_batch_bears_the_name_that_it_was_given(client: Client, editor: User) -> None:
    send(client, file("一.html", page(1)), file("二.html", page(2)), label=" 样例市 2022 年 ")
    assert IngestBatch.objects.get().label == "样例市 2022 年"


def test_a_pasted_text_is_kept_as_it_was_pasted(client: Client, editor: User) -> None:
    text = "  样例标题\r\n\r\n样例县讯（记者 张三）样例支部开会。\r\n"
    response = send(client, text=text, text_name="粘贴样例")
    capture = Capture.objects.get()
    assert capture.file_name == "粘贴样例.txt"
    assert payloads.read(capture.payload_digest) == text.encode()
    assert outcomes(response)[0][0] == "粘贴样例.txt"


def test_place_and_paper_fill_what_the_page_does_not_say(client: Client, editor: User) -> None:
    send(client, text="样例标题\n\n样例支部开会，说了几件事情。", place="411300", newspaper=" 样例晚报 ")
    article = Article.objects.get()
    assert (article.place_id, article.newspaper and article.newspaper.name) == ("411300", "样例晚报")


def test_publishing_at_once_must_be_ticked(client: Client, editor: User) -> None:
    send(client, file("一.html", page(1)), place="411300", publish="on")
    assert Article.objects.get().state == State.PUBLISHED


def test_who_may_only_add_cannot_publish(client: Client) -> None:
    user = User.objects.create_user("adder", password="sample-only", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(user)
    assert 'name="publish"' not in client.get(UPLOAD).content.decode()
    send(client, file("一.html", page(1)), publish="on")
    assert Article.objects.get().state == State.DRAFT


def test_nothing_chosen_is_told_beside_the_box_and_the_rest_is_kept(client: Client, editor: User) -> None:
    response = send(client, newspaper="样例晚报", place="411300")
    assert response.context["form"].errors == {"file": ["请选择文件，或在下面粘贴文字。"]}
    shown = response.content.decode()
    assert 'value="样例晚报"' in shown
    assert "河南省 南阳市（411300）" in shown


def test_an_unknown_place_keeps_the_pasted_text(client: Client, editor: User) -> None:
    response = send(client, text="样例标题", place="999999")
    assert response.context["form"].errors == {"place": ["没有这个代码的地方。"]}
    assert "样例标题</textarea>" in response.content.decode()
    assert not Capture.objects.exists()


def test_adding_a_report_leads_to_the_upload(client: Client, editor: User) -> None:
    assert client.get("/admin/archive/article/add/")["Location"] == UPLOAD


# Limits, told before and after


def test_one_limit_holds_for_all_doors_and_the_page_says_it(client: Client, editor: User) -> None:
    assert django_settings.UPLOAD_MAX_BYTES == file_kinds.MAX_BYTES
    assert "每个不超过 50.0\xa0MB" in client.get(UPLOAD).content.decode()
    with pytest.raises(file_kinds.FormatError, match="超过 50 MB 的上限。请拆开再收入。"):
        file_kinds.check_file("a.txt", b"x" * (file_kinds.MAX_BYTES + 1))


def test_more_files_than_are_received_at_once_say_what_to_do(client: Client, editor: User, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = client.post(UPLOAD, {"file": [file(f"{number}.html", page(number)) for number in range(3)]})
    assert response.status_code == 400
    shown = response.content.decode()
    assert "一次送来的文件超过 2 个，这一次什么也没有收；您电脑里的文件没有变动。请打成一个 zip 再收入；" in shown
    assert f'<a href="{UPLOAD}">回到刚才的页面</a>' in shown
    assert not Capture.objects.exists()


def test_a_pasted_text_beyond_bounds_says_what_to_do(client: Client, editor: User, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post(UPLOAD, {"text": "样例" * 1000})
    assert response.status_code == 400
    assert "粘贴的文字超过 1000\xa0字节 的上限" in response.content.decode()


# In portions


def portion(client: Client, *files: SimpleUploadedFile, **fields: Any) -> Any:
    return client.post(UPLOAD, {"file": list(files), "portion": "1", **fields})


def test_portions_make_one_batch_in_their_order(client: Client, editor: User) -> None:
    first = portion(client, file("一.html", page(1)), file("二.html", page(2)), more="1", label="样例").json()
    assert Article.objects.count() == 0
    last = portion(client, file("三.html", page(3)), batch=first["batch"], after=first["files"]).json()
    batch = IngestBatch.objects.get()
    assert last == {"batch": batch.pk, "url": batch.get_absolute_url(), "files": 3}
    assert (batch.label, batch.state) == ("样例", "done")
    assert list(batch.files.values_list("order", "file_name")) == [(1, "一.html"), (2, "二.html"), (3, "三.html")]
    assert Article.objects.count() == 3


def test_a_batch_that_was_done_before_all_came_waits_again(client: Client, editor: User) -> None:
    first = portion(client, file("一.html", page(1)), more="1").json()
    batch = IngestBatch.objects.get()
    run_batch(batch, lambda: False)
    batch.refresh_from_db()
    assert batch.state == "done"
    portion(client, file("二.html", page(2)), batch=first["batch"], after=1, more="1")
    batch.refresh_from_db()
    assert (batch.state, batch.finished_at) == ("waiting", None)
    run_batch(batch, lambda: False)
    assert BatchItem.objects.count() == 2


def test_a_batch_to_which_files_come_as_it_ends_goes_on(
    client: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = portion(client, file("一.html", page(1)), more="1").json()
    batch, honest = IngestBatch.objects.get(), batches._Run._end

    def late(run: Any) -> None:
        if batch.files.count() == 1:
            portion(client, file("二.html", page(2)), batch=first["batch"], after=1, more="1")
        honest(run)

    monkeypatch.setattr(batches._Run, "_end", late)
    run_batch(batch, lambda: False)
    batch.refresh_from_db()
    assert batch.state == "running"
    run_batch(batch, lambda: False)
    batch.refresh_from_db()
    assert (batch.state, BatchItem.objects.count()) == ("done", 2)


def test_a_portion_that_comes_twice_goes_in_once(client: Client, editor: User) -> None:
    first = portion(client, file("一.html", page(1)), more="1").json()
    for _time in range(2):
        answer = portion(client, file("二.html", page(2)), batch=first["batch"], after=1, more="1").json()
        assert answer["files"] == 2


def test_a_portion_for_a_cancelled_batch_or_anothers_is_refused(client: Client, editor: User) -> None:
    first = portion(client, file("一.html", page(1)), more="1").json()
    cancel(IngestBatch.objects.get())
    answer = portion(client, file("二.html", page(2)), batch=first["batch"], after=1)
    assert (answer.status_code, answer.json()["error"]) == (
        400, "这一批已被取消，后面的文件没有收入；已收入的留着。"
    )  # fmt: skip
    client.force_login(User.objects.create_superuser("other", password="sample-only"))
    answer = portion(client, file("二.html", page(2)), batch=first["batch"], after=1)
    assert (answer.status_code, answer.json()["error"]) == (400, "没有这个批次，或不是您的。请重新收入。")


def test_a_portion_with_a_wrong_place_says_so(client: Client, editor: User) -> None:
    answer = portion(client, file("一.html", page(1)), place="999999")
    assert (answer.status_code, answer.json()) == (400, {"error": "没有这个代码的地方。"})
