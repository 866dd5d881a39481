"""What `make run` does: an archive with samples, a login of its own, both processes up and down together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LINES_AT_MOST: Final = 20  # of what a start prints before its last line


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(state: Path, port: int) -> Iterator[str]:
    """Start the local server, yield what it printed until it was up, and stop it."""
    environment = os.environ | {"ARCHIVE_STATE_DIR": str(state)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "deploy.run_local", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    printed: list[str] = []
    try:
        while "Ctrl-C" not in "".join(printed) and len(printed) < LINES_AT_MOST:
            printed.append(process.stdout.readline())
        yield "".join(printed)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def fetch(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.read().decode()


def test_a_first_run_prepares_serves_and_stops_and_a_second_keeps_everything(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as printed:
        assert f"http://127.0.0.1:{port}/admin/" in printed
        assert "只显示这一次" in printed
        found = json.loads(fetch(port, "/search.json?q=" + urllib.parse.quote("党建")))
        assert found["total"] == 5
        assert all(hit["newspaper"] == "样例" for hit in found["hits"])
        assert "样例" in fetch(port, "/")
    with running(tmp_path, port) as printed:
        assert "changepassword staff" in printed
        assert "只显示这一次" not in printed
        assert json.loads(fetch(port, "/search.json"))["total"] == 5
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_virtual_environment_that_could_not_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    """As on Debian without python3-venv: half of one stood there, and the next `make run` took it for whole."""
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\n[ "$2" = venv ] || exit 0\nmkdir -p "$3/bin" && touch "$3/bin/python"\nexit 1\n')
    python.chmod(0o755)
    venv = tmp_path / "venv"
    made = subprocess.run(
        ["make", f"PYTHON={python}", f"VENV={venv}", f"{venv}/bin/python"], cwd=ROOT, capture_output=True, check=False
    )
    assert made.returncode == 2
    assert not venv.exists()
