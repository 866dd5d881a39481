"""What a machine read from a page without text: the page as it is understood then, and how it is marked.

In: a blank page and its capture. Out: the same page with the text that was recognised and the warning that it was. The
warning is a doubt, so that a person looks before the report is published, and stays with the record.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from archive.ingest.page import Page
from archive.models import Capture, Recognition

# Kept with the report, so in one language.
RECOGNISED: Final = "文字由机器识别（{engine}），请对照原件。"
RECOGNISED_SO_SURELY: Final = "文字由机器识别（{engine}，平均把握 {confidence}%），请对照原件。"
UNCUT: Final = "这一页像有 {count} 篇报道，机器识别没有把它们分开；请照原件分。"


def with_recognised_text(page: Page, capture: Capture) -> Page:
    """Return a blank page with what was recognised on it; as it is where nothing was."""
    done = Recognition.objects.filter(capture=capture.pk, state=Recognition.State.DONE).first() if capture.pk else None
    return recognised_page(page, done) if done else page


def recognised_page(page: Page, recognition: Recognition) -> Page:
    """Return a page with the text of its recognition."""
    articles = max((int(sheet.get("articles", 1)) for sheet in recognition.pages), default=1)
    warnings = (notice_of(recognition), *((UNCUT.format(count=articles),) if articles > 1 else ()))
    return replace(page, blank=None, text=recognition.text, warnings=(*page.warnings, *warnings))


def notice_of(recognition: Recognition) -> str:
    """Return how a record says that its text was read by a machine."""
    form = RECOGNISED if recognition.confidence is None else RECOGNISED_SO_SURELY
    return form.format(engine=recognition.engine, confidence=recognition.confidence)
