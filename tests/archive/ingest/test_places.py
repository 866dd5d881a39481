"""Which place a report speaks of: a row for each rule, then the seed pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.ingest.places import find_place, resolve_place
from archive.text.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer()
SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"


@pytest.mark.parametrize(
    ("headline", "body", "hints", "code"),
    [
        # The place named most, with the counties in it.
        ("样例", "安康市开展学习。汉阴县、白河县、石泉县先后举办培训班，安康市作了部署。", [], "610900"),
        # One county has most of the names of its city.
        ("样例", "建安区召开会议。建安区各村参加。建安区还到许昌市学习。", [], "411003"),
        # 我市 speaks for the city, though one county is named more often.
        (
            "样例",
            "我市召开会议，全市各县参加，市委部署。南阳市的桐柏县、桐柏县代表发言。",
            ["南阳日报"],
            "411300",
        ),
        # The headline weighs more.
        ("德清县党员培训", "全县党员参加了培训，并到杭州市考察。", [], "330521"),
        # The paper, where the report names no place at all but its own kind.
        ("样例", "我市召开会议，市委作了部署。", ["娄底广播电视报"], "431300"),
        # The paper is of another place than the report.
        ("样例", "长春市举办活动。长春市各区参加。长春党员踊跃报名。", ["凤凰宁波"], "220100"),
        # The first hint that the report confirms is taken.
        ("样例", "汝州市开展活动。", ["河南日报", "地址：汝州市某街"], "410482"),
        # 我市 settles a name that a district shares with the city.
        ("样例", "我市党员参加活动。西安举办培训，西安各区参加，西安表彰先进，西安再部署。", [], "610100"),
        # A former name.
        ("样例", "许昌县召开会议。许昌县各村参加。", [], "411003"),
        # A report of the whole province.
        (
            "样例",
            "云南省部署工作，昆明市、曲靖市、普洱市、玉溪市、昭通市先后落实。云南各地响应。",
            [],
            "530000",
        ),
    ],
)
def test_a_report_of_one_place(headline: str, body: str, hints: list[str], code: str) -> None:
    reading = find_place(headline=headline, body=body, hints=hints, gazetteer=GAZETTEER)

    assert reading is not None
    assert reading.code == code


@pytest.mark.parametrize(
    ("body", "hints"),
    [
        # Places scattered over the country.
        ("江苏省、湖北省、青海省、西藏自治区迎来降温，北京市、武汉市、杭州市、南京市有雨。", []),
        # Where an agency filed the report.
        ("新华社北京2月13日电 样例规定发布。", []),
        # Short names of counties that are words: 合作, 资源, 和平, 前进.
        ("合作共享资源，和平前进，合作共享资源，和平前进。", []),
        # A paper that has the name of a county by chance.
        ("各地召开会议，部署工作。", ["光明日报", "新民晚报"]),
        # A paper alone proves nothing.
        ("各地学习文件。", ["北京青年报"]),
        # A name that several districts share.
        ("朝阳区召开会议。朝阳区各村参加。朝阳区作了部署。", []),
        ("", []),
    ],
)
def test_no_place_is_better_than_a_wrong_one(body: str, hints: list[str]) -> None:
    assert find_place(headline="样例", body=body, hints=hints, gazetteer=GAZETTEER) is None


def test_the_evidence_are_the_words() -> None:
    reading = find_place(
        headline="样例",
        body="娄底市召开会议。娄底作了部署，娄底市表彰先进。",
        hints=["娄底日报"],
        gazetteer=GAZETTEER,
    )

    assert reading is not None
    assert (reading.name, reading.evidence) == ("娄底市", "娄底日报；娄底市×2；娄底×1")


@pytest.mark.parametrize(
    ("value", "code"), [("411300", "411300"), ("河南省汝州市", "410482"), ("襄樊", "420600"), ("朝阳", None)]
)
def test_a_typed_place(value: str, code: str | None) -> None:
    place = resolve_place(value, GAZETTEER)

    assert (place.code if place else None) == code


def test_the_seed_pages() -> None:
    if not SEEDS.exists():
        pytest.skip("../shared/seeds is absent: the places of the real pages are not tested")
    expected = json.loads((SEEDS / "expected.json").read_text(encoding="utf-8"))
    found = {}
    for stem, record in expected.items():
        body = (SEEDS / f"{stem}.txt").read_text(encoding="utf-8")
        reading = find_place(headline=record["headline"], body=body, hints=[], gazetteer=GAZETTEER)
        found[stem] = reading and reading.code

    assert found == {stem: record["place"] for stem, record in expected.items()}
