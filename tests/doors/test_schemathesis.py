"""Schemathesis asks the API what its description allows and what it forbids, and judges each answer by it.

A few dozen calls in process with each run; thousands with `make soak`, by its own program against a server.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig

from archive import publishing
from doors.api import door
from doors.api.limits import Allowance, Limiter
from doors.api.operations import OPERATIONS
from search.indexing import keep_up
from tests.search.building import published

EXAMPLES: Final = 6  # of each address and kind
SOAK_EXAMPLES: Final = 200
SOAK_CALLS: Final = 3_000
PLAIN: Final = {"Accept-Encoding": "identity"}  # called in process, it unpacks nothing
# Whether a place, paper, author, cursor or query of the right form is there to be asked for, only the archive knows.
CONFIG: Final = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 304, 400, 404, 410, 412]
"""


def some_reports() -> None:
    """Publish a few reports with numbers that a generator comes upon, and take one back."""
    for number in range(12):
        article = published(
            f"样例{number}", place="411302", date=f"2022-03-0{number % 9 + 1}", newspaper="样例日报", authors=["张三"],
            captions=["样例图注"], headings=["样例小标题"],
        )  # fmt: skip
    publishing.withdraw(article, "样例原因")
    keep_up()


def cases_of(name: str, mode: GenerationMode) -> Any:
    """Return the strategy that makes cases of an operation."""
    description = Client().get("/api/v1/openapi.json").json()
    schema = schemathesis.openapi.from_dict(description, config=SchemathesisConfig.from_str(CONFIG))
    schema.app = get_wsgi_application()
    operation = next(one for one in OPERATIONS if one.name == name)
    return schema[operation.path]["GET"].as_strategy(generation_mode=mode)


KINDS: Final = [
    pytest.param(one.name, mode, id=f"{one.name}, {mode.value}")
    for one in OPERATIONS
    for mode in GenerationMode
    if one.parameters or one.of
]


@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor == "postgresql", reason="asked in process, each answer closes the connection of the test"
)
@pytest.mark.parametrize(("name", "mode"), KINDS)
def test_answers_are_as_described(name: str, mode: GenerationMode) -> None:
    some_reports()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases_of(name, mode))
    def ask(case: Case) -> None:
        case.call_and_validate(headers=PLAIN)

    ask()


class CountingLimiter(Limiter):
    """Counts all requests, and stops none."""

    asked = 0

    def spend(self, sender: str, most: int, now: float) -> Allowance:
        self.asked += 1
        return Allowance(most, most, 60)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, settings: Any) -> CountingLimiter:
    """Return what counts the requests that the API answers."""
    settings.API_A_MINUTE = 1_000_000
    limiter = CountingLimiter()
    monkeypatch.setattr(door, "limiter", limiter)
    return limiter


@pytest.mark.soak
def test_thousands_of_calls_find_nothing(live_server: Any, counted: CountingLimiter, tmp_path: Path) -> None:
    some_reports()
    (tmp_path / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    program = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", "schemathesis.toml", "run",
        f"{live_server.url}/api/v1/openapi.json", "--max-examples", str(SOAK_EXAMPLES), "--seed", "1",
        "--continue-on-failure", "--generation-database", "none",
    ]  # fmt: skip
    run = subprocess.run(program, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert counted.asked >= SOAK_CALLS, f"{counted.asked}\n{run.stdout[-3000:]}"
