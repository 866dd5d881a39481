"""Who may import whom (ARCHITECTURE.md): read from the sources, template tags and model strings too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = sorted(
    path
    for app in ("archive", "search", "doors", "config", "deploy", "bench")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
# Each third party has one named home.
HOMES: Final = {
    "bleach": ("archive/ingest/cleaning.py",),
    "mammoth": ("archive/ingest/word_file.py",),
    "pypdf": ("archive/ingest/pdf_file.py",),
    "pypdfium2": ("archive/ingest/drawing_child.py",),
    "openpyxl": ("archive/ingest/sheet_file.py",),
    "PIL": ("archive/ingest/picture_file.py",),
    "jieba": ("search/analysis.py",),
    "whoosh": ("search/analysis.py", "search/backends.py", "search/indexing.py", "search/engine/"),
    "haystack": ("search/search_indexes.py", "search/backends.py", "search/lookups.py", "search/forms.py"),
}
# By the beginning of their names: all of taking in but intake, kept_rules, recording, replay and reporting.
PURE_STEPS: Final = (
    "body", "bylines", "child", "cleaning", "conf", "date", "document_", "drawing", "encoding", "epaper", "extract",
    "file_kinds", "formats", "html_", "limits", "line", "media", "mhtml_", "office_", "page.py", "page_",
    "paper_rules", "pdf_", "picture_file", "places", "readers", "reading", "recognised_lines", "record.py", "roles",
    "sheet_", "signatures", "sources", "tesseract", "text_", "word_", "zip_",
)  # fmt: skip
NO_DJANGO: Final = (
    "archive/text/",
    *(f"archive/ingest/{name}" for name in PURE_STEPS),
    "search/questions.py",
    "search/analysis.py",
    "search/query_",
    "search/marking.py",
    "search/marked_html.py",
    "search/snippets.py",
    "search/engine/",
)
ARCHIVE_NEVER: Final = {"search", "haystack", "whoosh", "jieba"}
SEARCH_OF_ARCHIVE: Final = (
    "archive.models", "archive.text", "archive.atom", "archive.citation", "archive.locks", "archive.metadata",
    "archive.changes",
)  # fmt: skip


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports_of(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{relative(path)}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_stay_within_the_rules() -> None:
    for name, imported in ((relative(path), one) for path in SOURCES for one in imports_of(path)):
        top = imported.split(".")[0]
        if name.startswith("archive/"):
            assert top not in ARCHIVE_NEVER, f"{name} imports {imported}"
        if name.startswith("search/") and top == "archive":
            assert imported.startswith(SEARCH_OF_ARCHIVE), f"{name} imports {imported}"
        if not name.startswith(("doors/", "config/")):
            assert top != "doors", f"{name} imports {imported}"
        if top in HOMES and name.startswith(("archive/", "search/", "doors/")):
            assert name.startswith(HOMES[top]), f"{name} imports {imported}"
        if name.startswith(NO_DJANGO):
            assert top != "django", f"{name} imports {imported}"


def test_nothing_is_imported_inside_a_function_or_by_star() -> None:
    for path, node in ((source, node) for source in SOURCES for node in nodes_of(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inner = [n for n in ast.walk(node) if isinstance(n, (ast.Import, ast.ImportFrom))]
            assert not inner, f"{relative(path)}:{node.lineno} imports inside {node.name}"
        if isinstance(node, ast.ImportFrom):
            assert all(alias.name != "*" for alias in node.names), f"{relative(path)}: import *"


def test_archive_templates_reach_search_by_url_name_and_finding_alone() -> None:
    for template in (ROOT / "templates").rglob("*.html"):
        if "search" in template.parts:
            continue
        for loaded in re.findall(r"{%\s*load\s+([^%]+)%}", template.read_text(encoding="utf-8")):
            assert not {"haystack", "highlight", "more_like_this"} & set(loaded.split()), relative(template)


def test_archive_names_no_model_of_search() -> None:
    for path in (ROOT / "archive").rglob("*.py"):
        assert not re.search(r"[\"']search\.[A-Z]", path.read_text(encoding="utf-8")), relative(path)


def test_only_publishing_writes_state_in_bulk() -> None:
    for path in SOURCES:
        # The benchmark fills databases of its own, which nobody follows.
        if relative(path) in ("archive/publishing.py", "bench/database.py"):
            continue
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"Article\.objects[^\n]*\.(update|bulk_create|bulk_update)\(", source), relative(path)
        assert not re.search(r"\.state\s*=[^=]", source), f"{relative(path)} sets a state"
