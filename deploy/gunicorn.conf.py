"""How gunicorn serves the site: `gunicorn --config deploy/gunicorn.conf.py config.wsgi`.

In: PORT or BIND, WORKERS and THREADS of the environment, none of which is needed. Out: gunicorn's settings, and logs as
JSON.
The program is loaded once and shared by the workers; what may not be shared over a fork (connections to the
database, the index that a process holds open) is opened by each worker for itself.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.db import connections

from config.logs import log_as_json

os.environ.setdefault("ARCHIVE_LOG", "json")

wsgi_app = "config.wsgi"
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
preload_app = True
# A worker is made anew after so many requests, not all of them at once.
max_requests = 10_000
max_requests_jitter = 1_000
timeout = 60  # seconds without a sign of life; an upload is read by threads, which give signs meanwhile
graceful_timeout = 30
keepalive = 5
# No limit to the request line: the site itself answers a query that is too long.
limit_request_line = 0
# Signs of life are written into a file: in memory, so that a slow disk kills no worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
accesslog = None  # config/request_log.py writes requests down
control_socket_disable = True  # nobody steers it but by signals
_logs = log_as_json()
logconfig_dict: dict[str, Any] = {
    **_logs,
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": True},
    },
}


def post_fork(server: Any, worker: Any) -> None:
    """Let go of what was opened before the fork."""
    connections.close_all()
