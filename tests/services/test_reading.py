"""Reading several sources: who is quick is kept at once, and nobody waits for the slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from newsletter import config, wiring
from newsletter.model.entries import FetchResult
from newsletter.services import ingest
from newsletter.services.app import App
from newsletter.store import reading as kept
from tests.web import Page, Web, serving

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


def feed(*words: str) -> bytes:
    items = "".join(f"<item><guid>{word}</guid><title>{word} “yes,” said Ama Bo.</title></item>" for word in words)
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def team(folder: Path, web: Web, *names: str) -> App:
    (folder / "config").mkdir()
    http = f'[http]\nallow_private = ["{web.pair}"]\nhost_spacing_s = 0.0\n'
    sources = "".join(f'[[sources]]\nname = "{name}"\nurl = "{web.url(f"/{name}")}"\n' for name in names)
    (folder / "config" / "newsletter.toml").write_text(http + sources, "utf-8")
    return wiring.build(config.load(folder / "config" / "newsletter.toml", {}))


def counts(app: App) -> dict[str, int]:
    with app.store.reading() as connection:
        return kept.count_entries(connection)


def test_given_a_slow_server_when_read_then_the_others_are_kept_before_it_answers(tmp_path: Path, web: Web) -> None:
    others_are_in = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        others_are_in.wait(20)
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + feed("late"))

    web.pages |= {"/slow": Page(act=answer), "/quick": Page(body=feed("a", "b")), "/lost": Page(status=404)}
    app = team(tmp_path, web, "slow", "quick", "lost")
    results: list[ingest.SourceResult] = []
    reading = threading.Thread(target=lambda: results.extend(ingest.take_in(app, NOW)))
    reading.start()
    deadline = time.monotonic() + 15
    while counts(app) != {"quick": 2} and time.monotonic() < deadline:
        time.sleep(0.05)
    others_are_in.set()
    reading.join()
    told = [(one.source, one.fetch.result, one.new) for one in results]
    assert told == [("slow", FetchResult.OK, 1), ("quick", FetchResult.OK, 2), ("lost", FetchResult.FAILED, 0)]
    assert counts(app) == {"quick": 2, "slow": 1}


def test_given_an_edited_entry_when_read_again_then_it_is_a_revision_and_nothing_else_changes(
    tmp_path: Path, web: Web
) -> None:
    web.pages["/one"] = Page(body=feed("a", "b"))
    app = team(tmp_path, web, "one")
    ingest.ingest(app, NOW)
    web.pages["/one"] = Page(body=feed("a", "b", "c").replace(b"<title>b", b"<title>B"))
    [result] = ingest.ingest(app, NOW, due_only=False)
    assert (result.new, result.changed) == (1, 1)
    with app.store.reading() as connection:
        numbers = sorted((one.title[0], one.number) for one in kept.newest_revisions(connection))
    assert numbers == [("B", 2), ("a", 1), ("c", 1)]
    [again] = ingest.ingest(app, NOW, due_only=False)
    assert (again.new, again.changed) == (0, 0)


def test_given_entries_that_were_only_taken_in_then_their_words_are_read_by_the_next_run(
    tmp_path: Path, web: Web
) -> None:
    said = "<item><guid>a</guid><title>Home</title><description>“I am home at last,” said Ama Bo.</description></item>"
    web.pages["/one"] = Page(body=f"<rss version='2.0'><channel>{said}</channel></rss>".encode())
    app = team(tmp_path, web, "one")
    ingest.take_in(app, NOW)  # … and here the machine goes down
    assert ingest.ingest(app, NOW) == ()
    with app.store.reading() as connection:
        [one] = kept.newest_revisions(connection)
    assert [(quote.text, quote.speaker) for quote in one.quotes] == [("I am home at last", "Ama Bo")]
