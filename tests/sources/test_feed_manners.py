"""A feed that moves: its new address is learnt from permanent redirects only, told, and given up when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from newsletter.model.entries import FetchResult, Memory, Reading
from newsletter.model.settings import HttpSettings, SourceSettings
from newsletter.net.client import GuardedClient
from newsletter.sources.feed import FeedSource
from newsletter.store import codec
from tests.web import Page, Web, serving

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        server.pages |= {
            "/old": Page(status=301, headers={"Location": "/new"}),
            "/new": feed("a", {"ETag": '"new"'}),
        }
        yield server


def feed(word: str, headers: dict[str, str] | None = None) -> Page:
    items = f"<item><guid>{word}</guid><title>{word}</title></item>"
    return Page(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), headers=headers or {})


def read(web: Web, memory: Memory, path: str = "/old") -> Reading:
    http = HttpSettings(allow_private=(web.pair,), host_spacing_s=0.0, total_timeout_s=2.0)
    kept = codec.from_json(Memory, codec.to_json(memory))  # as it comes back from the store
    return FeedSource(SourceSettings(name="moves", url=web.url(path)), GuardedClient(http)).read(kept, NOW)


def asked(web: Web) -> list[str]:
    paths = [path for _, path, _, _ in web.asked]
    web.asked.clear()
    return paths


def test_given_a_feed_that_moved_for_good_when_read_again_then_only_its_new_address_is_asked(web: Web) -> None:
    first = read(web, Memory())
    assert asked(web) == ["/old", "/new"]
    again = read(web, first.memory)
    assert asked(web) == ["/new"]
    assert (again.fetch.result, again.fetch.moved_to) == (FetchResult.NOT_MODIFIED, web.url("/new"))
    assert again.memory == first.memory


def test_given_a_learnt_address_that_brings_news_then_it_stays_learnt(web: Web) -> None:
    first = read(web, Memory())
    web.pages["/new"] = feed("b")
    second = read(web, first.memory)
    assert ([entry.key for entry in second.entries], second.fetch.moved_to) == (["b"], web.url("/new"))
    assert second.memory.moved_to == web.url("/new")


@pytest.mark.parametrize("failure", [Page(status=404), Page(status=500), Page(status=410), Page(body=b"<html>parked")])
def test_given_a_learnt_address_that_fails_when_the_old_one_answers_then_we_come_back(web: Web, failure: Page) -> None:
    first = read(web, Memory())
    web.pages |= {"/new": failure, "/old": feed("back")}
    back = read(web, first.memory)
    assert ([entry.key for entry in back.entries], back.fetch.result) == (["back"], FetchResult.OK)
    assert (back.memory.moved_to, back.fetch.moved_to, back.fetch.gone) == ("", None, False)


def test_given_both_addresses_failing_then_the_new_one_is_told_and_nothing_is_forgotten(web: Web) -> None:
    first = read(web, Memory())
    web.pages |= {"/new": Page(status=503), "/old": Page(status=404)}
    failed = read(web, first.memory)
    assert (failed.fetch.http_status, failed.fetch.moved_to) == (503, web.url("/new"))
    assert failed.memory == first.memory


def test_given_a_new_address_that_asks_for_patience_then_the_old_one_is_left_alone(web: Web) -> None:
    first = read(web, Memory())
    asked(web)
    web.pages["/new"] = Page(status=503, headers={"Retry-After": "60"})
    assert read(web, first.memory).fetch.retry_after_s == 60
    assert asked(web) == ["/new"]


@pytest.mark.parametrize("status", [302, 303, 307])
def test_given_a_redirect_for_now_then_nothing_is_learnt(web: Web, status: int) -> None:
    web.pages["/old"] = Page(status=status, headers={"Location": "/new"})
    assert read(web, Memory()).memory.moved_to == ""


def test_given_a_redirect_to_what_is_no_feed_then_nothing_is_learnt(web: Web) -> None:
    web.pages["/new"] = Page(body=b"<html><body>Buy this domain")
    assert read(web, Memory()).memory == Memory()


def test_given_another_address_in_the_settings_then_what_was_learnt_of_the_first_is_left(web: Web) -> None:
    first = read(web, Memory())
    asked(web)
    web.pages["/other"] = feed("c")
    other = read(web, first.memory, "/other")
    assert (asked(web), other.memory.moved_to) == (["/other"], "")
