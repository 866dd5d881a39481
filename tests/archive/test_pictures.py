"""Pictures: kept once, shown with the report, and to nobody before it is published."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive import pictures, publishing
from archive.ingest.intake import ingest, keep_capture
from archive.ingest.picture_file import redraw
from archive.ingest.recording import Given
from archive.ingest.replay import apply, replay
from archive.models import Article, Figure, Picture
from tests.archive.ingest.files import (
    html_of,
    mhtml_of,
    picture_of,
    word_of,
    word_paragraph,
    word_picture,
    zip_of,
)

pytestmark = pytest.mark.django_db


def take_in(name: str, payload: bytes) -> Article:
    (result,) = ingest(keep_capture(name, payload), Given())
    assert result.article is not None, result.reason
    return result.article


@pytest.fixture
def article() -> Article:
    return take_in(
        "a.zip", zip_of({"a.html": html_of(picture="a_files/1.png"), "a_files/1.png": picture_of()})
    )


def address(article: Article) -> str:
    return f"/pictures/{article.figures.get().picture.digest}"  # type: ignore[union-attr]


def test_a_picture_is_kept_by_digest_in_whatever_file_it_came() -> None:
    source = picture_of()
    inlined = "data:image/png;base64," + base64.b64encode(source).decode()
    word = word_paragraph("样例村的一面明账墙", "a1") + "".join(
        map(word_paragraph, ["样例村的党员每月初五聚到树下。" * 4] * 2)
    )
    for name, payload in {
        "a.zip": zip_of({"a.html": html_of("样例标题甲", picture="1.png"), "1.png": source}),
        "a.mhtml": mhtml_of(
            html_of("样例标题乙", picture="http://a.invalid/1.png"), {"http://a.invalid/1.png": source}
        ),
        "a.docx": word_of(word + word_picture() + word_paragraph("图为明账墙。"), source),
        "a.html": html_of("样例标题丙", picture=inlined).encode(),
    }.items():
        assert take_in(name, payload).figures.get().picture is not None, name

    picture = Picture.objects.get()
    assert Figure.objects.filter(picture=picture).count() == 4
    kept = pictures.path_of(picture.digest).read_bytes()
    assert (len(kept), kept[:3], picture.media_type) == (picture.size, b"\xff\xd8\xff", "image/jpeg")


def test_bytes_that_are_not_what_they_are_said_to_be_are_not_kept() -> None:
    drawn: Any = redraw("a", picture_of())
    object.__setattr__(drawn, "payload", b"<script>")

    assert pictures.keep(drawn) is None
    assert not Picture.objects.exists()


def test_a_picture_is_public_while_a_published_report_shows_it(client: Client, article: Article) -> None:
    assert client.get(address(article)).status_code == 404
    publishing.publish(article)

    answer = client.get(address(article))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert len(b"".join(answer.streaming_content)) == int(answer["Content-Length"])  # type: ignore[attr-defined]
    publishing.withdraw(article, "样例理由")
    assert client.get(address(article)).status_code == 404


def test_staff_see_the_picture_of_a_draft_and_no_cache_keeps_it_for_others(
    client: Client, article: Article
) -> None:
    client.force_login(User.objects.create_user("editor", is_staff=True))

    assert client.get(address(article))["Cache-Control"].startswith("private")


@pytest.mark.parametrize("digest", ["0" * 64, "x", "..%2f..%2fsecret_key", "%00" * 64])
def test_a_picture_that_is_none_is_not_found(client: Client, digest: str) -> None:
    assert client.get(f"/pictures/{digest}").status_code == 404


def test_a_report_shows_its_picture_above_its_caption_with_whose_it_is(
    client: Client, article: Article
) -> None:
    publishing.publish(article)

    html = client.get(article.get_absolute_url()).content.decode()

    assert (
        html.index(f'src="{address(article)}"')
        < html.index("<p>图为明账墙。</p>")
        < html.index("图片的权利归原作者")
    )
    Figure.objects.update(rights_note="样例日报供图，只限本档案使用")
    html = client.get(article.get_absolute_url()).content.decode()
    assert "样例日报供图，只限本档案使用" in html
    assert "图片的权利归原作者" not in html


def test_the_record_of_a_report_names_its_picture(client: Client, article: Article) -> None:
    publishing.publish(article)

    (figure,) = client.get(f"/articles/{article.pk}.json").json()["figures"]

    assert figure["picture"] == Picture.objects.get().source_digest


def test_reading_again_keeps_the_picture(article: Article) -> None:
    before = article.figures.get().picture
    Article.objects.get(pk=article.pk).figures.update(caption="别的图注")

    replayed = replay(Article.objects.get(pk=article.pk))
    apply(replayed)

    assert [difference.name for difference in replayed.differences] == ["figures"]
    assert (article.figures.get().caption, article.figures.get().picture) == ("图为明账墙。", before)


def test_reading_again_finds_a_picture_that_was_not_kept_then(article: Article) -> None:
    article.figures.update(picture=None)

    apply(replay(Article.objects.get(pk=article.pk)))

    assert article.figures.get().picture == Picture.objects.get()


def test_staff_see_the_picture_in_the_review_and_the_preview(client: Client, article: Article) -> None:
    client.force_login(User.objects.create_superuser("root"))

    for page in ("change", "preview"):
        html = client.get(f"/admin/archive/article/{article.pk}/{page}/").content.decode()
        assert f'src="{address(article)}"' in html, page
