"""The matrix: its cells add up, and each row says what it counts."""

from __future__ import annotations

import pytest

from archive.matrix import Matrix, place_year_matrix
from archive.models import Article, ArticleQuerySet
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
