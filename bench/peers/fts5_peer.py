"""SQLite's FTS5 with its trigram tokenizer, and facets by SQL.

In: Documents, or a query tree. Out: a database file, or replies. Its limits: a string of one or two characters has
no trigram, so every text is read for it; only what the full-text index matches as a whole can be ranked by bm25,
so that everything else comes newest first. Totals and counts are exact all the same.
"""

from __future__ import annotations

import pickle
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from bench.corpora import all_documents, kept, stamp
from bench.generated import FOLDER
from bench.peers import FACETS, SHOWN_VALUES, Reply, chosen_values, facet_groups
from bench.questions import Asked
from search.analysis import edges
from search.engine.documents import Document
from search.engine.schema import BODY, FACTS, TITLE, VALUE_END, ZONES, signer
from search.engine.scoring import ZONE_WEIGHTS
from search.query_tree import (
    And,
    Boost,
    Equivalents,
    Everything,
    Exact,
    Node,
    Not,
    Nothing,
    Or,
    Preferred,
    Run,
    Signer,
    Whole,
    Word,
)
from search.questions import FILTERS, Question

VERSION: Final = "1"  # of the tables below
TRIGRAM: Final = 3  # code points
TERM_END: Final = "\n"
TITLE_WEIGHT: Final = ZONE_WEIGHTS[TITLE]
_VALUES: Final = "".join(
    f"CREATE TABLE value_{name}(id INTEGER, value TEXT, PRIMARY KEY (id, value)) WITHOUT ROWID;"
    f"CREATE INDEX by_{name} ON value_{name}(value, id);"
    for name in FACETS
)
TABLES: Final = f"""
CREATE TABLE report(
    id INTEGER PRIMARY KEY, title TEXT, body TEXT, counted TEXT, facts TEXT,
    first_day INTEGER, last_day INTEGER, stored BLOB
);
CREATE INDEX newest ON report(last_day, first_day, id);
CREATE VIRTUAL TABLE text USING fts5(title, body, content='report', content_rowid='id', tokenize='trigram');
{_VALUES}
"""


class Condition(NamedTuple):
    """A condition of SQL, and what stands for its question marks."""

    sql: str
    values: tuple[Any, ...] = ()


class Prepared(NamedTuple):
    """What is looked for, what filters say to hits and to each group of facets; `ranked`: as full text."""

    tree: Condition
    ranked: str | None
    hits: Condition
    counted: Sequence[tuple[Condition, tuple[str, ...]]]
    start: int
    size: int
    order: str


class Raw(NamedTuple):
    """What SQLite returns."""

    total: int
    stored: Sequence[dict[str, Any]]
    facets: dict[str, dict[str, int]]


def write(path: Path, documents: Iterable[Document]) -> None:
    """Write a database of these documents."""
    database = sqlite3.connect(path)
    database.executescript(TABLES)
    for document in documents:
        _insert(database, document)
    database.execute("INSERT INTO text(text) VALUES ('rebuild')")
    database.execute("INSERT INTO text(text) VALUES ('optimize')")
    database.commit()
    database.execute("ANALYZE")
    database.close()


def _insert(database: sqlite3.Connection, document: Document) -> None:
    by_name = dict(zip([zone.name for zone in ZONES], document.zones, strict=True))
    counted = [TERM_END.join(["", *by_name[zone.name].counted, ""]) for zone in (TITLE, BODY, FACTS)]
    title, body = by_name[TITLE.name].text, by_name[BODY.name].text
    days = (document.first_day, document.last_day)
    row = (document.id, title, body, counted[0] + counted[1], counted[2], *days, document.stored)
    database.execute("INSERT INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    for name, values in zip(FILTERS, document.facets, strict=True):
        if name in FACETS:
            rows = [(document.id, value) for value in values.split(VALUE_END) if value]
            database.executemany(f"INSERT INTO value_{name} VALUES (?, ?)", rows)  # noqa: S608 (our own names)


class Fts5Peer:
    """A database, asked."""

    name = "SQLite FTS5"

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        self._database.execute("CREATE TEMP TABLE hit(id INTEGER PRIMARY KEY)")

    def prepare(self, asked: Asked) -> Prepared:
        """Return the question as conditions."""
        question = asked.question
        ranked = as_full_text(asked.tree) if question.sort == "relevance" else None
        oldest = "last_day, first_day, id"
        return Prepared(
            tree=condition(asked.tree),
            ranked=ranked,
            hits=_filters(question),
            counted=[(_filters(one), facets) for one, facets in facet_groups(question)],
            start=asked.start,
            size=question.size,
            order=oldest if question.sort == "oldest" else "last_day DESC, first_day DESC, id DESC",
        )

    def ask(self, prepared: Prepared) -> Raw:
        """Return hits with their stored fields, total and counts."""
        self._gather(prepared.tree)
        (total,) = self._rows("SELECT count(*) FROM hit WHERE ", prepared.hits).fetchone()
        facets = {
            name: self._counts(name, filters) for filters, facets in prepared.counted for name in facets
        }
        stored = [pickle.loads(zlib.decompress(row[0])) for row in self._page(prepared)]
        return Raw(total, stored, facets)

    def read(self, raw: Raw) -> Reply:
        """Return the same as a Reply."""
        return Reply(raw.total, tuple(int(one["django_id"]) for one in raw.stored), raw.facets)

    def _gather(self, tree: Condition) -> None:
        self._database.execute("DELETE FROM hit")
        self._rows("INSERT INTO hit SELECT id FROM report WHERE ", tree)

    def _counts(self, name: str, filters: Condition) -> dict[str, int]:
        counted = f"SELECT value, count(*) FROM hit JOIN value_{name} USING (id) WHERE "  # noqa: S608
        most = f" GROUP BY value ORDER BY count(*) DESC LIMIT {SHOWN_VALUES}"
        return dict(self._rows(counted, Condition(filters.sql + most, filters.values)))

    def _page(self, prepared: Prepared) -> Iterator[tuple[bytes]]:
        window = f" LIMIT {prepared.size} OFFSET {prepared.start}"
        if prepared.ranked:
            ordered = Condition(
                f"text MATCH ? ORDER BY bm25(text, {TITLE_WEIGHT})" + window, (prepared.ranked,)
            )
            both = Condition(
                f"{prepared.hits.sql} AND {ordered.sql}", (*prepared.hits.values, *ordered.values)
            )
            joined = "SELECT stored FROM text JOIN hit ON hit.id = text.rowid JOIN report USING (id) WHERE "
            return self._rows(joined, both)
        ordered = Condition(f"{prepared.hits.sql} ORDER BY {prepared.order}{window}", prepared.hits.values)
        return self._rows("SELECT stored FROM hit JOIN report USING (id) WHERE ", ordered)

    def _rows(self, sql: str, given: Condition) -> sqlite3.Cursor:
        return self._database.execute(sql + given.sql, given.values)


def condition(node: Node) -> Condition:
    """Return a query tree as a condition over `report`; TypeError for what the benchmark never asks."""
    match node:
        case Everything() | And(()):
            return Condition("1")
        case Nothing() | Or(()):
            return Condition("0")
        case And(parts):
            return _joined(" AND ", map(condition, parts))
        case Or(parts) | Equivalents(parts):
            return _joined(" OR ", map(condition, parts))
        case Not(part):
            found = condition(part)
            return Condition(f"NOT {found.sql}", found.values)
        case Preferred(part, _) | Boost(part, _):
            return condition(part)
        case Signer(folded):
            return _counted("facts", signer(folded))
        case Run(folded, ""):
            return _counted("counted", folded)
        case Whole(folded, ""):
            return _joined(" AND ", [_string(folded), *(_counted("counted", end) for end in edges(folded))])
        case Word(folded, "") | Exact(folded, ""):
            return _string(folded)
    raise TypeError(f"the benchmark asks for nothing of the kind of {node}")


def as_full_text(node: Node) -> str | None:
    """Return a tree in FTS5's own language, None where a trigram index cannot match all of it."""
    match node:
        case Word(folded, "") | Exact(folded, "") if len(folded) >= TRIGRAM:
            return f'"{folded}"'
        case _:
            return None


def _string(folded: str) -> Condition:
    if len(folded) >= TRIGRAM:
        return Condition("id IN (SELECT rowid FROM text WHERE text MATCH ?)", (f'"{folded}"',))
    return Condition("(instr(title, ?) OR instr(body, ?))", (folded, folded))


def _counted(column: str, term: str) -> Condition:
    return Condition(f"instr({column}, ?)", (f"{TERM_END}{term}{TERM_END}",))


def _filters(question: Question) -> Condition:
    conditions = [Condition("1")]
    for name, values in chosen_values(question).items():
        marks = ", ".join("?" * len(values))
        chosen = f"id IN (SELECT id FROM value_{name} WHERE value IN ({marks}))"  # noqa: S608
        conditions.append(Condition(chosen, tuple(values)))
    since, until = question.since, question.until
    days = "id IN (SELECT id FROM report WHERE last_day >= ? AND first_day <= ?)"
    if since and until:
        conditions.append(Condition(days, (since.ordinal, until.ordinal)))
    return _joined(" AND ", conditions)


def _joined(word: str, parts: Iterable[Condition]) -> Condition:
    kept = list(parts)
    values = tuple(value for part in kept for value in part.values)
    return Condition(f"({word.join(part.sql for part in kept)})", values)


def connect(corpus: str) -> Fts5Peer:
    """Return the peer over the database of a corpus, built where none is kept."""
    wanted = stamp(corpus, tables=VERSION)
    path = FOLDER / f"fts5-{corpus}.sqlite3"
    return Fts5Peer(kept(path, wanted, lambda empty: write(empty, all_documents(corpus))))
