"""Web addresses as staff type them."""

from __future__ import annotations

from typing import Any

from django import forms


class WebAddress(forms.URLField):
    """An address; without a scheme http is meant: old pages answer it, and new ones lead on from it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "http", **kwargs})
