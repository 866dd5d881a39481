"""How much of a report is open: its own level, else its paper's; and what each door shows at each level."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.test import Client

from archive import changes, pictures, publishing, revising
from archive.access import what_readers_see
from archive.admin.record_differences import record_differences
from archive.article_values import record_of
from archive.ingest.page import PagePicture
from archive.models import Access, Article, Change, Figure, Newspaper, Tombstone
from archive.models.access import is_narrower
from tests.archive.reports import capture_of, paper, published, sign

pytestmark = pytest.mark.django_db

BEGINNING: Final = "村里修路的事，支部开会商量了三回。"
REST: Final = "到了第三回，会计拿出一本旧账，" * 30
TEXT: Final = f"{BEGINNING}\n{REST}"


def report(**fields: Any) -> Article:
    """Return a published report whose rest is marked by its own words."""
    return published(
        "样例村修路", "2022-06-01", body_text=TEXT, newspaper=paper(),
        body_html=f"<p>{BEGINNING}</p><h2>旧账本的来历</h2><p>{REST}</p>", section_headings=["旧账本的来历"],
        editors_note="编者按：旧账本", removed=[{"text": "旧账本", "reason": "share bar"}], warnings=["旧账本"],
        evidence={"headline": "旧账本"}, **fields,
    )  # fmt: skip


def set_level(article: Article, level: str) -> None:
    """Give a report a level of its own, as an edit does."""
    article.access = level
    publishing.record_edit(article)


def set_paper(level: str, rights: str = "") -> int:
    """Give the sample paper a level and a statement; return how many Changes that made."""
    was = paper()
    now = Newspaper.objects.get(pk=was.pk)
    now.access, now.rights = level, rights
    now.save()
    return changes.record_reopening(now, was)


def kinds(article: Article) -> list[str]:
    return list(Change.objects.filter(article_id=article.pk).order_by("pk").values_list("kind", flat=True))


# Which level is in force


@pytest.mark.parametrize(
    ("own", "of_paper", "in_force"),
    [
        ("", "full", "full"), ("", "excerpt", "excerpt"), ("", "staff", "staff"),
        ("full", "staff", "full"), ("excerpt", "full", "excerpt"), ("staff", "full", "staff"),
        ("", None, "full"), ("excerpt", None, "excerpt"), ("staff", None, "staff"),
    ],
)  # fmt: skip
def test_a_report_s_own_level_goes_before_its_paper_s(own: str, of_paper: str | None, in_force: str) -> None:
    home = Newspaper.objects.create(name="样例某报", access=of_paper) if of_paper else None
    article = published("样例", newspaper=home, access=own)
    assert article.access_in_force == in_force
    assert Article.objects.published().filter(pk=article.pk).exists() == (in_force != "staff")
    assert Article.objects.published().in_full().filter(pk=article.pk).exists() == (in_force == "full")


def test_levels_have_an_order() -> None:
    assert is_narrower("staff", "excerpt")
    assert is_narrower("excerpt", "full")
    assert not is_narrower("full", "full")
    assert not is_narrower("full", "staff")


def test_the_statement_is_the_report_s_own_or_its_paper_s() -> None:
    home = Newspaper.objects.create(name="样例某报", rights="本报版权")
    assert published("甲", newspaper=home).rights_in_force == "本报版权"
    assert published("乙", newspaper=home, rights="作者所有").rights_in_force == "作者所有"
    assert published("丙").rights_in_force == ""


# What readers see


def test_nothing_is_seen_of_what_is_not_published_or_for_staff_alone() -> None:
    article = report()
    assert what_readers_see(article) is article
    assert what_readers_see(None) is None
    article.access = "staff"
    assert what_readers_see(article) is None
    article.access, article.state = "", "withdrawn"
    assert what_readers_see(article) is None


def test_an_excerpt_is_the_record_and_how_the_text_begins() -> None:
    article = report(access="excerpt")
    seen = what_readers_see(article)
    assert seen is not None
    assert seen.body_text == BEGINNING
    assert seen.body_html == f"<p>{BEGINNING}</p>"
    assert (seen.headline, seen.newspaper, seen.date_published) == ("样例村修路", paper(), "2022-06-01")
    assert "旧账本" not in str([seen.editors_note, seen.section_headings, seen.removed, seen.warnings, seen.evidence])
    assert article.body_text == TEXT  # the report itself is as it was


def test_an_excerpt_stays_escaped() -> None:
    article = report(access="excerpt")
    article.body_text = "<script>alert(1)</script>" * 9
    seen = what_readers_see(article)
    assert seen is not None
    assert "<script>" not in seen.body_html


DOORS: Final = {
    "page": "/articles/{}/", "json": "/articles/{}.json", "bib": "/articles/{}.bib", "ris": "/articles/{}.ris",
    "notice": "/articles/{}/report/", "picture": "{}",
}  # fmt: skip
# The status of each door at each level: of a report that has always been so, and of one that was open before.
TABLE: Final = [
    ("full", False, dict.fromkeys(DOORS, 200)),
    ("excerpt", False, {**dict.fromkeys(DOORS, 200), "picture": 404}),
    ("staff", False, dict.fromkeys(DOORS, 404)),
    ("excerpt", True, {**dict.fromkeys(DOORS, 200), "picture": 404}),
    ("staff", True, {**dict.fromkeys(DOORS, 410), "notice": 404, "picture": 404}),
]


@pytest.mark.parametrize("through_paper", [False, True], ids=["own", "paper's"])
@pytest.mark.parametrize(("level", "was_open", "expected"), TABLE, ids=[f"{row[0]}-{row[1]}" for row in TABLE])
def test_each_door_at_each_level(
    client: Client, level: str, was_open: bool, expected: dict[str, int], through_paper: bool
) -> None:
    if not was_open and through_paper:
        set_paper(level)
    article = report(access="" if was_open or through_paper else level)
    article.figures.create(order=0, caption="旧账本的照片", picture=picture())
    if was_open:
        set_paper(level) if through_paper else set_level(article, level)
    shown = Figure.objects.get().picture
    assert shown is not None
    urls = {name: url.format(article.pk) for name, url in DOORS.items()} | {"picture": f"/pictures/{shown.digest}"}
    answers = {name: client.get(url) for name, url in urls.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == expected
    said = "".join(answers[name].content.decode() for name in DOORS if name != "picture")
    assert ("旧账本" in said) == (level == "full")
    assert ("样例村修路" in said) == (level != "staff")


def picture() -> Any:
    return pictures.keep(PagePicture("样例.jpg", "image/jpeg", 1, 1, "a" * 64, b"\xff\xd8\xff sample"))


def test_the_record_says_how_much_is_open_and_whose_it_is(client: Client) -> None:
    set_paper("excerpt", "样例日报社所有")
    article = report()
    record = client.get(f"/articles/{article.pk}.json").json()
    assert (record["access"], record["excerpt"], record["rights"]) == ("excerpt", True, "样例日报社所有")
    assert record["body_text"] == BEGINNING
    assert (record["figures"], record["removed"], record["evidence"], record["warnings"]) == ([], [], {}, [])
    other = client.get(f"/articles/{published('全文').pk}.json").json()
    assert (other["access"], other["excerpt"], other["rights"]) == ("full", False, None)


def test_pages_tell_the_statement_and_that_it_is_an_excerpt(client: Client) -> None:
    set_paper("excerpt", "样例日报社所有<b>")
    article = report()
    html = client.get(article.get_absolute_url()).content.decode()
    assert "样例日报社所有&lt;b&gt;" in html
    assert "全文未开放" in html
    assert "样例日报社所有&lt;b&gt;" in client.get(paper().get_absolute_url()).content.decode()


def test_that_it_is_an_excerpt_is_said_below_the_text_and_not_read_out_with_its_title(client: Client) -> None:
    html = client.get(report(access="excerpt").get_absolute_url()).content.decode()
    assert html.index("</h1>") < html.index(f"<p>{BEGINNING}</p></div>") < html.index("以上是摘录")


@pytest.mark.parametrize("url", ["/", "/places/", "/years/", "/newspapers/", "/authors/", "/coverage/"])
def test_lists_and_counts_know_nothing_of_what_is_for_staff(client: Client, url: str) -> None:
    published("样例", "2021-01-01", newspaper=paper("样例别报"), place_id="411300")
    before = client.get(url).content
    hidden = report(access="staff", place_id="420600")
    sign(hidden, "某某")
    assert client.get(url).content == before


def test_a_capture_is_told_of_only_beside_a_report_that_is_seen(client: Client) -> None:
    article = report()
    url = capture_of(article).get_absolute_url()
    assert client.get(url).status_code == 200
    set_level(article, "staff")
    assert client.get(url).status_code == 404


def test_levels_cost_no_query_more(client: Client, django_assert_max_num_queries: Any) -> None:
    article = report(access="excerpt")
    client.get(article.get_absolute_url())  # the dictionary is read once by each process
    for url in (article.get_absolute_url(), f"/articles/{article.pk}.json", "/", f"/articles/{article.pk}/report/"):
        with django_assert_max_num_queries(9):
            client.get(url)


# Gone


def test_what_was_open_once_is_gone_and_says_no_more_than_that(client: Client) -> None:
    article = report()
    set_level(article, "staff")
    page = client.get(article.get_absolute_url())
    assert page.status_code == 410
    assert "不再公开" in page.content.decode()
    assert "样例日报" not in page.content.decode()
    said = client.get(f"/articles/{article.pk}.json").json()
    assert said == {
        "error": "不再公开", "id": article.pk, "newspaper": None, "date_published": None, "withdrawal_reason": None
    }  # fmt: skip


@pytest.mark.parametrize("act", ["withdraw", "delete"])
def test_what_was_only_ever_for_staff_leaves_no_trace(client: Client, act: str) -> None:
    article = report(access="staff")
    number = article.pk
    if act == "withdraw":
        publishing.withdraw(article, "核对中")
    else:
        publishing.delete(article)
        assert not Tombstone.objects.get().was_public
    assert client.get(f"/articles/{number}/").status_code == 404
    assert not Change.objects.filter(article_id=number, was_public=True).exists()


# Changes of level


def test_less_is_a_change_of_its_own_and_more_is_an_edit() -> None:
    article = report()
    for level, expected in (
        ("excerpt", ["edited", "narrowed"]), ("staff", ["edited", "narrowed"]), ("excerpt", ["edited"]),
        ("full", ["edited"]), ("", ["edited"]),
    ):  # fmt: skip
        before = len(kinds(article))
        set_level(article, level)
        assert kinds(article)[before:] == expected, level
    assert Change.objects.unapplied().removals().filter(article_id=article.pk).count() == 2


def test_a_draft_may_have_any_level_and_nobody_is_told() -> None:
    article = Article(headline="样例", body_html="<p>文</p>", body_text="文")
    publishing.record_created(article)
    set_level(article, "staff")
    assert kinds(article) == ["created", "edited"]
    assert not Change.objects.unapplied().exists()


def test_moving_to_a_paper_that_is_less_open_is_less_too() -> None:
    article = report()
    article.newspaper = Newspaper.objects.create(name="样例内刊", access="staff")
    publishing.record_edit(article)
    assert kinds(article)[-1] == "narrowed"


def test_a_paper_s_level_changes_the_reports_that_take_it_from_it() -> None:
    as_paper, own, elsewhere = report(), report(access="full"), published("别报", newspaper=paper("样例别报"))
    draft = Article(headline="样例", newspaper=paper())
    publishing.record_created(draft)
    assert set_paper("staff") == 1
    assert kinds(as_paper)[-1] == "narrowed"
    assert not Article.objects.published().filter(pk=as_paper.pk).exists()  # with the commit, whatever the index does
    assert Article.objects.published().filter(pk=own.pk).exists()
    assert set_paper("excerpt") == 1
    assert kinds(as_paper)[-1] == "edited"
    assert [kinds(one)[-1] for one in (own, elsewhere, draft)] == ["published", "published", "created"]


def test_a_paper_s_statement_changes_the_reports_that_show_it() -> None:
    as_paper, own, hidden = report(), report(rights="作者所有"), report(access="staff")
    assert set_paper("full", "样例日报社所有") == 1
    assert kinds(as_paper)[-1] == "edited"
    assert [kinds(one)[-1] for one in (own, hidden)] == ["published", "published"]
    assert set_paper("excerpt", "样例日报社") == 2  # both: one Change each, of what is less
    assert kinds(as_paper)[-1] == "narrowed"
    assert kinds(own)[-1] == "narrowed"


def test_many_reports_change_in_a_bounded_number_of_statements(django_assert_max_num_queries: Any) -> None:
    for _ in range(30):
        report()
    with django_assert_max_num_queries(8):
        assert set_paper("staff") == 30


def test_versions_keep_the_level_and_older_ones_mean_the_paper_s() -> None:
    article = report()
    set_level(article, "excerpt")
    former, latest = article.revisions.order_by("number").values_list("record", flat=True)
    assert [one["fields"]["access"] for one in (former, latest)] == ["", "excerpt"]
    shown = record_differences(former, latest)
    assert [(one.name, [piece.text for piece in one.pieces]) for one in shown] == [("access", ["摘录"])]
    for name in ("access", "rights"):
        del former["fields"][name]  # as versions were before
    assert [one.name for one in record_differences(former, latest)] == ["access"]
    publishing.edit(article, former)
    assert (article.access, revising.version_of(article.pk)) == ("excerpt", 3)  # it said nothing of it
    assert record_of(article)["fields"]["rights"] == ""


def test_levels_are_the_database_s_too() -> None:
    assert [*Access] == ["full", "excerpt", "staff"]
    with pytest.raises(Exception, match="access_is_known"):
        Newspaper.objects.create(name="样例错报", access="half")
