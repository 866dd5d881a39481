"""What is deployed: containers, units and proxy agree with each other and with the program.

They are read, for nothing runs them where the tests run.
"""

from __future__ import annotations

import configparser
import re
import runpy
import shlex
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
import yaml
from django.conf import settings as django_settings

from config.production import EXAMPLES
from deploy import probe

ROOT: Final = Path(__file__).resolve().parent.parent
DEPLOY: Final = ROOT / "deploy"
UNITS: Final = sorted((DEPLOY / "systemd").iterdir())
COMMANDS: Final = ("/bin/sh", "/usr/bin/find", "/bin/kill")


def dockerfile() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, lines that go on joined."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, rest.strip()) for name, _space, rest in (line.partition(" ") for line in lines)]


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return read


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def nginx() -> str:
    return re.sub(r"#.*", "", (DEPLOY / "nginx" / "archive.conf").read_text(encoding="utf-8"))


def test_the_image_is_slim_and_runs_as_nobody() -> None:
    instructions = dockerfile()
    assert {rest.split()[0] for name, rest in instructions if name == "FROM"} == {"python:3.12-slim-bookworm"}
    users = [rest for name, rest in instructions if name == "USER"]
    assert users == ["archive"]
    assert instructions.index(("USER", "archive")) < [name for name, _rest in instructions].index("CMD")
    assert any(name == "HEALTHCHECK" for name, _rest in instructions)


def test_the_image_takes_every_part_of_the_program_and_no_more() -> None:
    taken = {rest.split()[0] for name, rest in dockerfile() if name == "COPY" and "--from" not in rest}
    parts = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert taken == {
        "manage.py",
        "requirements.txt",
        "templates",
        "static",
        "locale",
        "fixtures",
        *parts - {"fixtures"},
    }
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in sent if line.startswith("!")} == taken
    assert {"*", "deploy/*.env"} <= set(sent)


def test_services_can_write_into_the_volume_alone() -> None:
    services = compose()["services"]
    assert set(services) == {"prepare", "web", "work", "database"}
    for name in ("prepare", "web", "work"):
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["volumes"] == ["state:/var/lib/archive"]
        assert service["env_file"] == "deploy/archive.env"
    assert ("ENV", "ARCHIVE_STATE_DIR=/var/lib/archive") in [
        (name, word) for name, rest in dockerfile() for word in rest.split() if name == "ENV"
    ]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]  # a proxy of ours stands before it
    assert services["database"]["profiles"] == ["postgresql"]


def test_no_file_that_is_kept_to_this_machine_gets_into_the_image() -> None:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    kept = {line for line in lines if line.startswith("deploy/")}
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "deploy/database_password" in kept
    assert kept <= set(ignored[ignored.index("!deploy") :])


def test_the_database_is_of_the_version_whose_backups_the_image_can_make() -> None:
    release = {"bookworm": "15"}[dockerfile()[0][1].split()[0].rpartition("-")[2]]  # PostgreSQL of Debian
    assert compose()["services"]["database"]["image"] == f"postgres:{release}-bookworm"


def test_each_command_of_a_container_is_there() -> None:
    services = compose()["services"]
    commands = [services[name]["command"] for name in ("prepare", "work")] + [
        services["web"]["healthcheck"]["test"][1:]
    ]
    for command in commands:
        assert command[0] == "python"
        named = command[2].replace(".", "/") + ".py" if command[1] == "-m" else command[1]
        assert (ROOT / named).is_file()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_each_unit_names_what_is_there(path: Path) -> None:
    read = unit(path)
    assert read["Unit"]["Description"]
    for line in re.findall(r"^Exec\w+=(.+)$", path.read_text(encoding="utf-8"), re.M):
        words = shlex.split(line)
        assert words[0].startswith("/srv/archive/.venv/bin/") or words[0] in COMMANDS
        for word in words:
            if word.startswith("deploy/") or word == "manage.py":
                assert (ROOT / word).is_file()
    if path.suffix == ".service":
        assert (read["Service"]["User"], read["Service"]["NoNewPrivileges"]) == ("archive", "yes")
        assert read["Service"]["ProtectSystem"] == "strict"
        assert read["Service"]["EnvironmentFile"] == "/etc/archive.env"


def test_a_timer_starts_the_backup_each_day() -> None:
    timer = DEPLOY / "systemd" / "archive-backup.timer"
    assert unit(timer)["Timer"]["OnCalendar"].startswith("*-*-*")
    assert timer.with_suffix(".service") in UNITS


def test_the_proxy_takes_what_the_site_takes_and_says_who_asks() -> None:
    text = nginx()
    assert text.count("{") == text.count("}")
    (limit,) = re.findall(r"client_max_body_size (\d+)m;", text)
    assert 0 <= int(limit) * 2**20 - django_settings.UPLOAD_MAX_BYTES <= 2**20
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text  # what a client wrote is not passed on
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in text
    for statement in re.findall(r"^\s+\w[^{}]*$", text, re.M):
        assert statement.rstrip().endswith(";"), statement


def test_the_log_of_the_proxy_tells_of_no_address_that_was_asked() -> None:
    (written,) = re.findall(r"log_format archive '(.*)';", nginx())
    assert not re.search(r"\$(request|request_uri|uri|args|query_string|arg_\w+|http_referer|document_uri)\b", written)
    servers = nginx().split("server {")[1:]
    assert all(re.search(r"access_log \S+ archive;", server) for server in servers)


def test_the_example_of_settings_is_refused_until_it_is_filled_in() -> None:
    lines = (DEPLOY / "archive.env.example").read_text(encoding="utf-8").splitlines()
    settings = dict(line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line))
    assert (settings["SECRET_KEY"], settings["ALLOWED_HOSTS"]) == ("", "")
    read = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    assert all(f'"{name}"' in read for name in settings)
    assert "example" in EXAMPLES


def test_gunicorn_shares_the_program_and_renews_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVE_LOG", "line")
    monkeypatch.delenv("BIND", raising=False)
    found = runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))
    assert (found["worker_class"], found["workers"], found["preload_app"]) == ("gthread", 2, True)
    assert found["bind"].startswith("127.0.0.1:")
    assert found["max_requests_jitter"] > 0
    assert callable(found["post_fork"])


class _Site(BaseHTTPRequestHandler):
    """Answers 200 to one name and path alone."""

    def do_GET(self) -> None:
        is_well = (self.path, self.headers["Host"]) == ("/readyz", "archive.example.cn")
        self.send_response(200 if is_well else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


def test_the_probe_tells_by_its_exit_code_how_the_site_is(monkeypatch: pytest.MonkeyPatch) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Site)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PORT", str(server.server_port))
    monkeypatch.setenv("ALLOWED_HOSTS", ".archive.example.cn, other.example.cn")

    def asked(path: str) -> int:
        monkeypatch.setattr(sys, "argv", ["probe", path])
        return probe.main()

    assert (asked("readyz"), asked("healthz")) == (0, 1)
    server.shutdown()
    server.server_close()
    assert asked("readyz") == 1


def test_the_probe_needs_nothing_of_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import deploy.probe, sys; print('django' in sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "False\n"
