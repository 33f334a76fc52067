"""Over TLS a server shows who it is, and its deadline holds from the first packet."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest

from newsletter.model.settings import HttpSettings
from newsletter.net import connections
from newsletter.net.addresses import judge
from newsletter.net.client import GuardedClient
from newsletter.ports import NoResponse, Response
from tests.web import Page, Web, serving

NAMES = "subjectAltName=DNS:localhost"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for ``localhost``, signed by nobody, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of this test: install it")
    folder = tmp_path_factory.mktemp("tls")
    crt, key = folder / "crt.pem", folder / "key.pem"
    files = ["-keyout", str(key), "-out", str(crt), "-subj", "/CN=localhost", "-addext", NAMES]
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run([*make, *files], check=True, capture_output=True)
    return crt, key


@pytest.fixture
def web(certificate: tuple[Path, Path]) -> Iterator[Web]:
    with serving() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
        server.pages["/"] = Page(body=b"over TLS")
        yield server


@pytest.fixture
def trusting(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificate counts as that of an authority."""
    monkeypatch.setattr(certifi, "where", lambda: str(certificate[0]))
    connections._tls.cache_clear()
    yield
    connections._tls.cache_clear()


def ask(web: Web, host: str) -> Response | NoResponse:
    port = web.pair.rpartition(":")[2]
    settings = HttpSettings(allow_private=(f"{host}:{port}",), host_spacing_s=0, total_timeout_s=3)
    return GuardedClient(settings).get(f"https://{host}:{port}/")


@pytest.mark.usefixtures("trusting")
def test_given_a_server_that_shows_who_it_is_then_it_is_read(web: Web) -> None:
    answer = ask(web, "localhost")
    assert isinstance(answer, Response)
    assert answer.body == b"over TLS"


@pytest.mark.usefixtures("trusting")
def test_given_a_certificate_for_another_name_then_nothing_is_sent(web: Web) -> None:
    assert ask(web, "127.0.0.1") == NoResponse(
        reason="127.0.0.1 has no valid certificate — tell its publisher; we do not read it without", sent=False
    )
    assert web.asked == []


def test_given_a_certificate_that_nobody_vouches_for_then_nothing_is_sent(web: Web) -> None:
    answer = ask(web, "localhost")
    assert isinstance(answer, NoResponse)
    assert (answer.sent, "no valid certificate" in answer.reason, web.asked) == (False, True, [])


def test_given_a_server_that_never_shows_who_it_is_then_it_ends_at_the_deadline() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        pair = f"127.0.0.1:{silent.getsockname()[1]}"
        settings = HttpSettings(allow_private=(pair,), host_spacing_s=0, total_timeout_s=0.5)
        begun = time.monotonic()
        answer = GuardedClient(settings).get(f"https://{pair}/")
    assert answer == NoResponse(reason="127.0.0.1 did not finish within 0.5 seconds — we try again later", sent=False)
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://Bücher.example/a b".replace(" ", "%20"), "xn--bcher-kva.example", "/a%20b"),
        ("https://example.org/Žofié?name=é&x=%41", "example.org", "/%C5%BDofi%C3%A9?name=%C3%A9&x=%41"),
        ("http://example.org", "example.org", "/"),
        ("http://①②⑦.0.0.1/#part", "127.0.0.1", "/"),
    ],
)
def test_given_an_address_in_any_letters_then_servers_understand_it(url: str, host: str, path: str) -> None:
    target = judge(url, HttpSettings())
    assert (target.host, target.path) == (host, path)
