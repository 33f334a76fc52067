"""The guarded client against a real server that misbehaves."""

from __future__ import annotations

import gzip
import resource
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from newsletter.model.settings import HttpSettings
from newsletter.net.addresses import is_denied
from newsletter.net.client import GuardedClient
from newsletter.ports import NoResponse, Response
from tests.web import Page, Web, drip, serving, stall


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture
def canary() -> Iterator[Web]:
    with serving() as server:
        server.pages["/"] = Page(body=b"secret")
        yield server


def settings(*allowed: Web, **changes: object) -> HttpSettings:
    base = HttpSettings(allow_private=tuple(web.pair for web in allowed), host_spacing_s=0.0, total_timeout_s=2.0)
    return replace(base, **changes)  # type: ignore[arg-type]


def client(*allowed: Web, **changes: object) -> GuardedClient:
    return GuardedClient(settings(*allowed, **changes))


def test_given_an_allowed_server_when_asked_then_its_answer_comes_whole(web: Web) -> None:
    web.pages["/feed"] = Page(body="Tëodora".encode(), headers={"ETag": '"a"', "X-Mixed": "Yes"})
    answer = client(web).get(web.url("/feed"), {"If-None-Match": '"b"'})
    assert isinstance(answer, Response)
    assert (answer.status, answer.body.decode(), answer.url, answer.moved_to) == (
        200,
        "Tëodora",
        web.url("/feed"),
        None,
    )
    assert answer.headers["x-mixed"] == "Yes"
    asked = web.asked[0][2]
    assert (asked["if-none-match"], asked["user-agent"], asked.get("cookie")) == ('"b"', "newsletter/0.1", None)


def test_given_a_server_that_sets_cookies_when_asked_again_then_none_come_back(web: Web) -> None:
    web.pages["/"] = Page(body=b"x", headers={"Set-Cookie": "track=1; Path=/"})
    ours = client(web)
    ours.get(web.url())
    ours.get(web.url())
    assert all("cookie" not in asked[2] for asked in web.asked)


def test_given_a_proxy_in_the_environment_when_asked_then_it_is_not_used(
    web: Web, canary: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", canary.url())
    web.pages["/"] = Page(body=b"direct")
    answer = client(web).get(web.url())
    assert isinstance(answer, Response)
    assert (answer.body, canary.connections) == (b"direct", 0)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.8.8",
            "10.0.0.1",
            "172.31.255.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.1.1",
        ),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1"),
        *(
            "192.88.99.1",
            "203.0.113.7",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
        ),
        *("fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1"),
        *("2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2002:7f00:1::", "2001:db8::1", "2001:20::1", "3fff::1"),
        *("fec0::1", "100::1", "5f00::1", "4000::1", "nonsense", ""),
    ],
)
def test_given_an_inner_address_then_it_is_denied(address: str) -> None:
    assert is_denied(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:2800:220:1::1", "2a00:1450::1"])
def test_given_a_public_address_then_it_is_allowed(address: str) -> None:
    assert not is_denied(address)


@pytest.mark.parametrize(
    "form",
    [
        *("http://127.0.0.1:{p}/", "http://localhost:{p}/", "http://127.1:{p}/", "http://2130706433:{p}/"),
        *("http://0x7f.0.0.1:{p}/", "http://0177.0.0.1:{p}/", "http://[::1]:{p}/", "http://[::ffff:127.0.0.1]:{p}/"),
        *("http://0.0.0.0:{p}/", "http://127.0.0.1.:{p}/", "http://LOCALHOST:{p}/", "http://[::]:{p}/"),
        *("http://user@127.0.0.1:{p}/", "http://example.org@127.0.0.1:{p}/", "http://127.0.0.1:{p}\\@example.org/"),
        *("http://example.org#@127.0.0.1:{p}/", "http:127.0.0.1:{p}/", "//127.0.0.1:{p}/", "http://①②⑦.0.0.1:{p}/"),
        *(
            "ftp://127.0.0.1:{p}/",
            "file:///etc/passwd",
            "gopher://127.0.0.1:{p}/",
            "",
            "http://",
            "http://[",
            "http://:{p}/",
        ),
        *("http://127.0.0.1:{p}\n.example.org/", "http://127.0.0.1\t:{p}/", "http://a:99999/", "javascript:alert(1)"),
    ],
)
def test_given_a_way_to_write_loopback_when_asked_then_nothing_reaches_it(canary: Web, form: str) -> None:
    port = canary.pair.rpartition(":")[2]
    url = form.replace("{p}", port)
    ours = GuardedClient(
        HttpSettings(host_spacing_s=0, ports=(80, 443, int(port)), total_timeout_s=2, connect_timeout_s=1)
    )
    for answer in (ours.get(url), ours.post(url, b"x", {})):
        assert isinstance(answer, NoResponse), answer
        assert not answer.sent
        assert answer.reason
    assert canary.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_given_an_allowed_server_when_it_redirects_to_another_loopback_port_then_we_do_not_go(
    web: Web, canary: Web, status: int
) -> None:
    web.pages["/"] = Page(status=status, headers={"Location": canary.url()})
    port = int(canary.pair.rpartition(":")[2])
    for ports in ((80, 443), (80, 443, port)):
        answer = client(web, ports=ports).get(web.url())
        assert isinstance(answer, NoResponse)
        assert answer.refused
        assert answer.reason.startswith("the server sent us on to an address where we do not go")
    assert canary.connections == 0


def test_given_a_name_that_changes_its_mind_when_connecting_then_the_first_answer_is_the_one_judged(
    canary: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(canary.pair.rpartition(":")[2])
    answers = iter([("8.8.8.8", port), ("127.0.0.1", port)])
    looked_up: list[str] = []

    def look_up(host: str, *rest: object, **more: object) -> list[object]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", next(answers))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    ours = client(ports=(port,), connect_timeout_s=0.3, total_timeout_s=0.5)
    assert isinstance(ours.get(f"http://rebind.example:{port}/"), NoResponse)
    assert looked_up == ["rebind.example"]
    second = ours.get(f"http://rebind.example:{port}/")
    assert isinstance(second, NoResponse)
    assert second.refused
    assert canary.connections == 0


def test_given_permanent_redirects_when_followed_then_the_new_address_is_told(web: Web) -> None:
    web.pages |= {
        "/old": Page(status=301, headers={"Location": "/older"}),
        "/older": Page(status=308, headers={"Location": web.url("/new")}),
        "/now": Page(status=302, headers={"Location": "/new"}),
        "/new": Page(body=b"here"),
    }
    ours = client(web)
    told = {path: ours.get(web.url(path)) for path in ("/old", "/now", "/new")}
    assert {path: answer.moved_to for path, answer in told.items() if isinstance(answer, Response)} == {
        "/old": web.url("/new"),
        "/now": None,
        "/new": None,
    }


def test_given_a_circle_of_redirects_when_followed_then_it_ends_after_five(web: Web) -> None:
    web.pages["/"] = Page(status=302, headers={"Location": "/"})
    answer = client(web).get(web.url())
    assert isinstance(answer, NoResponse)
    assert "in circles" in answer.reason
    assert len(web.asked) == 6


def test_given_a_post_when_redirected_then_the_redirect_is_the_answer(web: Web, canary: Web) -> None:
    web.pages["/hook"] = Page(status=308, headers={"Location": canary.url()})
    answer = client(web, canary).post(web.url("/hook"), b'{"a":1}', {"Content-Type": "application/json"})
    assert isinstance(answer, Response)
    assert (answer.status, answer.headers["location"], canary.connections) == (308, canary.url(), 0)
    assert (web.asked[0][0], web.asked[0][3]) == ("POST", b'{"a":1}')


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


@pytest.mark.parametrize(
    "kind", ["drips its body", "drips its headers", "drips chunks", "stalls at once", "stalls after its headers"]
)
def test_given_a_server_that_takes_for_ever_when_asked_then_it_ends_at_the_deadline(web: Web, kind: str) -> None:
    web.pages["/"] = Page(
        act={
            "drips its body": drip(web, OK + b"Content-Length: 100000\r\n\r\n"),
            "drips its headers": drip(web, b"HTTP/1.1 200 OK\r\nX-Long: "),
            "drips chunks": drip(web, OK + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n"),
            "stalls at once": stall(web),
            "stalls after its headers": stall(web, OK + b"Content-Length: 5\r\n\r\n"),
        }[kind]
    )
    begun = time.monotonic()
    answer = client(web, total_timeout_s=0.6).get(web.url())
    assert time.monotonic() - begun < 2.5
    assert answer == NoResponse(reason="127.0.0.1 did not finish within 0.6 seconds — we try again later", sent=True)


def test_given_a_server_that_hangs_after_receiving_a_post_then_it_may_have_arrived(web: Web) -> None:
    web.pages["/"] = Page(act=stall(web))
    answer = client(web).post(web.url(), b"x", {}, timeout_s=0.4)
    assert isinstance(answer, NoResponse)
    assert answer.sent


def test_given_a_post_answered_but_its_words_break_off_then_the_status_counts(web: Web) -> None:
    web.pages["/"] = Page(act=stall(web, OK + b"Content-Length: 50\r\n\r\npartly"))
    answer = client(web).post(web.url(), b"x", {}, timeout_s=0.4)
    assert isinstance(answer, Response)
    assert answer.status == 200


def test_given_nobody_at_the_port_when_asked_then_nothing_was_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = GuardedClient(HttpSettings(allow_private=(f"127.0.0.1:{port}",), host_spacing_s=0))
    answer = ours.post(f"http://127.0.0.1:{port}/", b"x", {})
    assert isinstance(answer, NoResponse)
    assert not answer.sent
    assert not answer.refused
    assert f"takes no connections at port {port}" in answer.reason


def test_given_a_server_that_breaks_off_then_it_is_said_in_words(web: Web) -> None:
    def cut(handler: object) -> None:
        handler.wfile.write(OK + b"Content-Length: 100\r\n\r\nhalf")  # type: ignore[attr-defined]

    web.pages["/"] = Page(act=cut)
    answer = client(web).get(web.url())
    assert isinstance(answer, NoResponse)
    assert answer.reason == "127.0.0.1 broke off in the middle of its answer — we try again later"


def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([packer.compress(bytes(1_000_000)) for _ in range(megabytes)]) + packer.flush()


@pytest.mark.parametrize("layers", [1, 2])
def test_given_a_gzip_bomb_when_asked_then_it_stops_early_and_small(web: Web, layers: int) -> None:
    body = _bomb(1_000)
    encoding = "gzip"
    for _ in range(layers - 1):
        body, encoding = gzip.compress(body), f"{encoding}, gzip"
    web.pages["/"] = Page(body=body, headers={"Content-Encoding": encoding})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.monotonic()
    answer = client(web, max_bytes=5_000_000, total_timeout_s=10.0).get(web.url())
    assert isinstance(answer, NoResponse)
    assert "sent more than 5 MB" in answer.reason
    assert time.monotonic() - begun < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # KiB


def test_given_a_cap_of_its_own_when_a_body_is_larger_then_it_is_not_taken(web: Web) -> None:
    web.pages["/"] = Page(body=b"x" * 1001)
    ours = client(web)
    assert isinstance(ours.get(web.url(), max_bytes=1001), Response)
    assert isinstance(ours.get(web.url(), max_bytes=1000), NoResponse)


def test_given_compressed_data_that_is_damaged_then_it_is_said_in_words(web: Web) -> None:
    web.pages["/"] = Page(body=b"not gzip at all", headers={"Content-Encoding": "gzip"})
    answer = client(web).get(web.url())
    assert isinstance(answer, NoResponse)
    assert "damaged compressed data" in answer.reason


def test_given_two_threads_when_they_ask_one_host_then_the_requests_keep_apart(web: Web) -> None:
    web.pages["/"] = Page(body=b"x")
    ours = client(web, host_spacing_s=0.2)
    begun = time.monotonic()
    threads = [threading.Thread(target=ours.get, args=(web.url(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.6 <= time.monotonic() - begun < 5


def test_given_a_name_nobody_knows_then_it_is_said_in_words() -> None:
    answer = client(total_timeout_s=5.0).get("http://nobody.invalid/")
    assert isinstance(answer, NoResponse)
    assert (answer.sent, answer.refused) == (False, False)
    assert "nobody.invalid" in answer.reason


def test_given_a_header_with_a_line_end_when_posting_then_it_is_refused_without_sending(web: Web) -> None:
    answer = client(web).post(web.url(), b"x", {"X-Note": "a\r\nX-Other: b"})
    assert isinstance(answer, NoResponse)
    assert not answer.sent
