"""Find what was read by the words in it, however they are spelt: case, accents and marks do not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from newsletter.core.naming import fold


def holding(words: str, found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Those entries, as ``store.views`` gives them, that hold every one of these words or their beginnings."""
    wanted = fold(words).split()
    return (one for one in found if _has(wanted, one))


def _has(wanted: Iterable[str], one: dict[str, Any]) -> bool:
    folded = " " + fold(" ".join([one["title"], one["text"], *one["references"]]))
    return all(f" {word}" in folded for word in wanted)
