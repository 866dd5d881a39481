"""What a reader's browser has to load: how many bytes in all, from where, under which names."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.management import call_command
from django.templatetags.static import static
from django.test import Client

ROOT: Final = Path(settings.BASE_DIR)
MOST_CSS: Final = 40_000  # bytes, of all public style sheets together
MOST_JS: Final = 30_000
LINKED: Final = re.compile(r"""{%\s*static\s+["']([\w./-]+\.(?:css|js))["']\s*%}""")
IMPORTED: Final = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\./[\w./-]+\.js)["']""")
ELSEWHERE: Final = re.compile(  # a schema of Dublin Core is a name that nobody asks for
    r"""(?:src|srcset|poster|action)=["'](?:https?:)?//|<link(?! rel="schema\.)[^>]+href=["'](?:https?:)?//"""
)


def public_templates() -> list[Path]:
    return [path for path in (ROOT / "templates").rglob("*.html") if "admin" not in path.parts]


def public_files() -> set[Path]:
    """Return every style sheet and script that a template for readers links, and the modules that those import."""
    named = {name for path in public_templates() for name in LINKED.findall(path.read_text(encoding="utf-8"))}
    found = {ROOT / "static" / name for name in named}
    waiting = list(found)
    while waiting:
        path = waiting.pop()
        more = {(path.parent / name).resolve() for name in IMPORTED.findall(path.read_text(encoding="utf-8"))} - found
        found |= more
        waiting += more
    return found


@pytest.mark.parametrize(("kind", "most"), [(".css", MOST_CSS), (".js", MOST_JS)])
def test_what_readers_load_is_small(kind: str, most: int) -> None:
    sizes = {path.name: path.stat().st_size for path in public_files() if path.suffix == kind}
    assert sizes
    assert sum(sizes.values()) <= most, sizes


def test_no_template_for_readers_asks_another_host() -> None:
    asking = [path.name for path in public_templates() if ELSEWHERE.search(path.read_text(encoding="utf-8"))]
    assert asking == []


def test_nothing_that_readers_load_moves_by_itself() -> None:
    for path in public_files():
        if path.suffix == ".css":
            moving = re.search(r"transition|animation|@keyframes|scroll-behavior", path.read_text(encoding="utf-8"))
            assert not moving, f"{path.name}: {moving}"


@pytest.mark.django_db
def test_pages_are_gzipped_for_browsers_that_take_it(client: Client) -> None:
    plain, packed = client.get("/help/"), client.get("/help/", HTTP_ACCEPT_ENCODING="gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


def test_collected_files_have_names_that_may_be_kept_for_ever(tmp_path: Path, settings: Any) -> None:
    assert static("css/base.css") == "/static/css/base.css"
    settings.STATICFILES_DIRS = [ROOT / "static"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.STATIC_ROOT = str(settings.STATIC_ROOT)  # as a new process reads it
    name = static("css/base.css")
    assert re.fullmatch(r"/static/css/base\.[0-9a-f]{12}\.css", name)
    assert static("css/added-later.css") == "/static/css/added-later.css"
    settings.WHITENOISE_AUTOREFRESH = False
    served = Client().get(name, HTTP_ACCEPT_ENCODING="gzip")
    assert "immutable" in served["Cache-Control"]
    assert served["Content-Encoding"] == "gzip"
