"""Before a version is served: `python -m deploy.prepare`, once after each installation and upgrade.

In: the settings of the site. Out: the database as this version has it, style sheets and scripts under names that
browsers may keep, and an index that fits; what is so already is left alone.
"""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command


def main() -> int:
    """Prepare, and say what is done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", interactive=False)
    call_command("collectstatic", interactive=False)
    call_command("work", "--once")
    return 0


if __name__ == "__main__":
    sys.exit(main())
