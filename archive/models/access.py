"""Access: how much of a report may readers see?

A report's own level goes before that of its paper; an empty one is the paper's. Of a report that names no paper all is
open, unless it has a level of its own. Which reports that leaves: `ArticleQuerySet.published` and `in_full`.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.TextChoices):
    """How much is open to readers, the widest first."""

    FULL = "full", _("全文")
    EXCERPT = "excerpt", _("摘录")
    STAFF = "staff", _("仅供内部")


AS_ITS_PAPER: Final = ""  # the level of a report that has none of its own


def is_narrower(level: str, than: str) -> bool:
    """Tell whether less is open at one level than at another."""
    widest_first = Access.values
    return widest_first.index(level) > widest_first.index(than)
