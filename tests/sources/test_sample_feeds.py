"""The sample feeds, served over HTTP on loopback, give what their README says, and nothing new the second time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.model.entries import FetchResult, Memory
from newsletter.model.settings import HttpSettings, SourceSettings
from newsletter.net.client import GuardedClient
from newsletter.sources.feed import FeedSource
from tests.web import Page, Web, serving

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)

COUNTS = {
    "amnesty-intl-2026.xml": 5,
    "anime2you-wordpress.xml": 25,
    "bbc-chinese.atom": 2,
    "craigslist.rdf": 25,
    "encoding.rss": 40,
    "fastmail-status.rss": 10,
    "ghost-2.xml": 1,
    "greek.xml": 1,
    "guardian-2016.rss": 55,
    "guid-dupes.xml": 1,
    "heated-substack.xml": 1,
    "hrw-2026-fixture.xml": 5,
    "illegally-nested.xml": 10,
    "inessential.json": 20,
    "japan-times.xml": 118,
    "medium.xml": 3,
    "quiltville-blogger.atom": 25,
    "reddit-home.rss": 24,
    "reliefweb-ukraine-2020.xml": 20,
    "slashdot.rdf": 15,
    "tails.rss": 10,
    "tpm.atom": 20,
    "uol-noticias.rss": 15,
    "urdu.xml": 26,
    "youtube-channel.atom": 15,
}


def feed_source(web: Web, path: str) -> FeedSource:
    settings = HttpSettings(allow_private=(web.pair,), host_spacing_s=0.0)
    return FeedSource(SourceSettings(name="sample", url=web.url(path)), GuardedClient(settings))


@pytest.mark.parametrize("name", COUNTS)
def test_given_a_sample_feed_when_read_twice_then_its_entries_come_once(samples: Path, name: str) -> None:
    with serving() as web:
        body = (samples / "feeds" / name).read_bytes()
        web.pages["/feed"] = Page(body=body, headers={"Content-Type": "text/xml"})
        source = feed_source(web, "/feed")
        first = source.read(Memory(), NOW)
        assert (first.fetch.result, first.fetch.error) == (FetchResult.OK, None)
        assert (len(first.entries), first.fetch.seen) == (COUNTS[name], COUNTS[name])
        assert len({entry.key for entry in first.entries}) == COUNTS[name]
        assert all("�" not in entry.title + entry.text for entry in first.entries)

        again = source.read(first.memory, NOW)
        assert (again.entries, again.fetch.result, again.fetch.seen) == ((), FetchResult.NOT_MODIFIED, COUNTS[name])

        web.pages["/feed"] = Page(body=body + b"\n<!-- touched -->" if name[-4:] != "json" else body + b"\n")
        touched = source.read(first.memory, NOW)
        assert (touched.entries, touched.fetch.result) == ((), FetchResult.OK)
