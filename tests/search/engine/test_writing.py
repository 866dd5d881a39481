"""The segments that we write: stock Whoosh reads of them what it reads of its own."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import Column, RefBytesColumn, VarBytesColumn
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.filetables import OrderedHashReader
from whoosh.reading import IndexReader
from whoosh.util.numeric import length_to_byte

from search.engine import inversion
from search.engine.column_files import bytes_column, length_bytes, reference_column
from search.engine.documents import Document, as_whoosh
from search.engine.inversion import JoinedText, TermBatch, ends_after_nothing
from search.engine.schema import NO_POSITION, ZoneField, encode_positions, zone_text
from search.engine.terms import TermTable
from search.engine.terms_file import TermsWriter
from tests.search.engine.drawing import draw_report
from tests.search.engine.writing import document, our_index, schema, seen, stock_index, with_value

ZERO: Final = np.zeros(1, np.uint8)


def assert_equal_to_whoosh(folder: Path, documents: list[Document]) -> None:
    """Compare the segment that we write with that of Whoosh's writer, part by part."""
    with stock_index(folder / "stock", documents).reader() as stock:
        expected = seen(stock)
    with our_index(folder / "ours", documents).reader() as ours:
        found = seen(ours)
    for part, value in expected.items():
        assert found[part] == value, part


@given(st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_documents_are_written_as_whoosh_writes_them(
    tmp_path_factory: pytest.TempPathFactory, source: random.Random
) -> None:
    count = source.randint(1, 30)
    documents = [
        document(number, source.choices(["党建", "工作", "张三"], k=source.randint(0, 4)), **report)
        for number in range(count)
        for report in [without_number(draw_report(source, number))]
    ]
    assert_equal_to_whoosh(tmp_path_factory.mktemp("written"), documents)


def without_number(report: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in report.items() if name != "django_id"}


def text(source: random.Random, length: int, signs: str = "党建工作会议张三李四王五") -> str:
    return "".join(source.choices(signs, k=length))


# Each of these has what no other has.
DANGERS: Final[dict[str, Callable[[random.Random], list[Document]]]] = {
    "nothing but an id": lambda source: [document(1)],
    "empty beside full": lambda source: [document(1), document(2, paragraphs=["党建"]), document(3)],
    "passages of one character": lambda source: [document(1, paragraphs=list("党建党建"))],
    "beyond the BMP": lambda source: [document(1, headline="𠮷𠀋党𠮷"), document(2, paragraphs=["党𠮷"])],
    "positions over 65,535": lambda source: [
        document(1, paragraphs=[text(source, 70_000), "甲乙"]), document(2, paragraphs=["甲乙丙"])
    ],
    "wide positions in a long list": lambda source: [
        document(number, paragraphs=["党" * number for _ in range(3)] * (60 if number == 9 else 1))
        for number in range(1, 24)
    ] + [document(99, paragraphs=["党建"] * 400)],
    "a count over 255": lambda source: [document(number, paragraphs=["党" * 300]) for number in range(20)],
    "counts all 2": lambda source: [document(number, paragraphs=["党建党建"]) for number in range(40)],
    "a long list, counts unequal": lambda source: [
        document(number, ["党建"] * (1 + number % 3), paragraphs=[text(source, 9)]) for number in range(300)
    ],
    "a few steps over 255": lambda source: [
        document(number, headline="甲乙" if number % 400 < 30 else "丙") for number in range(1_300)
    ],
    "more than 256 values of a filter": lambda source: [document(number, newspaper_id=number) for number in range(300)],
    "many runs": lambda source: [document(1, headline=" ".join(f"a{n}" for n in range(500)), byline="abc 张三")],
}  # fmt: skip


@pytest.mark.parametrize("danger", list(DANGERS))
def test_dangers_are_written_as_whoosh_writes_them(danger: str, tmp_path: Path) -> None:
    assert_equal_to_whoosh(tmp_path, DANGERS[danger](random.Random(danger)))


@pytest.mark.parametrize("together", [1, 7, 40])
def test_slices_of_any_size_give_the_same_segment(
    together: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = random.Random(together)
    documents = [document(number, paragraphs=[text(source, 30), text(source, 1)]) for number in range(8)]
    monkeypatch.setattr(inversion, "PAIRS_AT_ONCE", together)
    assert_equal_to_whoosh(tmp_path, documents)


def test_more_different_characters_than_sixteen_bits_hold() -> None:
    letters = [chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x30000))]
    random.Random(1).shuffle(letters)
    assert len(letters) > 1 << 16
    text = zone_text([["".join(letters[:50_000]), "党建"], ["".join(letters[40_000:])]], Counter())
    batch = JoinedText.of(["", text.text, text.text[-3:]])
    found = {}
    for first, last in batch.slices():
        found |= postings_of(batch.batch(first, last), document=1)
    expected = {
        term: (count, value if value != NO_POSITION else b"")
        for term, count, _, value in ZoneField().index(text)
    }
    assert found == expected


def postings_of(batch: TermBatch, document: int) -> dict[bytes, tuple[int, bytes]]:
    """Return count and encoded positions of each term in one document."""
    ends = ends_after_nothing(batch.counts).tolist()
    found = {}
    for at, term in enumerate(batch.terms):
        for posting in range(int(batch.bounds[at]), int(batch.bounds[at + 1])):
            positions = batch.positions[ends[posting] : ends[posting + 1]].tolist()
            if batch.documents[posting] == document:
                found[term] = int(batch.counts[posting]), encode_positions(positions) if positions else b""
    return found


def test_steps_of_one_two_and_four_bytes_are_read_back(tmp_path: Path) -> None:
    lists = {
        b"a": [3, 70_000, 70_001, *range(80_000, 80_400), 400_000],
        b"b": list(range(0, 70_000 * 30, 70_000)),
        b"c": list(range(0, 300 * 30, 300)),
        b"d": [5, 2_000_000],
    }
    sizes = list(map(len, lists.values()))
    documents = np.array([number for numbers in lists.values() for number in numbers])
    batch = TermBatch(
        list(lists), np.arange(4), ends_after_nothing(np.array(sizes)), documents,
        np.ones(len(documents), np.int64), np.empty(0, np.uint32),
    )  # fmt: skip
    segment = W3Segment(W3Codec(), "MAIN", doccount=2_200_000)
    names = [tmp_path / segment.make_filename(ending) for ending in (".trm", ".pst")]
    with names[0].open("wb") as terms, names[1].open("wb") as postings:
        writer = TermsWriter(terms, postings)
        writer.add("words", batch, np.zeros(2_200_000, np.uint8))
        writer.finish()
    reader = W3Codec().terms_reader(FileStorage(str(tmp_path)), segment)
    existence = schema()["words"].format
    assert {
        term: list(reader.matcher("words", term, existence).all_ids()) for _, term in reader.terms()
    } == lists
    reader.close()


def test_terms_that_do_not_ascend_are_refused() -> None:
    batch = TermBatch(
        [b"b", b"a"],
        np.arange(2),
        np.arange(3),
        np.zeros(2, np.int64),
        np.ones(2, np.int64),
        np.empty(0, np.uint32),
    )
    with pytest.raises(ValueError, match="terms must ascend"):
        TermsWriter(io.BytesIO(), io.BytesIO()).add("words", batch, ZERO)


def test_every_key_is_found_in_the_hash_tables_and_no_other(tmp_path: Path) -> None:
    """Probes run over the end of their table in some of these sizes."""
    for count in (1, 2, 3, 50, 700, 3_000):
        file = tmp_path / f"{count}.trm"
        terms = sorted(f"{number * 7919 % 100_003}".encode() for number in range(count))
        batch = TermBatch(
            terms, np.arange(count), np.arange(count + 1), np.zeros(count, np.int64), np.ones(count, np.int64),
            np.empty(0, np.uint32),
        )  # fmt: skip
        with file.open("wb") as written:
            writer = TermsWriter(written, io.BytesIO())
            writer.add("words", batch, ZERO)
            writer.finish()
        stock = OrderedHashReader.open(FileStorage(str(tmp_path)), file.name)
        table = TermTable(file)
        assert all(b"\0\0" + term in stock and table.find("words", term) for term in terms)
        absent = [f"x{number}".encode() for number in range(500)]
        assert not any(b"\0\0" + term in stock or table.find("words", term) for term in absent)
        stock.close()


def column(kind: Column, written: bytes, documents: int) -> list[bytes]:
    """Return a column as Whoosh reads it."""
    storage = RamStorage()
    storage.files["column"] = written
    return list(kind.reader(storage.open_file("column"), 0, len(written), documents))


@pytest.mark.parametrize("rows", [0, 1, 300, 32_768, 32_769, 70_000])
def test_columns_of_any_size_are_read_by_whoosh(rows: int) -> None:
    values = [f"{row}".encode() for row in range(rows)]
    assert column(RefBytesColumn(), reference_column(values), rows) == values
    assert column(VarBytesColumn(), bytes_column(values), rows) == values


def test_a_column_of_bytes_tells_the_rows_apart_by_their_lengths() -> None:
    values = [b"", b"a" * 300, b"", b"b" * 70_000, b"c"]
    assert column(VarBytesColumn(), bytes_column(values), len(values)) == values
    assert column(RefBytesColumn(), reference_column(values), len(values)) == values


def test_each_length_has_the_byte_that_whoosh_gives_it() -> None:
    lengths = [*range(20_000), 106_373, 106_374, 108_000, 10**9]
    assert length_bytes(lengths).tolist() == [length_to_byte(length) for length in lengths]


def test_stock_whoosh_adds_to_our_index_deletes_from_it_and_merges_it(tmp_path: Path) -> None:
    source = random.Random(3)
    documents = [document(number, paragraphs=[text(source, 40)], headline="样例") for number in range(30)]
    index = our_index(tmp_path / "index", documents[:20])
    for more in (documents[20:25], documents[25:]):
        writer = index.writer()
        writer.delete_by_term("django_id", "3")
        for one in more:
            writer.add_document(**as_whoosh(one))
        writer.commit(optimize=True)  # twice: Whoosh merges what it merged
    expected = [one for one in documents if one.id != 3]
    with index.reader() as merged, stock_index(tmp_path / "stock", expected).reader() as stock:
        assert by_report(merged) == by_report(stock)


def by_report(reader: IndexReader) -> list[tuple[Any, ...]]:
    """Return all postings and stored fields, with the report in the place of the document's number."""
    reports = [reader.stored_fields(number)["django_id"] for number in range(reader.doc_count_all())]
    postings = [(field, term, reports[at], *rest) for field, term, at, *rest in reader.iter_postings()]
    rows = [reader.column_reader("values", translate=False)[at] for at in range(len(reports))]
    stored = [with_value(reader.stored_fields(at)) for at in range(len(reports))]
    return sorted(postings) + sorted(
        zip(reports, rows, map(repr, map(sorted, map(dict.items, stored))), strict=True)
    )


def test_stock_whoosh_searches_our_index_for_words_and_phrases(tmp_path: Path) -> None:
    source = random.Random(4)
    texts = [text(source, 60) for _ in range(80)]
    index = our_index(tmp_path / "index", [document(at, paragraphs=[one]) for at, one in enumerate(texts)])
    with index.searcher() as searcher:
        for asked in ("党", "党建", "党建工", "张三李四", "工作会议"):
            query = index.schema["body"].parse_query("body", asked)
            found = {int(hit["django_id"]) for hit in searcher.search(query, limit=None)}
            assert found == {at for at, one in enumerate(texts) if asked in one}, asked
