"""A page saved as one file brings its pictures, by address or by label."""

from __future__ import annotations

import pytest

from archive.ingest.extraction import extract
from archive.ingest.formats import FormatError, pages_of
from archive.text.gazetteer import load_gazetteer
from tests.archive.ingest.files import BODY, HEADLINE, html_of, mhtml_of, picture_of


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    "source",
    ["http://sample.invalid/news/a/1.png", "a/1.png", "/news/a/1.png"],
    ids=["address", "beside", "from the root"],
)
def test_a_saved_page_has_its_text_and_its_picture(charset: str, source: str) -> None:
    payload = mhtml_of(html_of(picture=source), {"http://sample.invalid/news/a/1.png": picture_of()}, charset)

    (page,) = pages_of("样例.mhtml", payload)
    record = extract(page, load_gazetteer())

    assert (page.member, page.kind, page.payload, page.encoding) == (None, "html", payload, charset)
    assert (record.headline, record.body_text) == (HEADLINE, "\n".join(BODY))
    assert [figure.picture is not None for figure in record.figures] == [True]


def test_a_picture_may_be_named_by_its_label() -> None:
    payload = mhtml_of(html_of(picture="cid:p1"), {"x": picture_of()}).replace(
        b"Content-Location: x", b"Content-ID: <p1>"
    )

    (page,) = pages_of("样例.mht", payload)

    assert [picture.source for picture in page.pictures] == ["cid:p1"]


def test_plain_html_under_this_ending_is_read_as_such() -> None:
    (page,) = pages_of("样例.mhtml", html_of().encode())

    assert (page.kind, page.text) == ("html", html_of())


def test_a_mail_without_a_page_says_so() -> None:
    with pytest.raises(FormatError, match="里面没有网页"):
        list(pages_of("样例.mhtml", b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhello"))
