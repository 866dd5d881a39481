"""The bars of `bench/extraction.py` on the pages of ../shared/pages."""

from __future__ import annotations

from collections import Counter

import pytest

from archive.text.gazetteer import load_gazetteer
from bench.extraction import PAGES, judge, load_samples

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="../shared/pages is not there")

# What is reached, of 20 pages; a rule that loses one fails here.
REACHED = {
    "title": 20, "date": 20, "first": 20, "last": 20, "length": 18, "not_body": 20, "authors": 9, "none_invented": 11,
    "source": 20, "encoding": 20,
}  # fmt: skip


def test_the_pages_are_read_as_well_as_they_were() -> None:
    verdicts = [v for sample in load_samples(PAGES, load_gazetteer()) for v in judge(sample)]
    right = Counter(v.field for v in verdicts if v.right)

    assert {field: right[field] for field in REACHED} == REACHED
