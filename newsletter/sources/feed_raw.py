"""Items in their own bytes: what is known by them is left out before a feed is parsed.

Parsing is the dearest part of reading a feed that has one new item among thirty. An item's mark joins the hash of its
parts (see ``feed_items``) and that of its bytes, where these could be told apart: ``<parts>.<bytes>``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

#: One item as it stands in the feed; only believed when there are as many as were parsed.
_RAW = re.compile(rb"<(?:\w+:)?(item|entry)[\s>].*?</(?:\w+:)?\1\s*>", re.S)


@dataclass(frozen=True)
class Cut:
    """A feed without the items that are known. ``known``: key → mark of what was left out."""

    body: bytes
    known: Mapping[str, str]


def find_raw(body: bytes) -> list[bytes]:
    """All items of a feed, each in its own bytes."""
    return [found.group() for found in _RAW.finditer(body)]


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
    for found in _RAW.finditer(body):
        key = keys.get(_hash(found.group()))
        if key is not None:
            left.append(body[at : found.start()])
            at = found.end()
            out[key] = known[key]
    return Cut(b"".join([*left, body[at:]]), out)


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]
