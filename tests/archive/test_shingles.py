"""What texts share, what is common, and which signatures meet."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from archive.text.folding import fold
from archive.text.meetings import FOLLOWERS, meetings
from archive.text.shingles import (
    BANDS,
    LEAST_CONTAINMENT,
    LEAST_CONTAINMENT_IF_SHORT,
    LEAST_REPORTS_IF_COMMON,
    LEAST_SHINGLES,
    Common,
    PhraseCounts,
    bands_of,
    compare,
    minima_of,
    shingles_of,
    wording_of,
)
from bench.reprints import EDITS, LEAST_CHARACTERS
from tests.archive.resembling import LIBRARY, NOTE, ROAD, text

NOTHING = Common()
WHOLE = text(*ROAD)
SIGNED = [-5685103487634454908, -7218931170258465892]  # the first two bands: another value loses every signature kept


def near(one: str, other: str, common: Common = NOTHING) -> bool:
    return compare(wording_of(one, common), wording_of(other, common)).is_near


def signature(body: str, common: Common = NOTHING) -> list[int]:
    minima = minima_of(wording_of(body, common))
    assert minima is not None
    values: list[int] = bands_of(minima).tolist()
    return values


def counted(texts: list[str]) -> Common:
    counts = PhraseCounts()
    for one in texts:
        counts.add(shingles_of(one))
    return counts.common()


def drawn(seed: int, characters: int = 200) -> str:
    """Return a text of random Han characters, unlike any other."""
    source = random.Random(seed)
    return "".join(chr(source.randrange(0x4E00, 0x9000)) for _ in range(characters))


def test_a_shingle_is_five_characters_of_the_folded_text_each_once() -> None:
    folded = fold(WHOLE)
    assert shingles_of(WHOLE).size == len({folded[i : i + 5] for i in range(len(folded) - 4)})


@pytest.mark.parametrize("body", ["", "四个字啊", "、，。！"])
def test_a_text_of_fewer_characters_has_none(body: str) -> None:
    assert shingles_of(body).size == 0


@pytest.mark.parametrize(
    "disguise",
    [
        lambda body: body.replace("，", ", ").replace("。", ".\n"),
        lambda body: body.replace("党", "黨").replace("学", "學").replace("门", "門"),
        lambda body: "　　" + body.replace("\n", "\n\n　　"),
    ],
    ids=["punctuation", "traditional script", "white space"],
)
def test_a_disguise_changes_no_shingle(disguise: object) -> None:
    assert callable(disguise)
    assert np.array_equal(shingles_of(disguise(WHOLE)), shingles_of(WHOLE))


@pytest.mark.parametrize(
    "printing",
    [
        text("样例晚报讯（记者 作者甲）", *ROAD),
        text(*ROAD[:2], *ROAD[3:]),
        text(*ROAD[:6]),
        WHOLE.replace("十九天", "二十天").replace("菜地", "空地").replace("钟头", "小时"),
        text(ROAD[8], *ROAD[:8]),
    ],
    ids=["masthead", "paragraph removed", "abridged", "words replaced", "paragraph moved"],
)
def test_another_printing_is_near_and_meets_in_a_band(printing: str) -> None:
    assert near(WHOLE, printing)
    assert set(enumerate(signature(WHOLE))) & set(enumerate(signature(printing)))


def test_other_reports_are_not_near() -> None:
    assert not near(WHOLE, text(*LIBRARY))
    assert not set(enumerate(signature(WHOLE))) & set(enumerate(signature(text(*LIBRARY))))


def test_a_report_that_quotes_one_paragraph_of_another_is_not_near() -> None:
    assert not near(WHOLE, text(*LIBRARY, ROAD[1]))


def test_containment_is_of_the_shorter_and_likeness_of_both_together() -> None:
    shorter, longer = shingles_of(text(*ROAD[:5])), shingles_of(WHOLE)
    likeness = compare(wording_of(text(*ROAD[:5]), NOTHING), wording_of(WHOLE, NOTHING))
    shared = len(set(shorter.tolist()) & set(longer.tolist()))
    assert likeness.containment == pytest.approx(shared / shorter.size)
    assert likeness.jaccard == pytest.approx(shared / (shorter.size + longer.size - shared))


def test_short_notices_of_one_kind_must_agree_more() -> None:
    form = "样例台明天上午九时现场直播样例县委第{0}次全体会议的实况，样例网同步播出，第{0}次会议实录随后刊出。"
    one, other = form.format("三"), form.format("十四")
    alike = compare(wording_of(one, NOTHING), wording_of(other, NOTHING)).containment
    assert LEAST_CONTAINMENT < alike < LEAST_CONTAINMENT_IF_SHORT
    assert not near(one, other)
    assert near(text(*ROAD, one), text(*ROAD, other))


def test_a_text_of_a_line_has_no_signature_and_is_near_to_nothing() -> None:
    line = "样例村今天修路"
    assert shingles_of(line).size < LEAST_SHINGLES
    assert minima_of(wording_of(line, NOTHING)) is None
    assert not near(line, line)


def test_what_stands_in_many_reports_is_common_and_in_fewer_is_not() -> None:
    pages = [text(drawn(n), NOTE) for n in range(LEAST_REPORTS_IF_COMMON)]
    assert counted(pages).own_of(shingles_of(NOTE)).size == 0
    assert counted(pages[1:]).own_of(shingles_of(NOTE)).size == shingles_of(NOTE).size
    assert counted(pages).own_of(shingles_of(drawn(0))).size == shingles_of(drawn(0)).size


def test_pages_that_share_a_standing_note_alone_are_near_until_it_is_known_as_common() -> None:
    one, other = text(*LIBRARY[:2], *ROAD), text(*LIBRARY[3:], *ROAD)
    common = counted([text(drawn(n), *ROAD) for n in range(LEAST_REPORTS_IF_COMMON)])
    assert near(one, other)
    assert not near(one, other, common)


def test_a_text_of_common_phrases_alone_is_judged_by_all_of_them_and_strictly() -> None:
    common = counted([WHOLE] * LEAST_REPORTS_IF_COMMON)
    assert wording_of(WHOLE, common).own.size == 0
    assert near(WHOLE, text("样例晚报讯", *ROAD), common)
    assert near(WHOLE, text(*ROAD[:7], LIBRARY[0]))
    assert not near(WHOLE, text(*ROAD[:7], LIBRARY[0]), common)


def test_phrases_that_are_given_are_common() -> None:
    common = Common.of_phrases(["先借后买，慢慢添书", "短"])
    assert common.own_of(shingles_of("先借后买慢慢添书")).size == 0
    assert Common.of_phrases([]).own_of(shingles_of(WHOLE)).size == shingles_of(WHOLE).size
    both = common.with_these(Common.of_phrases(["路修了十九天"]))
    assert both.own_of(shingles_of("路修了十九天")).size == 0


def test_signatures_are_the_same_in_every_process() -> None:
    assert signature(WHOLE)[:2] == SIGNED
    assert len(signature(WHOLE)) == BANDS


def test_texts_that_share_six_tenths_meet_and_unrelated_ones_do_not() -> None:
    """Of a thousand of the first kind one is missed."""
    met = unrelated = 0
    for seed in range(200):
        start, end, other = drawn(seed, 240), drawn(seed + 1_000, 80), drawn(seed + 2_000, 80)
        met += bool(set(enumerate(signature(start + end))) & set(enumerate(signature(start + other))))
        unrelated += bool(set(enumerate(signature(drawn(seed)))) & set(enumerate(signature(drawn(seed + 500)))))
    assert met >= 198
    assert unrelated == 0


def rows(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    minima = np.array([minima_of(wording_of(one, NOTHING)) for one in texts])
    return bands_of(minima), minima.astype(np.uint32)


def test_meetings_are_the_pairs_that_comparing_each_with_each_would_find() -> None:
    texts = [drawn(n, 200) for n in range(60)]
    texts += [texts[n][:150] + drawn(n + 900, 20) for n in range(0, 60, 3)]
    every = [wording_of(one, NOTHING) for one in texts]
    expected = [
        [i, j] for i in range(len(texts)) for j in range(i + 1, len(texts)) if compare(every[i], every[j]).is_near
    ]
    assert len(expected) == 20
    assert meetings(*rows(texts)).tolist() == expected


def test_very_many_copies_are_held_against_their_followers_alone() -> None:
    count = FOLLOWERS + 30
    pairs = meetings(*rows([WHOLE] * count))
    assert {second - first for first, second in pairs.tolist()} == set(range(1, FOLLOWERS + 1))
    assert len(pairs) == sum(count - distance for distance in range(1, FOLLOWERS + 1))


def test_no_signatures_have_no_meetings() -> None:
    assert meetings(np.empty((0, BANDS), np.int64), np.empty((0, 2 * BANDS), np.uint32)).tolist() == []


def test_real_reports_are_near_to_their_reprints_and_hardly_to_each_other(shared: Callable[[str], Path]) -> None:
    with gzip.open(shared("corpora/news-10k.jsonl.gz"), "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 300)]
    texts = [one for one in texts if len(one) >= LEAST_CHARACTERS]
    reprints = [dict(EDITS)["abridged to 60 %, sentences from all over"](one, random.Random(1)) for one in texts]
    recognised = sum(near(one, other) for one, other in zip(texts, reprints, strict=True))
    assert recognised >= 0.99 * len(texts) > 200
    assert sum(near(one, other) for one, other in pairwise(texts)) == 0
