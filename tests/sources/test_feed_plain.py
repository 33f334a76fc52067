"""Two parsers, one reading: what the quick one takes, it takes exactly as feedparser would."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.sources import feed_xml, workers
from newsletter.sources.feed_items import FeedBytes, FeedRead
from newsletter.sources.feed_parts import Unusual
from newsletter.sources.feed_plain import ParsedFeed, parse

CORPUS = Path(__file__).with_name("corpus") / "feeds"
UTF8 = "application/xml; charset=utf-8"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:own="https://own.example/ns" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


def both(body: bytes) -> tuple[FeedRead, FeedRead] | None:
    """A feed read by each parser; None where the quick one leaves it to the other."""
    feed = FeedBytes(body=body, url="https://wins.example/feed")
    if feed_xml._content_type(feed) != UTF8:
        return None
    try:
        quick = feed_xml._parse_plain(body, UTF8)
    except Unusual:
        return None
    return told(quick, feed), told(feed_xml._parse_forgivingly(body, UTF8), feed)


def told(parsed: ParsedFeed, feed: FeedBytes) -> FeedRead:
    assert parsed.known
    return feed_xml._read_whole(feed, lambda *_: parsed)


def rss(*items: str, head: str = "") -> bytes:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {NAMESPACES}><channel><title>T</title>{head}{joined}</channel></rss>'.encode()


def atom(*items: str, head: str = "") -> bytes:
    joined = "".join(f"<entry>{item}</entry>" for item in items)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}><title>T</title>{head}{joined}</feed>'.encode()


def rdf(*items: str, head: str = "") -> bytes:
    joined = "".join(f'<item rdf:about="https://e.org/{at}">{item}</item>' for at, item in enumerate(items))
    root = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    return f"<rdf:RDF {root} {NAMESPACES}><channel><title>T</title>{head}</channel>{joined}</rdf:RDF>".encode()


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.xml")), ids=lambda path: path.stem)
def test_given_a_strange_feed_when_read_both_ways_then_the_values_are_the_same(path: Path) -> None:
    if found := both(path.read_bytes()):
        assert found[0] == found[1]


def test_given_the_sample_feeds_when_read_both_ways_then_the_values_are_the_same(samples: Path) -> None:
    feeds = sorted(path for path in (samples / "feeds").iterdir() if path.suffix != ".json")
    read = {path.name: found for path in feeds if (found := both(path.read_bytes()))}
    assert {name for name, (quick, whole) in read.items() if quick != whole} == set()
    assert len(read) >= len(feeds) / 2


#: Parts of an item, usual and odd; any of them in any order make a feed.
PARTS = (
    *("<title>Ama is home</title>", "<title/>", "<title type='html'>A &lt;b&gt;bold&lt;/b&gt; one</title>"),
    *("<dc:title>Another</dc:title>", "<title type='text'>Plain</title>", "<title> Zo\u00eb \u0093now\u0094 </title>"),
    *("<title>Ama & Bo</title>".replace("&", "&amp;"), "<title>Ama &amp;amp; Bo</title>", "<title>Ã©tÃ©</title>"),
    *("<link>https://e.org/1?a=1&amp;b=2</link>", "<link>/relative</link>", "<link/>", "<link>http:///e.org/x</link>"),
    *("<link href='https://e.org/2'/>", "<link rel='enclosure' type='image/png' href='/p.png'/>"),
    *("<atom:link rel='self' href='https://e.org/self'/>", "<link rel='Alternate' type='TEXT/html' href='b'/>"),
    *("<link rel='alternate' type='application/json' href='https://e.org/j'/>", "<link>not an address</link>"),
    *("<guid>a1</guid>", "<guid isPermaLink='false'>a2</guid>", "<guid isPermaLink='true'>https://e.org/3</guid>"),
    *("<id>tag:e.org,2026:1</id>", "<guid/>", "<atom:id>urn:uuid:1</atom:id>"),
    *("<pubDate>Mon, 05 Jan 2026 08:00:00 GMT</pubDate>", "<updated>2026-01-06</updated>", "<pubDate/>"),
    *("<dc:date>2026-01-07T08:00:00Z</dc:date>", "<published>2026-01-08</published>", "<issued>2026</issued>"),
    *("<dcterms:created>2026-01-09</dcterms:created>", "<atom:updated>2026-01-10</atom:updated>"),
    *("<description>She came home.</description>", "<description><![CDATA[<p>She <b>came</b></p>]]></description>"),
    *("<dc:description>Told elsewhere.</dc:description>", "<itunes:summary>Heard.</itunes:summary>", "<description/>"),
    *("<summary>Short</summary>", "<summary type='html'>&lt;p&gt;Short&lt;/p&gt;</summary>"),
    *("<content:encoded><![CDATA[<p>All of it, at length.</p>]]></content:encoded>", "<content>Plain</content>"),
    *("<content type='html' xml:base='https://base.example/a/'>&lt;img src='x.png'&gt;</content>", "<content/>"),
    *("<content type='html' xml:lang='fr_CA'>Oui &amp;amp; non</content>", "<summary xml:lang=''>None</summary>"),
    *("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>X</p></div></content>",),
    *("<content type='image/png' src='/x.png'/>", "<content src='https://e.org/long' type='html'/>"),
    *("<enclosure url='https://e.org/a.jpg' type='image/jpeg' length='1'/>", "<enclosure url='s.mp3'/>"),
    *("<media:content url='https://e.org/m.jpg' medium='image'/>", "<media:thumbnail url='https://e.org/t.png'/>"),
    "<media:group><media:content url='/g.jpg' type='image/jpeg'><media:credit role='x'>Li Na</media:credit>"
    "<media:description>Below</media:description></media:content><media:title>Head</media:title></media:group>",
    *(
        "<media:description type='plain'>Aside</media:description>",
        "<media:thumbnail>https://e.org/w.png</media:thumbnail>",
    ),
    *("<media:credit/>", "<media:title>Media</media:title>", "<media:keywords>a, b</media:keywords>"),
    *("<author>a@e.org (Ama)</author>", "<author><name>Ama</name><uri>https://e.org/ama</uri></author>"),
    *("<dc:creator>Bo</dc:creator>", "<category>News</category>", "<category term='n' scheme='s'/>"),
    *("<comments>https://e.org/c</comments>", "<slash:comments>3</slash:comments>", "<source url='u'>Else</source>"),
    *("<own:thing>words</own:thing>", "<own:thing a='1'>words</own:thing>", "<own:thing><own:in/></own:thing>"),
    *("<own:thing><title>Inner</title></own:thing>", "<unknown>x</unknown>", "<unknown><link>y</link></unknown>"),
    *("<image><url>u</url></image>", "<source><title>S</title></source>", "<dc:language>es</dc:language>"),
    *("<!-- note -->", "words between", "<?pi x?>", "<own:embargoed>2027-01-01</own:embargoed>"),
    *("<own:pubStatus qcode='stat:canceled'/>", "<own:embargoed value='2026-10-01T00:00:00Z'/>"),
    *("<title own:type='x'>Foreign</title>", "<title base='https://b.example/'>Based</title>", "<rights>R</rights>"),
    *("<description>One\n\nTwo &amp;lt; three</description>", "<title><![CDATA[Q&A <3]]></title>"),
)
HEADS = (
    *("", "", "<link>https://wins.example/</link>", "<language>fr-be</language>", "<dc:language>pt</dc:language>"),
    *("<atom:link rel='self' href='https://wins.example/feed'/><link>https://wins.example</link>",),
    *("<image><title>I</title><url>u</url><link>https://other.example/</link></image>", "<id>tag:wins.example</id>"),
    *("<textInput><title>I</title><link>x</link></textInput>", "<summary>S</summary>", "<description>D</description>"),
    *("<link rel='alternate' type='text/html' href='https://wins.example/'/>", "<itunes:owner><a/></itunes:owner>"),
)


def feeds(seed: int) -> Iterator[bytes]:
    """Feeds of every standard with a few items of arbitrary parts."""
    chance = random.Random(seed)
    for make in (rss, atom, rdf):
        for most in (2, 4, 8):
            items = ("".join(chance.sample(PARTS, chance.randint(0, most))) for _ in range(chance.randint(1, 3)))
            body = make(*items, head=chance.choice(HEADS) + chance.choice(HEADS))
            yield body if chance.random() < 0.8 else body.replace(b"<channel", b"<channel xml:lang='de_AT'", 1)


@pytest.mark.parametrize("seed", range(60))
def test_given_any_items_when_read_both_ways_then_the_values_are_the_same(seed: int) -> None:
    for body in feeds(seed):
        if found := both(body):
            assert found[0] == found[1], body.decode()


def test_given_usual_items_when_parsed_then_the_quick_one_takes_them() -> None:
    usual = [part for part in PARTS if "pubDate>M" in part or "encoded" in part or "Ama is" in part or "medium" in part]
    assert all(both(make(*[part], "".join(usual))) for make in (rss, atom, rdf) for part in usual)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>No feed</body></html>",
        b"<rss version='2.0'><channel><item><title>Broken</item></channel></rss>",
        b"<rss version='2.0'><channel><item><title>&nbsp;</title></item></channel></rss>",
        b"<!DOCTYPE rss [<!ENTITY a 'ha'>]><rss version='2.0'><channel><item><title>&a;</title></item></channel></rss>",
        b"<rss version='2.0' xmlns:media='https://other.example/'><channel><media:content/></channel></rss>",
        b"<rss version='2.0'><channel>" + b"<a>" * 60 + b"</a>" * 60 + b"</channel></rss>",
        rss("<title>A <b>child</b></title>"),
        rss("<description>One</description><description>Two</description>"),
        rss("<item><title>Nested</title></item>"),
        rss("<title>Held</title><own:pubStatus qcode='stat:canceled'/>"),
        atom("<title>Held</title><own:meta><own:embargoed value='2026-10-01T00:00:00Z'/></own:meta>"),
        "<rss version='2.0'><channel><title>é</title></channel></rss>".encode("latin-1"),
    ],
)
def test_given_what_is_unusual_when_parsed_then_it_is_left_to_feedparser(body: bytes) -> None:
    with pytest.raises(Unusual):
        parse(body)


def items(count: int, words: str = "words") -> list[str]:
    return [f"<guid>{at}</guid><title>Item {at}</title><description>{words}</description>" for at in range(count)]


def test_given_a_large_feed_with_one_new_item_when_read_then_no_worker_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = workers.parse_feed(FeedBytes(body=rss(*items(60, "words " * 200)))).items
    monkeypatch.setattr(workers.POOL, "run", lambda *_: pytest.fail("a worker for one item"))
    found = workers.parse_feed(FeedBytes(body=rss(*items(61, "words " * 200)), known=known))
    assert ([entry.key for entry in found.entries], len(found.items)) == (["60"], 61)


def test_given_a_very_large_feed_when_read_then_a_worker_does_it_however_little_is_new() -> None:
    body = rss(*items(60, "words " * 5_000))
    known = feed_xml.read(FeedBytes(body=body)).items
    assert feed_xml.read_little(FeedBytes(body=body + b" ", known=known)) is None


@pytest.mark.parametrize("body", [rss(*items(60, "words " * 200)), rss(*items(1)) + b"<", rss("<title><b/></title>")])
def test_given_a_feed_that_is_large_or_broken_when_read_then_a_worker_does_it(body: bytes) -> None:
    assert feed_xml.read_little(FeedBytes(body=body)) is None
