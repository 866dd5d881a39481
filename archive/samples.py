"""The sample articles: ours, and marked so; in at the first `make run`, out by `remove_samples`.

In: fixtures/samples/*.json. Out: published articles with `is_sample`, a note that says after which
report's facts they were written, newspaper 样例 and byline 本项目样例.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from archive import changes, publishing
from archive.editing import set_body
from archive.ingest.body import render_blocks
from archive.ingest.extracted import Block
from archive.models import Article, Contributor, Credit, Newspaper

SAMPLE_NEWSPAPER: Final = "样例"
SAMPLE_BYLINE: Final = "本项目样例"


def load_samples() -> int:
    """Publish the samples that are not there yet, and return how many."""
    paths = sorted(Path(settings.SAMPLES_DIR).glob("*.json"))
    records = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    missing = [r for r in records if not Article.objects.filter(identifier=r["identifier"]).exists()]
    with changes.held_back(can_wait=True):
        for record in missing:
            _load(record)
    return len(missing)


def remove_samples() -> int:
    """Delete every sample with its newspaper and contributor, and return how many articles went."""
    samples = list(Article.objects.filter(is_sample=True))
    with changes.held_back(can_wait=True), transaction.atomic():
        for article in samples:
            publishing.delete(article, note="remove_samples")
        paper = Newspaper.objects.filter(is_sample=True)
        Contributor.objects.filter(newspaper__in=paper, credits=None).delete()
        paper.filter(articles=None, contributors=None).delete()
    return len(samples)


@transaction.atomic
def _load(record: dict[str, Any]) -> None:
    paper, _created = Newspaper.objects.get_or_create(name=SAMPLE_NEWSPAPER, defaults={"is_sample": True})
    article = Article(
        identifier=record["identifier"], headline=record["headline"], kicker=record.get("kicker"),
        subtitle=record.get("subtitle"), place_id=record["place"], newspaper=paper, byline=SAMPLE_BYLINE,
        is_sample=True, sample_note=record["note"],
    )  # fmt: skip
    article.set_date(record["date_published"], record["date_basis"], record.get("date_evidence"))
    set_body(article, render_blocks(map(_block, record["body"])))
    publishing.record_created(article, hang_on=lambda: _sign(article, paper))
    publishing.publish(article)


def _sign(article: Article, paper: Newspaper) -> None:
    contributor, _created = Contributor.objects.get_or_create(name=SAMPLE_BYLINE, newspaper=paper, place=None)
    Credit.objects.create(article=article, contributor=contributor, role=None, is_author=True, order=0)


def _block(text: str) -> Block:
    """Return the block of a line; `## ` begins a heading."""
    return Block("heading" if text.startswith("## ") else "paragraph", text.removeprefix("## "))
