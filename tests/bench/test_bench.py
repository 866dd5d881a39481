"""The benchmark measures what it says: its corpus is like real text, and all engines do the same work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any, Final

import pytest
from django.conf import settings
from whoosh.index import open_dir

from archive.models import Article, Place
from bench import database
from bench.corpora import IDENTIFIERS, text_bytes
from bench.generated import AUTHORS, Material, articles, material, read, write
from bench.peers import Peer
from bench.peers.engine_peer import EnginePeer
from bench.peers.fts5_peer import Fts5Peer
from bench.peers.fts5_peer import write as write_fts5
from bench.peers.tantivy_peer import TantivyPeer, tokens
from bench.peers.tantivy_peer import write as write_tantivy
from bench.peers.whoosh_peer import WhooshPeer
from bench.questions import CLASSES, Asked, asked, questions, sample
from bench.sentences import richness
from search.analysis import words
from search.backends import archive_backend
from search.bulk import make_document
from search.engine.documents import Document
from search.engine.schema import build_schema
from search.engine.store import IndexStore

REPORTS: Final = 300
INDEXED: Final = 200
EACH: Final = 3

Prepared = dict[str, Any]


@pytest.fixture(scope="module")
def given() -> Material:
    """Return what generated articles are drawn from."""
    return material(settings.CACHE_DIR)


@pytest.fixture(scope="module")
def reports(given: Material, tmp_path_factory: pytest.TempPathFactory) -> list[Prepared]:
    """Return the first generated articles, written to a file and read back."""
    path = tmp_path_factory.mktemp("corpus") / "generated.jsonl"
    write(path, articles(REPORTS, given))
    return list(read(path))


def test_an_article_depends_on_the_seed_and_its_number_alone(given: Material) -> None:
    assert list(articles(5, given)) == list(articles(7, given))[:5]
    assert list(articles(5, given)) != list(articles(5, given, seed=5))


def test_the_corpus_is_like_real_text(reports: list[Prepared]) -> None:
    texts = [[report["headline"], *report["paragraphs"]] for report in reports]
    holding = Counter(word for text in texts for word in ("党建", "工作") if any(word in one for one in text))
    lengths = [sum(map(len, report["paragraphs"])) for report in reports]
    assert 0.8 < richness(chain.from_iterable(texts), 300_000) < 1.2
    assert min(holding.values()) > 0.6 * REPORTS
    assert 1_000 < sum(lengths) / REPORTS < 1_200
    assert text_bytes(reports[:1]) == sum(len(one.encode()) for one in texts[0])


def test_places_papers_and_people_spread(reports: list[Prepared]) -> None:
    assert {len(report["place_codes"]) for report in reports} <= {2, 3}
    assert all(code.endswith("0000") for report in reports for code in report["place_codes"][-1:])
    assert len({report["year"] for report in reports}) == 20
    assert all(1 <= number <= AUTHORS for report in reports for number in report["author_ids"])


def documents(reports: list[Prepared]) -> Iterator[Document]:
    stored = [name for name in reports[0] if name not in IDENTIFIERS]
    for report in reports:
        yield make_document(report, stored, IDENTIFIERS, settings.CACHE_DIR)


@pytest.fixture(scope="module")
def peers(reports: list[Prepared], tmp_path_factory: pytest.TempPathFactory) -> list[Peer]:
    """Return four engines over the same two hundred articles."""
    folder = tmp_path_factory.mktemp("peers")
    made = list(documents(reports[:INDEXED]))
    write_fts5(folder / "fts5.sqlite3", made)
    (folder / "tantivy").mkdir()
    schema = build_schema([], ("django_ct", "django_id"), "id", settings.CACHE_DIR)
    store = IndexStore(folder / "index", schema, {})
    store.switch_to(store.begin())
    store.commit(store.live(), made, [])
    return [
        EnginePeer(store),
        WhooshPeer(open_dir(str(store.live()))),
        TantivyPeer(write_tantivy(folder / "tantivy", map(tokens, made))),
        Fts5Peer(folder / "fts5.sqlite3"),
    ]


@pytest.fixture(scope="module")
def drawn(reports: list[Prepared]) -> list[Asked]:
    """Return three questions of each class."""
    cut = partial(words, cache_dir=settings.CACHE_DIR)
    given = sample(reports[:60], INDEXED, cut)
    return [asked(one, cut) for one in questions(given, EACH)]


def test_all_engines_count_the_same(peers: list[Peer], drawn: list[Asked]) -> None:
    assert {one.kind for one in drawn} >= CLASSES.keys() - {"page 50"}
    for one in drawn:
        replies = [peer.read(peer.ask(peer.prepare(one))) for peer in peers]
        counted = [
            (reply.total, {name: sorted(counts.values()) for name, counts in reply.facets.items()})
            for reply in replies
        ]
        assert counted == counted[:1] * len(peers), f"{one.kind}: {one.typed}"


def test_all_engines_order_by_date_alike(peers: list[Peer], drawn: list[Asked]) -> None:
    dated = [one for one in drawn if one.kind in ("everything", "sort by date")]
    for one in dated:
        pages = {peer.name: peer.read(peer.ask(peer.prepare(one))).ids for peer in peers}
        assert len(set(pages.values())) == 1, f"{one.typed} {one.question.sort}: {pages}"


@pytest.mark.django_db
def test_the_database_prepares_what_was_generated(
    reports: list[Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = set(Place.objects.values_list("pk", flat=True))
    wanted = [report for report in reports[:20] if report["place_code"] in known]
    monkeypatch.setattr(database, "BATCH", 8)
    database.load(wanted)
    index = archive_backend().index
    prepared = [index.full_prepare(article) for article in index.index_queryset().order_by("pk")]
    assert [{name: one.get(name) for name in wanted[0]} for one in prepared] == wanted
    assert set(archive_backend().stored) == wanted[0].keys() - {*IDENTIFIERS}
    assert Article.objects.published().count() == len(wanted)
