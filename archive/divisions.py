"""Filling the places: from the gazetteer's files into the database, by migration and by tests.

In: the Place model (historical or present). Out: rows for every current division, upper levels first,
and for every former name whose successor is known.
"""

from __future__ import annotations

from django.db.models import Model

from archive.text.gazetteer import load_gazetteer


def load_divisions(place_model: type[Model], former_model: type[Model]) -> None:
    """Write every division and former name; what is there already is left as it is."""
    gazetteer = load_gazetteer()
    rows = [
        place_model(
            code=fact.code,
            name=fact.name,
            short_name=fact.short_name,
            level=fact.level,
            parent_id=fact.parent,
            pinyin=fact.pinyin,
            initials=fact.initials,
        )
        for fact in sorted(gazetteer.places(), key=lambda fact: (fact.level, fact.code))
    ]
    place_model._default_manager.bulk_create(rows, ignore_conflicts=True)
    former_model._default_manager.bulk_create(
        [
            former_model(
                name=former.name,
                former_code=former.former_code,
                place_id=former.code,
                until_year=former.until_year,
                reason=former.reason,
            )
            for former in gazetteer.former_names()
        ],
        ignore_conflicts=True,
    )
