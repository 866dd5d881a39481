"""Sessions of staff: what ends them before their time, and what becomes of those that are over.

Django keeps a session that is over until somebody clears it; until then it would go into every backup.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_sessions(user: User) -> None:
    """Log an account out everywhere: a session that is kept would open the desk again with the account."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def forget_expired() -> int:
    """Delete the sessions that are over; return how many."""
    over = Session.objects.filter(expire_date__lt=timezone.now())
    return over.delete()[0] if over.exists() else 0


def take_part(stop: Callable[[], bool], **kwargs: Any) -> int:
    """Do the part of a round of `work`."""
    return 0 if stop() else forget_expired()
