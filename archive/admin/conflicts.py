"""Two editors on one report: has it moved on since this form was opened, and by whose hand?

In: a report, and the standing that a form carries. Out: the standing now, and words for what happened between.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive import revising
from archive.models import Article, Change, Revision

SHAPE: Final = re.compile(r"(\d{1,9})\.([a-z_]{1,10})\.(\d{1,18})", re.ASCII)
MINUTE: Final = "Y-m-d H:i"


class Standing(NamedTuple):
    """What a save goes by: the version of the record, the report's state, and the proposal that waits (0: none)."""

    version: int
    state: str
    pending: int

    def __str__(self) -> str:
        return f"{self.version}.{self.state}.{self.pending}"


def standing_of(article: Article) -> Standing:
    """Return where a report stands now."""
    pending = revising.pending_of(article.pk)
    return Standing(revising.version_of(article.pk), article.state, pending.pk if pending else 0)


def read_standing(text: str | None) -> Standing | None:
    """Return the standing that a form carries, None where it carries none."""
    found = SHAPE.fullmatch(text or "")
    return Standing(int(found[1]), found[2], int(found[3])) if found else None


def what_happened(article: Article, seen: Standing | None, now: Standing) -> str:
    """Return who did what to the report since it was seen, as one sentence."""
    if seen is None:
        return _("看不出您是从哪一版改起的。")
    if now.version != seen.version:
        latest = Revision.objects.select_related("by", "decided_by").get(article=article, number=now.version)
        return _("您打开之后，%(name)s 在 %(time)s 改过这篇报道。") % _by(
            latest.decided_by or latest.by, latest.decided_at or latest.at
        )
    if now.state != seen.state:
        change = Change.objects.filter(article_id=article.pk).select_related("by").order_by("pk").last()
        words = _by(change.by, change.at) if change else _by(None, article.updated_at)
        return _("您打开之后，%(name)s 在 %(time)s 动过它的状态，现在是“%(state)s”。") % {
            **words, "state": article.get_state_display()
        }  # fmt: skip
    pending = revising.pending_of(article.pk)
    if pending is None:
        return _("您打开之后，等待批准的改动已经处理了。")
    return _("您打开之后，%(name)s 在 %(time)s 提交了等待批准的改动。") % _by(pending.by, pending.at)


def _by(who: object, at: object) -> dict[str, str]:
    time = date_format(timezone.localtime(at), MINUTE)  # type: ignore[arg-type]
    return {"name": str(who or _("程序")), "time": time}
