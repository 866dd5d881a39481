"""The matrix: its cells add up, and each row says what it counts."""

from __future__ import annotations

from collections import Counter

import pytest

from archive.browsing import places_by_code
from archive.matrix import (
    CELLS_A_PAGE,
    Matrix,
    count_cells,
    matrix_of,
    place_year_matrix,
    province_matrix,
    rows_a_page,
)
from archive.models import Article, ArticleQuerySet, Place
from archive.templatetags.browsing import matrix_rows
from tests.archive.reports import draft, published

pytestmark = pytest.mark.django_db

HENAN, NANYANG, WOLONG, JIYUAN = "410000", "411300", "411303", "419001"
BEIJING, DONGCHENG, XIANGYANG = "110000", "110101", "420600"


def reports() -> ArticleQuerySet:
    return Article.objects.published()


def rows(matrix: Matrix) -> dict[str | None, dict[int | None, int]]:
    return {
        row.place.code if row.place else None: {cell.year: cell.number for cell in row.cells if cell.number}
        for row in matrix.rows
    }


def test_unpublished_reports_count_nowhere() -> None:
    draft(place_id=NANYANG, date="2022").further_places.add(XIANGYANG)
    assert place_year_matrix(reports()).rows == ()


def test_matrix_has_a_row_for_each_first_place_and_for_what_is_not_known() -> None:
    published(place_id=WOLONG, date="2022-06")
    published(place_id=NANYANG, date="2022")
    published(place_id=JIYUAN, date="2021-03-27")
    published(place_id=DONGCHENG)
    published(date="2021")
    matrix = place_year_matrix(reports())
    assert matrix.years == (2022, 2021, None)
    assert rows(matrix) == {
        DONGCHENG: {None: 1}, NANYANG: {2022: 1}, WOLONG: {2022: 1}, JIYUAN: {2021: 1}, None: {2021: 1}
    }  # fmt: skip
    assert matrix.year_totals == (2, 2, 1)
    assert matrix.total == 5


def test_matrix_goes_by_the_first_place_alone() -> None:
    published(place_id=NANYANG, date="2022").further_places.add(XIANGYANG)
    assert rows(place_year_matrix(reports())) == {NANYANG: {2022: 1}}


def test_matrix_cut_to_the_fullest_counts_the_rest_in_its_totals() -> None:
    for code in (NANYANG, XIANGYANG, XIANGYANG):
        published(place_id=code, date="2022")
    matrix = place_year_matrix(reports(), most=1)
    assert rows(matrix) == {XIANGYANG: {2022: 2}}
    assert (matrix.total, matrix.left_out) == (3, 1)


def test_a_place_whose_parts_have_rows_counts_its_own_level_only() -> None:
    for code in (HENAN, BEIJING, NANYANG, WOLONG, XIANGYANG):
        published(place_id=code)
    marked = {row.place.code: row.is_own_level for row in place_year_matrix(reports()).rows if row.place}
    assert marked == {HENAN: True, BEIJING: False, NANYANG: True, WOLONG: False, XIANGYANG: False}


def test_shades_run_from_none_to_the_fullest() -> None:
    for year, number in ((2020, 1), (2021, 4)):
        for _ in range(number):
            published(place_id=NANYANG, date=str(year))
    published(place_id=XIANGYANG, date="2021")
    shades = {row.place.code: [cell.shade for cell in row.cells] for row in place_year_matrix(reports()).rows}
    assert shades == {NANYANG: [4, 1], XIANGYANG: [1, 0]}


def test_one_report_among_few_is_of_the_lightest_shade() -> None:
    published(place_id=NANYANG, date="2020")
    assert [cell.shade for row in place_year_matrix(reports()).rows for cell in row.cells] == [1]


def test_shades_are_steps_of_equal_factor_and_the_legend_names_them() -> None:
    by_year = Counter({1900 + number: number for number in range(1, 101)})
    matrix = matrix_of({NANYANG: by_year}, places_by_code([NANYANG]))
    assert [tuple(shade) for shade in matrix.shades] == [(1, 1, 3), (2, 4, 10), (3, 11, 31), (4, 32, 100)]
    for cell in matrix.rows[0].cells:
        assert [step for step, least, most in matrix.shades if least <= cell.number <= most] == [cell.shade]


@pytest.mark.parametrize(("fullest", "legend"), [(1, [(1, 1, 1)]), (2, [(1, 1, 1), (2, 2, 2)]), (0, [])])
def test_legend_names_no_shade_that_no_cell_has(fullest: int, legend: list[tuple[int, int, int]]) -> None:
    matrix = matrix_of({NANYANG: Counter({2020: fullest})}, places_by_code([NANYANG]))
    assert [tuple(shade) for shade in matrix.shades] == legend


def test_provinces_sum_up_what_lies_in_them() -> None:
    for code, date in ((HENAN, "2020"), (NANYANG, "2020"), (WOLONG, "2021"), (XIANGYANG, "2020"), (None, "2020")):
        published(place_id=code, date=date)
    cells = count_cells(reports())
    matrix = province_matrix(cells, places_by_code(cells))
    assert rows(matrix) == {HENAN: {2020: 2, 2021: 1}, "420000": {2020: 1}, None: {2020: 1}}
    assert (matrix.total, matrix.year_totals) == (5, (1, 4))
    assert not any(row.is_own_level for row in matrix.rows)


def test_rows_lead_to_reports_and_those_of_provinces_to_their_matrix() -> None:
    published(place_id=HENAN, date="2020")
    published(date="2020")
    published(place_id=HENAN)
    cells = count_cells(reports())
    html = matrix_rows(place_year_matrix(reports()))
    assert '<a href="/places/410000/?scope=own">河南省（本级）</a>' in html
    assert '<td class="shade-1"><a href="/places/410000/2020/?scope=own">1</a></td>' in html
    assert '<a href="/places/410000/none/?scope=own">1</a>' in html
    assert '<a href="/places/none/2020/">1</a></td><td></td>' in html
    assert '<a href="/places/matrix/410000/">河南省</a>' in matrix_rows(
        province_matrix(cells, places_by_code(cells)), "province"
    )


def test_a_page_of_the_fullest_matrix_that_there_can_be_is_within_the_budget() -> None:
    sichuan = {place.code: place for place in Place.objects.filter(code__startswith="51").select_related("parent")}
    cells = {code: Counter({2000 + year: 1_000 for year in range(80)}) for code in sichuan}
    matrix = matrix_of(cells, sichuan)
    assert len(matrix.rows) > 200
    few = rows_a_page(matrix)
    assert few * len(matrix.years) <= CELLS_A_PAGE
    html = "".join(matrix_rows(matrix).splitlines()[:few])
    assert 100_000 < len(html.encode()) < 225_000


def test_names_of_places_are_escaped() -> None:
    place = Place(code=NANYANG, name="<b>", level=Place.Level.PREFECTURE)
    assert "&lt;b&gt;" in matrix_rows(matrix_of({NANYANG: Counter({2020: 1})}, {NANYANG: place}))
