"""Prepare this machine's archive, and serve it: what `make run` does.

In: a port. Out: migrations, static files, samples and index made where they are missing; a staff login made once; then
the web server and the `work` process, both stopped together. A second run keeps everything.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Final

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

MANAGE: Final = Path(__file__).resolve().parent.parent / "manage.py"
START_TIMEOUT: Final = 60.0  # seconds
STAFF_NAME: Final = "staff"


def main() -> int:
    """Prepare, serve until interrupted, and stop both processes."""
    port = _arguments().port
    if _is_taken(port):
        sys.stderr.write(f"端口 {port} 已被占用；换一个端口：make run PORT=8001\n")
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("ARCHIVE_DEV", "1")
    os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    django.setup()
    password = prepare()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes = [_start_web(port), _start([sys.executable, str(MANAGE), "work"])]
    try:
        _wait_for(f"http://127.0.0.1:{port}/", processes)
        _greet(port, password)
        return _wait(processes)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(processes)


def prepare() -> str | None:
    """Migrate, add the samples to an empty archive, see to the index; return a password made just now."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    is_first_run = not (Path(settings.STATE_DIR) / "prepared").exists()
    if is_first_run:
        call_command("load_samples")
    call_command("work", "--once")
    password = _make_staff()
    (Path(settings.STATE_DIR) / "prepared").touch()
    return password


def _make_staff() -> str | None:
    """Make the machine's first login with a password of its own, and return it; None where staff exist."""
    users = get_user_model().objects
    if users.filter(is_staff=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(STAFF_NAME, password=password)
    return password


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args()


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own, so that Ctrl-C reaches it through us alone."""
    return subprocess.Popen(command, start_new_session=True)


def _start_web(port: int) -> subprocess.Popen[bytes]:
    # No limit to the request line: the site itself answers a query that is too long.
    options = f"--bind 127.0.0.1:{port} --worker-class gthread --threads 4 --workers 2 --log-level warning"
    options += " --limit-request-line 0"
    return _start([sys.executable, "-m", "gunicorn", "config.wsgi", *options.split()])


def _wait_for(url: str, processes: list[subprocess.Popen[bytes]]) -> None:
    """Return when the site answers; SystemExit when a process ends before that or the time runs out."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and all(process.poll() is None for process in processes):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("网站没有启动成功；原因见上面的输出。")


def _greet(port: int, password: str | None) -> None:
    login = f"用户名 {STAFF_NAME}，密码 {password}（只显示这一次，请记下）"
    if password is None:
        login = f"用户名 {STAFF_NAME}；忘了密码：.venv/bin/python manage.py changepassword {STAFF_NAME}"
    site = f"http://127.0.0.1:{port}/"
    lines = (f"网站    {site}", f"编辑室  {site}admin/", f"登录    {login}", "停止    Ctrl-C")
    sys.stdout.write("\n" + "".join(f"  {line}\n" for line in lines) + "\n")
    sys.stdout.flush()


def _wait(processes: list[subprocess.Popen[bytes]]) -> int:
    """Return the exit code of the first process that ends."""
    while True:
        for process in processes:
            if process.poll() is not None:
                return process.returncode
        time.sleep(0.5)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
