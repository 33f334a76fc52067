"""A webhook: one approved body, posted once, signed as Standard Webhooks says.

Body and id are the same at every attempt, only time and signature change, so that a receiver can tell a
repetition. The guarded client carries it; ``channels.replies`` reads the answer; when to try again is
``core.retries``' matter. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from newsletter.channels.replies import reply_to
from newsletter.errors import ChannelError, ConfigError
from newsletter.model.deliveries import Parcel, Reply
from newsletter.model.settings import ChannelSettings
from newsletter.ports import Net

PREFIX = b"whsec_"


class WebhookChannel:
    """Posts parcels of one file to one address. Without secrets nothing is signed."""

    def __init__(self, settings: ChannelSettings, net: Net, secrets: Sequence[bytes] = ()) -> None:
        self.settings = settings
        self.net = net
        self.keys = tuple(signing_key(secret, settings.name) for secret in secrets)

    def send(self, parcel: Parcel) -> Reply:
        """Post the parcel's one body and classify the answer."""
        if len(parcel.files) != 1:
            raise ChannelError(f"channel {self.settings.name} takes one body at a time, not {len(parcel.files)}")
        body = parcel.files[0].body
        answer = self.net.post(self.settings.url, body, self._headers(parcel, body), self.settings.timeout_s)
        return reply_to(answer, parcel.attempted_at)

    def _headers(self, parcel: Parcel, body: bytes) -> dict[str, str]:
        if not (parcel.id.isascii() and parcel.id.isprintable() and parcel.id.strip() == parcel.id != ""):
            raise ChannelError(f"{parcel.id!r} cannot stand in a header")
        timestamp = int(parcel.attempted_at.timestamp())
        headers = {
            "content-type": self.settings.content_type,
            "webhook-id": parcel.id,
            "webhook-timestamp": str(timestamp),
        }
        if self.keys:
            headers["webhook-signature"] = " ".join(signature(key, parcel.id, timestamp, body) for key in self.keys)
        return headers


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign one message: ``v1,`` and the base64 of HMAC-SHA256 over id, time and body."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signing_key(secret: bytes, channel: str) -> bytes:
    """Decode one secret (``whsec_`` and base64; mark and padding may be missing)."""
    text = secret.strip().removeprefix(PREFIX)
    try:
        key = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        key = b""
    if not key:
        # The secret itself never enters a message, nor the error chained to this one.
        raise ConfigError(
            f'channel {channel}: its signing secret must be "whsec_" followed by base64, as the receiver shows it'
        ) from None
    return key
