"""Logs: how is a record of the log written down?

In: a record, and the request that is being answered. Out: for programs an object a line (time in UTC, level, logger,
message, the request's id, whatever else the record brings from `config/request_log.py`), on stdout; for people a
line, on stderr. An object is ASCII: no character of a stranger's can end a line or move a terminal's cursor.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

NO_REQUEST: Final = ""
request_id: Final[ContextVar[str]] = ContextVar("request_id", default=NO_REQUEST)
# What the record of a request says beside its message.
OF_A_REQUEST: Final = ("method", "path", "status", "ms", "user_id")
SERVER: Final = "gunicorn."
# Of a request that it cannot read or answer the server repeats the line or header, with what was searched for.
_ASKED: Final = re.compile(r"(Invalid request from ip=\S*: [^:]*:|Error handling request [^?]*\?).*", re.DOTALL)


class JsonLines(logging.Formatter):
    """A record as JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, whatever the message holds."""
        said: dict[str, Any] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        # The server speaks of requests that were not taken up; the number that a thread has is of the one before.
        if (number := request_id.get()) and not record.name.startswith(SERVER):
            said["request_id"] = number
        said |= {name: record.__dict__[name] for name in OF_A_REQUEST if name in record.__dict__}
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, default=str)


def message_of(record: logging.LogRecord) -> str:
    """Return what a record says; of what the server says of a request, all but what was asked for."""
    message = record.getMessage()
    return _ASKED.sub(r"\1 …", message) if record.name.startswith(SERVER) else message


class Lines(logging.Formatter):
    """A record as a line; line ends within its message are written as such, so that none can pass for a record."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        """Return the line without what follows of an exception."""
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


def log_as_json() -> dict[str, Any]:
    """Return the settings of logs that programs read, each request among them."""
    return {
        **_logs("config.logs.JsonLines", "ext://sys.stdout"),
        # Of requests that were refused Django says no more than our own line does; of a wrong host, which whoever
        # tries out addresses sends all day long, it says so as an error of forty lines.
        "loggers": {
            "archive.requests": {"level": "INFO"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": _UP,
        },
    }


def log_as_lines() -> dict[str, Any]:
    """Return the settings of logs that people read at a terminal."""
    return _logs("config.logs.Lines", "ext://sys.stderr")


_UP: Final[dict[str, Any]] = {"handlers": [], "level": "WARNING", "propagate": True}


def _logs(formatter: str, stream: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"written": {"()": formatter}},
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "written", "stream": stream}},
        "root": {"handlers": ["stream"], "level": "WARNING"},
    }
