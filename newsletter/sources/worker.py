"""The other end of ``sources.workers``: a process that parses what strangers wrote, and nothing else.

Reads one job at a time from its standard input, a pickled (task, argument) behind its length, and writes
the result the same way. Its memory is capped, and its processor time per job, so that it dies by itself
even when nobody is left to kill it.
"""

from __future__ import annotations

import pickle
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from newsletter.sources.documents import Document, Result, Unreadable, read
from newsletter.sources.feed_items import FeedBytes, FeedRead

MAX_MEMORY = 1_500_000_000  #: bytes of address space, most of it never touched

HEADER = struct.Struct(">Q")


def parse_feed(feed: FeedBytes) -> FeedRead:
    """Read a feed of any kind."""
    from newsletter.sources import feed_json, feed_xml

    return feed_json.read(feed) if feed_json.looks_like_json(feed.body) else feed_xml.read(feed)


def read_document(document: Document) -> Result | tuple[str, str]:
    """Read one file of a folder; what is unreadable comes back as (what, mend)."""
    try:
        return read(document)
    except Unreadable as found:
        return found.what, found.mend


TASKS: dict[str, Callable[[Any], object]] = {"feed": parse_feed, "document": read_document}


def main() -> None:
    """Work until the other side closes the pipe."""
    jobs, results = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not land between two results
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (size := jobs.read(HEADER.size)) and len(size) == HEADER.size:
        name, argument, seconds = pickle.loads(jobs.read(HEADER.unpack(size)[0]))  # noqa: S301 - from our own parent
        _limit_time(seconds)
        _answer(results, _run(name, argument))


def _run(name: str, argument: object) -> tuple[str, object]:
    try:
        return "done", TASKS[name](argument)
    except MemoryError:
        return "memory", ""
    except Exception as error:  # whatever a parser raises over strange bytes is the bytes' fault
        return "failed", type(error).__name__


def _answer(results: BinaryIO, answer: tuple[str, object]) -> None:
    data = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    results.write(HEADER.pack(len(data)) + data)
    results.flush()


def _limit_time(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


if __name__ == "__main__":
    main()
