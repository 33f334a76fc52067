"""Small shapes of text: wrapped lines, Markdown and Slack escapes, slugs. Offered to templates as filters.

No letter is ever changed here, only spaces between words and escape marks before signs.
"""

from __future__ import annotations

import re
import unicodedata

WIDTH = 72  #: columns of a plain letter

_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>~|&])")
_MARKDOWN_STARTS = re.compile(r"^(\s*)([#+\-=]|\d{1,9}(?=[.)]))", re.MULTILINE)


def columns(text: str) -> int:
    """How many columns a fixed-width face needs: two for wide East Asian letters, none for combining marks."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def wrap(text: str, width: int = WIDTH, hang: str = "") -> str:
    """Break ``text`` at spaces into lines of ``width``; later lines begin with ``hang``. Words stay whole.

    Only plain spaces part words: a no-break space keeps its two sides together, as its author meant.
    """
    return "\n".join(_wrap_line(line, width, hang) for line in text.split("\n"))


def _wrap_line(line: str, width: int, hang: str) -> str:
    lines: list[str] = []
    current = ""
    for word in (part for part in line.split(" ") if part):
        longer = f"{current} {word}" if current else word
        if current and columns(longer) > width - (len(hang) if lines else 0):
            lines.append(current)
            longer = word
        current = longer
    lines.append(current)
    return f"\n{hang}".join(lines)


def indent(text: str, start: str = "  ") -> str:
    """Begin every line with ``start``."""
    return "\n".join(f"{start}{line}".rstrip(" ") for line in text.split("\n"))


def escape_markdown(text: str) -> str:
    """Escape what Markdown would read as a sign, so that the words come out as they went in."""
    escaped = _MARKDOWN_SIGNS.sub(r"\\\1", text)
    return _MARKDOWN_STARTS.sub(_escape_start, escaped)


def _escape_start(match: re.Match[str]) -> str:
    space, sign = match.groups()
    # "1." opens a list: the dot is what must be escaped; a digit cannot be.
    return f"{space}\\{sign}" if not sign[0].isdigit() else f"{space}{sign}\\"


def escape_slack(text: str) -> str:
    """Escape the three signs Slack's own markup uses."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def brief(text: str, most: int = 80) -> str:
    """The first words of a text, to name it in a message to the team; never for what is published."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + " …"
