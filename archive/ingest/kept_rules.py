"""Which rules do staff keep for the paper of this page?

In: the name of a paper, as the page or its operator says it. Out: its Rules as values, None where none are kept; and
the lines of a page in which a paper's own date may stand.
"""

from __future__ import annotations

from collections.abc import Callable

from archive.ingest.extracted import ExtractedArticle, PlaceReading
from archive.ingest.formats import Page
from archive.ingest.html_lines import parse_page, read_lines
from archive.ingest.paper_rules import BY_RULE, Rules, apply_rules
from archive.models import PaperRules

FindsRules = Callable[[str | None], Rules | None]


def rules_for(newspaper: str | None) -> Rules | None:
    """Return the rules kept for a paper, by its name; None for a page whose paper is not known."""
    if newspaper is None:
        return None
    kept = PaperRules.objects.select_related("place").filter(newspaper__name=newspaper).first()
    return rules_of(kept) if kept else None


def rules_of(kept: PaperRules) -> Rules:
    """Return a paper's rules as values, saved or not."""
    place = kept.place
    return Rules(
        place=PlaceReading(place.code, place.name, BY_RULE) if place else None,
        credit_wordings=tuple(kept.credit_wordings.items()),
        lines_to_strip=tuple(kept.lines_to_strip),
        date_format=kept.date_format,
    )


def read_by_rules(extracted: ExtractedArticle, page: Page, find: FindsRules = rules_for) -> ExtractedArticle:
    """Return what a page says, read with its paper's rules; a record is taken as given, but for its place."""
    rules = find(extracted.newspaper)
    if rules is None:
        return extracted
    if page.kind == "record":
        return apply_rules(extracted, Rules(place=rules.place), ())
    return apply_rules(extracted, rules, _lines_of(page) if rules.date_format else ())


def _lines_of(page: Page) -> list[str]:
    if page.kind == "text":
        return page.text.split("\n")
    root = parse_page(page.text)
    return [line.text for line in read_lines(root) if not line.is_linked] if root is not None else []
