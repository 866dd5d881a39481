"""Why this report: what of a question stands in one report, where, how often and written how, and what it is worth.

In: a question, and the reply that holds this report alone. Out: a WhyPage for people: each thing that was looked
for, the fields that it stands in, its spellings there beside what was asked for, and its part of the score. The
parts as shown add up to the score as shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from archive.models import Article
from archive.text.folding import fold
from archive.text.spellings import usual_spelling
from search.backends import Reply
from search.engine.answering import FoundDocument
from search.engine.documents import CREDIT_TAB, EXCERPT, passages
from search.engine.schema import FACTS, ZONES
from search.engine.scoring import Matched
from search.marking import Passage, find_spans, text_leaves
from search.pages import hit_of, in_words
from search.proximity import occurrences
from search.query_tree import (
    ANY_ROLE,
    ANYWHERE,
    AUTHOR,
    Equivalents,
    Exact,
    Gap,
    Leaf,
    Near,
    Run,
    Signer,
    TextLeaf,
    Whole,
    Word,
    leaves,
)
from search.question_urls import asked_by, url_of
from search.questions import DEFAULT_SORT, Question
from search.results import Fragment, Snippet
from search.spellings import Spelling, as_typed, spelling_of

HUNDRED: Final = 100
SIGNED: Final = "credit_names"
HIDDEN_WORD: Final = "……"


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A field in which something stands, how often, and in which spellings, the commonest first."""

    label: str
    number: int
    spellings: tuple[Spelling, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was looked for. `points` is its part of the score in hundredths, `share` the same in percent."""

    kind: str
    asked: str
    limit: str
    fields: tuple[FieldMatch, ...]
    points: int
    share: int

    @property
    def shown_points(self) -> str:
        """Return its part of the score as it is shown."""
        return in_decimals(self.points)


@dataclass(frozen=True, slots=True)
class WhyPage:
    """All that the page shows. `matches` is False for a report that is public and not among the hits."""

    query: str
    headline: Snippet = ()
    url: str = ""
    back_url: str = ""
    matches: bool = False
    parts: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()
    points: int = 0
    is_sorted_by_score: bool = True
    notes: tuple[str, ...] = ()
    error: str | None = None
    status: int = 200

    @property
    def shown_points(self) -> str:
        """Return the score as it is shown."""
        return in_decimals(self.points)


def why_of(question: Question, article: Article, reply: Reply, notes: Sequence[str]) -> WhyPage:
    """Return why a report is among the hits of a question; the reply holds it alone, or nothing."""
    page = refused_why(question, article)
    page = replace(page, notes=(*notes, *map(in_words, reply.parsed.notes)))
    if not reply.answer.documents:
        return page
    (found,) = reply.answer.documents
    wanted = tuple(leaves(reply.parsed.tree))
    parts = parts_of(found, question.text)
    return replace(
        page,
        headline=hit_of(found, 1, wanted).headline,
        matches=True,
        notes=(*page.notes, *_of_excerpt(found.stored)),
        parts=parts,
        missing=missing_of(found, wanted, question.text),
        points=sum(part.points for part in parts),
        is_sorted_by_score=question.sort == DEFAULT_SORT,
    )


def _of_excerpt(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the note on a report of which an excerpt is open."""
    is_excerpt = stored.get("access") == EXCERPT
    return (_("全文未开放：只数标题和摘录里的，得分按全文。"),) if is_excerpt else ()


def refused_why(question: Question, article: Article, error: str | None = None, status: int = 200) -> WhyPage:
    """Return the page of a report of which nothing can be said but that it does not match, or why that is not known."""
    return WhyPage(
        query=question.text,
        headline=(Fragment(article.headline or "", False),),
        url=f"{article.get_absolute_url()}?{asked}" if (asked := asked_by(question)) else article.get_absolute_url(),
        back_url=url_of(question),
        error=error,
        status=status,
    )


def parts_of(found: FoundDocument, typed: str) -> tuple[Part, ...]:
    """Return what matched in a report, what adds most to its score first."""
    matched = sorted(found.matched, key=lambda one: -one.score)
    points = in_hundredths([one.score for one in matched], found.score)
    total = max(1, sum(points))
    return tuple(
        _part(one, found.stored, typed, each, round(HUNDRED * each / total))
        for one, each in zip(matched, points, strict=True)
    )


def missing_of(found: FoundDocument, wanted: Iterable[Leaf], typed: str) -> tuple[str, ...]:
    """Return what was looked for as well and does not stand in the report.

    Names are left out: a word is looked for among those who signed without having been typed as a name.
    """
    stands = {one.leaf for one in found.matched}
    missing = (leaf for leaf in wanted if leaf not in stands and not isinstance(leaf, Signer))
    return tuple(dict.fromkeys(asked_as(leaf, typed) for leaf in missing))


def in_hundredths(parts: Sequence[float], total: float) -> list[int]:
    """Return the parts in hundredths so that they add up to the total in hundredths; none is off by a whole one."""
    exact = [HUNDRED * part for part in parts]
    floors = [int(part) for part in exact]
    short = min(len(parts), max(0, round(HUNDRED * total) - sum(floors)))
    largest = sorted(range(len(parts)), key=lambda at: floors[at] - exact[at])[:short]
    return [floor + (at in largest) for at, floor in enumerate(floors)]


def in_decimals(points: int) -> str:
    """Return hundredths as they are shown: 2.31."""
    return f"{points // HUNDRED}.{points % HUNDRED:02}"


def _part(matched: Matched, stored: Mapping[str, Any], typed: str, points: int, share: int) -> Part:
    leaf, is_typed = matched.leaf, _is_typed(matched.leaf, typed)
    fields = tuple(_signed(leaf, stored) if isinstance(leaf, Signer) else _fields(leaf, stored, typed))
    return Part(
        kind=kind_of(leaf) if is_typed else _("最相符的报道共有的词"),
        # A word that nobody typed is not told of a text in which nobody may read it.
        asked=asked_as(leaf, typed) if is_typed or fields else HIDDEN_WORD,
        limit=_limit_of(leaf),
        fields=fields,
        points=points,
        share=share,
    )


def _is_typed(leaf: Leaf, typed: str) -> bool:
    """Tell whether a leaf is of what was typed: of words that the best hits share, a word is not."""
    return not isinstance(leaf, Word) or any(leaf.folded in text for text in (fold(typed), usual_spelling(fold(typed))))


def kind_of(leaf: Leaf) -> str:
    """Return how something was looked for, in a word."""
    match leaf:
        case Word():
            return _("词")
        case Exact():
            return _("原样")
        case Run() | Whole():
            return _("数字或外文")
        case Near():
            return _("邻近，相隔不超过 %(most)d 字") % {"most": leaf.most}
        case Gap():
            return _("依次，相隔 %(least)d 至 %(most)d 字") % {"least": leaf.least, "most": leaf.most}
        case Signer():
            return _("署名的人")
        case Equivalents():
            return _("同义或异写")


def asked_as(leaf: Leaf, typed: str) -> str:
    """Return what was looked for, as it was typed where it was."""
    match leaf:
        case Near(parts) | Gap(parts):
            return " … ".join(as_typed(part, typed) for part in parts)
        case Equivalents(parts):
            return " = ".join(dict.fromkeys(asked_as(part, typed) for part in parts))
        case _:
            return as_typed(leaf.folded, typed)


def _limit_of(leaf: Leaf) -> str:
    """Return where alone it was looked for, "" for anywhere."""
    match leaf:
        case Signer(_name, role):
            return {ANY_ROLE: "", AUTHOR: _("作者")}.get(role, role)
        case Equivalents(parts):
            return _limit_of(parts[0]) if parts else ""
        case _:
            return limit_labels().get(leaf.field, leaf.field)


def _fields(leaf: TextLeaf | Equivalents, stored: Mapping[str, Any], typed: str) -> Iterable[FieldMatch]:
    """Yield the fields of the text in which a leaf stands, in the order of the zones."""
    parts = list(text_leaves([leaf]))
    for zone in ZONES:
        # What is looked for anywhere is not looked for among facts.
        sought = [part for part in parts if part.field != ANYWHERE or zone is not FACTS]
        for name in zone.fields:
            texts = [Passage(text, name) for text in passages(stored, [name])]
            spellings = [one for text in texts for part in sought for one in _written(part, text, typed)]
            if spellings:
                number = sum(_count(part, text) for text in texts for part in sought)
                yield FieldMatch(field_labels()[name], number, _counted(spellings))


def _written(leaf: TextLeaf, passage: Passage, typed: str) -> list[Spelling]:
    """Return how a leaf is written wherever it stands in a passage."""
    written = [passage.text[start:end] for start, end in find_spans(passage, [leaf])]
    strings = leaf.parts if isinstance(leaf, Near | Gap) else (leaf.folded,)
    return [spelling_of(one, _string_of(one, strings), typed) for one in written]


def _string_of(written: str, strings: Sequence[str]) -> str:
    """Return which of the strings of a leaf is written here."""
    return next((string for string in strings if string == fold(written)), strings[0])


def _count(leaf: TextLeaf, passage: Passage) -> int:
    """Return how often a leaf stands in a passage; strings that are near each other count once together."""
    spans = find_spans(passage, [leaf])
    if isinstance(leaf, Near | Gap):
        return sum(1 for _ in occurrences(leaf, fold(passage.text))) if spans else 0
    return len(spans)


def _counted(spellings: Iterable[Spelling]) -> tuple[Spelling, ...]:
    numbers = Counter(spellings)
    return tuple(one.times(number) for one, number in numbers.most_common())


def _signed(leaf: Signer, stored: Mapping[str, Any]) -> Iterable[FieldMatch]:
    """Yield the names of those who signed that are the one asked for."""
    names = [name for name in _names(leaf.role, stored) if fold(name) == leaf.folded]
    if names:
        yield FieldMatch(field_labels()[SIGNED], len(names), _counted(spelling_of(n, leaf.folded, n) for n in names))


def _names(role: str, stored: Mapping[str, Any]) -> list[str]:
    """Return the names of those who signed in a role."""
    if role == ANY_ROLE:
        return passages(stored, [SIGNED])
    if role == AUTHOR:
        return passages(stored, ["author_names"])
    signed = (one.partition(CREDIT_TAB) for one in passages(stored, ["credit_roles"]))
    return [name for kept, _tab, name in signed if kept == role]


def field_labels() -> dict[str, str]:
    """Return what the fields of the index are called on screen."""
    return {
        "headline": _("标题"),
        "kicker": _("引题"),
        "subtitle": _("副题"),
        "paragraphs": _("正文"),
        "headings": _("小标题"),
        "captions": _("图注"),
        "editors_note": _("编者按"),
        "column_name": _("栏目"),
        "byline": _("署名"),
        "newspaper_name": _("报纸"),
        "place_names": _("地方"),
        SIGNED: _("署名"),
    }


def limit_labels() -> dict[str, str]:
    """Return what the fields that can be asked for by name are called on screen."""
    labels = field_labels()
    return {
        ANYWHERE: "",
        "title": _("标题各行"),
        "kicker": labels["kicker"],
        "headline": labels["headline"],
        "subtitle": labels["subtitle"],
        "column": labels["column_name"],
        "note": labels["editors_note"],
        "heading": labels["headings"],
        "body": labels["paragraphs"],
        "caption": labels["captions"],
        "byline": labels["byline"],
        "paper": labels["newspaper_name"],
        "place": labels["place_names"],
    }
