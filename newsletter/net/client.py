"""The one guarded HTTP client: whatever leaves for the web or comes from it passes here.

Promises: only http and https, only allowed ports, only addresses of the public internet (judged on
the connected socket, on every redirect) but for pairs named in ``allow_private``; one deadline for a whole
request; a cap on decoded bytes, reached in bounded memory; no cookies, no proxies or passwords from the
environment; a pause between two requests to one server. Where nothing usable comes back the answer is
``NoResponse``, in words; nothing is retried here.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from urllib.parse import urljoin

import urllib3

from newsletter.model.settings import HttpSettings
from newsletter.net.addresses import Refused, Target, judge
from newsletter.net.connections import Trip, connection
from newsletter.ports import NoResponse, Response

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_POST_ANSWER_BYTES = 65_536  #: of an answer to what we sent, more is not kept
_CHUNK = 65_536
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
_FAILURES = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError)


class GuardedClient:
    """Implements ``ports.Net``; safe to call from several threads."""

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        self._pace = _Pace(settings.host_spacing_s)

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        timeout_s: float | None = None,
    ) -> Response | NoResponse:
        """Fetch ``url``, following at most the configured redirects, each judged anew."""
        limit = self._settings.max_bytes if max_bytes is None else min(max_bytes, self._settings.max_bytes)
        left = self._settings.total_timeout_s
        left = left if timeout_s is None else min(timeout_s, left)
        wanted, permanent, sent = dict(headers or {}), True, False
        for hop in range(self._settings.max_redirects + 1):
            begun = time.monotonic()
            answer = self._ask("GET", url, None, wanted, limit, left, hop)
            if isinstance(answer, NoResponse):
                return replace(answer, sent=answer.sent or sent)
            location = answer.headers.get("location", "") if answer.status in _REDIRECTS else ""
            if not location:
                return replace(answer, moved_to=answer.url if hop and permanent else None)
            sent, permanent = True, permanent and answer.status in _PERMANENT
            url, wanted = self._next(url, location, wanted)
            left -= min(time.monotonic() - begun, left)
        return NoResponse(reason=f"{self._host(url)} sent us in circles — check the address", sent=True)

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float | None = None
    ) -> Response | NoResponse:
        """Send ``body`` once; redirects are not followed but returned as they are."""
        seconds = self._settings.total_timeout_s if timeout_s is None else timeout_s
        return self._ask("POST", url, body, headers, _POST_ANSWER_BYTES, seconds, 0)

    def _ask(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        limit: int,
        seconds: float,
        hop: int,
    ) -> Response | NoResponse:
        try:
            target = judge(url, self._settings)
        except Refused as refusal:
            return NoResponse(reason=_onward(str(refusal), hop), sent=False, refused=True)
        self._pace.wait((target.host, target.port))
        with Trip(target, time.monotonic() + seconds, self._settings.connect_timeout_s) as trip:
            try:
                return self._exchange(method, target, body, headers, limit, trip)
            except (Refused, *_FAILURES) as failure:
                chain = _chain(failure)
                if ours := next((error for error in chain if isinstance(error, Refused)), None):
                    return NoResponse(reason=_onward(str(ours), hop), sent=trip.sent, refused=True)
                return NoResponse(reason=_words(chain, trip, seconds), sent=trip.sent)

    def _exchange(
        self, method: str, target: Target, body: bytes | None, headers: Mapping[str, str], limit: int, trip: Trip
    ) -> Response | NoResponse:
        asked = {"User-Agent": self._settings.user_agent, "Accept": "*/*", **headers}
        with closing(connection(trip)) as opened:
            opened.request(
                method,
                target.path,
                body=body,
                headers={**asked, "Connection": "close", "Accept-Encoding": "gzip, deflate"},
                preload_content=False,
            )
            answer = opened.getresponse()
            given = {name.lower(): answer.headers[name] for name in answer.headers}
            content = _read(answer, limit, trip) if method == "GET" else _read_what_comes(answer, limit, trip)
            if content is None:
                big = f"{limit / 1e6:g} MB" if limit >= 100_000 else f"{limit} bytes"
                return NoResponse(
                    reason=f"{target.host} sent more than {big} — this can hardly be what was meant; check the address",
                    sent=True,
                )
            return Response(status=answer.status, headers=given, body=content, url=target.url)

    def _next(self, url: str, location: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
        """Where a redirect leads, and what may be said there."""
        try:
            # Servers write UTF-8 where only ASCII is allowed; http.client has read it as Latin-1.
            onward = urljoin(url, location.encode("latin-1", "replace").decode("utf-8", "replace").replace(" ", "%20"))
        except ValueError:
            return location, headers
        if self._host(onward) != self._host(url):
            headers = {name: value for name, value in headers.items() if name.lower() not in _SECRET_HEADERS}
        return onward, headers

    def _host(self, url: str) -> str:
        try:
            return judge(url, self._settings).host
        except Refused:
            return "the server"


class _Pace:
    """Keeps two requests to one server apart, over all threads."""

    def __init__(self, spacing_s: float) -> None:
        self._spacing_s = spacing_s
        self._next: dict[tuple[str, int], float] = {}
        self._lock = threading.Lock()

    def wait(self, server: tuple[str, int]) -> None:
        """Take the next place in the server's line and wait for it."""
        if self._spacing_s <= 0:
            return
        with self._lock:
            now = time.monotonic()
            place = max(now, self._next.get(server, now))
            self._next[server] = place + self._spacing_s
        time.sleep(place - now)


def _read(answer: urllib3.BaseHTTPResponse, limit: int, trip: Trip) -> bytes | None:
    """Read a whole body; None when it is larger than ``limit`` once unpacked."""
    parts: list[bytes] = []
    size = 0
    while part := answer.read(_CHUNK, decode_content=True):
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
        if trip.left() <= 0:
            trip.late = True
            raise TimeoutError
    if trip.late:  # a connection that we cut looks like a body that ended
        raise TimeoutError
    return b"".join(parts)


def _read_what_comes(answer: urllib3.BaseHTTPResponse, limit: int, trip: Trip) -> bytes:
    """Read the answer to what we sent: its status counts, even when its words break off."""
    parts: list[bytes] = []
    try:
        while sum(map(len, parts)) < limit and trip.left() > 0 and (part := answer.read(_CHUNK, decode_content=True)):
            parts.append(part)
    except (urllib3.exceptions.HTTPError, OSError, http.client.HTTPException):
        return b"".join(parts)[:limit]
    return b"".join(parts)[:limit]


def _onward(words: str, hop: int) -> str:
    return f"the server sent us on to an address where we do not go: {words}" if hop else words


def _words(chain: list[BaseException], trip: Trip, seconds: float) -> str:
    """Say what went wrong, to whom, and what to do, for a person."""
    host = trip.target.host
    if trip.late or trip.left() <= 0:
        return f"{host} did not finish within {seconds:g} seconds — we try again later"
    if any(isinstance(error, socket.gaierror) for error in chain):
        return f"the name {host} is not known on the internet — check the address"
    if any(isinstance(error, ssl.SSLError | ssl.CertificateError) for error in chain):
        return f"{host} has no valid certificate — tell its publisher; we do not read it without"
    if any(isinstance(error, ConnectionRefusedError) for error in chain):
        return f"{host} takes no connections at port {trip.target.port} — check the address, or try again later"
    if any(isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError) for error in chain):
        return f"{host} did not answer in time — we try again later"
    if any(isinstance(error, urllib3.exceptions.DecodeError) for error in chain):
        return f"{host} sent damaged compressed data — tell its publisher"
    if not trip.sent:
        return f"{host} cannot be reached — check the address and this machine's network"
    return f"{host} broke off in the middle of its answer — we try again later"


def _chain(failure: BaseException) -> list[BaseException]:
    """The failure and everything that the libraries wrapped into it."""
    found: list[BaseException] = []
    waiting: list[object] = [failure]
    while waiting:
        error = waiting.pop()
        if isinstance(error, BaseException) and error not in found:
            found.append(error)
            waiting += [error.__cause__, error.__context__, getattr(error, "reason", None), *error.args]
    return found
