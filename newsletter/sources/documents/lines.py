"""Part lines into paragraphs: at blank lines, and at line ends unless an editor broke the lines."""

from __future__ import annotations

from collections.abc import Iterable

_WRAPPED = range(40, 101)  #: width of a line that was broken by an editor and not by its writer


def unwrapped(lines: Iterable[str]) -> list[str]:
    """Give the paragraphs in order, each as one line."""
    found: list[str] = []
    block: list[str] = []
    for line in [*(line.strip() for line in lines), ""]:
        if line:
            block.append(line)
            continue
        found += [" ".join(block)] if _is_wrapped(block) else block
        block = []
    return found


def _is_wrapped(block: list[str]) -> bool:
    if len(block) < 2 or not all(len(line) in _WRAPPED for line in block[:-1]):
        return False
    return any(line[0].islower() for line in block[1:])
