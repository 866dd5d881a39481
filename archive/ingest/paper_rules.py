"""What is always true of a paper's pages, put to use on one page that was read.

In: the ExtractedArticle of a page (with what its operator gave), the rules that staff keep for its paper, and the
lines of the page. Out: the same article without the paper's own furniture, and with its gaps filled; the evidence
says 该报规则. A rule fills and cleans, and never overrules: what the page states stands, then what the operator gave
for this upload, then the rule. So a rule's place goes where none was read or given, its date format reads a day where
the page told us none or we had only inferred one, and its wordings add names that we did not read as a signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from archive.ingest.bylines import authors_of, merge_credits, parse_signature
from archive.ingest.date_formats import compile_date_format, find_dates
from archive.ingest.extracted import (
    Block,
    DateReading,
    ExtractedArticle,
    PlaceReading,
    RemovedText,
    SignedName,
)
from archive.ingest.line_patterns import matching_pattern
from archive.ingest.roles import REPORTER
from archive.ingest.signatures import fold_width, strip_brackets

BY_RULE: Final = "该报规则"  # evidence is kept, so it is in one language
STRIPPED: Final = "该报规则：去掉的行"
SIGNED: Final = "该报规则：署名行，已记入署名"
MAX_DATE_LINE: Final = 60  # characters; a longer line is a sentence
MAX_SIGNED_LINE: Final = 80
# Warnings that a date found by rule makes untrue, by how they begin.
DATE_WARNINGS: Final = ("页面没有写明刊发日期", "刊发日期由文中", "刊发日期是推断的")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one paper: `credit_wordings` are pairs of a printed wording and the role that it means."""

    place: PlaceReading | None = None
    credit_wordings: tuple[tuple[str, str], ...] = ()
    lines_to_strip: tuple[str, ...] = ()
    date_format: str = ""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A block taken off the body's head or tail: its text, why, and who signed in it."""

    text: str
    reason: str
    names: tuple[SignedName, ...] = ()


def apply_rules(extracted: ExtractedArticle, rules: Rules, lines: Sequence[str]) -> ExtractedArticle:
    """Return the article as the paper's rules read it; `lines` are those of the page outside of links."""
    extracted = _name_roles(_clean_ends(extracted, rules), rules)
    return _fill_place(_read_date(extracted, rules, lines), rules)


def read_wording(line: str, wordings: Sequence[tuple[str, str]]) -> tuple[SignedName, ...]:
    """Return who signed, where the line is one of the wordings with names before or behind it, and nothing else."""
    folded = strip_brackets(fold_width(line))
    if len(folded) > MAX_SIGNED_LINE:
        return ()
    for printed, role in wordings:
        wording = fold_width(printed)
        for rest in (folded.removeprefix(wording), folded.removesuffix(wording)):
            names = parse_signature(f"{REPORTER} {rest.strip(' :/')}") if rest != folded and rest.strip(" :/") else ()
            if names:
                return tuple(replace(n, role=role) if n.role == REPORTER else n for n in names)
    return ()


def _clean_ends(extracted: ExtractedArticle, rules: Rules) -> ExtractedArticle:
    """Take the paper's lines, and signatures in its wording, off the head and the tail of the body."""
    if not (rules.lines_to_strip or rules.credit_wordings):
        return extracted
    judged = [_judge(block, rules) for block in extracted.blocks]
    kept = [at for at, taken in enumerate(judged) if taken is None]
    if judged and not kept:
        doubt = "该报规则要去掉的行就是全部正文，没有去掉。"
        return replace(
            extracted, doubts=(*extracted.doubts, doubt), warnings=(*extracted.warnings, doubt)
        )
    first, last = (kept[0], kept[-1] + 1) if kept else (0, 0)
    off = [taken for taken in (*judged[:first], *judged[last:]) if taken]
    elsewhere = [read_wording(removed.text, rules.credit_wordings) for removed in extracted.removed]
    signed = [names for names in (*elsewhere, *(taken.names for taken in off)) if names]
    byline = next((taken.text for taken in off if authors_of(taken.names)), None)
    return _signed_by(
        replace(
            extracted,
            blocks=extracted.blocks[first:last],
            removed=(*extracted.removed, *(RemovedText(taken.text, taken.reason) for taken in off)),
            byline=extracted.byline or byline,
        ),
        signed,
    )


def _judge(block: Block, rules: Rules) -> _Taken | None:
    """Tell why a block would go if it stood at an end of the body; None for one that is the report's."""
    if block.kind == "figure":
        return None
    names = read_wording(block.text, rules.credit_wordings)
    if names:
        return _Taken(block.text, SIGNED, names)
    return _Taken(block.text, STRIPPED) if matching_pattern(block.text, rules.lines_to_strip) else None


def _signed_by(extracted: ExtractedArticle, signed: Sequence[tuple[SignedName, ...]]) -> ExtractedArticle:
    """Add names read by wording; who is named already keeps the role that was read."""
    merged = merge_credits(extracted.credits, *signed)
    if merged == extracted.credits:
        return extracted
    new = [name.name for name in merged if name.name not in {one.name for one in extracted.credits}]
    return _told(replace(extracted, credits=merged), "credits", f"{BY_RULE}：{'、'.join(new)}")


def _name_roles(extracted: ExtractedArticle, rules: Rules) -> ExtractedArticle:
    """Give roles that were read as printed the meaning that the paper's wordings have."""
    meanings = {fold_width(printed): role for printed, role in rules.credit_wordings}
    named = tuple(
        replace(one, role=meanings.get(fold_width(one.role or ""), one.role)) if one.role else one
        for one in extracted.credits
    )
    if named == extracted.credits:
        return extracted
    meant = {f"“{a.role}”即{b.role}" for a, b in zip(extracted.credits, named, strict=True) if a != b}
    return _told(replace(extracted, credits=named), "credits", f"{BY_RULE}：{'、'.join(sorted(meant))}")


def _read_date(extracted: ExtractedArticle, rules: Rules, lines: Sequence[str]) -> ExtractedArticle:
    """Read the day in the paper's own format where the page told none that we know of."""
    if not rules.date_format or (extracted.date and extracted.date.basis == "stated"):
        return extracted
    pattern = compile_date_format(rules.date_format)
    short = [line for line in lines if len(line) <= MAX_DATE_LINE and "。" not in line]
    found = {date: line for line in reversed(short) for date in find_dates(line, pattern)}
    if len(found) != 1:
        named = "、".join(sorted(found))
        several = (f"按该报的日期写法读出不止一天，没有采用：{named}。",) if found else ()
        return replace(extracted, warnings=(*extracted.warnings, *several))
    ((value, line),) = found.items()
    told = _told(extracted, "date_published", f"{BY_RULE}：{line.strip()}", alone=True)
    left = tuple(warning for warning in told.warnings if not warning.startswith(DATE_WARNINGS))
    return replace(told, date=DateReading(value, "stated", f"{BY_RULE}：{line.strip()}"), warnings=left)


def _fill_place(extracted: ExtractedArticle, rules: Rules) -> ExtractedArticle:
    if rules.place is None or extracted.place is not None:
        return extracted
    return _told(replace(extracted, place=rules.place), "place", BY_RULE)


def _told(extracted: ExtractedArticle, field: str, words: str, *, alone: bool = False) -> ExtractedArticle:
    """Note the evidence of a rule, beside that of the page unless it stands alone."""
    known = None if alone else extracted.evidence.get(field)
    return replace(extracted, evidence={**extracted.evidence, field: f"{known}；{words}" if known else words})
