"""The Haystack engine: what a question finds, how often, and in which order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from haystack.exceptions import SearchBackendError
from haystack.query import SearchQuerySet

from archive import publishing
from archive.models import Article, Newspaper
from search.backends import ReportQuerySet, archive_backend
from search.indexing import rebuild
from search.questions import Question, Selection
from tests.oracles import oracle_fold
from tests.search.building import draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_db")]

ANY_SIZE: Final = 50


def found(text: str, **asked: object) -> list[int]:
    """Return the ids of all hits of a question, page after page."""
    question = Question(text, **{"size": ANY_SIZE, **asked})  # type: ignore[arg-type]
    reply = ReportQuerySet().ask(question)
    ids = [document.id for document in reply.answer.documents]
    for page in range(2, -(-reply.answer.total // question.size) + 1):
        ids += [document.id for document in ReportQuerySet().ask(question.on_page(page)).answer.documents]
    assert len(ids) == reply.answer.total
    return ids


def passages_of(article: Article) -> list[str]:
    """Return what is searched of a report, read from the database by other means than the index's."""
    titles = [article.kicker, article.headline, article.subtitle, article.column_name]
    captions = [figure.caption for figure in article.figures.all()]
    lines = [*(article.editors_note or "").splitlines(), *article.body_text.splitlines()]
    return [text for text in [*titles, *lines, *article.section_headings, *captions] if text]


def holders_of(string: str) -> set[int]:
    """Return the published reports that hold a string in one passage: brute force, an independent fold."""
    needle = oracle_fold(string)
    return {
        article.pk
        for article in Article.objects.published()
        if any(needle in oracle_fold(passage) for passage in passages_of(article))
    }


def test_a_published_report_is_found_when_publishing_has_returned() -> None:
    article = published(body="村里修了一座廊桥。")
    assert found("廊桥") == [article.pk]


def test_a_draft_is_never_found() -> None:
    draft(body="村里修了一座廊桥。")
    published(body="别的事。")
    assert found("廊桥") == []
    assert len(found("")) == 1


@pytest.mark.parametrize("state", ["kicker", "subtitle", "column_name", "editors_note"])
def test_every_title_line_and_note_is_searched(state: str) -> None:
    article = published(**{state: "廊桥落成"})
    assert found('"廊桥落成"') == [article.pk]


def test_headings_and_captions_are_searched() -> None:
    first, second = published(headings=["廊桥落成"]), published(captions=["张三在廊桥上。"])
    assert set(found('"廊桥"')) == {first.pk, second.pk}


def test_a_signature_is_found_by_its_whole_name() -> None:
    article = published(authors=["张三丰"])
    assert found("张三丰") == [article.pk]
    assert found("三丰") == []
    assert found('"张三丰"') == []


@pytest.mark.parametrize(
    ("query", "body", "is_found"),
    [
        ('"党建引领"', "加强党建，引领发展。", True),
        ('"党建引领"', "党建。\n引领。", False),
        ('"黨建"', "加强党建工作。", True),
        ('"ＧＤＰ"', "全县gdp增长。", True),
        ('"里修"', "村里修路。", True),
        ("修", "村里修路。", True),
        ("18", "推行1+8模式。", False),
        ("1+8", "推行１＋８模式。", True),
        ("1+8", "推行11+8模式。", False),
        ("党建+", "推行党建+扶贫。", True),
        ("党建+", "党建工作。", False),
        ("5", "2015年的事。", False),
        ("5", "5人到场。", True),
        ("2017年", "2017年的事。", True),
        ("125亿", "投资12.5亿元。", False),
        ("12.5亿", "投资12.5亿元。", True),
        ("1+8", "推行11+8，1户8人。", False),
        ("5万+", "15万+，5人。", False),
        ("2019-2021年", "在2019—2021年。", True),
        ("2019—2021年底", "到2019-2021年底。", True),
        ("12月", "1—2月。", False),
        ("項鍊", "买了项链。", True),
        ("链", "锻炼身体。", False),
        ("party", "The Party branch.", True),
        ("part", "The Party branch.", False),
        ('"part"', "The Party branch.", True),
        ("支部+X+贫困户", "支部，X，贫困户。", False),
        ("支部+X+贫困户", "“支部+X+贫困户”模式。", True),
        ("支部+X+贫困户", "支部里有X名贫困户。", False),
    ],
)
def test_strings_find_what_they_say(query: str, body: str, is_found: bool) -> None:
    published(body=body)
    assert bool(found(query)) is is_found


WILD = ["~", '"', "(", "*", "\x00", "\ud800", "党建 AND", "[1 TO", "a:b", "\\", "'", "%", "_", "^2", "党~1", "“"]


@pytest.mark.parametrize("wild", WILD)
def test_no_string_raises(wild: str) -> None:
    published(body="村里的小事 100%。")
    assert len(found(wild)) <= 1


def test_every_string_of_wild_reports_is_found_as_brute_force_finds_it() -> None:
    source = random.Random(2)
    signs = "党建引领廉四议两公开村12５.,:-+%ＡbＣ，。“” 黨國"
    for _ in range(25):
        body = "\n".join("".join(source.choices(signs, k=source.randint(1, 12))) for _ in range(3))
        published(headline="".join(source.choices(signs[:12], k=5)), body=body)
    texts = [passage for article in Article.objects.all() for passage in passages_of(article)]
    for _ in range(200):
        text = source.choice(texts)
        start = source.randrange(len(text))
        string = text[start : start + source.randint(1, 6)]
        if oracle_fold(string) and '"' not in string:
            assert set(found(f'"{string}"')) == holders_of(string), string


def test_strings_of_real_reports_are_found_as_brute_force_finds_them(shared: Callable[[str], Path]) -> None:
    for text in sorted(shared("seeds").glob("*.txt")):
        lines = [line.strip() for line in text.read_text(encoding="utf-8").splitlines() if line.strip()]
        published(headline=lines[0][:100], body=lines[1:])
    source = random.Random(5)
    texts = [passage for article in Article.objects.all() for passage in passages_of(article)]
    for _ in range(120):
        text = source.choice(texts)
        start = source.randrange(len(text))
        string = text[start : start + source.randint(1, 8)]
        if oracle_fold(string) and '"' not in string:
            assert set(found(f'"{string}"')) == holders_of(string), string


def test_the_pages_of_a_question_are_its_hits_each_once() -> None:
    everything = {published(headline=f"样例{number}", date="2022-03-01").pk for number in range(25)}
    for sort in ("relevance", "newest", "oldest"):
        ids = found("样例", size=10, sort=sort)
        assert len(ids) == 25
        assert set(ids) == everything


def test_ties_are_broken_by_date_then_by_number() -> None:
    older, newer = published(date="2021-05-01"), published(date="2022-05-01")
    same_day, undated = published(date="2022-05-01"), published()
    assert found("小事") == [same_day.pk, newer.pk, older.pk, undated.pk]


def test_newest_puts_the_last_possible_day_first_then_the_better_known_date() -> None:
    year, day, month = published(date="2021"), published(date="2021-12-31"), published(date="2021-12")
    undated = published()
    assert found("", sort="newest") == [day.pk, month.pk, year.pk, undated.pk]
    assert found("", sort="oldest") == [year.pk, month.pk, day.pk, undated.pk]


def test_newest_agrees_with_the_archive() -> None:
    for date in ("2021", None, "2021-12", "2020-02-29", "2021-12-31", None):
        published(date=date)
    assert found("", sort="newest") == list(
        Article.objects.published().newest_first().values_list("pk", flat=True)
    )


def test_the_title_weighs_more_than_the_body() -> None:
    published(headline="村里的小事", body="修了廊桥，人人都说好，都去看。")
    title = published(headline="廊桥落成", body="村里人人都说好，都去看。")
    assert found("廊桥")[0] == title.pk


def test_a_run_as_it_stands_ranks_above_its_words_scattered() -> None:
    as_typed = published(body="这里讲的是党建先行，村民说好。大家都来看，样样不少，人人称好。")
    scattered = published(body="党建工作有新办法。村民说，先行一步的是支部。党建好，先行也好。")
    assert found("党建先行") == [as_typed.pk, scattered.pk]


def test_scores_fall_along_the_hits() -> None:
    for times in range(1, 8):
        published(body="廊桥。" * times + "小事。" * (9 - times))
    scores = [document.score for document in ReportQuerySet().ask(Question("廊桥")).answer.documents]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_facets_count_within_the_hits() -> None:
    published(date="2021-01-01", place="411302", newspaper="样例日报", authors=["张三"])
    published(date="2022", place="411300", newspaper="样例日报", authors=["张三", "李四"])
    published(body="别的。", date="2022")
    facets = ReportQuerySet().ask(Question("小事")).answer.facets
    assert facets["year"] == Counter({"2021": 1, "2022": 1})
    assert facets["place"] == Counter({"410000": 2, "411300": 2, "411302": 1})
    assert sorted(facets["newspaper"].values()) == [2]
    assert sorted(facets["author"].values()) == [1, 2]


def test_a_facets_own_selection_does_not_narrow_its_own_counts() -> None:
    published(date="2021", place="411300")
    published(date="2022", place="411300")
    published(date="2022", place="610900")
    question = Question(selections=(Selection("year", "2021"),))
    answer = ReportQuerySet().ask(question).answer
    assert answer.total == 1
    assert answer.facets["year"] == Counter({"2022": 2, "2021": 1})
    assert answer.facets["place"] == Counter({"411300": 1, "410000": 1})


def test_values_of_one_facet_are_alternatives_and_facets_narrow_each_other() -> None:
    first = published(date="2021", place="411300")
    second = published(date="2022", place="411300")
    published(date="2022", place="610900")
    years = (Selection("year", "2021"), Selection("year", "2022"))
    assert set(found("", selections=(*years, Selection("place", "410000")))) == {first.pk, second.pk}


def test_none_finds_reports_without_a_place_or_year() -> None:
    dated, placed = published(date="2021"), published(place="411300")
    assert found("", selections=(Selection("year", "none"),)) == [placed.pk]
    assert found("", selections=(Selection("place", "none"),)) == [dated.pk]


def test_an_excluded_value_is_left_out() -> None:
    kept = published(date="2021")
    published(date="2022")
    assert found("", selections=(Selection("year", "2022", excluded=True),)) == [kept.pk]


def test_a_further_place_counts_with_its_province() -> None:
    article = published(place="411300")
    article.further_places.add("610900")
    publishing.record_edit(article)
    assert found("", selections=(Selection("place", "610000"),)) == [article.pk]


def test_hits_need_no_query_for_a_report(django_assert_num_queries: Callable[..., object]) -> None:
    for number in range(12):
        published(headline=f"样例{number}", authors=["张三"])
    found("样例")
    # The removals that are still to be applied, and the version of the dictionary.
    with django_assert_num_queries(2):
        assert len(ReportQuerySet().ask(Question("样例")).answer.documents) == 12


def test_no_file_stays_open() -> None:
    published()
    found("小事")
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    for _ in range(20):
        found("小事")
    after = len(list(Path("/proc/self/fd").iterdir())) if before else 0
    assert after <= before


# Haystack's own verbs


def test_a_search_query_set_counts_slices_and_iterates() -> None:
    ids = {published(headline=f"样例{number}").pk for number in range(23)}
    hits = SearchQuerySet().filter(content="样例")
    assert hits.count() == 23
    assert {int(hit.pk) for hit in hits} == ids
    assert len({int(hit.pk) for at in range(0, 23, 5) for hit in hits[at : at + 5]}) == 23


def test_all_gives_every_report() -> None:
    published()
    assert SearchQuerySet().all().count() == SearchQuerySet().models(Article).count() == 1


def test_filters_excludes_and_orders_of_a_search_query_set() -> None:
    older, newer = published(date="2021-01-01"), published(date="2022-01-01")
    assert [int(hit.pk) for hit in SearchQuerySet().filter(year=2021)] == [older.pk]
    assert [int(hit.pk) for hit in SearchQuerySet().exclude(year=2021)] == [newer.pk]
    assert [int(hit.pk) for hit in SearchQuerySet().filter(year__in=[2021, 2022]).order_by("date_from")] == [
        older.pk, newer.pk,
    ]
    assert [int(hit.pk) for hit in SearchQuerySet().order_by("-year", "headline")] == [newer.pk, older.pk]
    assert SearchQuerySet().narrow("year:2022").count() == 1
    assert SearchQuerySet().facet("year").facet_counts()["fields"]["year"] == [("2021", 1), ("2022", 1)]


@pytest.mark.parametrize(
    ("asked", "years"),
    [
        ({"year__gte": 2020}, {2020, 2021}),
        ({"year__gt": 2020}, {2021}),
        ({"year__lt": 2020}, {2019}),
        ({"year__lte": "2020"}, {2019, 2020}),
        ({"year__range": [2019, 2020]}, {2019, 2020}),
        ({"year__in": []}, set()),
        ({"year": None}, {None}),
        ({"content__in": ["廊桥", "石桥"]}, {2019, 2021}),
    ],
    ids=str,
)
def test_a_search_query_set_compares_as_it_says(asked: dict[str, object], years: set[int | None]) -> None:
    bodies = {"2019": "廊桥。", "2020": "小事。", "2021": "石桥。", None: "别的。"}
    for date, body in bodies.items():
        published(date=date, body=body)
    assert {hit.year for hit in SearchQuerySet().filter(**asked)} == years
    assert {hit.year for hit in SearchQuerySet().exclude(**asked)} == {2019, 2020, 2021, None} - years


@pytest.mark.parametrize("asked", ["year__startswith", "place__gte", "date_from__gte", "column__contains"])
def test_a_comparison_that_is_not_known_is_refused_and_not_taken_for_another(asked: str) -> None:
    with pytest.raises(SearchBackendError):
        SearchQuerySet().filter(**{asked: "20"}).count()


@pytest.mark.filterwarnings("ignore:The model")
def test_of_another_model_nothing_is_found() -> None:
    published(newspaper="样例报")
    assert SearchQuerySet().models(Newspaper).count() == 0
    assert SearchQuerySet().models(Newspaper, Article).count() == 1


def test_a_hit_carries_its_stored_fields() -> None:
    article = published(headline="廊桥落成", date="2022-03", place="411300", authors=["张三"], identifier="样-1")
    (hit,) = SearchQuerySet().auto_query("廊桥")
    assert (hit.headline, hit.place_name, hit.author_names, hit.identifier) == ("廊桥落成", "南阳市", ["张三"], "样-1")
    assert hit.date_from == article.date_from


def test_clearing_the_index_leaves_what_another_builds() -> None:
    published()
    backend = archive_backend()
    former, coming = backend.store.live(), backend.store.begin()
    backend.clear()
    assert found("") == []
    assert (former.exists(), coming.exists()) == (False, True)


def test_a_rebuild_finds_the_same() -> None:
    for number in range(5):
        published(headline=f"样例{number}")
    before = found("样例")
    assert rebuild() == 5
    assert found("样例") == before
