"""Citation styles: a report as a line of a bibliography, after GB/T 7714 of 2015 and of 2025, and after APA.

In: a Citation. Out: plain text that needs no further escaping. What is not known is left out with the sign that would
have led to it. Signs within a headline, a name or a title stay as printed, full width or not.

GB/T 7714, both editions. Where the standard leaves a choice, or a page lacks what it asks for:

- up to three authors, else the first three and 等 (2015: 8.1.2, 2025: 7.1.2); without any, the citation begins with
  the title, which both allow where references are numbered (8.1.3, 7.1.3), and 佚名 is not invented;
- the main title alone: kicker and subtitle are 其他题名信息, which 8.2 leaves to the citer;
- a date as far as it is known, YYYY-MM-DD, YYYY-MM or YYYY (8.4.3.2, 7.5.4.2), in square brackets where it is
  inferred: 8.4.3.3 and 7.5.4.3 have an estimated year so, and a month that was inferred is no surer;
- a page follows the date, or the paper where there is no date; alone it would say nothing.

2015 has its signs of description in ASCII with a space after them, as in its own examples. 2025 has comma and
brackets in full width, and for a newspaper on line an address but no day on which it was read: so its examples of
newspapers (8.5.3 [1], B.4 [6]; copied in the data of typst-doc-cn/bib-csl-dev-data), and the style "China National
Standard GB/T 7714-2025 (numeric)" by Zeping Lee in the official repository of CSL styles, as of 2026-05-10.

APA, seventh edition: a newspaper article, with the names and the title as printed. It asks for a romanised form of
what is in another script; none is invented here. The newspaper would be in italics, which plain text has not.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

from archive.citations import Citation, date_parts, spaced

MOST_AUTHORS: Final = 3
AND_OTHERS: Final = "等"
# APA names so many authors; of more, all but the last of so many, and the very last.
MOST_APA_AUTHORS: Final = 20
NO_DATE: Final = "n.d."
ESTIMATED: Final = "ca. "
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ENDED: Final = re.compile(r"[.?!。？！…][”’」』》）)\"']*$")


class _Signs(NamedTuple):
    """The signs of description in which the two editions differ."""

    comma: str
    opening: str
    closing: str


_2015: Final = _Signs(", ", "(", ")")
_2025: Final = _Signs("，", "（", "）")


def gbt7714(cited: Citation) -> str:
    """Return the citation of the report in print: 作者. 题名[N]. 报纸名, 2021-07-01(2)."""
    return _joined(*_beginning(cited, "[N]", _2015), _printed_in(cited, _2015))


def gbt7714_online(cited: Citation, seen: dt.date) -> str:
    """Return the citation of the report as read here: 作者. 题名[N/OL]. 报纸名, 2021-07-01(2)[引用日期]. URL."""
    whence = f"{_printed_in(cited, _2015)}[{seen.isoformat()}]"
    return _joined(*_beginning(cited, "[N/OL]", _2015), whence, cited.url)


def gbt7714_2025(cited: Citation) -> str:
    """Return the citation of the report in print: 作者. 题名[N]. 报纸名，2021-07-01（2）."""
    return _joined(*_beginning(cited, "[N]", _2025), _printed_in(cited, _2025))


def gbt7714_2025_online(cited: Citation) -> str:
    """Return the citation of the report as read here: 作者. 题名[N/OL]. 报纸名，2021-07-01（2）. URL."""
    return _joined(*_beginning(cited, "[N/OL]", _2025), _printed_in(cited, _2025), cited.url)


def apa(cited: Citation) -> str:
    """Return the reference after APA: 张三, & 李四. (2021, July 1). 题名. 报纸名, 2. URL"""
    title = _sentence(spaced(cited.headline))
    authors = _sentence(_apa_authors([spaced(name) for name in cited.authors]))
    date = f"({_apa_date(cited)})."
    paper = spaced(cited.newspaper)
    page = spaced(cited.print_page) if paper else ""
    where = _sentence(", ".join(filter(None, [paper, page])))
    beginning = [authors, date, title] if authors else [title, date]
    return " ".join(filter(None, [*beginning, where, cited.url]))


def _joined(*parts: str) -> str:
    return ". ".join(filter(None, parts)) + "."


def _beginning(cited: Citation, kind: str, signs: _Signs) -> tuple[str, str]:
    """Return the authors, "" where there are none, and the title with its kind."""
    authors = [spaced(name) for name in cited.authors[:MOST_AUTHORS]]
    further = [AND_OTHERS] if len(cited.authors) > MOST_AUTHORS else []
    return signs.comma.join(authors + further), f"{spaced(cited.headline)}{kind}"


def _printed_in(cited: Citation, signs: _Signs) -> str:
    """Return paper, date and page as far as they are known; "" for nothing."""
    date = f"[{cited.date_published}]" if cited.is_inferred and cited.date_published else cited.date_published
    where = signs.comma.join(filter(None, [spaced(cited.newspaper), date]))
    page = spaced(cited.print_page)
    return f"{where}{signs.opening}{page}{signs.closing}" if where and page else where


def _apa_authors(names: list[str]) -> str:
    if len(names) > MOST_APA_AUTHORS:
        return f"{', '.join(names[: MOST_APA_AUTHORS - 1])}, . . . {names[-1]}"
    return ", & ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _apa_date(cited: Citation) -> str:
    year, month, day = date_parts(cited.date_published)
    if not year:
        return NO_DATE
    within = " ".join(filter(None, [MONTHS[int(month) - 1] if month else "", day.lstrip("0")]))
    return (ESTIMATED if cited.is_inferred else "") + ", ".join(filter(None, [year, within]))


def _sentence(text: str) -> str:
    """Return a text with a full stop, unless it has a sign that ends it; "" for nothing."""
    return text if not text or ENDED.search(text) else f"{text}."
