"""What stock Whoosh sees of an index, and documents to write: for the tests of our writer.

In: documents. Out: an index of theirs, written by Whoosh or by us, and all that Whoosh's readers say of one, as
values that can be compared.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from search.engine.commits import commit
from search.engine.contents import INDEX_NAME, write_first_contents
from search.engine.documents import Document, as_whoosh, document_of
from search.engine.schema import FACET_COLUMNS, VALUES, ZONES, build_schema

STORED: Final = ("headline", "paragraphs", "version")
COLUMNS: Final = (VALUES, *FACET_COLUMNS.values())


def schema() -> Schema:
    """Return the schema of these indexes."""
    return build_schema(STORED, ("django_ct", "django_id"), "id", settings.CACHE_DIR)


def document(number: int, words: Sequence[str] = (), **prepared: Any) -> Document:
    """Return the document of a report."""
    identifiers = {
        "id": f"archive.article.{number}",
        "django_ct": "archive.article",
        "django_id": str(number),
    }
    return document_of({"django_id": number, **prepared}, STORED, identifiers, words)


def stock_index(folder: Path, documents: Iterable[Document]) -> FileIndex:
    """Return an index that Whoosh's own writer has made of the documents."""
    folder.mkdir()
    index = FileStorage(str(folder)).create_index(schema(), INDEX_NAME)
    writer = index.writer(compound=False)
    for one in documents:
        writer.add_document(**as_whoosh(one))
    writer.commit(merge=False)
    return index


def new_index(folder: Path) -> Path:
    """Return an empty index of ours."""
    folder.mkdir()
    write_first_contents(folder, schema())
    return folder


def our_index(folder: Path, documents: Iterable[Document]) -> FileIndex:
    """Return an index that we have made of the documents, as Whoosh opens it."""
    commit(new_index(folder), schema(), documents, [])
    return opened(folder)


def opened(folder: Path) -> FileIndex:
    """Return an index as Whoosh opens it."""
    return FileStorage(str(folder)).open_index(INDEX_NAME)


def seen(reader: IndexReader) -> dict[str, Any]:
    """Return everything that a reader says, by what it is."""
    numbers = range(reader.doc_count_all())
    names = [zone.name for zone in ZONES]
    return {
        "terms": list(reader.all_terms()),
        # Where a field keeps no values, Whoosh says None or b"" as the list is on disk or in memory.
        "postings": [(*posting, value or b"") for *posting, value in reader.iter_postings()],
        "infos": {term: info_of(reader, *term) for term in reader.all_terms()},
        "lengths": [[reader.doc_field_length(number, name) or 0 for number in numbers] for name in names],
        "totals": [reader.field_length(name) for name in names],
        "stored": [with_value(reader.stored_fields(number)) for number in numbers],
        "columns": {name: list(reader.column_reader(name, translate=False)) for name in COLUMNS},
        "deleted": [number for number in numbers if reader.is_deleted(number)],
    }


def info_of(reader: IndexReader, field: str, term: bytes) -> tuple[Any, ...]:
    """Return what the term table says of a term."""
    info = reader.term_info(field, term)
    return (
        info.weight(),
        info.doc_frequency(),
        info.min_length() or 0,
        info.max_length(),
        info.max_weight(),
        info.min_id(),
        info.max_id(),
    )


def with_value(stored: dict[str, Any]) -> dict[str, Any]:
    """Return the stored fields that have a value: Whoosh's writer leaves the others out."""
    return {name: value for name, value in stored.items() if value is not None}


def stored_of(one: Document) -> dict[str, Any]:
    """Return the stored fields of a document that have a value."""
    fields: dict[str, Any] = pickle.loads(zlib.decompress(one.stored))
    return with_value(fields)
