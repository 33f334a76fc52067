"""A worker whose parser does what the feed's body says: hang, eat memory, die. Started instead of the real one."""

from __future__ import annotations

import os

from newsletter.sources import worker
from newsletter.sources.feed_items import FeedBytes, FeedRead
from newsletter.workers import child


def misbehave(feed: FeedBytes) -> FeedRead:
    while feed.body == b"hang":
        pass
    if feed.body == b"eat":
        bytearray(100_000_000_000)
    os._exit(9)


if __name__ == "__main__":
    worker.TASKS["feed"] = misbehave
    child.serve(worker.TASKS)
