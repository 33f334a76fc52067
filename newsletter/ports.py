"""What we need from the world, as small protocols. Only where a fake or a second adapter exists.

Promises that hold for every port: times are aware UTC; nothing is retried inside an adapter
(``core.retries`` decides); a failure of the other side is a value, an exception is our own mistake.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newsletter.model.deliveries import Parcel, Reply
from newsletter.model.editions import Content, Rendered
from newsletter.model.entries import Memory, Reading
from newsletter.model.pictures import KeptPicture, NoPicture, PictureFile
from newsletter.model.settings import PublicationSettings


@dataclass(frozen=True, kw_only=True)
class Response:
    """An HTTP answer, whole. ``headers`` has lower-case names; ``url`` is the last one asked."""

    status: int
    headers: Mapping[str, str]
    body: bytes  #: decoded, capped
    url: str
    moved_to: str | None = None  #: set when every redirect on the way was permanent


@dataclass(frozen=True, kw_only=True)
class NoResponse:
    """No answer that can be used. ``sent`` tells whether the request's bytes may have arrived."""

    reason: str  #: for people, without secrets
    sent: bool
    refused: bool = False  #: we ourselves refused: a private address, a port, a scheme


class Net(Protocol):
    """The one guarded HTTP client: safe to call from several threads, never raises for the network."""

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        timeout_s: float | None = None,
    ) -> Response | NoResponse:
        """Fetch ``url``, following at most the configured redirects, each judged anew.

        ``max_bytes`` and ``timeout_s`` (for everything together) only tighten what the settings allow.
        """
        ...

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float | None = None
    ) -> Response | NoResponse:
        """Send ``body`` once; redirects are not followed but returned as they are."""
        ...


class Source(Protocol):
    """Reads one feed or folder. Never raises for what it reads: failures are in ``Reading.fetch``."""

    def read(self, memory: Memory, now: datetime) -> Reading:
        """Read once; ``now`` is only for what has no other clock (never for dates of entries)."""
        ...


class Pictures(Protocol):
    """Draws pictures anew, and keeps them. Safe to call from several threads."""

    def take_in(self, data: bytes) -> KeptPicture | NoPicture:
        """Decode a picture, draw it anew and keep it; the same bytes always give the same files."""
        ...

    def has(self, file: PictureFile) -> bool:
        """Whether a kept file is still there."""
        ...

    def body(self, file: PictureFile) -> bytes | None:
        """The bytes of a kept file; None when it is gone or not what it was."""
        ...

    def keep_only(self, names: Collection[str]) -> None:
        """Remove kept files of other names, but for those that were written a moment ago."""
        ...

    def rest(self) -> None:
        """End what was started for drawing; the next picture starts it again."""
        ...


class Renderer(Protocol):
    """Turns one edition's content into bytes: the same content always gives the same bytes."""

    def render(self, content: Content, publication: PublicationSettings, pictures: Mapping[str, bytes]) -> Rendered:
        """Render everything that leaves; ``pictures`` are the kept ones that the content names, by hash.

        Raises TemplateError with file, line and suggestion.
        """
        ...


class Channel(Protocol):
    """A way out."""

    def send(self, parcel: Parcel) -> Reply:
        """Hand over once and classify the answer. The same parcel sent twice must do no harm where that can be had."""
        ...
