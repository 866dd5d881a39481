"""A saved page brings the pictures of its folder, by command and by upload, and finds them when it is read again."""

from __future__ import annotations

import io
import json
import logging
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from archive import payloads
from archive.ingest.batches import run_batch
from archive.ingest.folders import pages_below
from archive.ingest.intake import page_of
from archive.ingest.replay import replay
from archive.models import Article, BatchFile, Capture, FileBeside, IngestBatch, Picture
from tests.archive.ingest.files import html_of, picture_of

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/archive/article/upload/"


def save(folder: Path, name: str = "页面", picture: str | None = None, **beside: bytes) -> Path:
    """Save a page as a browser does, with its folder."""
    page = folder / f"{name}.html"
    page.write_text(html_of(picture=picture or f"./{name}_files/1.png"), encoding="utf-8")
    for path, payload in {"1.png": picture_of(), "style.css": b"p {}", **beside}.items():
        file = folder / f"{name}_files" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(payload)
    return page


def run(*arguments: str | Path) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("ingest", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def picture_of_report() -> Picture:
    picture = Article.objects.get().figures.get().picture
    assert picture is not None
    return picture


@pytest.mark.parametrize("named", ["folder", "page", "all"])
def test_a_page_on_disk_brings_its_pictures(tmp_path: Path, named: str) -> None:
    page = save(tmp_path)

    out, err = run(*{"folder": [tmp_path], "page": [page], "all": sorted(tmp_path.iterdir())}[named])

    assert out.splitlines()[-1] == "新收 1  未变 0  相近 0  待看 0  失败 0"
    assert "网页旁的文件夹里有 1 个样式、脚本等文件，不是图片，没有收入。" in err
    assert picture_of_report().source_digest == payloads.digest_of(picture_of())
    beside = FileBeside.objects.get()
    assert (beside.name, beside.page.file_name, beside.capture.parent) == ("页面_files/1.png", "页面.html", None)
    assert payloads.read(beside.capture.payload_digest) == picture_of()
    assert payloads.read(beside.page.payload_digest) == page.read_bytes()
    assert Capture.objects.count() == 2


def test_a_dry_run_sees_them_and_writes_nothing(tmp_path: Path) -> None:
    save(tmp_path)
    out, _err = run("--dry-run", "--json", tmp_path)
    assert json.loads(out)["figures"][0]["picture"] == payloads.digest_of(picture_of())
    assert not Capture.objects.exists()


def test_the_page_read_again_finds_them(tmp_path: Path) -> None:
    save(tmp_path)
    run(tmp_path)
    article = Article.objects.get()
    assert replay(article).differences == ()
    assert len(page_of(article.captures.get(), with_pictures=True).pictures) == 1


def test_a_page_that_came_without_them_gets_them_when_they_come(tmp_path: Path) -> None:
    page = save(tmp_path)
    folder = page.with_name("页面_files").rename(tmp_path / "put aside")
    run(page)
    assert Article.objects.get().figures.get().picture is None
    folder.rename(page.with_name("页面_files"))
    out, _err = run(page)
    assert out.splitlines()[-1] == "新收 0  未变 1  相近 0  待看 0  失败 0"
    call_command("extract", stdout=io.StringIO())
    assert picture_of_report()


def test_the_same_folder_again_is_kept_once(tmp_path: Path) -> None:
    page = save(tmp_path)
    run(page)
    run(page)
    assert (Capture.objects.count(), FileBeside.objects.count(), Picture.objects.count()) == (2, 1, 1)


def test_one_picture_under_two_names_is_kept_once_and_found_by_both(tmp_path: Path) -> None:
    save(tmp_path, picture="./页面_files/2.png", **{"2.png": picture_of()})
    run(tmp_path)
    assert (Capture.objects.count(), FileBeside.objects.count()) == (2, 2)
    assert picture_of_report()


def test_a_picture_whose_bytes_are_gone_leaves_the_page_readable(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save(tmp_path)
    run(tmp_path)
    payloads.path_of(FileBeside.objects.get().capture.payload_digest).unlink()
    article = Article.objects.get()
    with caplog.at_level(logging.WARNING):
        assert page_of(article.captures.get(), with_pictures=True).pictures == ()
    assert "页面_files/1.png" in caplog.text


# What a folder made by a stranger may hold


def test_links_in_the_folder_of_a_page_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture_of(colour="#000000"))
    below = tmp_path / "in"
    below.mkdir()
    page = save(below, picture="./页面_files/link.png")
    folder = page.with_name("页面_files")
    (folder / "link.png").symlink_to(secret)
    (folder / "deep").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.png")
    run(below)
    assert Article.objects.get().figures.get().picture is None
    assert sorted(FileBeside.objects.values_list("name", flat=True)) == ["页面_files/1.png"]


def test_a_folder_that_is_a_link_is_none(tmp_path: Path) -> None:
    page = save(tmp_path)
    page.with_name("页面_files").rename(tmp_path / "elsewhere")
    page.with_name("页面_files").symlink_to(tmp_path / "elsewhere")
    (found,) = (one for one in pages_below([page]))
    assert found.beside == {}


@pytest.mark.parametrize(
    "source", ["../secret.png", "/etc/secret.png", "页面_files/../../secret.png", "file:///etc/secret.png"]
)
def test_an_address_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.png").write_bytes(picture_of())
    below = tmp_path / "in"
    below.mkdir()
    run(save(below, picture=source))
    assert Article.objects.get().figures.get().picture is None


# By the upload


@pytest.fixture
def editor(client: Client) -> User:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    user = User.objects.create_superuser("editor", password="sample-only")
    client.force_login(user)
    return user


def send(client: Client, files: dict[str, bytes], **fields: Any) -> Any:
    """Send files with their paths, as the page's script does."""
    sent = [SimpleUploadedFile(path.rpartition("/")[2], payload) for path, payload in files.items()]
    return client.post(UPLOAD, {"file": sent, "paths": json.dumps(list(files)), **fields}, follow=True)


def test_an_uploaded_page_brings_its_pictures_and_they_are_no_rows(client: Client, editor: User) -> None:
    page = html_of(picture="页面_files/1.png").encode()
    files = {"年/页面_files/1.png": picture_of(), "年/页面.html": page, "年/页面_files/a.css": b"p {}"}
    response = send(client, files)
    assert [(row.file.file_name, row.outcome_label) for row in response.context["rows"]] == [("页面.html", "新收")]
    assert "有 1 个样式、脚本等文件，不是图片，没有收入。" in response.content.decode()
    assert BatchFile.objects.get().is_done
    assert picture_of_report()
    assert Capture.objects.filter(captured_by=editor).count() == 2


@pytest.mark.parametrize("paths", ["", "{", "[1, 2]", '["a.html"]', "null", "[" * 20_000])
def test_paths_that_say_nothing_leave_plain_files(client: Client, editor: User, paths: str) -> None:
    files = [SimpleUploadedFile("a.html", html_of(picture="a_files/1.png").encode()), SimpleUploadedFile("b.txt", b"")]
    response = client.post(UPLOAD, {"file": files, "paths": paths}, follow=True)
    assert [row.outcome_label for row in response.context["rows"]] == ["新收", "失败"]


def test_a_path_that_leads_away_is_a_file_by_itself(client: Client, editor: User) -> None:
    files = {"a.html": html_of(picture="../a_files/1.png").encode(), "../a_files/1.png": picture_of()}
    send(client, files)
    run_batch(IngestBatch.objects.get(), lambda: False)
    first, second = BatchFile.objects.order_by("order")
    assert (first.failure, second.failure[:14]) == ("", "不认识“.png”这种文件。")
    assert Article.objects.get().figures.get().picture is None


def test_a_picture_that_is_too_large_to_be_kept_leaves_its_page(client: Client, editor: User, settings: Any) -> None:
    page = html_of(picture="a_files/1.png").encode()
    settings.UPLOAD_MAX_BYTES = len(page)
    response = send(client, {"a.html": page, "a_files/1.png": picture_of().ljust(len(page) + 1, b"\0")})
    assert [row.outcome_label for row in response.context["rows"]] == ["新收"]
    assert not FileBeside.objects.exists()
