"""Contents: which segments a commit consists of, and which of their documents are deleted.

In: a folder. Out: the segments that Whoosh's table of contents names, each file of theirs there as it was
written, or an UnreadableIndexError. And back: segments become the next table of contents.

The order of a commit is what a kill or a power cut cannot break: files of segments, manifest, table of
contents, all on the disk before the last takes its name. The manifest notes both tables and the files of both,
so that the former is whole as long as the coming one is not in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, clean_files

from search.engine.durable import replace_durably, sync_files
from search.engine.manifest import (
    MANIFEST,
    FileNote,
    Notes,
    UnreadableIndexError,
    check_files,
    encode_manifest,
    note_of,
    read_manifest,
)

# Whoosh's own name of an index within its folder, which the names of all its files begin with.
INDEX_NAME: Final = "MAIN"
NOTHING_NOTED: Final[Notes] = MappingProxyType({})


class Contents(NamedTuple):
    """The segments of a commit; its number grows by one with each."""

    commit: int
    segments: list[W3Segment]

    @property
    def file_name(self) -> str:
        """Return the name of the table of contents."""
        name: str = TOC._filename(INDEX_NAME, self.commit)
        return name


def last_commit(folder: Path) -> int:
    """Return the number of the last commit; -1 where there is none, OSError where there is no folder."""
    number: int = TOC._latest_generation([file.name for file in folder.iterdir()], INDEX_NAME)
    return number


def contents_file(folder: Path, commit: int) -> Path:
    """Return the table of contents of a commit."""
    name: str = TOC._filename(INDEX_NAME, commit)
    return folder / name


def read_contents(folder: Path, schema: Schema, deep: bool = False) -> Contents:
    """Return the last commit, each file of it as it was written; `deep` reads every byte."""
    notes, commit = read_manifest(folder), last_commit(folder)
    _check_table(folder, notes, commit, deep)
    storage = RamStorage()  # Whoosh maps a file into memory, and one that is cut then kills the process
    table = contents_file(folder, commit)
    storage.files[table.name] = table.read_bytes()
    read: list[W3Segment] = TOC.read(storage, INDEX_NAME, gen=commit, schema=schema).segments
    # Stock Whoosh leaves a segment without documents, and without columns, when it merges what is all deleted.
    segments = [segment for segment in read if segment.doc_count_all()]
    for segment in segments:
        if segment.is_compound():
            raise UnreadableIndexError(f"{segment.segment_id()} was written by another program, as one file")
    names = frozenset(segment.segment_id() for segment in segments)
    check_files(folder, notes, [name for name in notes if name.partition(".")[0] in names], deep)
    return Contents(commit, segments)


def write_first_contents(folder: Path, schema: Schema) -> None:
    """Make an empty folder an index without documents."""
    table = contents_file(folder, 0)
    replace_durably(table, _encoded(schema, Contents(0, [])))
    replace_durably(folder / MANIFEST, encode_manifest({table.name: note_of(table)}))


def replace_contents(
    folder: Path,
    schema: Schema,
    former: Contents,
    segments: Sequence[W3Segment],
    durable: Notes = NOTHING_NOTED,
) -> None:
    """Make these the segments of the next commit; on any error the former one stays.

    `durable` is what is noted already of files that are on the disk.
    """
    coming = Contents(former.commit + 1, list(segments))
    known = read_manifest(folder)
    table, manifest = _beside(folder / coming.file_name), _beside(folder / MANIFEST)
    table.write_bytes(_encoded(schema, coming))
    notes = _notes(folder, {**known, **durable}, former, coming)
    manifest.write_bytes(encode_manifest({**notes, coming.file_name: note_of(table)}))
    new = notes.keys() - known.keys() - durable.keys()
    sync_files([*(folder / name for name in new), table, manifest, folder])
    manifest.replace(folder / MANIFEST)
    try:
        table.replace(folder / coming.file_name)
    except BaseException:
        if not (folder / coming.file_name).exists():
            replace_durably(folder / MANIFEST, encode_manifest(known))
        raise
    sync_files([folder])
    clean_files(FileStorage(str(folder)), INDEX_NAME, coming.commit, coming.segments)


def durable_notes(folder: Path) -> dict[str, FileNote]:
    """Write the files of a folder through to the disk, and return what is to be noted of them."""
    files = sorted(folder.iterdir())
    sync_files(files)
    return {file.name: note_of(file) for file in files}


def remove_unnamed(folder: Path, schema: Schema) -> None:
    """Remove what a commit that failed has left: the files that the last table of contents does not name."""
    with suppress(UnreadableIndexError, OSError):
        commit, segments = read_contents(folder, schema)
        clean_files(FileStorage(str(folder)), INDEX_NAME, commit, segments)
        for file in folder.glob("*.new"):
            file.unlink(missing_ok=True)


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")


def _check_table(folder: Path, notes: dict[str, FileNote], commit: int, deep: bool) -> None:
    """Raise UnreadableIndexError where a table of contents is not the one noted.

    Nothing is noted of a later one: stock Whoosh has written it.
    """
    table = contents_file(folder, commit).name
    if table in notes:
        check_files(folder, notes, [table], deep)
        return
    noted: int = TOC._latest_generation(notes, INDEX_NAME)
    if commit < noted:
        raise UnreadableIndexError(f"damaged: {contents_file(folder, noted).name}")


def _notes(folder: Path, known: Notes, former: Contents, coming: Contents) -> dict[str, FileNote]:
    """Return what is to be noted of the files of both commits; those that are known are not read again."""
    segments = {segment.segment_id() for segment in (*former.segments, *coming.segments)}
    names = {file.name for file in folder.iterdir() if file.name.partition(".")[0] in segments}
    return {name: known.get(name) or note_of(folder / name) for name in sorted({*names, former.file_name})}


def _encoded(schema: Schema, contents: Contents) -> bytes:
    """Return a table of contents as Whoosh writes it."""
    storage = RamStorage()
    TOC(schema, contents.segments, contents.commit).write(storage, INDEX_NAME)
    (written,) = storage.files.values()
    return bytes(written)
