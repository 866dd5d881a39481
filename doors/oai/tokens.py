"""Resumption tokens: where does a list go on?

In: what was asked, the number of the last item that was given, and how many were given before. Out: a token, and all
that again. It is the question itself, written for URLs; whoever alters it asks another question, and no more.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from doors.oai.errors import Code, OaiError

FIELDS: Final = ("verb", "metadataPrefix", "from", "until", "set", "after", "cursor")
LONGEST: Final = 1_000  # characters
MOST_DIGITS: Final = 18  # as many as every database can compare


@dataclass(frozen=True, slots=True)
class Token:
    """A list that goes on: its arguments, behind which item, and how many were given before."""

    verb: str
    arguments: dict[str, str]
    after: int
    cursor: int

    def written(self) -> str:
        """Return it as it stands in an answer."""
        place = {"verb": self.verb, **self.arguments, "after": str(self.after), "cursor": str(self.cursor)}
        return base64.urlsafe_b64encode(urlencode(place).encode()).rstrip(b"=").decode()


def read_token(written: str, verb: str) -> Token:
    """Return what a token says; OaiError for one that was not given for this verb."""
    try:
        fields = _fields(written)
        place = {name: int(fields.pop(name)) for name in ("after", "cursor") if _is_number(fields[name])}
        if fields.pop("verb") != verb:
            raise ValueError(verb)
        return Token(verb, fields, place["after"], place["cursor"])
    except (ValueError, KeyError, binascii.Error) as error:
        raise OaiError(Code.BAD_RESUMPTION_TOKEN, _("这个 resumptionToken 不是本站给这个动词的。")) from error


def _fields(written: str) -> dict[str, str]:
    """Return the fields of a token, each once; ValueError or binascii.Error where it is none."""
    if len(written) > LONGEST:
        raise ValueError(len(written))
    padded = written + "=" * (-len(written) % 4)
    pairs = parse_qsl(base64.b64decode(padded, altchars=b"-_", validate=True).decode("utf-8"), strict_parsing=True)
    fields = dict(pairs)
    if len(fields) != len(pairs) or not fields.keys() <= set(FIELDS):
        raise ValueError(pairs)
    return fields


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
