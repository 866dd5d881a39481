"""Pages: what does a page of results take over HTTP, and what of that is not the engine?

In: a state folder and the questions to its corpus. Out: seconds for each question, from a gunicorn as it is
deployed, with one worker, so that its memory is that of a worker that has answered everything; and that memory.
What cannot be typed into the form (NOT) is left out.
"""

from __future__ import annotations

import http.client
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode

from bench.asking import private_bytes
from bench.generated import ROOT
from bench.questions import TypedQuestion, question_of
from bench.states import environment

START_SECONDS: Final = 60.0
OK: Final = 200


class Pages(NamedTuple):
    """The seconds of each question by its number, in the last rounds; and the worker's private bytes."""

    seconds: dict[int, list[float]]
    private: int


def measure(state: Path, asked: Sequence[TypedQuestion], rounds: int) -> Pages:
    """Ask every question in each round, in an order of its own; a round before them is not counted."""
    numbers = [number for number, one in enumerate(asked) if not one.without]
    seconds: dict[int, list[float]] = {number: [] for number in numbers}
    with _serving(state) as (connection, worker):
        for at in range(rounds + 1):
            random.Random(at).shuffle(numbers)
            for number in numbers:
                took = _get(connection, asked[number])
                if at:
                    seconds[number].append(took)
        return Pages(seconds, private_bytes(Path(f"/proc/{worker}/smaps_rollup")))


def _get(connection: http.client.HTTPConnection, one: TypedQuestion) -> float:
    path = f"/search/?{urlencode(question_of(one).parameters())}"
    began = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    took = time.perf_counter() - began
    if response.status != OK:
        raise RuntimeError(f"{path}: {response.status}")
    return took


@contextmanager
def _serving(state: Path) -> Iterator[tuple[http.client.HTTPConnection, int]]:
    """Serve a state folder, and give a connection and the number of the worker's process."""
    port = _free_port()
    options = f"--bind 127.0.0.1:{port} --worker-class gthread --threads 4 --workers 1 --log-level warning"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", *options.split(), "--limit-request-line", "0"]
    server = subprocess.Popen(command, env=environment(state), cwd=ROOT)
    try:
        connection = _connected(port)
        _await_answer(connection)
        yield connection, _child_of(server.pid)
        connection.close()
    finally:
        server.terminate()
        server.wait()


def _connected(port: int) -> http.client.HTTPConnection:
    deadline = time.monotonic() + START_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.connect()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return connection


def _await_answer(connection: http.client.HTTPConnection) -> None:
    """Return when a worker has answered: the server accepts connections before it has made one."""
    connection.request("GET", "/help/")
    connection.getresponse().read()


def _child_of(process: int) -> int:
    return int(Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()[0])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
