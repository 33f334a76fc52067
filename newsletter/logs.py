"""Say on standard error what the program does, one line an event, without secrets.

Events are for the operator; what a command answers goes to standard output. Values of
secrets, once registered, are blotted out of every line, whoever wrote it.
"""

from __future__ import annotations

import logging
import sys

_secrets: set[str] = set()


def keep_secret(value: str) -> None:
    """Blot ``value`` out of every later line. Values under four characters are too common to blot."""
    if len(value) >= 4:
        _secrets.add(value)


class _Blotting(logging.Formatter):
    """Formats a record, then removes every known secret from the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in sorted(_secrets, key=len, reverse=True):
            line = line.replace(secret, "•••")
        return line


def set_up(steadily: bool = False) -> None:
    """Send events to standard error: what is wrong, and for a program that runs ``steadily`` what it does."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Blotting("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("newsletter").setLevel(logging.INFO if steadily else logging.WARNING)


def get(name: str) -> logging.Logger:
    """The logger of one part of the program."""
    return logging.getLogger(name if name.startswith("newsletter") else f"newsletter.{name}")
