"""XML characters: what may stand in a document of XML 1.0 at all, in whatever way it is written (its section 2.2).

In: a text. Out: the text without what would make the document unreadable: controls, surrogates, two non-characters.
"""

from __future__ import annotations

import re
from typing import Final

NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def without_controls(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return NO_XML.sub("", text)
