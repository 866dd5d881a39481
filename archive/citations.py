"""Citations: a report as GB/T 7714-2015 has it, as a BibTeX entry and as a RIS record.

In: the few facts of a Citation, taken from a model (`citation_of`) or from whatever else knows them. Out: strings
that need no further escaping. What is not known is left out with the sign that would have led to it.

Where the standard leaves a choice, or a page lacks what it asks for:

- signs of description are ASCII with a space after them, as in its own examples: ". ", ", ", "(2)", "[N]"; signs
  within a headline, a name or a title stay as printed, full width or not;
- up to three authors, else the first three and 等 (8.1.2); without any, the citation begins with the title, which
  8.1.3 allows where references are numbered, and 佚名 is not invented;
- the main title alone: kicker and subtitle are 其他题名信息, which 8.2 leaves to the citer;
- a date as far as it is known, YYYY-MM-DD, YYYY-MM or YYYY (8.4.3.2), in square brackets where it is inferred: 8.4.3.3
  has an estimated year so, and a month that was inferred is no surer;
- a page follows the date, or the paper where there is no date; alone it would say nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from archive.models import Article

BIBTEX_TYPE: Final = "application/x-bibtex; charset=utf-8"
RIS_TYPE: Final = "application/x-research-info-systems; charset=utf-8"
MOST_AUTHORS: Final = 3
AND_OTHERS: Final = "等"
# What would end a line, for some reader of the format; and controls, which no format has a use for.
LINE_ENDS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
RIS_LINE_END: Final = "\r\n"
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
INFERRED_NOTE: Final = "日期为推定"
TEX: Final = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "`": r"\textasciigrave{}", **{sign: f"\\{sign}" for sign in "#$%&_"},
})  # fmt: skip
# Two of them side by side are another sign to TeX: a dash, a quotation mark.
TEX_LIGATURES: Final = re.compile(r"([-',<>])(?=\1)")
# A name in which BibTeX would see parts, or two names.
NAME_IN_PARTS: Final = re.compile(r"[\s,]")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says of a report. `url` is absolute; the date is YYYY, YYYY-MM or YYYY-MM-DD."""

    id: int
    url: str
    headline: str
    authors: tuple[str, ...] = ()
    newspaper: str | None = None
    date_published: str | None = None
    is_inferred: bool = False
    print_page: str | None = None
    issue_number: str | None = None

    @property
    def key(self) -> str:
        """Return the key that the report has in every bibliography."""
        return f"archive-{self.id}"


def citation_of(article: Article, url: str) -> Citation:
    """Return what is cited of a report whose credits are fetched; `url` is its absolute address."""
    return Citation(
        id=article.pk,
        url=url,
        headline=article.headline or "",
        authors=tuple(dict.fromkeys(article.authors)),
        newspaper=article.newspaper.name if article.newspaper else None,
        date_published=article.date_published,
        is_inferred=article.date_basis == "inferred",
        print_page=article.print_page,
        issue_number=article.issue_number,
    )


def gbt7714(cited: Citation) -> str:
    """Return the citation of the report in print: 作者. 题名[N]. 报纸名, 2021-07-01(2)."""
    return ". ".join([*_beginning(cited, "[N]"), *filter(None, [_printed_in(cited)])]) + "."


def gbt7714_online(cited: Citation, seen: dt.date) -> str:
    """Return the citation of the report as read here: 作者. 题名[N/OL]. 报纸名, 2021-07-01(2)[引用日期]. URL."""
    whence = f"{_printed_in(cited)}[{seen.isoformat()}]"
    return ". ".join([*_beginning(cited, "[N/OL]"), whence, cited.url]) + "."


def bibtex(cited: Citation) -> str:
    """Return the BibTeX entry; Unicode is kept, braces keep the case of Latin letters in the title.

    Classic styles read `year` and `month`, biblatex `date`; the Chinese ones (gbt7714, biblatex-gb7714) take an
    `entrysubtype` for [N], and look for the page of a newspaper in `number`.
    """
    known = [(name, value) for name, value in _bibtex_fields(cited) if value]
    return f"@article{{{cited.key},\n" + "".join(f"  {name} = {value},\n" for name, value in known) + "}\n"


def ris(cited: Citation) -> str:
    """Return the RIS record, of one line a field."""
    year, month, day = _parts(cited.date_published)
    fields = [
        ("TY", "NEWS"),
        ("ID", cited.key),
        *(("AU", name) for name in cited.authors),
        ("TI", cited.headline),
        ("T2", cited.newspaper),
        ("PY", year),
        ("DA", year and f"{year}/{month}/{day}/"),
        ("IS", cited.issue_number),
        ("SP", cited.print_page),
        ("N1", INFERRED_NOTE if cited.is_inferred and year else ""),
        ("LA", "zh"),
        ("UR", cited.url),
    ]
    lines = [f"{tag}  - {value}" for tag, written in fields if (value := _one_line(written))]
    return "".join(line + RIS_LINE_END for line in (*lines, "ER  - ", ""))


def _beginning(cited: Citation, kind: str) -> list[str]:
    """Return authors, where there are any, and the title with its kind."""
    authors = [_spaced(name) for name in cited.authors[:MOST_AUTHORS]]
    further = [AND_OTHERS] if len(cited.authors) > MOST_AUTHORS else []
    return [*filter(None, [", ".join(authors + further)]), f"{_spaced(cited.headline)}{kind}"]


def _printed_in(cited: Citation) -> str:
    """Return paper, date and page as far as they are known; "" for nothing."""
    date = f"[{cited.date_published}]" if cited.is_inferred and cited.date_published else cited.date_published
    where = ", ".join(filter(None, [_spaced(cited.newspaper), date]))
    page = _spaced(cited.print_page)
    return f"{where}({page})" if where and page else where


def _bibtex_fields(cited: Citation) -> list[tuple[str, str]]:
    year, month, _day = _parts(cited.date_published)
    return [
        ("author", _braced(" and ".join(map(_bibtex_name, cited.authors)))),
        ("title", _braced(_braced(_tex(cited.headline)))),
        ("journal", _braced(_tex(cited.newspaper))),
        ("year", _braced(year)),
        ("month", MONTHS[int(month) - 1] if month else ""),
        ("date", _braced(cited.date_published or "")),
        ("issue", _braced(_tex(cited.issue_number))),
        ("number", _braced(_tex(cited.print_page))),
        ("note", _braced(INFERRED_NOTE if cited.is_inferred and year else "")),
        ("entrysubtype", "{newspaper}"),
        ("langid", "{chinese}"),
        ("url", _braced(cited.url)),
    ]


def _bibtex_name(name: str) -> str:
    """Return a name of which BibTeX takes nothing apart."""
    written = _tex(name)
    return _braced(written) if NAME_IN_PARTS.search(written) else written


def _tex(text: str | None) -> str:
    return TEX_LIGATURES.sub(r"\1{}", _one_line(text).translate(TEX))


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _parts(date: str | None) -> tuple[str, str, str]:
    """Return year, month and day, each "" where it is not known."""
    year, month, day = [*(date or "").split("-"), "", ""][:3]
    return year, month, day


def _one_line(text: str | None) -> str:
    return LINE_ENDS.sub(" ", text or "").strip()


def _spaced(text: str | None) -> str:
    """Return a text in one line with single spaces: those between the clauses of a headline are typography."""
    return " ".join(_one_line(text).split())
