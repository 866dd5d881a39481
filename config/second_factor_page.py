"""The page 两步验证: a member of staff sets up a second factor, takes new recovery codes, switches it off.

In: the act pressed, and a code. Out: the page, in one of three states (off; a device waiting for its first code; on).
What is changed needs a code of the device that is in force; recovery codes are shown in one answer and never again.
"""

from __future__ import annotations

from typing import Any, Final

import django_otp
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive import auditing
from config import second_factor

TEMPLATE: Final = "admin/second_factor.html"
# Kept in the log, so in one language.
ON: Final = "开启两步验证"
OFF: Final = "关闭两步验证"
NEW_CODES: Final = "换新恢复码"


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """Answer a member of staff about their own second factor; `frame` is what every page of the site shows."""
    user = request.user
    assert not isinstance(user, AnonymousUser)
    act = ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    try:
        done = act(request, user) if act else {}
    except ValidationError as error:
        done = {"fault": " ".join(error.messages)}
    if isinstance(done, HttpResponse):
        return done
    return TemplateResponse(request, TEMPLATE, {**frame, **_standing(user), **done})


def _standing(user: User) -> dict[str, Any]:
    is_on = second_factor.has_second_factor(user)
    device = second_factor.begun(user)
    return {
        "title": _("两步验证"),
        "is_on": is_on,
        "is_required": settings.IS_SECOND_FACTOR_REQUIRED,
        "codes_left": second_factor.recovery_codes_left(user),
        "secret": second_factor.secret_of(device) if device and not is_on else "",
        "qr_code": second_factor.qr_code_of(device) if device and not is_on else "",
    }


def _begin(request: HttpRequest, user: User) -> HttpResponse | dict[str, Any]:
    if not second_factor.has_second_factor(user):
        second_factor.begin(user)
    return redirect("admin:second_factor")


def _confirm(request: HttpRequest, user: User) -> dict[str, Any]:
    device = second_factor.begun(user)
    if device is None or second_factor.has_second_factor(user):
        return {}
    if not second_factor.is_first_code_right(device, request.POST.get("code", "")):
        raise ValidationError(_("验证码不对。请核对手机的时间，等它换出下一个再填。"))
    codes = second_factor.confirm(device)
    django_otp.login(request, device)
    auditing.record(auditing.CHANGED, user, note=ON)
    return {"codes": codes}


def _renew(request: HttpRequest, user: User) -> dict[str, Any]:
    _prove(request, user)
    codes = second_factor.new_recovery_codes(user)
    auditing.record(auditing.CHANGED, user, note=NEW_CODES)
    return {"codes": codes}


def _switch_off(request: HttpRequest, user: User) -> dict[str, Any]:
    _prove(request, user)
    second_factor.switch_off(user)
    auditing.record(auditing.CHANGED, user, note=OFF)
    return {"is_done": True}


def _prove(request: HttpRequest, user: User) -> None:
    if not second_factor.has_second_factor(user):
        raise ValidationError(_("两步验证没有开启。"))
    second_factor.device_proved(user, request.POST.get("code", ""), request)


ACTS: Final = {"begin": _begin, "confirm": _confirm, "codes": _renew, "off": _switch_off}
