"""Did you mean: a slip is mended by what readable reports contain, and by nothing else."""

from __future__ import annotations

import random
import shutil
from typing import Any, Final

import pytest
from django.test import Client

from archive import changes, publishing
from search import published_names
from search.backends import archive_backend
from search.did_you_mean import Correction
from search.edits import Slips
from search.hints import Hints, hints_for
from search.questions import Question
from tests.search.building import draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

BODIES: Final = (
    "党建带着大家修水渠。", "党建的事月月讲。", "村里实行四议两公开。", "乡村振兴从修路做起。", "健身的人多了。",
    "党员带头，健全制度。",
)  # fmt: skip


@pytest.fixture
def archive() -> None:
    with changes.held_back():
        for body in BODIES:
            published(body=body)


def corrections(client: Client, query: str, filters: str = "") -> list[Correction]:
    response = client.get(f"/search/?q={query}{filters}")
    assert response.status_code == 200
    return list(response.context["hints"].corrections)


def texts(client: Client, query: str) -> list[str]:
    return [one.text for one in corrections(client, query)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("党健", "党建"),  # sounds alike
        ("黨健", "党建"),  # the other character, in the other script
        ("四仪两公开", "四议两公开"),  # in a string that no dictionary has
        ("四义两公开", "四议两公开"),
        ("四议两公并", "四议两公开"),  # another character, that sounds otherwise
        ("四议两两公开", "四议两公开"),  # one too many
        ("四议公开", "四议两公开"),  # one too few
        ("四两议公开", "四议两公开"),  # the wrong way round
        ("乡村正兴", "乡村振兴"),
        ("“乡村正兴”", "“乡村振兴”"),  # in quotes
        ("修路 乡村正兴", "修路 乡村振兴"),  # beside other words
    ],
)
def test_a_slip_is_mended(client: Client, archive: None, typed: str, meant: str) -> None:
    assert texts(client, typed)[:1] == [meant]


@pytest.mark.parametrize(
    "typed",
    [
        "党建", "黨建", "ｄａｎｇ", "四議兩公開", "四议两公开", "乡村振兴", "鑫鑫鑫", "的", "", "+", "C919", "-党健",
        "修路", "abcdef", "“", "没有这样的话",
    ],
)  # fmt: skip
def test_what_needs_no_mending_gets_none(client: Client, archive: None, typed: str) -> None:
    assert texts(client, typed) == []


def test_where_the_pieces_of_a_word_are_found_it_is_mended_all_the_same(client: Client, archive: None) -> None:
    for number in range(12):
        published(headline=f"样例{number}", body=["四仪。", "两样。", "公开。"])
        published(headline=f"样例{number}", body="四议两公开的事。")
    page = client.get("/search/?q=四仪两公开").context
    assert page["result"].total == 12  # 四, 仪, 两 and 公开, apart
    assert [(one.text, one.count) for one in page["hints"].corrections] == [("四议两公开", 13)]


def test_a_correction_leads_to_as_many_reports_as_it_says(client: Client, archive: None) -> None:
    published(body="党建的事。", date="2021-05-01")
    (one,) = corrections(client, "党健", "&year=2021&sort=newest")
    assert (one.text, one.count) == ("党建", 1)
    assert one.url == "/search/?q=%E5%85%9A%E5%BB%BA&year=2021&sort=newest"
    assert client.get(one.url).context["result"].total == 1
    assert corrections(client, "党健", "&year=1999") == []


def test_names_and_terms_are_found_by_how_they_sound(
    client: Client, archive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_names, "known_terms", lambda: ["党建", "廉政"])
    assert texts(client, "dangjian") == ["党建"]
    assert texts(client, "当健") == ["党建"]  # both characters
    assert texts(client, "lianzheng") == []  # no report has it


def test_words_of_reports_that_nobody_may_read_are_not_offered(client: Client, archive: None) -> None:
    draft(body="鸑鷟在此。")
    withdrawn = published(body="鹓鶵在此。")
    assert texts(client, "鹓除") == ["鹓鶵"]  # while it may be read
    publishing.withdraw(withdrawn, "样例原因")
    deleted = published(body="獬豸在此。")
    publishing.delete(deleted)
    for typed in ("鸑桌", "鸑鸑", "鹓除", "獬志", "鹓鶵在次", "鸑鷟在次"):
        assert texts(client, typed) == [], typed


def test_the_page_escapes_what_was_typed(client: Client, archive: None) -> None:
    content = client.get("/search/", {"q": "<b>x</b> 党健"}).content.decode()
    assert "<b>x</b>" not in content


def test_every_slip_of_one_sound_is_among_the_edits(archive: None) -> None:
    """Brute force: of all strings of the reports' characters in the place of one, those that stand somewhere."""
    characters = sorted({one for body in BODIES for one in body if one.isalpha()})
    source = random.Random(5)
    for _ in range(60):
        body = source.choice(BODIES).rstrip("。").split("，")[0]
        start = source.randrange(len(body) - 2)
        word = body[start : start + source.randint(2, 6)]
        at = source.randrange(len(word))
        typed = word[:at] + source.choice(characters) + word[at + 1 :]
        slips = archive_backend().look(
            lambda snapshot, hidden, typed=typed: Slips(snapshot, typed)  # type: ignore[misc]
        )
        expected = {
            other
            for place in range(len(typed))
            for one in characters
            if (other := typed[:place] + one + typed[place + 1 :]) != typed
            and any(other in text for text in BODIES)
        }
        found = {edit.text for edit in [*slips.sounding_alike(), *slips.otherwise()]}
        if len(typed) >= 3 and slips.unknown and 0 not in slips.suspects():
            assert expected <= found, typed


def test_a_piece_of_a_word_is_no_correction(client: Client) -> None:
    for number in range(21):
        published(f"样例{number}", "长三角的事。")
    published(body="张三来了。")
    assert texts(client, "张三 没有") == []
    assert texts(client, "章三角") == ["长三角"]


def test_the_other_script_needs_no_mending(client: Client) -> None:
    published(body="项链和锻炼。")
    for typed in ("項鏈", "項鍊", "项链", "鍛鍊", "鍛煉"):
        assert client.get(f"/search/?q={typed}").context["result"].total == 1
        assert texts(client, typed) == [], typed


def test_without_an_index_there_are_no_hints(archive: None, settings: Any) -> None:
    shutil.rmtree(settings.INDEX_DIR)
    assert hints_for(Question("党健 四仪两公开"), 0) == Hints()
