"""Notices of readers: how does one come in, and what becomes of it?

In: what a reader wrote about a report, and the address it came from. Out: a ReaderNotice, or TooManyError. Then: staff
settle it, and take away what it says of its writer.

Of the address nothing is kept but a keyed digest of it and the day, by which notices of one sender are counted; after
a day it is taken away, by whoever writes next or by `work`. The network of an IPv6 address counts as one sender.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from archive.acting import sender_of
from archive.models import Article, ReaderNotice

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)
MOST_AN_HOUR: Final = 5  # of one sender
MOST_A_DAY: Final = 300  # of all senders: more than staff can read
Status = ReaderNotice.Status


class TooManyError(Exception):
    """More notices than are taken at a time; its text says so to the reader."""


class UnsettledError(Exception):
    """What may only be done to a notice that was handled; its text is for staff."""


def receive(article: Article, kind: str, message: str, name: str, contact: str, address: str | None) -> ReaderNotice:
    """Keep a notice; TooManyError where its sender, or all together, have sent too many."""
    sender = _sender(address)
    with transaction.atomic():
        forget_senders()
        now = timezone.now()
        if sender and ReaderNotice.objects.filter(sender=sender, received_at__gt=now - HOUR).count() >= MOST_AN_HOUR:
            raise TooManyError(_("您在一小时内已写来 %(most)d 封，请过一会儿再写。") % {"most": MOST_AN_HOUR})
        if ReaderNotice.objects.filter(received_at__gt=now - DAY).count() >= MOST_A_DAY:
            raise TooManyError(_("今天收到的来信太多，请明天再写，或按“联系”页上的办法告诉我们。"))
        return ReaderNotice.objects.create(
            article=article, article_number=article.pk, kind=kind, message=message, name=name, contact=contact,
            sender=sender,
        )  # fmt: skip


def settle(notice: ReaderNotice, status: ReaderNotice.Status, by: User) -> None:
    """Mark a notice as done, declined or open again, and save it with its note."""
    notice.status = status
    is_open = status == Status.OPEN
    notice.handled_by, notice.handled_at = (None, None) if is_open else (by, timezone.now())
    notice.save(update_fields=["status", "note", "handled_by", "handled_at"])


def clear(notice: ReaderNotice) -> None:
    """Take away what a notice says of its writer: name, contact, and the letter; UnsettledError while it is open."""
    if notice.status == Status.OPEN:
        raise UnsettledError(_("先处理，再清除个人信息：处理时还要用到它们。"))
    notice.name = notice.contact = notice.message = notice.sender = ""
    notice.cleared_at = timezone.now()
    notice.save(update_fields=["name", "contact", "message", "sender", "cleared_at"])


def forget_senders() -> int:
    """Take away the digests of senders that are older than a day; return how many."""
    old = ReaderNotice.objects.exclude(sender="").filter(received_at__lte=timezone.now() - DAY)
    return old.update(sender="") if old.exists() else 0


def take_part(stop: Callable[[], bool], **kwargs: Any) -> int:
    """Do the part of a round of `work`."""
    return 0 if stop() else forget_senders()


def _sender(address: str | None) -> str:
    """Return by what a sender is known today, "" where nothing is known of the address."""
    if not address:
        return ""
    of_today = f"{timezone.localdate()} {sender_of(address)}"
    return salted_hmac("archive.notices", of_today, algorithm="sha256").hexdigest()
