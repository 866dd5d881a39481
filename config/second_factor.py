"""The second factor of a member of staff: is there one, does this code prove it, and how is one set up?

In: an account, and what was typed. Out: its device (django-otp): the clock of a telephone, or a recovery code that is
good once. Which of the two a code is, its form tells. Codes are counted as failed logins where they are wrong, and the
device itself waits longer after each.
"""

from __future__ import annotations

from base64 import b32encode
from typing import Any, Final

import segno
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES: Final = 10
DIGITS: Final = 6
TELEPHONE: Final = "telephone"
RECOVERY: Final = "recovery"


def has_second_factor(user: Any) -> bool:
    """Tell whether an account is opened with a code, too."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def begin(user: User) -> TOTPDevice:
    """Make a device that is nothing yet: a code of it has to be shown first."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name=TELEPHONE, confirmed=False)


def begun(user: User) -> TOTPDevice | None:
    """Return the device whose first code is waited for."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


@transaction.atomic
def confirm(device: TOTPDevice) -> list[str]:
    """Let a device count from now on, and return the recovery codes."""
    TOTPDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save()
    return new_recovery_codes(device.user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Make recovery codes in place of those there are, and return them; they are shown nowhere else."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=RECOVERY)
    codes = [str(StaticToken.random_token()) for _number in range(RECOVERY_CODES)]
    device.token_set.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def switch_off(user: User) -> None:
    """Let the password be enough again."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes have not been used."""
    return int(StaticToken.objects.filter(device__user=user).count())


def device_proved(user: User, typed: str, request: HttpRequest | None) -> Device:
    """Return the device of an account that a code proves; ValidationError that says what to do where none does."""
    code = "".join(typed.split()).lower()
    if not code:
        raise ValidationError(_("这个账户开启了两步验证：请连同密码，填手机上的 6 位验证码，或一个恢复码。"))
    model = TOTPDevice if code.isdigit() and len(code) == DIGITS else StaticDevice
    device: Device | None
    with transaction.atomic():  # no code is good for two who come at once
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        is_proved = device is not None and device.verify_is_allowed()[0] and device.verify_token(code)
    if device is None or not is_proved:
        user_login_failed.send(__name__, credentials={"username": user.get_username()}, request=request)
        raise ValidationError(
            _("验证码不对，或已经用过。请等手机换出下一个再填；连错几次，要多等一会儿。也可用一个恢复码。")
        )
    return device


def is_first_code_right(device: TOTPDevice, typed: str) -> bool:
    """Tell whether a code is one of a device that is being set up."""
    code = "".join(typed.split())
    return code.isdecimal() and bool(device.verify_token(code))


def secret_of(device: TOTPDevice) -> str:
    """Return the secret as one types it into a telephone, in groups of four."""
    written = b32encode(device.bin_key).decode("ascii").rstrip("=")
    return " ".join(written[start : start + 4] for start in range(0, len(written), 4))


def qr_code_of(device: TOTPDevice) -> SafeString:
    """Return the secret as a QR code, an <svg> without styles: dark on light by night, too, or no camera reads it."""
    code = segno.make(device.config_url, error="m")
    return mark_safe(code.svg_inline(scale=4, dark="#000", light="#fff"))


class StaffLoginForm(AdminAuthenticationForm):
    """Name, password, and the code of who has a second factor."""

    otp_token = forms.CharField(
        label=gettext_lazy("验证码"),
        required=False,
        max_length=32,
        help_text=gettext_lazy("开启了两步验证的账户才要填。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Return what was typed; ValidationError where the code that is needed is missing or wrong."""
        typed: dict[str, Any] = super().clean()
        user = self.get_user()
        if user is not None and has_second_factor(user):
            # django_otp writes it into the session with the login.
            user.otp_device = device_proved(user, str(typed.get("otp_token", "")), self.request)  # type: ignore[attr-defined]
        return typed
