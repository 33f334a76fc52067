"""A real web server on loopback that does what it is told: answers, stalls, drips, lies."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What a path answers. ``drip`` sends the body byte by byte; ``raw`` replaces everything."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler], None] | None = None


class Web:
    """One server; ``pages`` by path, ``asked`` holds every request in order."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.connections = 0
        self.stop = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.web = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.pair}{path}"

    def close(self) -> None:
        self.stop.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    web: Web

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what we test."""

    def get_request(self) -> tuple[socket.socket, object]:
        self.web.connections += 1
        return super().get_request()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        web = self.server.web
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size)
        web.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        page = web.pages.get(self.path.partition("?")[0], Page(status=404))
        if page.act:
            page.act(self)
            self.close_connection = True
            return
        if page.headers.get("ETag") and self.headers.get("If-None-Match") == page.headers["ETag"]:
            page = Page(status=304, headers=page.headers)
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        self.wfile.write(page.body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def drip(web: Web, head: bytes, seconds: float = 0.05) -> Callable[[BaseHTTPRequestHandler], None]:
    """Send ``head`` whole, then a byte now and then until the test is over."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not web.stop.wait(seconds):
            handler.wfile.write(b"x")

    return act


def stall(web: Web, head: bytes = b"") -> Callable[[BaseHTTPRequestHandler], None]:
    """Send ``head`` and then nothing until the test is over."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        web.stop.wait(30)

    return act


@contextmanager
def serving() -> Iterator[Web]:
    """Run a server for one test."""
    web = Web()
    try:
        yield web
    finally:
        web.close()
