"""The other end of ``workers.pool``: a process that works on what strangers wrote, and does nothing else.

Reads one job at a time from its standard input, a pickled (task, argument, seconds) behind its length, and
writes the result the same way. Its memory is capped, and its processor time per job, so that it dies by
itself even when nobody is left to kill it.
"""

from __future__ import annotations

import pickle
import resource
import struct
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

MAX_MEMORY = 1_500_000_000  #: bytes of address space, unless a kind of worker needs less; most of it never touched

HEADER = struct.Struct(">Q")

Tasks = Mapping[str, Callable[[Any], object]]


def serve(tasks: Tasks, max_memory: int = MAX_MEMORY) -> None:
    """Work until the other side closes the pipe."""
    jobs, results = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not land between two results
    resource.setrlimit(resource.RLIMIT_AS, (max_memory, max_memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (size := jobs.read(HEADER.size)) and len(size) == HEADER.size:
        name, argument, seconds = pickle.loads(jobs.read(HEADER.unpack(size)[0]))  # noqa: S301 - from our own parent
        _limit_time(seconds)
        _answer(results, _run(tasks[name], argument))


def _run(task: Callable[[Any], object], argument: object) -> tuple[str, object]:
    try:
        return "done", task(argument)
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
