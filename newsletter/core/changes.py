"""Say what an edit at the source changed, in the reader's words: title, date, address, sentences, pictures.

Pure. Sentences are compared whole, so that a change can be read; layout and white space are no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsletter.core.sentences import paragraphs, sentences
from newsletter.model.entries import Revision


@dataclass(frozen=True)
class Change:
    """One place that differs; empty text where something came or went."""

    what: str  #: title, date, address, text, pictures or note
    was: str
    now: str


def changes(before: Revision, after: Revision) -> tuple[Change, ...]:
    """Everything that differs between two revisions, in reading order."""
    pairs = [
        ("title", before.title, after.title),
        ("date", _when(before), _when(after)),
        ("address", before.url or "", after.url or ""),
    ]
    found = [Change(what, was, now) for what, was, now in pairs if was != now]
    found += _told_otherwise(_sentences(before.text), _sentences(after.text))
    aside = [("pictures", _pictures(before), _pictures(after)), ("note", before.editor_note, after.editor_note)]
    found += [Change(what, was, now) for what, was, now in aside if was != now]
    return tuple(found)


def _told_otherwise(was: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Change("text", " ".join(was[a:b]), " ".join(now[c:d]))


def _sentences(text: str) -> list[str]:
    blocks = (span.of(text) for span in paragraphs(text))
    return [" ".join(span.of(block).split()) for block in blocks for span in sentences(block)]


def _when(one: Revision) -> str:
    return one.published_at.isoformat() if one.published_at else one.published_on


def _pictures(one: Revision) -> str:
    said = (" ".join(filter(None, (figure.src, figure.caption, figure.alt, figure.credit))) for figure in one.figures)
    return "; ".join(said)
