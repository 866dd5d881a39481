"""The documents name files and commands that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from django.core.management import get_commands

ROOT: Final = Path(__file__).resolve().parent.parent
PATHS: Final = re.findall(r"`([\w./-]+/[\w./-]*)`", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
COMMANDS: Final = re.findall(r"manage\.py (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"))
TARGETS: Final = re.findall(r"`make ([\w-]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_every_path_that_architecture_names_exists() -> None:
    assert PATHS
    assert [path for path in PATHS if not (ROOT / path).exists()] == []


def test_every_command_that_the_readme_names_exists() -> None:
    assert COMMANDS
    assert [command for command in COMMANDS if command not in get_commands()] == []


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert TARGETS
    assert [one for one in TARGETS if not re.search(rf"^{one}:", makefile, re.MULTILINE)] == []
