"""Texts that a feed cuts off, and the pages that tell them whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from newsletter.errors import NotAllowed
from newsletter.model.entries import Completeness, Revision, RevisionKind, Trust
from newsletter.services import completing, ingest
from newsletter.services.app import App
from newsletter.store import reading, stories
from tests.services.test_reading import team
from tests.web import Page, Web, serving

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)
BEGINNING = "The teacher Ana Luz walked out of prison on Friday after nine years, into the arms of her sister and"
REST = (
    " her two sons. The court in Lima had found that her trial was never fair. “I sang every morning,” said Ana Luz. "
    "She wants to open her school again in March, and her old pupils have painted the door."
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Ana Luz is home again | Example News</title></head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
<article><h1>Ana Luz is home again</h1><p>{BEGINNING}{REST}</p>
<figure><img src="/ana.jpg" alt="A woman at a school gate"><figcaption>
Ana Luz at her school. Photo: Eda Kim</figcaption></figure>
<p>More than four thousand people had written letters for her.
Her lawyer thanked them all by name, one by one.</p></article>
<footer><p>Subscribe to our other letters today and never miss anything again.</p></footer></body></html>"""

#: The right title above other people's words.
STRANGERS = """<html><head><title>A word from the kitchen</title></head><body><article><h1>A word from the kitchen</h1>
<p>To read on, subscribe today for one dollar a week, and cancel whenever you like. We value your privacy.</p>
<p>Most read: the trader Ama Owusu was acquitted of all charges by a court in Kenya.</p></article></body></html>"""


@dataclass
class Reader:
    """The program reading one feed of one item, whose page stands beside it."""

    app: App
    web: Web
    now: datetime = NOW

    def read(self, text: str = f"{BEGINNING} …", link: str = "/ana", title: str = "Ana Luz is home again") -> Revision:
        link = link if link.startswith("http") else self.web.url(link)
        item = f"<guid isPermaLink='false'>1</guid><title>{title}</title><link>{link}</link>"
        item += f"<pubDate>02 Jan 2026 09:00:00 GMT</pubDate><description>{text}</description>"
        feed = f"<rss version='2.0'><channel><item>{item}</item></channel></rss>"
        self.web.pages["/news"] = Page(body=feed.encode())
        ingest.ingest(self.app, self.now, due_only=False)
        return self.newest()

    def newest(self) -> Revision:
        with self.app.store.reading() as connection:
            [one] = reading.newest_revisions(connection)
        return one

    def held(self) -> list[str]:
        with self.app.store.reading() as connection:
            return [hold.kind for holds in stories.holds_by_story(connection).values() for hold in holds]

    def asked(self, path: str) -> int:
        return sum(1 for _, asked, _, _ in self.web.asked if asked == path)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with serving() as web:
        web.pages["/ana"] = Page(body=PAGE.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
        yield Reader(team(tmp_path, web, "news"), web)


def test_a_cut_off_text_is_read_whole_from_its_own_site(reader: Reader) -> None:
    one = reader.read()
    assert (one.kind, one.number, one.completeness) == (RevisionKind.COMPLETED, 2, Completeness.COMPLETE)
    assert one.text.startswith(BEGINNING + REST)
    assert one.text.endswith("one by one.")
    assert "Subscribe" not in one.text
    assert [(quote.text, quote.speaker) for quote in one.quotes] == [("I sang every morning", "Ana Luz")]
    [figure] = one.figures
    assert (figure.src, figure.caption) == (reader.web.url("/ana.jpg"), "Ana Luz at her school.")
    assert (figure.alt, figure.credit) == ("A woman at a school gate", "Eda Kim")
    assert (one.title, one.published_on, reader.held()) == ("Ana Luz is home again", "2026-01-02", [])


def test_reading_the_feed_again_leaves_the_whole_text_and_asks_no_more(reader: Reader) -> None:
    reader.read()
    with reader.app.store.writing() as connection:
        connection.exec_driver_sql("UPDATE sources SET memory = '{}'")  # as after a restored backup
    assert reader.read().number == 2
    assert reader.asked("/ana") == 1


def test_what_its_source_edits_is_cut_off_anew_and_read_whole_again(reader: Reader) -> None:
    reader.read()
    one = reader.read(f"{BEGINNING} her …")
    assert (one.number, one.kind) == (4, RevisionKind.COMPLETED)


def test_the_page_of_another_site_is_read_only_when_a_person_asks(reader: Reader) -> None:
    with serving() as other:
        other.pages["/ana"] = Page(body=PAGE.encode())
        elsewhere = other.url("/ana").replace("127.0.0.1", "localhost")
        one = reader.read(link=elsewhere)
        assert (one.completeness, reader.held(), other.asked) == (Completeness.TRUNCATED, ["incomplete"], [])
        [why] = completing.complete(reader.app, one.entry, NOW)  # a port of this machine
        assert "not open to us" in why
        assert other.asked == []


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (
            Page(body=b"<html><body><main><p>Bake the cake for forty minutes.</p></main></body></html>"),
            "tell this story",
        ),
        (Page(body=f"<html><body><article><p>{BEGINNING}</p></article></body></html>".encode()), "no more of it"),
        (Page(body=STRANGERS.encode()), "tell this story"),
        (Page(status=302, headers={"Location": "https://other.example.net/ana"}), "not known on the internet"),
        (Page(status=404), "answers 404"),
        (Page(body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "no page (application/pdf)"),
        (Page(body=b""), "no article"),
    ],
)
def test_a_page_that_does_not_tell_the_story_is_not_taken(reader: Reader, page: Page, why: str) -> None:
    reader.web.pages["/ana"] = page
    one = reader.read(title="A word from the kitchen")
    assert (one.number, reader.held()) == (1, ["incomplete"])
    [said] = completing.complete(reader.app, one.entry, NOW)
    assert why in said


def test_a_page_that_fails_is_asked_for_again_later_and_ever_later(reader: Reader) -> None:
    reader.web.pages["/ana"] = Page(status=503)
    for hours in (0, 0.5, 1, 2, 7, 8, 31, 32, 99):
        reader.now = NOW + timedelta(hours=hours)
        reader.read()
    assert reader.asked("/ana") == 4  # at once, and after 1, 6 and 24 hours more


def test_a_page_in_another_encoding_keeps_its_letters(reader: Reader) -> None:
    page = PAGE.replace("Ana Luz", "Ana Łuczak").encode("iso-8859-2", "xmlcharrefreplace")
    reader.web.pages["/ana"] = Page(body=page, headers={"Content-Type": "text/html; charset=iso-8859-2"})
    one = reader.read(BEGINNING.replace("Ana Luz", "Ana Łuczak") + " …")
    assert "said Ana Łuczak." in one.text


def test_where_the_team_says_so_no_page_is_read_by_itself(tmp_path: Path, reader: Reader) -> None:
    settings = reader.app.settings
    object.__setattr__(settings.sources[0], "full_page", False)
    one = reader.read()
    assert (one.number, reader.asked("/ana")) == (1, 0)
    assert completing.complete(reader.app, one.entry, NOW) == []
    assert reader.newest().kind is RevisionKind.COMPLETED
    with pytest.raises(NotAllowed, match="not cut off"):
        completing.complete(reader.app, one.entry, NOW)


def test_a_hostile_page_brings_nothing_that_runs(reader: Reader) -> None:
    evil = PAGE.replace("</article>", "<script>x()</script><p onclick=x()>Done. <img src=x onerror=x()></p></article>")
    reader.web.pages["/ana"] = Page(body=evil.encode())
    one = reader.read()
    assert one.kind is RevisionKind.COMPLETED
    assert not any(word in one.html for word in ("script", "onclick", "onerror"))


def test_a_site_that_hangs_is_asked_for_one_page_and_left_alone_until_later(reader: Reader) -> None:
    def hang(handler: BaseHTTPRequestHandler) -> None:
        reader.web.stop.wait(60)

    reader.web.pages |= {f"/page-{number}": Page(act=hang) for number in range(30)}
    items = "".join(
        f"<item><guid>{number}</guid><title>Story number {number} of the week</title>"
        f"<link>{reader.web.url(f'/page-{number}')}</link><pubDate>02 Jan 2026 09:00:00 GMT</pubDate>"
        f"<description>Prisoner number {number} was released from prison and …</description></item>"
        for number in range(30)
    )
    reader.web.pages["/news"] = Page(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    ingest.ingest(reader.app, NOW, due_only=False)
    assert sum(1 for _, path, _, _ in reader.web.asked if path.startswith("/page")) == 1
    assert reader.held() == ["incomplete"] * 30


def test_of_ordinary_news_only_what_may_be_good_news_is_worth_a_page(reader: Reader) -> None:
    trust = reader.app.settings.sources[0]
    object.__setattr__(trust, "trust", Trust.GENERAL)
    one = reader.read("The mayor opened the flower market on Saturday and …", title="Flowers in the square again")
    assert (one.number, reader.asked("/ana")) == (1, 0)
    assert reader.read().kind is RevisionKind.COMPLETED


def test_the_pictures_its_publisher_chose_stand_before_those_of_the_page(reader: Reader) -> None:
    chosen = f"{BEGINNING} …&lt;img src='/gate.jpg' alt='Ana Luz at the gate'&gt;"
    one = reader.read(chosen)
    assert [figure.src for figure in one.figures] == [reader.web.url("/gate.jpg"), reader.web.url("/ana.jpg")]
