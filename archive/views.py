"""Placeholder while the pages are written."""

import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse


def _missing(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


_names = re.findall(r"views\.(\w+)", (Path(__file__).parent / "urls.py").read_text())
globals().update({name: _missing for name in _names})
