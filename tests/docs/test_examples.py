"""Pieces of code that pages show do what the pages say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from newsletter.channels.webhook import WebhookChannel
from newsletter.model.deliveries import Accepted, Parcel, ParcelFile
from newsletter.model.settings import ChannelSettings
from newsletter.ports import Response
from tests.team import MOMENT

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = "whsec_" + "b2xk" * 8, "whsec_" + "bmV3" * 8


class Receiver:
    """A net that keeps what was posted."""

    def get(self, url: str, headers: object = None, max_bytes: object = None) -> Response:
        raise NotImplementedError

    def post(self, url: str, body: bytes, headers: dict[str, str], timeout_s: float | None = None) -> Response:
        self.body, self.headers = body, dict(headers)
        return Response(status=200, headers={}, body=b"", url=url)


def shown_check() -> Callable[[str, dict[str, str], bytes], bool]:
    """The function that the page shows."""
    page = (ROOT / "docs" / "how-to" / "feed-a-mail-service.md").read_text("utf-8")
    found = re.search(r"```python receiver\.py\n(.*?)```", page, re.DOTALL)
    assert found
    names: dict[str, Callable[[str, dict[str, str], bytes], bool]] = {}
    exec(found[1], names)  # noqa: S102 - our own page
    return names["is_from_us"]


def test_a_receiver_checks_signatures_with_the_lines_that_the_page_shows() -> None:
    receiver, is_from_us = Receiver(), shown_check()
    body = ParcelFile(path="webhooks/mail", body='{"title": "Žofie is free"}'.encode())
    parcel = Parcel(
        id="d1-0a06b2fd1104", edition="weekly/2026-W36", publication="weekly", period_key="2026-W36",
        files=(body,), attempted_at=MOMENT,
    )  # fmt: skip
    channel = WebhookChannel(
        ChannelSettings(name="mail", url="https://example.org"), receiver, [NEW.encode(), OLD.encode()]
    )
    assert channel.send(parcel) == Accepted(detail="200 OK")
    answers = {
        secret: is_from_us(secret, receiver.headers, receiver.body) for secret in (NEW, OLD, "whsec_" + "AAAA" * 8)
    }
    assert answers == {NEW: True, OLD: True, "whsec_" + "AAAA" * 8: False}
    assert not is_from_us(NEW, receiver.headers, receiver.body + b" ")
