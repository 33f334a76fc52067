"""One round of reading all feeds, by us, by the bytes alone, or by a peer, measured from inside.

``python readers.py WHO FOLDER PORT KIND COUNT`` prints wall seconds, CPU seconds of itself and of its children, and its
own peak in MB. Start-up is not counted: a server reads again and again. Peers run this file with their own Python.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

SETTINGS = '[http]\nallow_private = ["127.0.0.1:{port}"]\nhost_spacing_s = 0.0\n'
SOURCE = '[[sources]]\nname = "feed-{n}"\nurl = "http://127.0.0.1:{port}/{kind}/{n}"\ntrust = "wins"\n'
WORKERS = 8  # of reader


def ours(folder: Path, port: int, kind: str, count: int) -> Callable[[], object]:
    from newsletter import config, wiring
    from newsletter.net.client import GuardedClient  # loaded here, as the others load what they need
    from newsletter.services import ingest
    from newsletter.sources import feed_xml, workers
    from newsletter.sources.feed import FeedSource

    (folder / "config").mkdir(parents=True, exist_ok=True)
    sources = "".join(SOURCE.format(n=n, port=port, kind=kind) for n in range(count))
    (folder / "config" / "newsletter.toml").write_text(SETTINGS.format(port=port) + sources, "utf-8")
    assert all((FeedSource, GuardedClient, feed_xml))
    app = wiring.build(config.load(folder / "config" / "newsletter.toml", {}))

    def read() -> None:
        results = ingest.take_in(app, datetime.now(UTC), due_only=False)
        assert all(result.fetch.error is None for result in results), results
        workers.POOL.close()  # their CPU counts once they ended
        print(sum(result.new for result in results), "new", file=sys.stderr)

    return read


def bytes_alone(folder: Path, port: int, kind: str, count: int) -> Callable[[], object]:
    """What any reader must do at least: ask, and take the bytes. Validators stand in a file, as with the others."""
    import requests

    tags = folder / "tags.json"
    folder.mkdir(exist_ok=True)
    known = json.loads(tags.read_text()) if tags.exists() else {}

    def one(number: int) -> None:
        url = f"http://127.0.0.1:{port}/{kind}/{number}"
        answer = requests.get(url, headers={"If-None-Match": known[url]} if url in known else {}, timeout=30)
        if "etag" in answer.headers:
            known[url] = answer.headers["etag"]

    def read() -> None:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(one, range(count)))
        tags.write_text(json.dumps(known))

    return read


def reader(folder: Path, port: int, kind: str, count: int) -> Callable[[], object]:
    from reader import make_reader  # type: ignore[import-not-found]

    folder.mkdir(exist_ok=True)
    ours = make_reader(str(folder / "reader.sqlite"))
    for number in range(count):
        ours.add_feed(f"http://127.0.0.1:{port}/{kind}/{number}", exist_ok=True)
        ours.set_tag(f"http://127.0.0.1:{port}/{kind}/{number}", ".reader.update", {"interval": 1})
    return lambda: ours.update_feeds(workers=WORKERS, scheduled=False)


def rss2email(folder: Path, port: int, kind: str, count: int) -> Callable[[], object]:
    import rss2email.main as program  # type: ignore[import-not-found]

    folder.mkdir(exist_ok=True)
    settings = ["-c", str(folder / "r2e.cfg"), "-d", str(folder / "r2e.json")]
    if not (folder / "r2e.cfg").exists():
        addresses = "".join(f"[feed.f{n}]\nurl = http://127.0.0.1:{port}/{kind}/{n}\n" for n in range(count))
        head = "[DEFAULT]\nfrom = a@example.org\nto = a@example.org\nverbose = error\n"
        (folder / "r2e.cfg").write_text(head + addresses)
    return lambda: program.run([*settings, "run", "--no-send"])


WHO = {"ours": ours, "bytes": bytes_alone, "reader": reader, "rss2email": rss2email}


def main() -> None:
    who, folder, port, kind, count = sys.argv[1:]
    read = WHO[who](Path(folder), int(port), kind, int(count))
    before, began = _cpu(), time.monotonic()
    read()
    wall = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall_s": wall, "cpu_s": _cpu() - before, "peak_mb": peak}))


def _cpu() -> float:
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


if __name__ == "__main__":
    main()
