"""Ways out: parcels, replies, and the life of a delivery.

::

    queued → leased → handing_over → accepted | deferred | rejected | uncertain
                                     deferred → leased     aside: suppressed, expired
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where one delivery stands."""

    QUEUED = "queued"
    LEASED = "leased"  #: one process works on it until the lease ends
    HANDING_OVER = "handing_over"  #: bytes may be on their way; after a crash: uncertain
    ACCEPTED = "accepted"
    DEFERRED = "deferred"  #: will be tried again
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"  #: the answer was lost; a person settles it
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"


#: The legal moves; everything else is refused.
DELIVERY_MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.LEASED, DeliveryState.SUPPRESSED, DeliveryState.EXPIRED}),
    DeliveryState.LEASED: frozenset({DeliveryState.HANDING_OVER, DeliveryState.QUEUED, DeliveryState.DEFERRED}),
    DeliveryState.HANDING_OVER: frozenset(
        {DeliveryState.ACCEPTED, DeliveryState.DEFERRED, DeliveryState.REJECTED, DeliveryState.UNCERTAIN}
    ),
    DeliveryState.DEFERRED: frozenset({DeliveryState.LEASED, DeliveryState.QUEUED, DeliveryState.EXPIRED}),
    DeliveryState.REJECTED: frozenset({DeliveryState.QUEUED}),  # a person retries
    DeliveryState.UNCERTAIN: frozenset({DeliveryState.QUEUED, DeliveryState.ACCEPTED, DeliveryState.REJECTED}),
    DeliveryState.ACCEPTED: frozenset(),
    DeliveryState.SUPPRESSED: frozenset(),
    DeliveryState.EXPIRED: frozenset(),
}

FINAL = frozenset({DeliveryState.ACCEPTED, DeliveryState.REJECTED, DeliveryState.SUPPRESSED, DeliveryState.EXPIRED})


@dataclass(frozen=True, kw_only=True)
class ParcelFile:
    """One file of a parcel: POSIX relative path and exact bytes."""

    path: str
    body: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What a channel takes out. ``id`` is the same over attempts: receivers may use it against doubles."""

    id: str
    edition: str
    publication: str
    period_key: str
    files: tuple[ParcelFile, ...]
    attempted_at: datetime  #: UTC; enters signatures, never bodies


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The other side took responsibility."""

    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Deferred:
    """Not now; ``not_before`` is when the server asked us back, if it did."""

    reason: str
    not_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """Never like this. ``gone``: the address itself is closed for good (410)."""

    reason: str
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class Uncertain:
    """It may have arrived; the answer was lost after the bytes left."""

    reason: str


Reply = Accepted | Deferred | Rejected | Uncertain
