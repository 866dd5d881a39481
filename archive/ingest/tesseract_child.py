"""Gives this process its bounds, and its place to tesseract: memory, seconds of processor, then the command.

Run by `tesseract.py` as a script of its own; the picture is its standard input, what tesseract says its output.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from archive.ingest.confinement import allow_cpu, bound


def main() -> None:
    """Set the bounds, and become tesseract."""
    memory, seconds, *command = sys.argv[1:]
    bound(int(memory))
    allow_cpu(int(seconds))
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
