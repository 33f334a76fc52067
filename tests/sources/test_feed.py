"""Feeds of every kind and every misfortune, read over HTTP from a real server."""

from __future__ import annotations

import json
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.core.identity import content_hash
from newsletter.model.entries import Fetch, FetchResult, Figure, Memory, Precision, ReadEntry, Reading, TitleIs
from newsletter.model.settings import HttpSettings, SourceSettings
from newsletter.net.client import GuardedClient
from newsletter.sources import workers
from newsletter.sources.feed import FeedSource
from newsletter.sources.feed_items import FeedBytes
from tests.web import Page, Web, drip, serving, stall

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)
TYPE = {"Content-Type": "application/rss+xml"}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


def source(web: Web, path: str = "/feed", **changes: object) -> FeedSource:
    http = HttpSettings(allow_private=(web.pair,), host_spacing_s=0.0, total_timeout_s=1.0, max_bytes=3_000_000)
    return FeedSource(replace(SourceSettings(name="good", url=web.url(path)), **changes), GuardedClient(http))  # type: ignore[arg-type]


def rss(*items: str, head: str = "") -> bytes:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {NAMESPACES}><channel><title>T</title>{head}{joined}</channel></rss>'.encode()


NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def read(body: bytes, url: str = "https://example.org/feed/all.xml", **changes: object) -> tuple[ReadEntry, ...]:
    found = workers.parse_feed(FeedBytes(body=body, url=url, **changes))  # type: ignore[arg-type]
    assert found.error == ""
    return found.entries


ONE = "<guid>a1</guid><title>Ama is home</title><description>Ama came home on Monday.</description>"


def test_given_a_server_that_knows_conditions_when_nothing_changed_then_304_ends_it(web: Web) -> None:
    web.pages["/feed"] = Page(
        body=rss(ONE), headers=TYPE | {"ETag": '"v1"', "Last-Modified": "Mon, 05 Jan 2026 06:00:00 GMT"}
    )
    first = source(web).read(Memory(), NOW)
    again = source(web).read(first.memory, NOW)
    assert (web.asked[1][2]["if-none-match"], web.asked[1][2]["if-modified-since"]) == (
        '"v1"',
        "Mon, 05 Jan 2026 06:00:00 GMT",
    )
    assert again == Reading(
        entries=(), fetch=Fetch(result=FetchResult.NOT_MODIFIED, http_status=304, seen=1), memory=first.memory
    )


def test_given_a_server_that_ignores_conditions_when_nothing_changed_then_no_process_starts(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.pages["/feed"] = Page(body=rss(ONE), headers=TYPE)
    first = source(web).read(Memory(), NOW)
    monkeypatch.setattr(workers, "parse_feed", lambda feed: pytest.fail("parsed although nothing changed"))
    again = source(web).read(first.memory, NOW)
    assert (again.entries, again.fetch.result, again.memory) == ((), FetchResult.NOT_MODIFIED, first.memory)


def test_given_one_changed_item_when_read_again_then_only_that_item_comes(web: Web) -> None:
    other = "<guid>b2</guid><title>Bo is free</title><description>Bo was freed.</description>"
    web.pages["/feed"] = Page(body=rss(ONE, other), headers=TYPE)
    first = source(web).read(Memory(), NOW)
    web.pages["/feed"] = Page(body=rss(ONE, other.replace("is free", "is free at last")), headers=TYPE)
    second = source(web).read(first.memory, NOW)
    assert [(entry.key, entry.title) for entry in second.entries] == [("b2", "Bo is free at last")]
    assert second.fetch.seen == 2
    assert content_hash(second.entries[0]) != content_hash(first.entries[1])


PAGE = (
    b"<!DOCTYPE html><html><head>"
    b'<link rel="alternate" type="application/rss+xml" href="/real.xml"></head><body>Hi</body></html>'
)


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        (Page(status=404), 404, "the server answered 404 Not Found — check the address of the source"),
        (Page(status=403), 403, "the server answered 403 Forbidden — the server refuses us; ask the publisher"),
        (
            Page(status=500),
            500,
            "the server answered 500 Internal Server Error — the server has a fault; we try again later",
        ),
        (Page(body=b"", headers=TYPE), 200, "the server answered with nothing — look again later"),
        (Page(body=b" \n ", headers=TYPE), 200, "the server answered with nothing — look again later"),
        (Page(body=PAGE), 200, "this is a web page, not a feed — its feed seems to be at http://127.0.0.1"),
        (Page(body=b"<html><body>x"), 200, "this is a web page, not a feed — look on the site for a link named RSS"),
        (Page(body=b'{"error": "no"}'), 200, "this is JSON, but not a JSON Feed — check the address"),
        (Page(body=b'{"items": ['), 200, "this is damaged JSON"),
        (Page(body=b"hello"), 200, "this is not a feed (no RSS, Atom or JSON Feed was found in it)"),
        (Page(body=b"\x89PNG\r\n\x1a\n" + bytes(2000)), 200, "this is not a feed"),
        (Page(status=302, headers={"Location": "/feed"}), None, "sent us in circles"),
    ],
)
def test_given_a_server_without_a_feed_when_read_then_it_is_said_in_words(
    web: Web, page: Page, status: int | None, words: str
) -> None:
    web.pages["/feed"] = page
    before = Memory(etag="x", body_hash="y", items={"a": "b"})
    reading = source(web).read(before, NOW)
    assert (reading.fetch.result, reading.fetch.http_status, reading.memory) == (FetchResult.FAILED, status, before)
    assert words in (reading.fetch.error or "")


def test_given_a_feed_closed_for_good_when_read_then_it_is_gone(web: Web) -> None:
    web.pages["/feed"] = Page(status=410)
    fetch = source(web).read(Memory(), NOW).fetch
    assert (fetch.gone, fetch.http_status) == (True, 410)
    assert "closed for good" in (fetch.error or "")


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120.0), ("Mon, 05 Jan 2026 07:01:30 GMT", 90.0), ("soon", None), ("", None)]
)
def test_given_a_server_that_asks_for_patience_then_the_wait_is_told(
    web: Web, header: str, seconds: float | None
) -> None:
    web.pages["/feed"] = Page(status=429, headers={"Retry-After": header})
    assert source(web).read(Memory(), NOW).fetch.retry_after_s == seconds


def test_given_a_feed_that_moved_for_good_then_its_new_address_is_told(web: Web) -> None:
    web.pages |= {"/feed": Page(status=301, headers={"Location": "/new"}), "/new": Page(body=rss(ONE), headers=TYPE)}
    assert source(web).read(Memory(), NOW).fetch.moved_to == web.url("/new")


def test_given_servers_that_drip_stall_and_bomb_when_read_then_they_end_and_good_ones_are_read(web: Web) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(300)) + packer.flush()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 99999\r\n\r\n"
    web.pages |= {
        "/drip": Page(act=drip(web, head)),
        "/stall": Page(act=stall(web)),
        "/bomb": Page(body=bomb, headers={"Content-Encoding": "gzip"}),
        "/good": Page(body=rss(ONE), headers=TYPE),
    }
    readings: dict[str, Reading] = {}

    def take(path: str) -> None:
        readings[path] = source(web, path).read(Memory(), NOW)

    begun = time.monotonic()
    threads = [threading.Thread(target=take, args=(path,)) for path in web.pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begun < 8
    assert {path: reading.fetch.error for path, reading in readings.items()} == {
        "/drip": "127.0.0.1 did not finish within 1 seconds — we try again later",
        "/stall": "127.0.0.1 did not finish within 1 seconds — we try again later",
        "/bomb": "127.0.0.1 sent more than 3 MB — this can hardly be what was meant; check the address",
        "/good": None,
    }
    assert len(readings["/good"].entries) == 1


def test_given_a_feed_that_redirects_to_loopback_when_read_then_nothing_is_connected(web: Web) -> None:
    with serving() as canary:
        web.pages["/feed"] = Page(status=302, headers={"Location": canary.url()})
        fetch = source(web).read(Memory(), NOW).fetch
        assert canary.connections == 0
    assert (fetch.error or "").startswith("the server sent us on to an address where we do not go")


@pytest.mark.parametrize("task", ["hang", "eat", "die"])
def test_given_a_parser_that_misbehaves_when_read_then_the_process_is_unharmed(
    task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(workers.POOL, "module", "hostile_worker")
    workers.POOL.close()
    begun = time.monotonic()
    try:
        error = workers.parse_feed(FeedBytes(body=task.encode()), timeout_s=2.0).error
    finally:
        workers.POOL.close()
        monkeypatch.undo()
    assert time.monotonic() - begun < 10
    expected = {
        "hang": "reading it took longer than 2 seconds — tell its publisher, or pause the source",
        "eat": "reading it would take too much memory — tell its publisher, or pause the source",
        "die": "reading it failed badly — tell its publisher, or pause the source",
    }
    assert error == expected[task]
    assert [entry.title for entry in read(rss(ONE))] == ["Ama is home"]


def test_given_an_xml_bomb_when_read_then_it_is_no_danger() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)
    )
    begun = time.monotonic()
    workers.parse_feed(
        FeedBytes(
            body=(bomb + "]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>").encode()
        )
    )
    assert time.monotonic() - begun < 5


def test_given_an_entity_that_names_a_file_when_read_then_the_file_stays_unread() -> None:
    body = b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + rss("<guid>1</guid><title>x &f; y</title>")
    assert all("root:" not in entry.title + entry.text for entry in read(body))


def test_given_a_full_item_when_read_then_every_part_is_taken() -> None:
    item = (
        "<guid>a1</guid><title>Ama &amp;amp; Bo</title><link>/news/1</link>"
        "<pubDate>Mon, 05 Jan 2026 01:30:00 +0200</pubDate><description>Short.</description>"
        "<content:encoded><![CDATA[<p>Ama came <b>home</b>.</p><p>She said <i>yes</i>.</p>"
        '<figure><img src="/p.jpg" alt="A door"><figcaption>The door. © Kofi Ann</figcaption></figure>'
        "<script>x()</script>]]>"
        "</content:encoded>"
    )
    [entry] = read(rss(item, head="<language>en-gb</language><link>https://example.org/</link>"))
    assert replace(entry, raw=b"") == ReadEntry(
        key="a1",
        title="Ama & Bo",
        text="Ama came home.\n\nShe said yes.",
        url="https://example.org/news/1",
        published_at=datetime(2026, 1, 4, 23, 30, tzinfo=UTC),
        published_on="2026-01-05",
        precision=Precision.DAY,
        language="en-GB",
        html="<p>Ama came <b>home</b>.</p><p>She said <i>yes</i>.</p>"
        '<figure><img src="https://example.org/p.jpg" alt="A door">'
        "<figcaption>The door. © Kofi Ann</figcaption></figure>",
        figures=(Figure(src="https://example.org/p.jpg", alt="A door", caption="The door.", credit="Kofi Ann"),),
    )
    assert entry.raw == f"<item>{item}</item>".encode()


@pytest.mark.parametrize(
    ("date", "at", "on"),
    [
        ("Mon, 06 Jul 2020 00:30:00 BST", "2020-07-05T23:30", "2020-07-06"),
        ("Mon, 06 Jul 2020 00:30:00 CEST", "2020-07-05T22:30", "2020-07-06"),
        ("Mon, 06 Jan 2020 00:30 CET", "2020-01-05T23:30", "2020-01-06"),
        ("Mon, 06 Jan 2020 20:30:00 EST", "2020-01-07T01:30", "2020-01-06"),
        ("6 Jan 2020 20:30:00 -0330", "2020-01-07T00:00", "2020-01-06"),
        ("2020-01-06T20:30:00Z", "2020-01-06T20:30", "2020-01-06"),
        ("2020-01-06 20:30:00", "2020-01-06T19:30", "2020-01-06"),  # no zone: the source's, here Madrid
        ("2020-01-06T20:30:00.123+09:00", "2020-01-06T11:30", "2020-01-06"),
        ("Mon, 06 Jan 2020 20:30:00 XYZ", None, "2020-01-06"),
        ("2020-01-06", None, "2020-01-06"),
        ("2020-01", None, "2020-01"),
        ("lunes, 06 enero 2020 20:30:00 GMT", "2020-01-06T20:30", "2020-01-06"),
        ("0000-00-00 00:00:00", None, ""),
        ("0001-01-01T00:00:00", None, ""),  # what some programs write for "no date"
        ("31 Feb 2020", None, ""),
        ("yesterday", None, ""),
    ],
)
def test_given_a_date_when_read_then_no_more_is_claimed_than_it_says(date: str, at: str | None, on: str) -> None:
    [entry] = read(rss(f"<guid>1</guid><title>x</title><pubDate>{date}</pubDate>"), zone="Europe/Madrid", language="es")
    assert entry.published_at == (datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None)
    assert entry.published_on == on


def test_given_media_words_beside_a_description_then_they_do_not_hijack_it() -> None:
    item = (
        "<guid>1</guid><media:title>Other</media:title><title>Right</title><description>Own words.</description>"
        '<media:content url="https://example.org/a.jpg" medium="image">'
        "<media:description>Below the picture</media:description><media:credit>Li Na</media:credit></media:content>"
    )
    [entry] = read(rss(item))
    picture = Figure(src="https://example.org/a.jpg", caption="Below the picture", credit="Li Na")
    assert (entry.title, entry.text, entry.figures) == ("Right", "Own words.", (picture,))


def test_given_a_description_in_plain_lines_then_they_stay_lines() -> None:
    [entry] = read(rss("<guid>1</guid><title>T</title><description>One &amp;amp; two.\nThree.\n\nFour.</description>"))
    assert entry.text == "One & two.\nThree.\n\nFour."


def test_given_a_worker_killed_while_idle_then_the_next_feed_is_read_all_the_same() -> None:
    read(rss(ONE))
    for worker in workers.POOL._idle:
        worker._process.kill()
    assert [entry.title for entry in read(rss(ONE))] == ["Ama is home"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://u:p@h.org/", ""]
)
def test_given_a_link_that_is_no_page_then_there_is_none(link: str) -> None:
    [entry] = read(rss(f"<title>x</title><link>{link}</link><description>A story.</description>"))
    assert entry.url is None


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ("<guid>a1</guid><link>https://e.org/1</link><title>T</title>", "a1"),
        ("<link>https://E.org/1?utm_source=rss#top</link><title>T</title>", "https://e.org/1"),
        ("<title>T</title><pubDate>Mon, 05 Jan 2026 01:30:00 GMT</pubDate>", "T Mon, 05 Jan 2026 01:30:00 GMT"),
        ("<link>https://e.org/</link><title>T</title><pubDate>2026</pubDate>", "T 2026"),  # only the site itself
    ],
)
def test_given_what_an_item_has_then_its_key_is_the_surest(item: str, key: str) -> None:
    assert [entry.key for entry in read(rss(item, head="<link>https://e.org/</link>"))] == [key]


def test_given_items_without_anything_or_twice_then_each_story_comes_once() -> None:
    empty = "<category>News</category>"
    words = "<description>Only words here.</description>"
    found = read(rss(ONE, empty, ONE.replace("Ama", "Late"), words, words))
    assert [(entry.key[:6], entry.title, entry.title_is) for entry in found] == [
        ("a1", "Ama is home", TitleIs.GIVEN),
        ("words:", "Only words here.", TitleIs.DERIVED),
    ]


def test_given_a_feed_that_moves_when_a_guid_is_no_address_then_it_stays_the_same() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>n7</id><title>T</title>'
        b'<link href="one"/><content type="html">&lt;a href="two"&gt;x&lt;/a&gt;</content></entry></feed>'
    )
    [here], [there] = read(atom), read(atom, url="https://elsewhere.example/x/y")
    assert (here.key, here.url, there.key, there.url) == (
        "n7", "https://example.org/feed/one", "n7", "https://elsewhere.example/x/one",
    )  # fmt: skip
    assert 'href="https://example.org/feed/two"' in here.html


def test_given_xml_base_then_addresses_start_there() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.example/n/"><entry><id>1</id><title>T</title>'
        b'<link href="one"/><content type="html">&lt;img src="p.jpg" alt="x"&gt;y</content></entry></feed>'
    )
    [entry] = read(atom)
    assert (entry.url, entry.figures[0].src) == ("https://cdn.example/n/one", "https://cdn.example/n/p.jpg")


@pytest.mark.parametrize(
    ("declared", "header", "encoding"),
    [
        ("utf-8", "", "utf-8"),
        ("", "", "utf-8"),
        ("utf-8", "iso-8859-1", "utf-8"),  # the server lies
        ("iso-8859-1", "", "utf-8"),  # the document lies
        ("iso-8859-1", "", "iso-8859-1"),
        ("windows-1252", "utf-8", "windows-1252"),
        ("", "iso-8859-2", "iso-8859-2"),
        ("utf-16", "", "utf-16"),
    ],
)
@pytest.mark.parametrize("kind", ["text/xml", "application/rss+xml", "text/html", ""])
def test_given_charsets_that_are_declared_or_lied_about_then_names_are_right(
    declared: str, header: str, encoding: str, kind: str
) -> None:
    name = (
        "Žofié Đorđević"
        if encoding in {"utf-8", "iso-8859-2", "utf-16"}
        else "Zoë Ñuñez “now”"
        if "1252" in encoding
        else "Zoë Ñuñez"
    )
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = (prolog + rss(f"<guid>1</guid><title>{name}</title>").decode()).encode(encoding)
    [entry] = read(body, content_type=f"{kind}; charset={header}" if header else kind)
    assert entry.title == name


def test_given_a_json_feed_then_its_items_are_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://example.org/",
        "language": "fr",
        "items": [
            {
                "id": 7,
                "url": "/a",
                "content_html": "<p>Ça va.</p>",
                "title": "Un <b>",
                "date_published": "2026-01-05T08:00:00+01:00",
            },
            {"content_text": "Two lines\nof it.\n\nMore & more.", "url": "https://example.org/b", "image": "/i.jpg"},
            {"id": "x", "summary": "Only a beginning…"},
            "nonsense",
            {},
        ],
    }
    found = read(b"\xef\xbb\xbf" + json.dumps(feed).encode())
    assert [(e.key, e.title, e.text, e.url, e.published_on, e.language, e.truncated) for e in found] == [
        ("7", "Un <b>", "Ça va.", "https://example.org/a", "2026-01-05", "fr", False),
        (
            "https://example.org/b",
            "Two lines\nof it.",
            "Two lines\nof it.\n\nMore & more.",
            "https://example.org/b",
            "",
            "fr",
            False,
        ),
        ("x", "Only a beginning…", "Only a beginning…", None, "", "fr", True),
    ]
    assert found[1].figures == (Figure(src="https://example.org/i.jpg"),)


@pytest.mark.parametrize(
    "shape",
    ["<b>" * 12_000, "<div>" * 100_000, "<p>x" * 200_000, "<a href='" * 50_000, "<" * 500_000, "&amp;" * 200_000],
)
def test_given_markup_made_to_hang_a_sanitiser_then_it_is_read_in_time(shape: str) -> None:
    begun = time.monotonic()
    read(rss(f"<guid>1</guid><title>T</title><description><![CDATA[{shape}words]]></description>"))
    assert time.monotonic() - begun < 5
