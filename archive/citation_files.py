"""Citation files: a report as a BibTeX entry, a RIS record and an item of CSL-JSON.

In: a Citation. Out: strings as they stand in a file; what is not known is left out.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from archive.citations import Citation, date_parts, one_line

BIBTEX_TYPE: Final = "application/x-bibtex; charset=utf-8"
RIS_TYPE: Final = "application/x-research-info-systems; charset=utf-8"
CSL_TYPE: Final = "application/vnd.citationstyles.csl+json; charset=utf-8"
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


def bibtex(cited: Citation) -> str:
    """Return the BibTeX entry; Unicode is kept, braces keep the case of Latin letters in the title.

    Classic styles read `year` and `month`, biblatex `date`; the Chinese ones (gbt7714, biblatex-gb7714) take an
    `entrysubtype` for [N], and look for the page of a newspaper in `number`.
    """
    known = [(name, value) for name, value in _bibtex_fields(cited) if value]
    return f"@article{{{cited.key},\n" + "".join(f"  {name} = {value},\n" for name, value in known) + "}\n"


def ris(cited: Citation) -> str:
    """Return the RIS record, of one line a field."""
    year, month, day = date_parts(cited.date_published)
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
    lines = [f"{tag}  - {value}" for tag, written in fields if (value := one_line(written))]
    return "".join(line + RIS_LINE_END for line in (*lines, "ER  - ", ""))


def csl_json(cited: Citation) -> str:
    """Return the report as a list of one item of CSL-JSON, the data of Zotero, pandoc and other users of CSL styles.

    A name is given whole (`literal`), so that no style takes it apart.
    """
    known = {name: value for name, value in _csl_fields(cited).items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2) + "\n"


def _csl_fields(cited: Citation) -> dict[str, Any]:
    parts = [int(part) for part in date_parts(cited.date_published) if part]
    issued: dict[str, Any] = {"date-parts": [parts]}
    return {
        "id": cited.key,
        "type": "article-newspaper",
        "title": one_line(cited.headline),
        "author": [{"literal": name} for name in map(one_line, cited.authors) if name],
        "container-title": one_line(cited.newspaper),
        "issued": parts and (issued | {"circa": True} if cited.is_inferred else issued),
        "issue": one_line(cited.issue_number),
        "page": one_line(cited.print_page),
        "language": "zh-CN",
        "note": INFERRED_NOTE if cited.is_inferred and parts else "",
        "URL": cited.url,
    }


def _bibtex_fields(cited: Citation) -> list[tuple[str, str]]:
    year, month, _day = date_parts(cited.date_published)
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
    return TEX_LIGATURES.sub(r"\1{}", one_line(text).translate(TEX))


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""
