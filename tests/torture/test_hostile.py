"""Forty servers, half of which want to keep us: what they send ends in time, and the others are read."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.team import Team
from tests.web import Page, Web, drip, serving, stall

pytestmark = pytest.mark.torture

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n"
RSS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title><item>"
GOOD = RSS + (
    b"<title>A teacher goes home</title><guid>1</guid><pubDate>Wed, 02 Sep 2026 09:15:00 GMT</pubDate>"
    b"<description>A teacher was released from prison in Peru on Wednesday.</description></item></channel></rss>"
)
LAUGHS = b"<!DOCTYPE r [<!ENTITY a 'ha'>%s]><rss><channel><title>&z;</title></channel></rss>" % b"".join(
    b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(25)
)
GZIPPED = {"Content-Encoding": "gzip", "Content-Type": "application/rss+xml"}

#: What one server of each kind answers, whatever it is asked.
KINDS: dict[str, Callable[[Web], Page]] = {
    "drips its head": lambda web: Page(act=drip(web, b"HTTP/1.1 200 OK\r\nX: ")),
    "drips its body": lambda web: Page(act=drip(web, HEAD + RSS)),
    "drips ten times a second": lambda web: Page(act=drip(web, HEAD + RSS, 0.1)),
    "says nothing": lambda web: Page(act=stall(web)),
    "stops in its head": lambda web: Page(act=stall(web, b"HTTP/1.1 200 OK\r\nContent-")),
    "stops in its body": lambda web: Page(act=stall(web, HEAD + RSS)),
    "sends us round": lambda web: Page(status=302, headers={"Location": "/feed"}),
    "sends us on for ever": lambda web: Page(status=301, headers={"Location": "/feed?and=again"}),
    "bombs in gzip": lambda web: Page(gzip.compress(b"\0" * 300_000_000, 9), headers=GZIPPED),
    "bombs in entities": lambda web: Page(LAUGHS, headers={"Content-Type": "application/rss+xml"}),
    "nests": lambda web: Page(RSS + b"<description>" + b"&lt;b&gt;" * 400_000),
    "nests deep": lambda web: Page(RSS + b"<a>" * 400_000),
}
OF_EACH = 4
GOOD_ONES = 16
IN_ALL_S = 40.0


@pytest.fixture
def servers() -> Iterator[list[tuple[str, Web]]]:
    with ExitStack() as stack:
        found = []
        for kind, page in KINDS.items():
            for number in range(OF_EACH):
                web = stack.enter_context(serving())
                web.pages["/feed"] = page(web)
                found.append((f"{kind.replace(' ', '-')}-{number}", web))
        for number in range(GOOD_ONES):
            web = stack.enter_context(serving())
            web.pages["/feed"] = Page(GOOD)
            found.append((f"good-{number}", web))
        yield found


def test_hostile_servers_end_in_time_and_the_others_are_read(servers: list[tuple[str, Web]], tmp_path: Path) -> None:
    team = Team(tmp_path / "team")
    pairs = ", ".join(f'"{web.pair}"' for _, web in servers)
    feeds = [f'[[sources]]\nname = "{name}"\nurl = "{web.url("/feed")}"\n' for name, web in servers]
    team.configure(more=f"[http]\nallow_private = [{pairs}]\n" + "\n".join(feeds))
    began = time.monotonic()
    done = team.run("ingest", timeout=120)
    took = time.monotonic() - began
    assert done.returncode == 3, done.stderr
    rows = {row["name"]: row for row in team.ask("sources", "list")}
    well = {name for name, row in rows.items() if row["status"] == "ok" and row["entries"] == 1}
    assert {name for name in rows if name.startswith("good")} <= well
    assert took < IN_ALL_S
