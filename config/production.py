"""Before a public site is served: are its settings those of one?

In: Django's settings. Out: what must not be, in words that say what to do; `config/wsgi.py` refuses to start while
there is any, `check --deploy` lists it. A site is taken for public unless ARCHIVE_DEV=1 says that it is not, as
`make run` does: whoever forgets something finds it refused, not open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

KEY_CHARACTERS: Final = 50  # as Django's own check has it
KEY_VARIETY: Final = 5
EXAMPLES: Final = ("django-insecure-", "change-me", "changeme", "example", "secret-key", "请改")
MAKE_A_KEY: Final = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
NOT_PUBLIC: Final = "若只在本机试用，请设 ARCHIVE_DEV=1，或用 make run。"


def faults() -> list[str]:
    """Return what is wrong with the settings for a public site, one sentence each."""
    found = []
    if settings.DEBUG:
        found.append("DEBUG 开着，出错时会把程序内部显示给访客。请去掉 DEBUG。")
    if not settings.IS_KEY_GIVEN:
        found.append(f"没有设 SECRET_KEY。请生成一个，只设一次，不要公开：{MAKE_A_KEY}")
    elif is_guessable(settings.SECRET_KEY):
        found.append(f"SECRET_KEY 是示例，或太短（不足 {KEY_CHARACTERS} 个字符）。请生成一个：{MAKE_A_KEY}")
    if not settings.IS_HOST_GIVEN or not settings.ALLOWED_HOSTS:
        found.append("没有设 ALLOWED_HOSTS。请写上网站的域名，如 ALLOWED_HOSTS=archive.example.cn。")
    return found


def is_guessable(key: str) -> bool:
    """Tell whether a key is one of an example, or too short to be a secret."""
    is_example = any(one in key.lower() for one in EXAMPLES)
    return is_example or len(key) < KEY_CHARACTERS or len(set(key)) < KEY_VARIETY


def refuse_unless_fit() -> None:
    """Raise ImproperlyConfigured where a public site must not be served with these settings."""
    if not settings.DEV and (found := faults()):
        raise ImproperlyConfigured(
            "\n".join(["网站没有启动：", *(f"- {fault}" for fault in found), NOT_PUBLIC])
        )


def look_before_deployment(app_configs: Any = None, **options: Any) -> Sequence[CheckMessage]:
    """Return the same for `check --deploy`."""
    return [Error(fault, id=f"archive.E{number:03}") for number, fault in enumerate(faults(), 1)]
