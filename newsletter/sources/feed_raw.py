"""Items in their own bytes: what is known by them is left out before a feed is parsed.

Parsing is the dearest part of reading a feed that has one new item among thirty. An item's mark joins the hash of its
parts (see ``feed_items``) and that of its bytes, where these could be told apart: ``<parts>.<bytes>``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_EDGE = re.compile(rb"<(/?)(?:\w{1,40}+:)?+(item|entry)(?=[\s>])")


@dataclass(frozen=True)
class Cut:
    """A feed without the items that are known. ``known``: key → mark of what was left out."""

    body: bytes
    known: Mapping[str, str]


def find_raw(body: bytes) -> list[bytes]:
    """All items of a feed, each in its own bytes; only to be believed when there are as many as were parsed."""
    return [body[start:end] for start, end in _spans(body)]


def _spans(body: bytes) -> Iterator[tuple[int, int]]:
    """From each item's first sign to its last. One pass: a pattern for whole items needs hours where none is closed."""
    start, kind = -1, b""
    for found in _EDGE.finditer(body):
        if start < 0 and not found[1]:
            start, kind = found.start(), found[2]
        elif start >= 0 and found[1] and found[2] == kind:
            end = body.find(b">", found.end()) + 1
            if not end:
                return
            yield start, end
            start = -1


def mark(parts: str, raw: bytes | None) -> str:
    """What is remembered of an item; without ``raw`` its bytes could not be told from its neighbours'."""
    return parts if raw is None else f"{parts}.{_hash(raw)}"


def same_parts(known: str, parts: str) -> bool:
    """Whether a mark tells of these parts."""
    return known.partition(".")[0] == parts


def leave_out(body: bytes, known: Mapping[str, str]) -> Cut:
    """Cut out the items whose very bytes are known."""
    keys = {sign.partition(".")[2]: key for key, sign in known.items() if "." in sign}
    if not keys:
        return Cut(body, {})
    left: list[bytes] = []
    out: dict[str, str] = {}
    at = 0
    for start, end in _spans(body):
        key = keys.get(_hash(body[start:end]))
        if key is not None:
            left.append(body[at:start])
            at = end
            out[key] = known[key]
    return Cut(b"".join([*left, body[at:]]), out)


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]
