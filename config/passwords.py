"""Passwords: long enough? In our words, because Django's are not there in Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LengthValidator(MinimumLengthValidator):
    """Refuse what is shorter than `min_length` characters."""

    def get_error_message(self) -> str:
        """Return what is wrong."""
        return _("密码太短，至少要 %(least)d 个字符。") % {"least": self.min_length}

    def get_help_text(self) -> str:
        """Return what is asked for."""
        return _("密码至少要 %(least)d 个字符。") % {"least": self.min_length}
