"""Cursors: where does the next portion of a list begin?

In: the place of the last item given, and the question that it answered. Out: a string to hand back, and from it the
place again. It is signed, so that none but ours is read, and holds to its question: another one has other places.

A place is a value of the list's order, never a number of items: what is added before it moves nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from doors.api.problems import ProblemError

MOST_CHARACTERS: Final = 400
PATTERN: Final = "^[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$"
Place = list[Any]
_signer: Final = Signer(salt="doors.api.cursors")


def cursor_of(place: Place, question: Sequence[tuple[str, str]]) -> str:
    """Return the cursor of a place among the answers to a question."""
    return _signer.sign_object([_print_of(question), *place])


def place_of(cursor: str, question: Sequence[tuple[str, str]]) -> Place:
    """Return the place of a cursor; ProblemError where it is none of ours, or of another question."""
    try:
        asked, *place = _read(cursor)
    except (BadSignature, ValueError) as error:
        raise ProblemError(400, _("这个游标无法识别。请从第一段重新取，不带 cursor。")) from error
    if asked != _print_of(question):
        raise ProblemError(400, _("这个游标属于另一个问题。换了条件，请从第一段重新取，不带 cursor。"))
    return place


def _read(cursor: str) -> list[Any]:
    found: list[Any] = _signer.unsign_object(cursor)
    return found


def _print_of(question: Sequence[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()[:12]
