"""Letters that a team sent before it had this program: what they told is never offered as new."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SentLetter:
    """One letter as it was sent, reduced to what a story is known by."""

    key: str  #: 12 hex digits of its bytes: the same letter is read once
    where: str  #: the file it came in
    title: str
    sent_on: str  #: ``2020-09-07``; empty where nothing says it
    links: tuple[str, ...]  #: addresses it leads to, written the one way
    lines: tuple[str, ...]  #: its paragraphs and headings, in order
