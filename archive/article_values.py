"""The record of a report as values: what is kept of each version, compared, and put back.

In: a report, or such a record. Out: the other. Papers and contributors stand with their number and their name: the
number finds them when they have been renamed since, the name when they are gone. What derives from the body (text,
headings, digest) is not kept, but reckoned anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NotRequired, TypedDict

from archive.editing import set_body, text_digest
from archive.models import Article, Contributor, Credit, Figure, Newspaper, Picture, Place

TEXT_FIELDS: Final = (
    "kicker", "headline", "subtitle", "column_name", "source_printed", "site", "source_url", "issue_number",
    "print_page", "byline", "editors_note", "body_html", "identifier",
)  # fmt: skip
DATE_FIELDS: Final = ("date_published", "date_basis", "date_evidence")
PERIOD_FIELDS: Final = ("period_start", "period_end")
# Versions from before there were any lack them.
RIGHTS_FIELDS: Final = ("access", "rights")
FIELDS: Final = (*TEXT_FIELDS, *DATE_FIELDS, *PERIOD_FIELDS, *RIGHTS_FIELDS)


class PaperValue(TypedDict):
    """A newspaper."""

    number: int | None
    name: str


class CreditValue(TypedDict):
    """A signature; the home of its name is a paper, else a place (by code), else nowhere."""

    name: str
    role: str | None
    is_author: bool
    contributor: int | None
    newspaper: PaperValue | None
    place: str | None


class FigureValue(TypedDict):
    """A figure; its picture by the digest of its bytes."""

    caption: str | None
    source_url: str | None
    rights_note: str
    picture: str | None
    credits: list[CreditValue]


class Reading(TypedDict):
    """What was understood of the page, and from which words."""

    evidence: dict[str, Any]
    removed: list[Any]
    warnings: list[Any]


class ArticleRecord(TypedDict):
    """A report: `fields` by their names, days as YYYY-MM-DD; places by code; rows in their order.

    `settles` stands in proposals that follow a rule: the fields that a person settles by them, none for a re-reading.
    """

    fields: dict[str, str | None]
    newspaper: PaperValue | None
    place: str | None
    further_places: list[str]
    credits: list[CreditValue]
    figures: list[FigureValue]
    reading: Reading
    settles: NotRequired[list[str]]


def record_of(article: Article) -> ArticleRecord:
    """Return the record as it stands: the report's fields as they are in memory, its rows as in the database."""
    figures = list(article.figures.select_related("picture").order_by("order"))
    signed: dict[int | None, list[CreditValue]] = {None: [], **{figure.pk: [] for figure in figures}}
    for credit in article.credits.select_related("contributor__newspaper").order_by("order", "pk"):
        signed[credit.figure_id].append(credit_value(credit))
    places = article.further_places.through.objects.filter(article_id=article.pk).order_by("place_id")
    return record_with(
        article, list(places.values_list("place_id", flat=True)), signed[None],
        [figure_value(figure, signed[figure.pk]) for figure in figures],
    )  # fmt: skip


def record_with(
    article: Article, further_places: Sequence[str], credits: list[CreditValue], figures: list[FigureValue]
) -> ArticleRecord:
    """Return the record of a report that has those rows, whatever the database has."""
    return ArticleRecord(
        fields={name: _plain(getattr(article, name)) for name in FIELDS},
        newspaper=paper_value(article.newspaper),
        place=article.place_id,
        further_places=sorted(further_places),
        credits=credits,
        figures=figures,
        reading=Reading(evidence=article.evidence, removed=article.removed, warnings=article.warnings),
    )


def field_of(record: ArticleRecord, name: str) -> str | None:
    """Return a field of a record, as it was meant in one that does not have it yet."""
    return record["fields"].get(name, "" if name in RIGHTS_FIELDS else None)


def paper_value(paper: Newspaper | None) -> PaperValue | None:
    """Return a newspaper as a value."""
    return PaperValue(number=paper.pk, name=paper.name) if paper else None


def credit_value(credit: Credit, paper: Newspaper | None = None) -> CreditValue:
    """Return a signature as a value; `paper`, where it is that of the name, spares fetching it."""
    contributor = credit.contributor
    home = paper if paper and paper.pk == contributor.newspaper_id else contributor.newspaper
    return CreditValue(
        name=contributor.name, role=credit.role, is_author=credit.is_author, contributor=contributor.pk,
        newspaper=paper_value(home), place=contributor.place_id,
    )  # fmt: skip


def figure_value(figure: Figure, credits: list[CreditValue]) -> FigureValue:
    """Return a figure with its signatures as a value."""
    return FigureValue(
        caption=figure.caption, source_url=figure.source_url, rights_note=figure.rights_note,
        picture=figure.picture.digest if figure.picture else None, credits=credits,
    )  # fmt: skip


def at_home(record: ArticleRecord) -> ArticleRecord:
    """Return a record whose names belong to its paper, else to its place: a name means somebody only within one."""
    paper, place = record["newspaper"], None if record["newspaper"] else record["place"]

    def moved(credits: list[CreditValue]) -> list[CreditValue]:
        return [
            one
            if (one["newspaper"], one["place"]) == (paper, place)
            else CreditValue(**{**one, "contributor": None, "newspaper": paper, "place": place})
            for one in credits
        ]

    figures = [FigureValue(**{**one, "credits": moved(one["credits"])}) for one in record["figures"]]
    return ArticleRecord(**{**record, "credits": moved(record["credits"]), "figures": figures})


def set_values(article: Article, record: ArticleRecord) -> None:
    """Set what is the report's own, with what derives from it; nothing is written, and its rows stay."""
    fields, old_headline = record["fields"], article.headline
    for name in TEXT_FIELDS:
        if name != "body_html":
            setattr(article, name, fields[name])
    article.set_date(*(fields[name] for name in DATE_FIELDS))
    article.period_start, article.period_end = (_day(fields[name]) for name in PERIOD_FIELDS)
    article.access, article.rights = (fields.get(name, getattr(article, name)) or "" for name in RIGHTS_FIELDS)
    article.newspaper = _paper(record["newspaper"])
    article.place_id = record["place"]
    article.evidence, article.removed, article.warnings = (
        record["reading"]["evidence"], record["reading"]["removed"], record["reading"]["warnings"]
    )  # fmt: skip
    body = fields["body_html"] or ""
    if body != article.body_html:
        set_body(article, body)
    elif article.headline != old_headline:
        article.text_digest = text_digest(article.headline, article.body_text)


def write_rows(article: Article, record: ArticleRecord) -> None:
    """Make the report's signatures, figures and further places what the record says; the caller holds the transaction.

    Rows are changed in place, first by first, so that a form that is open meanwhile finds most of them again.
    """
    figures = _write_figures(article, record["figures"])
    _write_credits(article, None, record["credits"])
    for figure, values in zip(figures, record["figures"], strict=True):
        _write_credits(article, figure, values["credits"])
    article.further_places.set(Place.objects.filter(pk__in=record["further_places"]))


def make_missing_paper(record: ArticleRecord) -> None:
    """Make the newspaper that a record names, where neither its number nor its name is known any more."""
    if record["newspaper"] and _paper(record["newspaper"]) is None:
        Newspaper.objects.create(name=record["newspaper"]["name"])


def _write_figures(article: Article, values: Sequence[FigureValue]) -> list[Figure]:
    rows = list(article.figures.order_by("order"))
    for surplus in rows[len(values) :]:
        surplus.delete()
    rows = rows[: len(values)] + [Figure(article=article) for _value in values[len(rows) :]]
    digests = {value["picture"] for value in values if value["picture"]}
    pictures = {picture.digest: picture for picture in Picture.objects.filter(digest__in=digests)} if digests else {}
    for order, (row, value) in enumerate(zip(rows, values, strict=True)):
        row.order = order  # never above the row's own number, so no other row's is taken
        row.caption, row.source_url = value["caption"], value["source_url"]
        row.rights_note, row.picture = value["rights_note"], pictures.get(value["picture"] or "")
        row.save()
    return rows


def _write_credits(article: Article, figure: Figure | None, values: Sequence[CreditValue]) -> None:
    rows = list(article.credits.filter(figure=figure).order_by("order", "pk"))
    for surplus in rows[len(values) :]:
        surplus.delete()
    rows = rows[: len(values)] + [Credit(article=article, figure=figure) for _value in values[len(rows) :]]
    for order, (row, value) in enumerate(zip(rows, values, strict=True)):
        row.order, row.role, row.is_author = order, value["role"], value["is_author"]
        row.contributor = _contributor(value)
        row.save()


def _contributor(value: CreditValue) -> Contributor:
    known = Contributor.objects.filter(pk=value["contributor"] or 0).first()
    if known:
        return known
    paper = _paper(value["newspaper"])
    place_id = None if paper else value["place"]
    return Contributor.objects.get_or_create(name=value["name"], newspaper=paper, place_id=place_id)[0]


def _paper(value: PaperValue | None) -> Newspaper | None:
    if value is None:
        return None
    papers = Newspaper.objects.all()
    return papers.filter(pk=value["number"] or 0).first() or papers.filter(name=value["name"]).first()


def _plain(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, dt.date) else value


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
