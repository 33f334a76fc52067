"""Work on what strangers wrote in other processes, with a time limit: it may hang or eat memory.

A few workers are started when first needed and used again; one that is late is killed, and the next
job gets a new one. Threads would neither help (parsing holds the lock) nor could they be stopped.
Fresh processes, not forks: the parent may have threads and open databases. What a worker can do stands
in the module that it runs; the pipe between the two is ``workers.child``'s.
"""

from __future__ import annotations

import atexit
import os
import pickle
import selectors
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO

from newsletter.workers.child import HEADER

_MAX_ANSWER = 500_000_000


@dataclass(frozen=True)
class NotDone:
    """A worker gave no result: why, for people."""

    reason: str


class _Worker:
    """One process and the two pipes to it."""

    def __init__(self, module: str) -> None:
        self.jobs = 0
        # -P: the working directory is a team's folder, and no place to import from. A group of its own: an
        # interrupt from the keyboard is for the parent, who lets the work at hand come to its end.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        for pipe in (self._jobs, self._results):
            os.set_blocking(pipe.fileno(), False)

    @property
    def _jobs(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _results(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def run(self, job: bytes, deadline: float) -> tuple[str, object]:
        """Hand over a job and wait for its answer; raises TimeoutError, or EOFError when the process died."""
        self.jobs += 1
        self._write(HEADER.pack(len(job)) + job, deadline)
        size = HEADER.unpack(self._read(HEADER.size, deadline))[0]
        if size > _MAX_ANSWER:
            raise EOFError
        answer: tuple[str, object] = pickle.loads(self._read(size, deadline))  # noqa: S301 - from our own child
        return answer

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._jobs, self._results):
            try:
                pipe.close()
            except OSError:
                continue  # bytes it never read

    def _write(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            self._wait(self._jobs, selectors.EVENT_WRITE, deadline)
            try:
                view = view[os.write(self._jobs.fileno(), view[: 1 << 16]) :]
            except BrokenPipeError:
                raise EOFError from None

    def _read(self, size: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while size:
            self._wait(self._results, selectors.EVENT_READ, deadline)
            part = os.read(self._results.fileno(), min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    @staticmethod
    def _wait(pipe: IO[bytes], event: int, deadline: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError


class Pool:
    """Lends out workers of one kind, never more than a few at a time."""

    def __init__(self, module: str, jobs_each: int, at_most: int = 2) -> None:
        self.module = module  #: what a worker runs: it calls ``child.serve``
        self._jobs_each = jobs_each  #: then a worker makes place for one that has not grown
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(at_most)
        atexit.register(self.close)

    def run(self, task: str, argument: object, timeout_s: float) -> object:
        """Have a job done; gives its result, or NotDone."""
        job = pickle.dumps((task, argument, timeout_s), protocol=pickle.HIGHEST_PROTOCOL)
        with self._places:
            outcome, answer = self._lend(job, timeout_s)
        match outcome:
            case "done":
                return answer
            case "slow":
                return NotDone(f"reading it took longer than {timeout_s:g} seconds")
            case "memory":
                return NotDone("reading it would take too much memory")
            case "died":
                return NotDone("reading it failed badly")
            case _:
                return NotDone(f"it is damaged in a way that cannot be read ({answer})")

    def close(self) -> None:
        """End all idle workers; the next job starts new ones."""
        with self._lock:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.stop()

    def _lend(self, job: bytes, timeout_s: float) -> tuple[str, object]:
        worker = self._take()
        used = worker.jobs > 0
        try:
            answer = worker.run(job, time.monotonic() + timeout_s)
        except TimeoutError:
            worker.stop()
            return "slow", ""
        except (EOFError, OSError):
            worker.stop()
            # Somebody may have killed it while it was idle; only a fresh one that dies tells of the job.
            return self._lend(job, timeout_s) if used else ("died", "")
        except BaseException:
            worker.stop()
            raise
        self._give_back(worker)
        return answer

    def _take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return _Worker(self.module)

    def _give_back(self, worker: _Worker) -> None:
        if worker.jobs >= self._jobs_each:
            worker.stop()
            return
        with self._lock:
            self._idle.append(worker)
