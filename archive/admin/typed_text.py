"""Text typed into a box: a browser's line ends are not a change, and nothing typed is None."""

from __future__ import annotations

from typing import Any

from django import forms


class TypedText(forms.CharField):
    """A text of several lines, or None."""

    def __init__(self, *, rows: int = 3, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("empty_value", None)
        super().__init__(required=required, **kwargs)
        self.widget = forms.Textarea({"rows": rows, "class": "vLargeTextField"})

    def to_python(self, value: Any) -> str | None:
        """Return the text with line feeds for line ends, or None where there is none."""
        typed = value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
        return super().to_python(typed)
