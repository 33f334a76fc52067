"""Webhooks: signed as the standard says, and every answer of a real server read rightly."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from newsletter.channels.replies import reply_to
from newsletter.channels.webhook import WebhookChannel, signature, signing_key
from newsletter.errors import ChannelError, ConfigError
from newsletter.model.deliveries import Accepted, Deferred, Parcel, ParcelFile, Rejected, Reply, Uncertain
from newsletter.model.settings import ChannelSettings, HttpSettings
from newsletter.net.client import GuardedClient
from newsletter.ports import NoResponse, Response
from tests.web import Page, Web, serving, stall

NOW = datetime.now(UTC).replace(microsecond=0)
SECRET = b"whsec_" + base64.b64encode(b"a secret of twenty-four b")
OTHER = b"whsec_" + base64.b64encode(b"another one, while we change")
BODY = '{"title": "Zoë is free"}'.encode()


class Fake:
    """A Net that remembers what was posted."""

    def __init__(self, answer: Response | NoResponse) -> None:
        self.answer = answer
        self.posts: list[tuple[str, bytes, Mapping[str, str], float | None]] = []

    def get(self, url: str, headers: Any = None, max_bytes: Any = None) -> Response | NoResponse:
        raise AssertionError("a webhook is never read")

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float | None = None
    ) -> Response | NoResponse:
        self.posts.append((url, body, headers, timeout_s))
        return self.answer


def response(status: int, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=status, headers=named, body=b"", url="https://hooks.example.org/in")


def parcel(*bodies: bytes, name: str = "webhook-press-2020-W36", at: datetime = NOW) -> Parcel:
    files = tuple(ParcelFile(path=f"webhooks/{n}", body=body) for n, body in enumerate(bodies))
    return Parcel(id=name, edition="e", publication="weekly", period_key="2020-W36", files=files, attempted_at=at)


def settings(**changes: Any) -> ChannelSettings:
    return ChannelSettings(name="press", **{"url": "https://hooks.example.org/in", "timeout_s": 2.0, **changes})


# --- signing ------------------------------------------------------------------------------------


def test_given_two_secrets_when_sent_then_a_receiver_with_either_one_can_verify_it() -> None:
    net = Fake(response(204))
    assert WebhookChannel(settings(), net, [SECRET, OTHER]).send(parcel(BODY, at=datetime.now(UTC))) == Accepted(
        detail="204 No Content"
    )
    ((url, body, headers, timeout_s),) = net.posts
    assert (url, body, timeout_s) == ("https://hooks.example.org/in", BODY, 2.0)
    assert set(headers) == {"content-type", "webhook-id", "webhook-timestamp", "webhook-signature"}
    for secret in (SECRET, OTHER):
        assert Webhook(secret.decode()).verify(body, dict(headers)) == json.loads(body)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(base64.b64encode(b"somebody else's secret").decode()).verify(body, dict(headers))


def test_given_a_second_attempt_when_sent_then_only_time_and_signature_differ() -> None:
    net = Fake(response(500))
    channel = WebhookChannel(settings(), net, [SECRET])
    for at in (NOW, NOW + timedelta(hours=5)):
        channel.send(parcel(BODY, at=at))
    first, second = (post[2] for post in net.posts)
    assert {name for name in first if first[name] != second[name]} == {"webhook-timestamp", "webhook-signature"}
    assert net.posts[0][1] == net.posts[1][1]


def test_given_no_secret_when_sent_then_nothing_is_signed() -> None:
    net = Fake(response(200))
    WebhookChannel(settings(content_type="text/plain"), net).send(parcel(b"hello"))
    assert net.posts[0][2] == {
        "content-type": "text/plain",
        "webhook-id": "webhook-press-2020-W36",
        "webhook-timestamp": str(int(NOW.timestamp())),
    }


@pytest.mark.parametrize(
    "wrong", [b"", b"whsec_", b"whsec_!!!", b"a pass phrase", "whsec_\u00e4".encode(), b"whsk_AAAA"]
)
def test_given_a_secret_in_a_wrong_form_when_made_then_it_is_refused_without_being_shown(wrong: bytes) -> None:
    with pytest.raises(ConfigError, match="channel press: its signing secret must be") as refusal:
        WebhookChannel(settings(), Fake(response(200)), [SECRET, wrong])
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__
    told = str(refusal.value)
    assert not wrong.removeprefix(b"whsec_").decode() or wrong.decode() not in told


def test_given_the_standards_own_vector_when_signed_then_it_is_the_same(samples: Path) -> None:
    told = json.loads((samples / "conformance" / "standard-webhooks.json").read_text("utf-8"))
    for one in told["sign"]:
        for secret in (one["secret"], one["secret"].removeprefix("whsec_"), one["secret"].rstrip("=")):
            key = signing_key(secret.encode(), "press")
            assert signature(key, one["msg_id"], one["timestamp"], one["payload"].encode()) == one["signature"]
    unpadded = next(one["secrets"] for one in told["verify_must_pass"] if "secrets" in one)
    assert all(signing_key(secret.encode(), "press") for secret in unpadded)


@pytest.mark.parametrize("name", ["", "a\r\nx-evil: 1", "ü", " a"])
def test_given_an_id_that_cannot_be_a_header_when_sent_then_it_is_our_mistake(name: str) -> None:
    with pytest.raises(ChannelError):
        WebhookChannel(settings(), Fake(response(200))).send(parcel(BODY, name=name))


@pytest.mark.parametrize("bodies", [(), (b"a", b"b")])
def test_given_no_body_or_two_when_sent_then_it_is_our_mistake(bodies: tuple[bytes, ...]) -> None:
    with pytest.raises(ChannelError, match="one body at a time"):
        WebhookChannel(settings(), Fake(response(200))).send(parcel(*bodies))


# --- answers ------------------------------------------------------------------------------------

NO_HELP = "trying the same again would not help"


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        (response(200), Accepted(detail="200 OK")),
        (response(299), Accepted(detail="299")),
        (response(301, location="https://new.example.org/in?token=geheim"),
         Rejected(reason="the server answered 301 Moved Permanently: it has moved to https://new.example.org/in; "
                         "if that is right, put it into the settings")),
        (response(308, location="/elsewhere"),
         Rejected(reason="the server answered 308 Permanent Redirect: it has moved to "
                         "https://hooks.example.org/elsewhere; if that is right, put it into the settings")),
        (response(302), Rejected(reason="the server answered 302 Found: it has moved and does not say where; "
                                        "correct its url in the settings")),
        (response(400), Rejected(reason=f"the server answered 400 Bad Request; {NO_HELP}")),
        (response(401), Rejected(reason=f"the server answered 401 Unauthorized; {NO_HELP}")),
        (response(410), Rejected(reason="the server answered 410 Gone: this address is closed for good", gone=True)),
        (response(408), Deferred(reason="the server answered 408 Request Timeout")),
        (response(425), Deferred(reason="the server answered 425 Too Early")),
        (response(500), Deferred(reason="the server answered 500 Internal Server Error")),
        (response(599), Deferred(reason="the server answered 599")),
        (response(429, retry_after="120"),
         Deferred(reason="the server answered 429 Too Many Requests", not_before=NOW + timedelta(minutes=2))),
        (response(503, retry_after=format_datetime(NOW + timedelta(hours=1), usegmt=True)),
         Deferred(reason="the server answered 503 Service Unavailable", not_before=NOW + timedelta(hours=1))),
        (NoResponse(reason="no such host", sent=False), Deferred(reason="no such host")),
        (NoResponse(reason="cut", sent=True), Uncertain(reason="it may have arrived, but the answer was lost: cut")),
        (NoResponse(reason="10.0.0.1 is a private address", sent=False, refused=True),
         Rejected(reason="10.0.0.1 is a private address")),
    ],
)  # fmt: skip
def test_given_an_answer_when_read_then_the_reply_is(answer: Response | NoResponse, reply: Reply) -> None:
    assert reply_to(answer, NOW) == reply


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("0", None), ("-5", None), ("soon", None), ("", None), ("1e3", None), ("٣", None),
        ("Fri, 31 Dec 1999 23:59:59 GMT", None), ("Fri, 99 Dec 2999 23:59:59 GMT", None),
        ("Wed, 01 Jan 2999 00:00:00 GMT", timedelta(days=7)), ("999999999999", timedelta(days=7)),
        ("9" * 400, None), (" 30 ", timedelta(seconds=30)),
    ],
)  # fmt: skip
def test_given_an_odd_retry_after_when_read_then_it_is_heard_within_reason(header: str, wait: timedelta | None) -> None:
    reply = reply_to(response(429, retry_after=header), NOW)
    assert isinstance(reply, Deferred)
    assert reply.not_before == (NOW + wait if wait else None)


# --- a real server, through the real client -----------------------------------------------------


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


def send_to(web: Web, path: str = "/in", timeout_s: float = 5.0, secret: bytes = SECRET, at: datetime = NOW) -> Reply:
    net = GuardedClient(HttpSettings(allow_private=(web.pair,), host_spacing_s=0.0))
    return WebhookChannel(settings(url=web.url(path), timeout_s=timeout_s), net, [secret]).send(parcel(BODY, at=at))


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (Page(status=202), Accepted),
        (Page(status=500), Deferred),
        (Page(status=301, headers={"Location": "https://new.example.org/"}), Rejected),
        (Page(status=410), Rejected),
        (Page(status=429, headers={"Retry-After": "90"}), Deferred),
        (Page(status=429, headers={"Retry-After": format_datetime(NOW + timedelta(hours=2), usegmt=True)}), Deferred),
    ],
)
def test_given_a_real_server_when_it_answers_then_the_reply_is_of_that_kind(
    web: Web, page: Page, kind: type[Reply]
) -> None:
    web.pages["/in"] = page
    at = datetime.now(UTC).replace(microsecond=0)  # receivers refuse what was signed five minutes ago
    reply = send_to(web, at=at)
    assert isinstance(reply, kind)
    if isinstance(reply, Deferred) and "Retry-After" in page.headers:
        assert reply.not_before in (at + timedelta(seconds=90), NOW + timedelta(hours=2))
    ((method, path, headers, body),) = web.asked
    assert (method, path, body) == ("POST", "/in", BODY)
    assert Webhook(SECRET.decode()).verify(body, headers) == json.loads(BODY)


def cut(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("act", [lambda web: stall(web), lambda web: cut, lambda web: stall(web, b"HTTP/1.")])
def test_given_a_server_that_takes_it_and_falls_silent_when_sent_then_it_is_uncertain(
    web: Web, act: Callable[[Web], Callable[[BaseHTTPRequestHandler], None]]
) -> None:
    web.pages["/in"] = Page(act=act(web))
    reply = send_to(web, timeout_s=0.5)
    assert isinstance(reply, Uncertain)
    assert len(web.asked) == 1  # never a second time by itself


def test_given_nobody_listening_when_sent_then_it_is_deferred() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    net = GuardedClient(HttpSettings(allow_private=(f"127.0.0.1:{port}",), host_spacing_s=0.0))
    reply = WebhookChannel(settings(url=f"http://127.0.0.1:{port}/in"), net, [SECRET]).send(parcel(BODY))
    assert isinstance(reply, Deferred)


def test_given_a_private_address_that_is_not_allowed_when_sent_then_it_is_rejected_in_words(web: Web) -> None:
    net = GuardedClient(HttpSettings(host_spacing_s=0.0))
    reply = WebhookChannel(settings(url=web.url("/in")), net, [SECRET]).send(parcel(BODY))
    assert isinstance(reply, Rejected)
    assert reply.reason
    assert web.asked == []
