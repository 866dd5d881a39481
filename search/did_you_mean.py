"""Did you mean: a word that hardly any report has, and the one that was perhaps meant.

In: a question and how many reports it finds. Out: at most two corrected questions, each with its exact count. What is
offered stands, as it is offered, in a report where anybody may read it: each candidate is asked for as an exact string
of the live index, reports to hide left out, and is shown by one of the first hits. Candidates come from the index
itself (`edits.py`) and from the names and terms that sound as what was typed (`dangjian`, 挡健).

Where reports are found by the pieces of a word (党 and 健 for 党健), only what sounds alike is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, NamedTuple

from archive.text.folding import fold
from archive.text.spellings import usual_spelling
from search.analysis import HAN
from search.backends import archive_backend
from search.covered import is_open_in
from search.dictionary import current_dictionary
from search.edits import LEAST_CHARACTERS, MOST_CHARACTERS, MOST_EDITS, Slips
from search.engine.answering import answer, totals
from search.engine.neighbours import is_word
from search.engine.snapshot import Snapshot
from search.name_table import NameTable
from search.published_names import name_table
from search.query_language import QueryError
from search.query_tree import Exact
from search.question_urls import url_of
from search.questions import FEW, Question
from search.sounds import as_letters, spellings

MOST_CORRECTIONS: Final = 2
MOST_WORDS: Final = 3
# A word that reports do have is doubted where another has so many times as many.
TIMES_AS_MANY: Final = 20
# Of a string so many hits are looked at, whether it is open in one of them.
HITS_LOOKED_AT: Final = 10
# A second correction is shown where it has at least this part of what the first has.
WORTH_BESIDE: Final = 0.1
# Where much is found, longer words are seldom slips: a reader types whole clauses without a space.
SHORT_WORD: Final = 4
# A run of Han that is neither excluded nor the name of a field; letters that may be pinyin.
_WORDS: Final = re.compile(rf"(?<![-－{HAN}])[{HAN}]+(?![{HAN}:：])|(?<![\w-])[A-Za-zÀ-ǜ'’]{{4,40}}(?![\w:：])")


@dataclass(frozen=True, slots=True)
class Correction:
    """A query that was perhaps meant, how many reports it finds with the filters in force, and its URL."""

    text: str
    count: int
    url: str


class _Word(NamedTuple):
    """A word of what was typed, folded; where it stands, and how many reports have it."""

    folded: str
    start: int
    end: int
    reports: int = 0


class _Candidate(NamedTuple):
    """A string that stands in so many reports."""

    text: str
    reports: int


def corrections_for(question: Question, total: int) -> list[Correction]:
    """Return what may have been meant, the likeliest first; UnreadableIndexError where the index cannot be read."""
    doubtful = _doubtful(question.text)
    if not doubtful:
        return []
    # The table of names may have to be made first: only where little is found is it worth that.
    table = NameTable(()) if total >= FEW else name_table()
    meant = archive_backend().look(lambda snapshot, hidden: _Reader(snapshot, hidden, table, total).meant(doubtful))
    found: dict[str, Question] = {}
    for word, candidates in zip(doubtful, meant, strict=True):
        for candidate in candidates:
            text = question.text[: word.start] + candidate.text + question.text[word.end :]
            found.setdefault(text, replace(question, text=text, page=1))
    least = min(max(1, total), FEW)
    return [one for one in _counted(list(found.values())) if one.count >= least][:MOST_CORRECTIONS]


def _doubtful(text: str) -> list[_Word]:
    """Return the words of what was typed that hardly any report has as they stand; of long ones, that none has."""
    words = _words_of(text)
    reports = _reports_of(words) if words else []
    known = (word._replace(reports=own) for word, own in zip(words, reports, strict=True) if own < FEW)
    return [word for word in known if not word.reports or len(word.folded) <= SHORT_WORD]


def _reports_of(words: Sequence[_Word]) -> list[int]:
    """Return how many reports have each word; that some of them are just being removed decides nothing here."""
    asked = [(Exact(word.folded), Question()) for word in words]
    return archive_backend().store.ask(lambda snapshot: totals(snapshot, asked, frozenset()))


def _words_of(text: str) -> list[_Word]:
    words = [_Word(usual_spelling(fold(one[0])), *one.span()) for one in _WORDS.finditer(text)]
    return [word for word in words if len(word.folded) >= LEAST_CHARACTERS][:MOST_WORDS]


class _Reader:
    """Looks for what was meant in one state of the index, as anybody may read it.

    In the place of a string that some report has only a word is offered, and of two characters rather a word: most
    that sounds as they do is a piece of a longer one (长三 for 张三).
    """

    def __init__(self, snapshot: Snapshot, hidden: frozenset[int], table: NameTable, total: int) -> None:
        self._snapshot = snapshot
        self._hidden = hidden
        self._table = table
        self._is_much_found = total >= FEW

    def meant(self, words: Sequence[_Word]) -> list[list[_Candidate]]:
        """Return for each word what may be meant by it, each checked: it stands in reports that may be read."""
        return list(map(self._best, words))

    def _best(self, word: _Word) -> list[_Candidate]:
        least = max(1, word.reports * TIMES_AS_MANY)
        for strings in self._likely(word.folded):
            offered = self._words_among(word, strings)
            checked = map(_Candidate, offered, self._reports_with(offered))
            likely = sorted((one for one in checked if one.reports >= least), key=_order)
            best = list(islice((one for one in likely if self._is_open(one.text)), MOST_CORRECTIONS))
            if best:
                return [one for one in best if one.reports >= best[0].reports * WORTH_BESIDE]
        return []

    def _words_among(self, word: _Word, strings: list[str]) -> list[str]:
        if not word.reports and len(word.folded) > LEAST_CHARACTERS:
            return strings
        words = [one for one in strings if is_word(self._snapshot, fold(one))]
        return words if word.reports else words or strings

    def _likely(self, folded: str) -> Iterator[list[str]]:
        """Yield strings to check: first what sounds alike, then, where little is found, any other slip."""
        names = _names_sounding_as(folded, self._table)
        if as_letters(folded) or len(folded) > MOST_CHARACTERS:
            yield names
            return
        slips = Slips(self._snapshot, folded)
        is_clause = self._is_much_found and len(folded) > SHORT_WORD and not slips.unknown
        alike = [] if is_clause else [edit.text for edit in slips.sounding_alike()]
        yield list(dict.fromkeys([*names, *alike]))
        if not self._is_much_found:
            yield [edit.text for edit in slips.otherwise()]

    def _reports_with(self, strings: Iterable[str]) -> list[int]:
        """Return how many reports have each of these strings, as it stands."""
        return totals(self._snapshot, [(Exact(fold(one)), Question()) for one in strings], self._hidden)


    def _is_open(self, text: str) -> bool:
        """Tell whether readers can see a string where it stands: what is not open of a report is found, not told."""
        leaf = Exact(fold(text))
        hits = answer(self._snapshot, leaf, Question(), self._hidden, 0, HITS_LOOKED_AT, ()).documents
        return any(is_open_in(hit, leaf) for hit in hits)


def _order(one: _Candidate) -> tuple[int, str]:
    return -one.reports, one.text


def _names_sounding_as(folded: str, table: NameTable) -> list[str]:
    """Return the names and terms that are typed with the same letters."""
    letters = as_letters(folded)
    wanted = [letters] if letters else [spelling.whole for spelling in spellings(folded)]
    names = [name for whole in wanted for name in table.spelled(whole)]
    texts = (form for name in names for form in name.forms if _is_spelled(form, wanted))
    return [text for text in dict.fromkeys(texts) if fold(text) != folded][:MOST_EDITS]


def _is_spelled(form: str, wanted: Sequence[str]) -> bool:
    return any(spelling.whole in wanted for spelling in spellings(fold(form)))


def _counted(questions: Sequence[Question]) -> list[Correction]:
    backend, dictionary = archive_backend(), current_dictionary()
    try:
        asked = [(backend.read(one, dictionary).tree, one) for one in questions]
    except QueryError:
        return []
    return [
        Correction(one.text, total, url_of(one))
        for one, total in zip(questions, backend.totals(asked), strict=True)
    ]
