"""Ways to write an address that leads back inside: none of them reaches the canary on loopback."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from itertools import product

import pytest

from newsletter.model.settings import HttpSettings
from newsletter.net.client import GuardedClient
from newsletter.ports import NoResponse
from tests.web import Page, Web, serving


@pytest.fixture
def canary() -> Iterator[Web]:
    with serving() as server:
        yield server


def guarded(canary: Web, *more: str) -> GuardedClient:
    port = int(canary.pair.rpartition(":")[2])
    return GuardedClient(
        HttpSettings(
            allow_private=more,
            ports=(80, 443, port),
            host_spacing_s=0,
            connect_timeout_s=0.3,
            total_timeout_s=0.6,
        )
    )


def part_forms(number: int) -> tuple[str, ...]:
    return (str(number), f"0{number:o}", f"0x{number:x}", f"0x{number:04X}", f"000{number:o}")


def loopback_v4() -> Iterator[str]:
    """127.0.0.1 and its neighbours as C libraries read them: one to four parts, in three bases."""
    for first, last in product(part_forms(127), part_forms(1)):
        yield from (f"{first}.0.0.{last}", f"{first}.0.{last}", f"{first}.{last}")
    for whole in (struct.unpack(">I", socket.inet_aton(ip))[0] for ip in ("127.0.0.1", "127.1.2.3", "0.0.0.0")):
        yield from part_forms(whole)
    yield from ("0", "127.255.255.254", "0.0.0.0", "127.0.0.1.", "127.0.0.1..", "127.0.0.256", "0.1.2.3", "00000.0")


def loopback_v6() -> Iterator[str]:
    """Loopback itself, IPv4 inside IPv6, and the ways of translating networks."""
    inner = ("127.0.0.1", "7f00:1", "7f00:0001", "0.0.0.0", "169.254.169.254", "10.0.0.1")
    prefixes = (
        "::ffff:",
        "::",
        "::ffff:0:",
        "64:ff9b::",
        "64:ff9b:1::",
        "0:0:0:0:0:ffff:",
        "2001::",
        "fec0::",
        "fe80::5efe:",
    )
    yield from (f"[{prefix}{address}]" for prefix, address in product(prefixes, inner))
    yield from (
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[0000::0001]",
        "[::]",
        "[::1%lo]",
        "[::1%25lo]",
        "[fe80::1%25lo]",
        "[ff02::1]",
    )
    yield from (
        "[2002:7f00:1::]",
        "[2002:7f00:0001::1]",
        "[2002:a00:1::]",
        "[2001:0:7f00:1::]",
        "[fd00::1]",
        "[fc00::1]",
    )


def names() -> Iterator[str]:
    yield from ("localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost", "ip6-loopback")
    yield from (
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "127.0.0.1",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "loc\u00adalhost",
        "%6c%6fcalhost",
        "%31%32%37.0.0.1",
    )
    yield from (socket.gethostname(), "loopback.example", "mixed.example", "mapped.example")


HOSTS = sorted({*loopback_v4(), *loopback_v6(), *names()})
TRICKS = (
    "http://example.org@127.0.0.1:{p}/", "http://user:word@localhost:{p}/", "http://127.0.0.1:{p}@127.0.0.1:{p}/",
    "http://127.0.0.1:{p}\\@example.org/", "http://example.org\\@127.0.0.1:{p}/", "http://example.org#@127.0.0.1:{p}/",
    "http://127.0.0.1:{p}#@example.org/", "http://127.0.0.1:{p}?@example.org/", "http:127.0.0.1:{p}/",
    "//127.0.0.1:{p}/",
    "http:///127.0.0.1:{p}/", "http:/127.0.0.1:{p}/", "http:\\\\127.0.0.1:{p}/", "http://127.0.0.1 :{p}/",
    "http://127.0.0.1\t:{p}/", "http://127.0.0.1\r\n:{p}/", " http://127.0.0.1:{p}/", "http://127.0.0.1:{p}\u2028/",
    "http://127.0.0.1:0{p}/", "http://127.0.0.1%00:{p}/", "http://[::1]:{p}@example.org:{p}/", "http://[127.0.0.1]:{p}/",
    "HTTP://127.0.0.1:{p}/", "hTTp://LocalHost:{p}/", "ftp://127.0.0.1:{p}/", "gopher://127.0.0.1:{p}/_x",
    "file:///proc/self/environ", "dict://127.0.0.1:{p}/", "data:text/xml,<rss/>", "jar:http://127.0.0.1:{p}/!/",
    "unix:/run/x.sock", "http+unix://%2Frun%2Fx.sock/", "ws://127.0.0.1:{p}/", "view-source:http://127.0.0.1:{p}/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def inner_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server in a stranger's hand: its names lead inside, alone or beside a public address."""
    inside = {
        "loopback.example": ["127.0.0.1"],
        "mixed.example": ["127.0.0.1", "::1"],
        "mapped.example": ["::ffff:127.0.0.1"],
    }
    look_up = socket.getaddrinfo

    def ask(host: str, port: int, *more: object, **named: object) -> list[object]:
        if host not in inside:
            return look_up(host, port, *more, **named)  # type: ignore[arg-type,return-value]
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in inside[host]]

    monkeypatch.setattr(socket, "getaddrinfo", ask)


def addresses(canary: Web) -> list[str]:
    port = canary.pair.rpartition(":")[2]
    return [*(f"http://{host}:{port}/" for host in HOSTS), *(trick.replace("{p}", port) for trick in TRICKS)]


def test_given_a_way_to_write_an_inner_address_when_asked_then_nothing_reaches_the_canary(canary: Web) -> None:
    ours = guarded(canary)
    urls = addresses(canary)
    assert len(urls) >= 180
    answers = {url: ours.get(url) for url in urls}
    assert {url for url, answer in answers.items() if not isinstance(answer, NoResponse) or answer.sent} == set()
    assert canary.connections == 0


def test_given_a_public_server_when_it_redirects_inward_then_nothing_reaches_the_canary(canary: Web) -> None:
    with serving() as web:
        ours = guarded(canary, web.pair)
        for number, url in enumerate(addresses(canary)):
            said = url.encode().decode("latin-1")
            if not {"\r", "\n"} & set(said):
                web.pages[f"/{number}"] = Page(status=302, headers={"Location": said})
        for path in web.pages:
            ours.get(web.url(path))
    assert canary.connections == 0
