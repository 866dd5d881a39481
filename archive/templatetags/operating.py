"""Operating: who runs this site, as its settings say.

`{% load operating %}`, `{% site_operator as operator %}` -> an Operator; what is not set is empty.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from django import template
from django.conf import settings

register = template.Library()

ICP_REGISTER: Final = "https://beian.miit.gov.cn/"
POLICE_REGISTER: Final = "https://beian.mps.gov.cn/#/query/webSearch?code="
_DIGITS: Final = re.compile(r"[0-9]{8,}")


class Operator(NamedTuple):
    """Who runs the site, how to write to them, and the numbers of its registration with where they are looked up."""

    name: str
    email: str
    icp: str
    icp_url: str
    police: str
    police_url: str


@register.simple_tag
def site_operator() -> Operator:
    """Return who runs the site."""
    police: str = settings.POLICE_NUMBER
    digits = _DIGITS.search(police)
    return Operator(
        name=settings.OPERATOR,
        email=settings.OPERATOR_EMAIL,
        icp=settings.ICP_NUMBER,
        icp_url=ICP_REGISTER,
        police=police,
        police_url=POLICE_REGISTER + digits[0] if digits else "",
    )
