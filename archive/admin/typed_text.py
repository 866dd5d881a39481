"""Text typed into a box: a browser's line ends are not a change, nothing typed is None, a bare line is a paragraph."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms

BLOCK_TAG: Final = re.compile(
    r"<(/?)(?:p|h[1-6]|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|td|th|figure|figcaption|blockquote|div|section|"
    r"article|pre)\b[^<>]*>",
    re.IGNORECASE,
)


def with_paragraphs(html: str) -> str:
    """Return the HTML with each line that stands in no element of its own as a paragraph.

    Who types a text, or adds a line below it, does not think of <p>; without it all lines would become one paragraph.
    """
    lines, depth = [], 0
    for line in html.split("\n"):
        tags = BLOCK_TAG.findall(line)
        is_bare = depth <= 0 and not tags and line.strip()
        lines.append(f"<p>{line.strip()}</p>" if is_bare else line)
        depth += sum(-1 if closes else 1 for closes in tags)
    return "\n".join(lines)


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
