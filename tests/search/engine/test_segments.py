"""The cache of what is decoded: bounded in bytes whatever is asked, the oldest makes room, the dead are buried."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine import segments
from search.engine.segments import ENTRY_BYTES, DecodedCache
from search.query_tree import AtLeast, Equivalents, Exact, Near, Node, Not
from tests.search.engine.drawing import Trees, draw_report
from tests.search.engine.library import WRITERS, Library, Writer

LIMIT: Final = 5 * ENTRY_BYTES  # bytes
KEYS: Final = st.tuples(st.integers(0, 2), st.integers(0, 2))
ACTS: Final = st.one_of(
    st.tuples(
        st.just("put"), KEYS, st.sampled_from((0, ENTRY_BYTES - 1, ENTRY_BYTES, 3 * ENTRY_BYTES, LIMIT))
    ),
    st.tuples(st.just("get"), KEYS, st.just(0)),
    st.tuples(st.just("forget"), KEYS, st.just(0)),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ACTS, max_size=60))
def test_the_cache_keeps_what_was_used_last_within_its_bound(
    acts: list[tuple[str, tuple[int, int], int]],
) -> None:
    cache = DecodedCache(LIMIT)
    kept: OrderedDict[tuple[int, int], tuple[object, int]] = OrderedDict()
    dead: set[int] = set()
    for act, key, size in acts:
        match act:
            case "put":
                put(cache, kept, key, size, dead)
            case "get":
                assert cache.get(key) is (kept[key][0] if key in kept else None)
                if key in kept:
                    kept.move_to_end(key)
            case _:
                cache.forget(key[0])
                dead.add(key[0])
        assert cache.size == sum(size for _, size in kept.values()) <= LIMIT


def put(
    cache: DecodedCache, kept: OrderedDict[Any, Any], key: tuple[int, int], size: int, dead: set[int]
) -> None:
    """Put a value in the cache, and in what should be kept of it."""
    value = object()
    cache.put(key, value, size)
    for buried in [one for one in kept if one[0] in dead or one == key]:
        del kept[buried]
    dead.clear()
    kept[key] = value, size + ENTRY_BYTES
    while sum(size for _, size in kept.values()) > LIMIT:
        kept.popitem(last=False)


def arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    """Yield the arrays that a cached value holds on to."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from arrays(part)
    elif hasattr(value, "__dict__"):
        yield from arrays(tuple(vars(value).values()))


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_what_is_kept_takes_no_more_than_is_said(
    write: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = DecodedCache(1 << 20)
    monkeypatch.setattr(segments, "decoded", cache)
    source = random.Random(8)
    library = Library(tmp_path, write)
    texts = ["党建引廉村" * 4, "建引廉村" * 3, "村"]
    library.commit(
        [{**draw_report(source, at), "paragraphs": [source.choice(texts)]} for at in range(1, 800)]
    )
    common = tuple(map(Exact, ("党", "建", "党建", "建引", "党建引")))
    near = Near(("党", "廉"), 5)
    asked: tuple[Node, ...] = (*common, Equivalents(common), AtLeast(2, common), Not(common[0]), near)
    for tree in asked:
        for document in library.ask(tree).documents[:5]:
            assert document.matched is not None
    kept = {id(array): array.nbytes for value, _ in cache._entries.values() for array in arrays(value)}
    assert 0 < sum(kept.values()) <= cache.size


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_answers_do_not_hang_on_what_is_kept(
    write: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = random.Random(9)
    reports = [draw_report(source, at) for at in range(1, 60)]
    library = Library(tmp_path, write)
    library.commit(reports[:30])
    library.commit(reports[30:])
    drawn = [Trees(source, reports).tree() for _ in range(40)]
    expected = [[(one.id, one.score) for one in library.ask(tree).documents] for tree in drawn]
    for limit in (0, 3 * ENTRY_BYTES, 30 * ENTRY_BYTES):
        cache = DecodedCache(limit)
        monkeypatch.setattr(segments, "decoded", cache)
        for tree, found in zip(drawn, expected, strict=True):
            assert [(one.id, one.score) for one in library.ask(tree).documents] == found
            assert cache.size <= limit
