"""The form of the review as a record: what would the report be, if this were saved?

In: the form and its rows, read. Out: an ArticleRecord; nothing is written. And back: the rows that a record would have,
for a form that shows a proposal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from archive.article_values import (
    ArticleRecord,
    CreditValue,
    FigureValue,
    credit_value,
    paper_value,
    record_with,
)
from archive.models import Article, Contributor, Credit, Figure, Picture

HOME_FIELDS: Final = {"newspaper", "place"}  # what a contributor's name belongs to


def typed_record(form: Any, formsets: Sequence[Any]) -> ArticleRecord:
    """Return what was typed as a record; fields that could not be read are as they were."""
    article: Article = form.instance
    moves_home = bool(HOME_FIELDS & set(form.changed_data))
    rows = {formset.model: formset for formset in formsets}
    signed = _signed(rows[Credit], article, moves_home)
    numbers = {one: number for number, one in enumerate(rows[Figure].forms)}
    figures = [_figure(one, signed.get(numbers[one], [])) for one in rows[Figure].kept()]
    places = form.cleaned_data.get("further_places", ())
    return record_with(article, [place.pk for place in places], signed.get(None, []), figures)


def _signed(formset: Any, article: Article, moves_home: bool) -> dict[int | None, list[CreditValue]]:
    """Return the signatures by the row of the figure that they belong to; None for the report's own."""
    signed: dict[int | None, list[CreditValue]] = {}
    for form in formset.kept():
        signed.setdefault(form.cleaned_data.get("figure_row"), []).append(_credit(form, article, moves_home))
    return signed


def _credit(form: Any, article: Article, moves_home: bool) -> CreditValue:
    typed = form.cleaned_data
    name, role, is_author = typed["name"].strip(), typed.get("role") or None, typed["is_author"]
    if form.instance.pk and "name" not in form.changed_data and not moves_home:
        return {**credit_value(form.instance), "role": role, "is_author": is_author}
    home = paper_value(article.newspaper)
    return CreditValue(
        name=name, role=role, is_author=is_author, contributor=None,
        newspaper=home, place=None if home else article.place_id,
    )  # fmt: skip


def _figure(form: Any, credits: list[CreditValue]) -> FigureValue:
    typed = form.cleaned_data
    return FigureValue(
        caption=typed.get("caption") or None,
        source_url=typed.get("source_url") or None,
        rights_note=typed.get("rights_note") or "",
        picture=typed.get("picture_digest") or None,
        credits=credits,
    )


def rows_of(record: ArticleRecord) -> tuple[list[Figure], list[Credit]]:
    """Return the rows that a record would have, in no table; each signature with its figure and its name."""
    digests = [figure["picture"] for figure in record["figures"] if figure["picture"]]
    pictures = {picture.digest: picture for picture in Picture.objects.filter(digest__in=digests)}
    figures = [
        Figure(
            order=order, caption=value["caption"], source_url=value["source_url"], rights_note=value["rights_note"],
            picture=pictures.get(value["picture"] or ""),
        )
        for order, value in enumerate(record["figures"])
    ]  # fmt: skip
    credits = [_row(value, order, None) for order, value in enumerate(record["credits"])]
    for figure, values in zip(figures, record["figures"], strict=True):
        credits += [_row(value, order, figure) for order, value in enumerate(values["credits"])]
    return figures, credits


def _row(value: CreditValue, order: int, figure: Figure | None) -> Credit:
    return Credit(
        contributor=Contributor(name=value["name"]), figure=figure, order=order,
        role=value["role"], is_author=value["is_author"],
    )  # fmt: skip


