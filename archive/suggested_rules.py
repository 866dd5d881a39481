"""Which rules does the archive itself suggest for a paper?

In: a newspaper. Out: Suggestions from its newest reports: lines that recur at the beginning or end of their text, a
wording that stands before names again and again, and the place that most of them are about. Whatever rules have read
already counts for nothing, so that a rule does not confirm itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.ingest.bylines import parse_signature
from archive.ingest.line_patterns import fold_line, matching_pattern
from archive.ingest.paper_rules import BY_RULE
from archive.ingest.roles import REPORTER, parse_role
from archive.ingest.signatures import fold_width, strip_brackets
from archive.models import Article, Newspaper, Place

READ_REPORTS: Final = 200  # newest reports of the paper that are looked at
MIN_REPORTS: Final = 3  # reports that must have a line or wording
MIN_PLACE_SHARE: Final = 0.6  # of the reports that have a place
HEAD_LINES: Final = 2
TAIL_LINES: Final = 3
MAX_LINE: Final = 80  # characters; a longer passage that recurs is the same report twice
SHOWN: Final = 10  # candidates of a kind
_NUMBER: Final = re.compile(r"\d+")
_WORDED: Final = re.compile(r"(?P<wording>[㐀-鿿/]{1,8})\s*[:/ ]\s*(?P<names>[㐀-鿿·、 ]{2,40})")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that recurs: what a rule would say, in how many reports it stands, and one of its forms."""

    text: str
    reports: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What recurs in a paper's reports; `read` is how many were looked at, `place_share` a percentage."""

    read: int
    lines: tuple[Candidate, ...] = ()
    wordings: tuple[Candidate, ...] = ()
    place: Place | None = None
    place_share: int = 0


def suggest(newspaper: Newspaper) -> Suggestions:
    """Return what the paper's newest reports suggest; two queries however many there are."""
    reports = list(
        Article.objects.at_hand().filter(newspaper=newspaper, is_sample=False).order_by("-pk")
        .values_list("body_text", "place", "evidence")[:READ_REPORTS]
    )  # fmt: skip
    ends = [list(_ends(text)) for text, _place, _evidence in reports]
    wordings = tuple(_recurring(_wordings(lines) for lines in ends))
    lines = tuple(_recurring(_patterns(lines) for lines in ends))
    code, share = _commonest([place for _t, place, evidence in reports if place and evidence.get("place") != BY_RULE])
    return Suggestions(len(reports), lines, wordings, Place.objects.filter(code=code).first(), share)


def _ends(text: str) -> Iterator[str]:
    """Yield the lines of a text that may be the paper's own, not the report's."""
    lines = [line for line in text.split("\n") if line.strip()]
    head, tail = lines[:HEAD_LINES], lines[max(HEAD_LINES, len(lines) - TAIL_LINES) :]
    yield from (line for line in (*head, *tail) if len(line) <= MAX_LINE)


def _patterns(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each line as a pattern with * for its numbers, and as it stands; lines that only sign are no furniture."""
    for line in lines:
        if not parse_signature(line) and not list(_wordings([line])):
            yield _NUMBER.sub("*", line.strip()), line


def _wordings(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each wording that stands before names and that we do not know as a role."""
    for line in lines:
        worded = _WORDED.fullmatch(strip_brackets(fold_width(line)))
        if worded is None or parse_role(worded["wording"]) or parse_signature(line):
            continue
        if parse_signature(f"{REPORTER} {worded['names']}"):
            yield worded["wording"], line


def _recurring(found: Iterator[Iterator[tuple[str, str]]]) -> Iterator[Candidate]:
    """Yield what stands in enough reports, the commonest first; once a report, whatever its width and white space."""
    reports: Counter[str] = Counter()
    forms: dict[str, tuple[str, str]] = {}
    for of_report in found:
        one = {fold_line(text): (text, example) for text, example in of_report if fold_line(text).strip("*")}
        reports.update(one.keys())
        forms = one | forms
    for folded, count in reports.most_common(SHOWN):
        if count >= MIN_REPORTS:
            yield Candidate(forms[folded][0], count, forms[folded][1])


def _commonest(codes: list[str]) -> tuple[str | None, int]:
    """Return the place that most reports are about and its share in percent, None where none is that common."""
    if len(codes) < MIN_REPORTS:
        return None, 0
    code, count = Counter(codes).most_common(1)[0]
    return (code, round(100 * count / len(codes))) if count >= MIN_PLACE_SHARE * len(codes) else (None, 0)


def without_known(suggested: Suggestions, lines: list[str], wordings: dict[str, str], place: object) -> Suggestions:
    """Return the suggestions that the rules do not have yet."""
    return Suggestions(
        suggested.read,
        tuple(one for one in suggested.lines if not matching_pattern(one.example, lines)),
        tuple(one for one in suggested.wordings if one.text not in wordings),
        suggested.place if place is None else None,
        suggested.place_share,
    )
