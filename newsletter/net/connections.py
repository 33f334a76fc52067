"""Open sockets only to addresses that may be reached, and close them when their time is up.

The name is looked up once, every address found is judged before a packet goes out, and the socket's own
peer is judged again once it stands: a name that changes its mind between the two gains nothing. A watch
beside each request ends it at its deadline, whatever it waits for: a drip of
headers defeats every read time-out.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

from newsletter.net.addresses import Refused, Target, is_denied


class Trip:
    """One request on its way: how long it may take, and how far it came."""

    def __init__(self, target: Target, deadline: float, connect_timeout_s: float) -> None:
        self.target = target
        self.deadline = deadline
        self.connect_timeout_s = connect_timeout_s
        self.sent = False  #: the other side may have the request
        self.late = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._watch = threading.Timer(max(0.0, self.left()), self._end)
        self._watch.daemon = True

    def __enter__(self) -> Trip:
        self._token = _TRIP.set(self)
        self._watch.start()
        return self

    def __exit__(self, *exception: object) -> None:
        _TRIP.reset(self._token)
        self._watch.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - time.monotonic()

    def watch(self, connected: socket.socket) -> None:
        """Keep a second handle on the socket: TLS takes the first one away."""
        with self._lock:
            self._socket = connected.dup()

    def _end(self) -> None:
        self.late = True
        with self._lock, suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)


_TRIP: ContextVar[Trip] = ContextVar("trip")


class GuardedAdapter(requests.adapters.HTTPAdapter):
    """A requests adapter whose connections are guarded."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make a pool manager that knows only guarded connections."""
        super().init_poolmanager(*args, **kwargs)
        manager: urllib3.PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _GuardedPool, "https": _GuardedTlsPool}


def _connect(connection: HTTPConnection) -> socket.socket:
    trip = _TRIP.get()
    host, port = connection.host.strip("[]").rstrip(".").lower(), connection.port
    if (host, port) != (trip.target.host, trip.target.port):
        raise Refused("the address can be read in two ways — write it again")
    addresses = _judged(connection, trip)
    error: OSError | None = None
    for family, address in addresses:
        try:
            return _open(family, address, trip)
        except OSError as failure:
            error = failure
    if isinstance(error, TimeoutError):
        raise urllib3.exceptions.ConnectTimeoutError(connection, "timed out") from error
    raise NewConnectionError(
        connection, "refused" if isinstance(error, ConnectionRefusedError) else str(error)
    ) from error


def _judged(connection: HTTPConnection, trip: Trip) -> list[tuple[int, tuple[Any, ...]]]:
    found = _look_up(connection, trip)
    allowed = [(family, address) for family, address in found if trip.target.private or not is_denied(address[0])]
    if not allowed:
        raise Refused(
            f"{trip.target.host} is a private address ({found[0][1][0]}) — "
            "name it in [http] allow_private if it may be reached"
        )
    return allowed


def _look_up(connection: HTTPConnection, trip: Trip) -> list[tuple[int, tuple[Any, ...]]]:
    """Ask for the addresses of a name; aside, because a silent name server cannot be interrupted."""
    found: list[Any] = []

    def ask() -> None:
        try:
            found.append(socket.getaddrinfo(trip.target.host, trip.target.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(0.0, min(trip.connect_timeout_s, trip.left())))
    answer = found[0] if found else TimeoutError()
    if isinstance(answer, Exception):
        raise NameResolutionError(trip.target.host, connection, socket.gaierror(str(answer))) from answer
    return [(entry[0], entry[4]) for entry in answer]


def _open(family: int, address: tuple[Any, ...], trip: Trip) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.settimeout(max(0.001, min(trip.connect_timeout_s, trip.left())))
        opened.connect(address)
        peer = opened.getpeername()[0]
        if is_denied(peer) and not trip.target.private:
            raise Refused(f"{trip.target.host} turned out to be a private address ({peer})")
        trip.watch(opened)
        # Each wait may last until the deadline; the watch beside ends the sum of them.
        opened.settimeout(max(0.001, trip.left() + 1))
    except BaseException:
        opened.close()
        raise
    return opened


class _Guarded(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _TRIP.get().sent = True
        super().send(data)


class _GuardedTls(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _TRIP.get().sent = True
        super().send(data)


class _GuardedPool(HTTPConnectionPool):
    ConnectionCls = _Guarded

    def _put_conn(self, conn: Any) -> None:
        _close(conn)


class _GuardedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls

    def _put_conn(self, conn: Any) -> None:
        _close(conn)


def _close(conn: Any) -> None:
    """Keep no connection for later: a new request is judged and watched anew, and never meets a dying one."""
    if conn is not None:
        conn.close()
