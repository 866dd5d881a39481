"""The states of the site that the tests of access go through: how to come to each, and what it shows then.

In: an archive with a little of everything (`make_archive`), or an empty one. Out: STATES, each with a path that may
have gaps for the numbers of that archive, and their COMBINATIONS of language, theme and width. A page that is added
gets a line.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from django.contrib.auth.models import User

from archive import publishing
from archive.models import Contributor, Newspaper
from tests.archive.batches import make_batch, page
from tests.archive.factories import make_article
from tests.archive.reports import capture_of, illustrate

if TYPE_CHECKING:
    from playwright.sync_api import Page

FURNITURE: Final = [{"text": "分享到：微信 微博", "reason": "share bar"}]  # removed from each page
BODY: Final = "<h2>渠</h2><p>渠边修路，党建带着大家干。</p><p>修好了，人人走。</p>"
# Of the dictionary, so that it is among the phrases of home: with its count it is wider than a small screen.
LONGEST_TERM: Final = "习近平新时代中国特色社会主义思想"
PLACES: Final = ("411300", "411302", "411303", "610900", "431300")
YEARS: Final = (2019, 2021, 2022)
# Where what sticks to the lower edge of the window stands in its own place, and covers nothing.
TO_THE_END: Final = "scrollTo(0, document.documentElement.scrollHeight)"
WIDTHS: Final = {1280: 900, 375: 760}  # and the height of the window, in CSS pixels


class Combination(NamedTuple):
    """How a state is looked at."""

    language: str
    theme: str
    width: int


COMBINATIONS: Final = tuple(Combination(*one) for one in product(("zh-CN", "en-US"), ("light", "dark"), WIDTHS))


def leave(page: Page) -> None:
    """Do nothing more."""


def unfold(page: Page) -> None:
    """Open every disclosure."""
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    page.evaluate(TO_THE_END)


def unfold_filters(page: Page) -> None:
    """Open what holds the filters on a phone, and the first branch in it."""
    page.evaluate("for (const one of document.querySelectorAll('.facets, .branch')) one.open = true")
    page.evaluate(TO_THE_END)


def suggest(page: Page) -> None:
    """Type until something is suggested, and choose it without going there."""
    page.locator("[data-suggest]").first.fill("样例")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("ArrowDown")


class State(NamedTuple):
    """A page in one state: `shown` is what its main part says in Chinese, scripts or none."""

    path: str
    shown: str
    status: int = 200
    is_staffs: bool = False
    prepare: Callable[[Page], None] = leave
    widths: tuple[int, ...] = tuple(WIDTHS)


EMPTY: Final = {"home of an empty archive": State("/", "还没有已发布的报道。")}
PUBLIC: Final = {
    "home": State("/", "渠边的事"),
    "suggestions": State("/", "渠边的事", prepare=suggest),
    "results": State("/search/?q=渠边&year=2022", "渠边的事"),
    "results, few": State("/search/?q=渠边 修&place=610900", "渠边的事"),
    "results, mended": State("/search/?q=党健", "党建"),
    "results, none": State("/search/?q=没有这样的字句&year=2022&-place=411300", "去掉全部条件再找"),
    "results, refused": State("/search/?q=" + "廉" * 401, "400", status=400),
    "results, filters open": State("/search/?q=渠边", "渠边的事", prepare=unfold),
    "results, filters on a phone": State("/search/?q=渠边&year=2022", "已选", prepare=unfold_filters, widths=(375,)),
    "values": State("/search/values/?facet=place", "南阳市"),
    "why": State("/search/why/?q=渠边&id={article}", "合计"),
    "report": State("/articles/{article}/", "修好了"),
    "report, from a search": State("/articles/{article}/?q=渠边&rank=1", "回到检索结果"),
    "report, all unfolded": State("/articles/{article}/", "修好了", prepare=unfold),
    "place": State("/places/411300/", "渠边的事"),
    "place and year": State("/places/411300/2022/", "渠边的事"),
    "places": State("/places/", "河南省"),
    "year": State("/years/2022/", "渠边的事"),
    "years": State("/years/", "2022"),
    "newspaper": State("/newspapers/{newspaper}/", "样例日报"),
    "newspapers": State("/newspapers/", "样例日报"),
    "issue": State("/newspapers/{newspaper}/2022-06-16/", "渠边的事"),
    "author": State("/authors/{author}/", "张三"),
    "authors": State("/authors/", "张三"),
    "capture": State("/captures/{digest}/", "SHA-256"),
    "coverage": State("/coverage/", "南阳市"),
    "help": State("/help/", "怎样检索"),
    "about": State("/about/", "两条承诺"),
    "contact": State("/contact/", "联系"),
    "privacy": State("/privacy/", "隐私"),
    "letter": State("/articles/{article}/report/", "渠边的事"),
    "lost": State("/no-such-page/", "没有这一页", status=404),
    "gone": State("/articles/{gone}/", "核对中", status=410),
}
STAFFS: Final = {
    "desk": State("/admin/", "", is_staffs=True),
    "upload": State("/admin/archive/article/upload/", "", is_staffs=True),
    "batch": State("/admin/archive/ingestbatch/{batch}/change/", "", is_staffs=True),
    "review": State("/admin/archive/batchitem/{item}/review/", "", is_staffs=True),
}
LOGIN: Final = {"login": State("/admin/login/", "")}
STATES: Final = EMPTY | PUBLIC | LOGIN | STAFFS


def make_archive() -> dict[str, object]:
    """Publish a little of everything; return what fills the gaps of the paths, and who may see the desk as `staff`."""
    for number, place in enumerate(PLACES * 2):
        date = f"{YEARS[number % 3]}-06-16"
        shown = make_article(
            f"渠边的事{number}", BODY, place=place, date=date, newspaper="样例日报", authors=("张三",),
            column_name="样例栏", kicker="样例引题", subtitle="样例副题", print_page="2", issue_number="12",
            removed=FURNITURE,
        )  # fmt: skip
    make_article("无日无地的渠边的事", f"{BODY}<p>{LONGEST_TERM}</p>", place=None, date=None)
    article = make_article(
        "渠边的事，日子是推定的", BODY, date="2022-06-16", basis="inferred", newspaper="样例日报",
        authors=("张三", "李四"), editors_note="编者按：渠边的事，样例一则。", removed=FURNITURE,
    )  # fmt: skip
    illustrate(article, "样例图注", "王五")
    capture = capture_of(article)
    publishing.withdraw(shown, "核对中")
    batch = make_batch({"a.html": page("样例甲：党员修水渠", "甲。"), "b.jsonl": b"{broken"}, sureness=(60, None))
    return {
        "article": article.pk, "gone": shown.pk, "digest": capture.payload_digest, "batch": batch.pk,
        "item": batch.items.order_by("pk").values_list("pk", flat=True)[0],
        "newspaper": Newspaper.objects.get(name="样例日报").pk,
        "author": Contributor.objects.filter(name="张三").earliest("pk").pk,
        "staff": User.objects.create_superuser("editor"),
    }  # fmt: skip


def combination_of(name: str) -> Combination:
    """Return the one combination in which a state is looked at on every run: by its number, so that all are used."""
    fitting = [one for one in COMBINATIONS if one.width in STATES[name].widths]
    return fitting[list(STATES).index(name) * 3 % len(fitting)]
