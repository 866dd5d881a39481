"""Who may do what: one question a function. In: a member of staff. Out: yes or no."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User


def may_approve(user: User | AnonymousUser) -> bool:
    """Tell whether somebody may let readers see a report or a change of one."""
    return user.has_perm("archive.publish_article")
