"""Production: what is refused, in which words, and what `check --deploy` finds: nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.checks.registry import registry
from django.core.exceptions import ImproperlyConfigured

from config.production import faults, is_guessable, look_before_deployment, refuse_unless_fit

ROOT: Final = Path(__file__).resolve().parents[2]
KEY: Final = "q7Wm2cXr9LtB4vNz8KdJ5hYs1GfP6uEa3oTi0RxQbVwCnMyZkl"
OURS: Final = ("ARCHIVE_", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "SECURE", "DATABASE_URL", "DJANGO_")


@pytest.fixture(autouse=True)
def fit(settings: Any) -> None:
    """Begin with settings that are those of a public site."""
    settings.DEV = settings.DEBUG = False
    settings.SECRET_KEY, settings.IS_KEY_GIVEN = KEY, True
    settings.ALLOWED_HOSTS, settings.IS_HOST_GIVEN = ["archive.example.cn"], True


def run(state: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these settings and no others."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment = {**clean, "ARCHIVE_STATE_DIR": str(state), "PYTHONWARNINGS": "ignore", **settings}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_fit_settings_are_served() -> None:
    assert faults() == []
    refuse_unless_fit()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"DEBUG": True}, "DEBUG 开着"),
        ({"IS_KEY_GIVEN": False}, "没有设 SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY 是示例"),
        ({"SECRET_KEY": KEY[:49]}, "太短"),
        ({"IS_HOST_GIVEN": False}, "没有设 ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": []}, "没有设 ALLOWED_HOSTS"),
    ],
)
def test_each_fault_alone_is_refused_with_what_to_do(
    settings: Any, change: dict[str, Any], word: str
) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    assert len(faults()) == 1
    with pytest.raises(ImproperlyConfigured, match=word) as refusal:
        refuse_unless_fit()
    assert "ARCHIVE_DEV=1" in str(refusal.value)
    settings.DEV = True
    refuse_unless_fit()


def test_a_key_of_one_character_is_no_secret() -> None:
    assert is_guessable("a" * 60)


def test_with_nothing_set_the_server_refuses_to_start(tmp_path: Path) -> None:
    served = run(tmp_path, "-c", "import config.wsgi")
    assert served.returncode == 1
    assert served.stderr.count("没有设") == 2


def test_check_deploy_lists_the_same(settings: Any) -> None:
    assert look_before_deployment() == []
    settings.DEBUG, settings.IS_KEY_GIVEN = True, False
    assert [error.id for error in look_before_deployment()] == ["archive.E001", "archive.E002"]
    assert look_before_deployment in registry.get_checks(include_deployment_checks=True)


def test_check_deploy_has_nothing_to_say_of_a_public_site(tmp_path: Path) -> None:
    of_it = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "archive.example.cn", "SECURE": "1", "ARCHIVE_PROXIES": "1"}
    checked = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **of_it)
    assert (checked.returncode, "no issues" in checked.stdout) == (0, True), checked.stderr


def test_a_value_that_is_none_of_a_setting_is_refused_with_those_there_are(tmp_path: Path) -> None:
    for name, value, known in [
        ("ARCHIVE_LOG", "xml", "line or json"),
        ("ARCHIVE_SECOND_FACTOR", "yes", "optional or required"),
    ]:
        refused = run(tmp_path, "-c", "import config.settings", **{name: value})
        assert known in refused.stderr


def test_logs_as_json_go_to_stdout_and_lines_to_stderr(tmp_path: Path) -> None:
    said = (
        "import logging.config; from config.settings import LOGGING; logging.config.dictConfig(LOGGING);"
        "logging.getLogger('archive').warning('样例\\r\\n第二行')"
    )
    as_json = run(tmp_path, "-c", said, ARCHIVE_LOG="json")
    assert json.loads(as_json.stdout)["message"] == "样例\r\n第二行"
    assert len(as_json.stdout.splitlines()) == 1
    as_lines = run(tmp_path, "-c", said)
    assert (as_lines.stdout, as_lines.stderr.count("\n")) == ("", 1)
    assert "样例\\r\\n第二行" in as_lines.stderr
