"""Strange feeds, each beside what it must give: ``corpus/feeds/<name>.xml`` and ``<name>.expected.json``."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from newsletter.model.entries import Figure, ReadEntry
from newsletter.sources import workers
from newsletter.sources.feed_items import FeedBytes

FEEDS = sorted(Path(__file__).with_name("corpus").glob("feeds/*.expected.json"))


def said(value: Any) -> Any:
    """A value of an entry as an expectation writes it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [said(one) for one in value]
    return vars(value) if isinstance(value, Figure) else value


def told(entry: ReadEntry, names: list[str]) -> dict[str, Any]:
    return {name: said(getattr(entry, name)) for name in names}


@pytest.mark.parametrize("expected", FEEDS, ids=lambda path: path.name.partition(".")[0])
def test_given_a_strange_feed_when_read_then_it_gives_what_stands_beside_it(expected: Path) -> None:
    wanted = json.loads(expected.read_text("utf-8"))
    [source] = set(expected.parent.glob(f"{expected.name.removesuffix('.expected.json')}.*")) - {expected}
    found = workers.parse_feed(FeedBytes(body=source.read_bytes(), url="https://wins.example/feed"))
    assert found.error == ""
    assert len(found.entries) == len(wanted)
    assert [told(entry, list(want)) for entry, want in zip(found.entries, wanted, strict=True)] == wanted


def test_given_no_bytes_at_all_when_parsed_then_it_is_said_in_words() -> None:
    assert workers.parse_feed(FeedBytes(body=b"")).error.startswith("this is not a feed")
