"""Ask the site of this machine how it is: `python -m deploy.probe readyz`, for a container's health check.

In: `healthz` or `readyz`; PORT, and ALLOWED_HOSTS for the name that the site answers to. Out: ends with 0 where the
answer is 200, else with 1 and what was answered.
"""

from __future__ import annotations

import http.client
import os
import sys
from typing import Final

OK: Final = 200
TIMEOUT: Final = 8.0  # seconds


def main() -> int:
    """Ask, and tell by the exit code."""
    path = sys.argv[1] if len(sys.argv) > 1 else "healthz"
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=TIMEOUT)
    try:
        connection.request("GET", f"/{path}", headers={"Host": host()})
        answer = connection.getresponse()
        said = answer.read().decode("utf-8", "replace")
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{answer.status} {said}\n")
    return 0 if answer.status == OK else 1


def host() -> str:
    """Return a name that the site answers to."""
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    return first if first not in ("", "*") else "localhost"


if __name__ == "__main__":
    sys.exit(main())
