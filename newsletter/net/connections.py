"""Open sockets only to addresses that may be reached, and end them when their time is up.

The name is looked up once, every address found is judged before a packet goes out, and the socket's own
peer is judged again once it stands: a name that changes its mind between the two gains nothing. A watch
ends each request at its deadline, whatever it waits for: a drip of headers defeats every read time-out.
No connection is kept: a new request is judged and watched anew, and never meets a dying one.
"""

from __future__ import annotations

import heapq
import ipaddress
import itertools
import socket
import ssl
import threading
import time
from contextlib import suppress
from functools import cache
from typing import Any

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection

from newsletter.net.addresses import Refused, Target, is_denied


class Trip:
    """One request on its way: how long it may take, and how far it came."""

    def __init__(self, target: Target, deadline: float, connect_timeout_s: float) -> None:
        self.target = target
        self.deadline = deadline
        self.connect_timeout_s = connect_timeout_s
        self.sent = False  #: the other side may have the request
        self.late = False
        self.over = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Trip:
        _WATCH.add(self)
        return self

    def __exit__(self, *exception: object) -> None:
        with self._lock:
            self.over = True
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - time.monotonic()

    def hold(self, connected: socket.socket) -> None:
        """Keep a second handle on the socket: TLS takes the first one away."""
        with self._lock:
            self._socket = connected.dup()

    def end(self) -> None:
        """Its time is up: wake whoever waits for the socket."""
        with self._lock, suppress(OSError):
            self.late = not self.over
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)


class _Watch:
    """Ends trips at their deadlines. One thread for all of them: one for each would cost more than the asking."""

    def __init__(self) -> None:
        self._trips: list[tuple[float, int, Trip]] = []  #: a heap, the next to end first
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._watching = False

    def add(self, trip: Trip) -> None:
        """Look after a trip until it is over."""
        with self._changed:
            heapq.heappush(self._trips, (trip.deadline, next(self._numbers), trip))
            if not self._watching:
                threading.Thread(target=self._run, name="deadlines", daemon=True).start()
                self._watching = True
            elif self._trips[0][2] is trip:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            self._next().end()

    def _next(self) -> Trip:
        """Wait for the next trip that is over or late."""
        with self._changed:
            while not self._trips or (self._trips[0][2].left() > 0 and not self._trips[0][2].over):
                self._changed.wait(self._trips[0][2].left() if self._trips else None)
            return heapq.heappop(self._trips)[2]


_WATCH = _Watch()


class _Guarded(HTTPConnection):
    """A connection that goes only where its trip may go."""

    trip: Trip

    def _new_conn(self) -> socket.socket:
        return _connect(self.trip)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        self.trip.sent = True
        super().send(data)


class _GuardedTls(_Guarded, HTTPSConnection):
    """… and shows who it is."""


def connection(trip: Trip) -> HTTPConnection:
    """A connection for this one trip, not opened yet."""
    target = trip.target
    opened: _Guarded
    if target.secure:
        opened = _GuardedTls(target.host, target.port, timeout=trip.left() + 1, ssl_context=_tls())
    else:
        opened = _Guarded(target.host, target.port, timeout=trip.left() + 1)
    opened.trip = trip
    return opened


@cache
def _tls() -> ssl.SSLContext:
    """Read the list of authorities once: it takes longer than most answers."""
    return ssl.create_default_context(cafile=certifi.where())


def _connect(trip: Trip) -> socket.socket:
    error = OSError("no address")
    for family, address in _judged(trip):
        try:
            return _open(family, address, trip)
        except OSError as failure:
            error = failure
    raise error


def _judged(trip: Trip) -> list[tuple[int, tuple[Any, ...]]]:
    found = _look_up(trip)
    allowed = [(family, address) for family, address in found if trip.target.private or not is_denied(address[0])]
    if not allowed:
        raise Refused(
            f"{trip.target.host} is a private address ({found[0][1][0]}) — "
            "name it in [http] allow_private if it may be reached"
        )
    return allowed


def _look_up(trip: Trip) -> list[tuple[int, tuple[Any, ...]]]:
    """Ask for the addresses of a name; aside, because a silent name server cannot be interrupted."""
    found: list[Any] = []

    def ask() -> None:
        try:
            found.append(socket.getaddrinfo(trip.target.host, trip.target.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    if _is_number(trip.target.host):
        ask()
    else:
        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(max(0.0, min(trip.connect_timeout_s, trip.left())))
    answer = found[0] if found else TimeoutError()
    if isinstance(answer, Exception):
        raise socket.gaierror(str(answer)) from answer
    return [(entry[0], entry[4]) for entry in answer]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _open(family: int, address: tuple[Any, ...], trip: Trip) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.settimeout(max(0.001, min(trip.connect_timeout_s, trip.left())))
        opened.connect(address)
        peer = opened.getpeername()[0]
        if not trip.target.private and is_denied(peer):
            raise Refused(f"{trip.target.host} turned out to be a private address ({peer})")
        trip.hold(opened)
        # Each wait may last until the deadline; the watch ends the sum of them.
        opened.settimeout(max(0.001, trip.left() + 1))
    except BaseException:
        opened.close()
        raise
    return opened
