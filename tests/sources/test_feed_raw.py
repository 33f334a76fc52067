"""A feed of which most is known: what is left out changes nothing of what is found."""

from __future__ import annotations

import time

import pytest

from newsletter.sources import feed_xml
from newsletter.sources.feed_items import FeedBytes, FeedRead
from newsletter.sources.feed_raw import find_raw


def item(key: str, words: str = "words", more: str = "") -> str:
    return f"<item><guid>{key}</guid><title>{key} {words}</title><description>{words}</description>{more}</item>"


def feed(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{' '.join(items)}</channel></rss>".encode()


def read(body: bytes, before: FeedRead | None = None) -> FeedRead:
    found = feed_xml.read(FeedBytes(body=body, known=before.items if before else {}))
    assert found.error == ""
    return found


def titles(found: FeedRead) -> list[str]:
    return [entry.title for entry in found.entries]


FIRST = feed(item("a"), item("b"), item("c"))


@pytest.mark.parametrize(
    ("then", "told", "known"),
    [
        (feed(item("a"), item("b"), item("c")), [], "abc"),
        (feed(item("d"), item("a"), item("b"), item("c")), ["d words"], "abcd"),
        (feed(item("a"), item("b", "edited"), item("c")), ["b edited"], "abc"),
        (feed(item("a"), item("b", more="<slash>7</slash>"), item("c")), [], "abc"),  # nothing that we keep
        (feed(item("c")), [], "c"),
        (feed(item("b", "edited"), item("a"), item("b"), item("c")), ["b edited"], "abc"),  # the first one counts
        (feed(item("b"), item("a"), item("b", "older"), item("c")), [], "abc"),
        (feed(), [], ""),
    ],
)
def test_given_a_known_feed_when_it_changes_then_only_the_change_is_told(
    then: bytes, told: list[str], known: str
) -> None:
    first = read(FIRST)
    second = read(then, first)
    assert (titles(second), sorted(second.items)) == (told, list(known))
    assert (titles(read(then, second)), sorted(read(then, second).items)) == ([], list(known))


def test_given_items_that_are_all_known_then_the_parser_sees_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(FIRST)
    seen: list[bytes] = []
    parse = feed_xml._parse
    monkeypatch.setattr(feed_xml, "_parse", lambda body, kind: (seen.append(body), parse(body, kind))[1])
    read(FIRST.replace(b"<title>T", b"<title>Today"), first)
    assert [body.count(b"<item>") for body in seen] == [0]


def test_given_an_item_inside_another_items_words_then_no_bytes_are_believed() -> None:
    tricky = feed(item("a", "<![CDATA[<item>not one</item>]]>"), item("b"))
    first = read(tricky)
    assert all("." not in mark for mark in first.items.values())
    assert titles(read(tricky + b" ", first)) == []


@pytest.mark.parametrize("shape", [b"<item>" * 200_000, b"<entry " * 200_000, b"<a:item >x" * 100_000 + b"</item"])
def test_given_items_that_never_end_then_looking_for_them_ends_soon(shape: bytes) -> None:
    begun = time.monotonic()
    assert find_raw(shape) == []
    assert time.monotonic() - begun < 2
