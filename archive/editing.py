"""Derived fields of a report, kept in step with what they derive from.

In: an article and a new body or title. Out: the same article with its text, headings and digest
reckoned anew; nothing is saved here.
"""

from __future__ import annotations

from archive import payloads
from archive.ingest.body import read_body
from archive.ingest.cleaning import clean_body
from archive.models import Article
from archive.text.folding import fold


def set_body(article: Article, untrusted_html: str) -> tuple[str, ...]:
    """Clean the HTML, and set the body with its plain text and section headings; return what was lost, in words."""
    clean = clean_body(untrusted_html)
    parts = read_body(clean.body_html)
    article.body_html = clean.body_html
    article.body_text = parts.text
    article.section_headings = list(parts.headings)
    article.text_digest = text_digest(article.headline, article.body_text)
    return clean.warnings


def text_digest(headline: str | None, body_text: str) -> str:
    """Return the digest under which the same report in other bytes is recognised; "" where a part is missing.

    Width, case, punctuation, white space and 繁简 make no difference to it.
    """
    if not headline or not body_text:
        return ""
    return payloads.digest_of(f"{fold(headline)}\n{fold(body_text)}".encode())
