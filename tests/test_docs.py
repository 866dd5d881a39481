"""The documents name files and commands that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from django.core.management import get_commands

ROOT: Final = Path(__file__).resolve().parent.parent
PATHS: Final = re.findall(r"`([\w./-]+/[\w./-]*)`", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
COMMANDS: Final = re.findall(r"manage\.py (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"))
TARGETS: Final = re.findall(r"`make ([\w-]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(set(PATHS)))
def test_a_path_that_architecture_names_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_a_command_that_the_readme_names_exists(command: str) -> None:
    assert command in get_commands()


@pytest.mark.parametrize("target", sorted(set(TARGETS)))
def test_a_make_target_that_the_readme_names_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
