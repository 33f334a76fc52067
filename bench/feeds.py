"""Many feeds, and a server for them in a process of its own.

``python feeds.py COUNT`` prints its port and serves. ``/etag/7`` answers 304 when nothing changed, ``/plain/7``
ignores conditions; after ``/news`` one entry in a hundred is new in every feed that has its turn.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

ENTRIES = 30
SPOKEN = """the court ordered that she be set free after years of letters and calls from people in many countries
while her family waited at the gate and neighbours brought bread tea and flowers"""
WORDS = SPOKEN.split()


def feed(number: int, news: int) -> bytes:
    """One feed. Each round of news adds one entry to every third feed or so: one entry in a hundred."""
    more = news if number * 7 % 10 < 3 else 0
    items = "".join(entry(number, which) for which in range(ENTRIES + more - 1, more - 1, -1))
    return f"{HEAD}<title>Feed {number}</title><link>https://f{number}.example/</link>{items}</channel></rss>".encode()


HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel>"
)


def entry(number: int, which: int) -> str:
    """An entry of some 2,000 characters, as a blog writes them."""
    link = f"https://f{number}.example/{which}/?utm_source=rss"
    start = number * 31 + which * 17
    paragraphs = "".join(
        f"<p>Number {start + i}: {' '.join(WORDS[(start + i * 3 + j) % len(WORDS)] for j in range(55))}. "
        f'<a href="/more/{i}">More</a>, <em>she said</em>.</p>'
        for i in range(5)
    )
    picture = f'<figure><img src="/p/{which}.jpg" alt="A gate"><figcaption>The gate, {which}</figcaption></figure>'
    return (
        f'<item><guid isPermaLink="false">{number}-{which}</guid><title>Person {number}-{which} is home</title>'
        f"<link>{link}</link><pubDate>Mon, {which % 27 + 1:02} Jan 2026 08:{number % 60:02}:00 GMT</pubDate>"
        f"<description>Person {number}-{which} came home.</description>"
        f"<content:encoded><![CDATA[{paragraphs}{picture}]]></content:encoded></item>"
    )


async def serve(count: int) -> None:
    """Serve until killed."""
    bodies = [feed(number, 0) for number in range(count)]
    tags = [hashlib.sha256(body).hexdigest().encode() for body in bodies]
    news = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal bodies, tags, news
        asked = await reader.readuntil(b"\r\n\r\n")
        _, kind, *rest = asked.split(b" ", 2)[1].split(b"/")
        if kind == b"news":
            news += 1
            bodies = [feed(number, news) for number in range(count)]
            tags = [hashlib.sha256(body).hexdigest().encode() for body in bodies]
        number = int(rest[0]) if rest else 0
        tag = re.search(rb"if-none-match:\s*\"?(\w+)", asked, re.I)
        body = b"" if kind == b"news" else bodies[number]
        head = b"Content-Type: application/rss+xml\r\nConnection: close\r\n"
        head += b'ETag: "%s"\r\n' % tags[number] if kind == b"etag" else b""
        if kind == b"etag" and tag and tag[1] == tags[number]:
            writer.write(b"HTTP/1.1 304 Not Modified\r\n" + head + b"\r\n")
        else:
            writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def serving(count: int) -> Iterator[int]:
    """Run the server; gives its port."""
    process = subprocess.Popen([sys.executable, __file__, str(count)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def bring_news(port: int) -> None:
    """Let the feeds have something new."""
    with urlopen(f"http://127.0.0.1:{port}/news") as answer:
        answer.read()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
