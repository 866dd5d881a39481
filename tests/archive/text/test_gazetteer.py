"""The gazetteer: codes, names, former names and names in running text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from archive.text.gazetteer import load_gazetteer
from tests.counting import lines_run

GAZETTEER = load_gazetteer()
SHARED = Path(__file__).resolve().parents[4] / "shared" / "places"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("411300", "411300"),  # a code
        ("411023", "411003"),  # a code of old: 许昌县
        ("南阳市", "411300"),  # a full name
        ("南阳", "411300"),  # a short name that no other division bears
        ("恩施州", "422800"),  # an everyday name
        ("河南南阳", "411300"),  # province and city
        ("河南省许昌市建安区", "411003"),  # all three levels
        ("河南·汝州", "410482"),  # a level left out, a sign between
        ("长春朝阳", "220104"),  # the city settles a shared name
        ("湖南长沙", "430100"),  # the city rather than its county
        ("吉林吉林", "220200"),
        ("北京市朝阳区", "110105"),
        ("济源", "419001"),  # a county-level city directly under its province
        ("嘉峪关市", "620200"),  # one city at two levels
        ("襄樊市", "420600"),  # renamed
        ("襄樊", "420600"),
        ("湖北襄樊", "420600"),
        ("思茅地区", "530800"),
        ("思茅市", "530800"),
        ("思茅", "530800"),
        ("许昌县", "411003"),  # a county made a district of another name
        ("临汝县", "410482"),
        ("安康地区", "610900"),  # prefectures made cities
        ("娄底地区", "431300"),
        ("南阳地区", "411300"),
        ("伊克昭盟", "150600"),
        ("大庸", "430800"),  # a former name without its kind
        ("梧州地区", "451100"),  # not the city of the same stem
        ("永川县", "500118"),  # ceded by 四川 to 重庆
        ("旬阳县", "610981"),  # made a city after the last list of codes
        ("偃师市", "410307"),
        ("洛龙区", "410311"),
    ],
)
def test_a_name_resolves_to_one_division(name: str, code: str) -> None:
    resolution = GAZETTEER.resolve(name)

    assert resolution.place is not None
    assert resolution.place.code == code


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("朝阳", {"211300", "110105", "211321", "220104"}),
        ("鼓楼区", {"320106", "320302", "350102", "410204"}),
        ("长沙", {"430100", "430121"}),
        ("江东区", {"330212", "430405"}),  # two divisions of the past
        ("河南", {"410000", "632324"}),
    ],
)
def test_a_shared_name_is_left_open(name: str, codes: set[str]) -> None:
    resolution = GAZETTEER.resolve(name)

    assert resolution.is_ambiguous
    assert {place.code for place in resolution.candidates} == codes


@pytest.mark.parametrize("name", ["某某市", "999999", "河南省南阳市建安区", "", "南宁地区", "涪陵地区"])
def test_what_is_not_known_stays_unknown(name: str) -> None:
    resolution = GAZETTEER.resolve(name)

    assert (resolution.place, resolution.candidates) == (None, ())


def test_a_code_of_old_that_is_given_anew_means_the_present_division() -> None:
    place = GAZETTEER.by_code("410307")  # 洛龙区 until 2006

    assert place is not None
    assert place.name == "偃师区"
    assert "洛龙区" not in {former.name for former in GAZETTEER.former_names()}


def test_no_short_name_of_several_divisions_resolves() -> None:
    if not SHARED.exists():
        pytest.skip("../shared/places is absent: no list of ambiguous short names")
    with (SHARED / "ambiguous_short.csv").open(encoding="utf-8", newline="") as file:
        shorts = [row["short"] for row in csv.DictReader(file)]

    assert len(shorts) == 119
    assert [short for short in shorts if not GAZETTEER.resolve(short).is_ambiguous] == []


def test_every_current_division_is_there_and_resolves_from_its_full_path() -> None:
    unreached = []
    for place in GAZETTEER.places():
        path = "".join(p.name for p in (*reversed(GAZETTEER.ancestors(place.code)), place))
        found = GAZETTEER.resolve(path).place
        if found is None or found.code != place.code:
            unreached.append(path)

    assert len(list(GAZETTEER.places())) == 3218
    assert unreached == []


def test_parents_are_a_level_above() -> None:
    by_code = {place.code: place for place in GAZETTEER.places()}
    for place in by_code.values():
        assert (place.parent is None) == (place.level == 1)
        assert place.parent is None or by_code[place.parent].level < place.level
    assert by_code["110101"].parent == "110000"
    assert by_code["419001"].parent == "410000"
    assert [p.name for p in GAZETTEER.ancestors("411003")] == ["许昌市", "河南省"]


def test_former_names_lead_to_present_divisions_with_a_reason() -> None:
    formers = list(GAZETTEER.former_names())
    names = {place.name for place in GAZETTEER.places()}

    assert all(former.reason and GAZETTEER.by_code(former.code) for former in formers)
    assert names.isdisjoint(former.name for former in formers)
    assert len({(former.name, former.code) for former in formers}) == len(formers)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("样例县在河南省南阳市卧龙区。", [("河南省", "410000"), ("南阳市", "411300"), ("卧龙区", "411303")]),
        ("长春市朝阳区", [("长春市", "220100"), ("朝阳区", "220104")]),  # by the name directly before
        ("吉林长春", [("吉林", "220000"), ("长春", "220100")]),  # by the name directly after
        ("长春市样例：在朝阳区", [("长春市", "220100"), ("朝阳区", "220104")]),  # by a name elsewhere
        ("在朝阳区", [("朝阳区", None)]),  # by nothing
        ("阳泉市与城区", [("阳泉市", "140300")]),  # a common word, not directly after its city
        ("阳泉市城区", [("阳泉市", "140300"), ("城区", "140302")]),
        ("没有地名", []),
    ],
)
def test_names_in_a_text(text: str, found: list[tuple[str, str | None]]) -> None:
    mentions = GAZETTEER.mentions(text)

    assert [(m.text, m.place.code if m.place else None) for m in mentions] == found
    assert all(text[m.start : m.end] == m.text for m in mentions)


def test_the_longest_name_is_read_wherever_it_stands() -> None:
    """The oracle: try every length at every place, longest first."""
    gazetteer = load_gazetteer()
    names = {place.name for place in gazetteer.places()} | {place.short_name for place in gazetteer.places()}
    text = "河南省洛阳市涧西区与西藏自治区那曲市、内蒙古自治区鄂温克族自治旗、长春市朝阳区的党员在南阳市卧龙区交流。"
    read = {mention.text for mention in gazetteer.mentions(text)}

    start, tried = 0, set[str]()
    while start < len(text):
        name = next(
            (text[start:end] for end in range(start + 16, start + 1, -1) if text[start:end] in names), ""
        )
        tried |= {name} - {""}
        start += len(name) or 1
    assert read == tried


def test_a_megabyte_on_one_line_is_read_at_once() -> None:
    text = "样例镇党员在村口开会讨论洛阳市的水渠" * 55_000
    gazetteer = load_gazetteer()

    assert len(gazetteer.mentions(text)) == 55_000
    part = text[:18_000]
    assert lines_run(lambda: gazetteer.mentions(part)) < 10 * len(part)  # some 6; every length at every character: 50
