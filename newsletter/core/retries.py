"""Decide what happens after an attempt to deliver.

Pure: policy, history and clock come in, a decision goes out. Claiming, sending and recording belong to
``services.deliver``; reading a server's reply belongs to ``channels``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from newsletter.model.deliveries import Accepted, Deferred, Rejected, Reply, Uncertain


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How patient we are with a channel."""

    delays: tuple[timedelta, ...]  #: wait before the 2nd, 3rd, … attempt
    spread: float = 0.1  #: share of each delay left to chance, so that many do not come back at once


#: The schedule that Standard Webhooks recommends: ten attempts over a little more than three days.
WEBHOOK = RetryPolicy(
    delays=(
        timedelta(seconds=5),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=5),
        timedelta(hours=10),
        timedelta(hours=14),
        timedelta(hours=20),
        timedelta(hours=24),
    )
)
#: A full or read-only disk is mended by a person, who should see the folder soon after.
OUTBOX = RetryPolicy(delays=(timedelta(minutes=1),) * 5 + (timedelta(minutes=15),) * 96 + (timedelta(hours=1),) * 144)


@dataclass(frozen=True, kw_only=True)
class Done:
    """The other side took it."""


@dataclass(frozen=True, kw_only=True)
class AskAPerson:
    """It may have arrived: only a person may choose to send it again."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class TryAgain:
    """The next attempt is due at ``at`` (UTC)."""

    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class GiveUp:
    """Trying the same again would not help."""

    reason: str


Decision = Done | AskAPerson | TryAgain | GiveUp


def after(reply: Reply, attempts: int, policy: RetryPolicy, now: datetime, chance: float) -> Decision:
    """Say whether to stop, ask a person, or try again and when.

    ``attempts`` counts those made, this one included; ``chance`` is a number from 0 to 1.
    """
    match reply:
        case Accepted():
            return Done()
        case Uncertain():
            # The server may already have it; a second copy is worse than a question.
            return AskAPerson(reason=reply.reason)
        case Deferred(not_before=asked) if 0 < attempts <= len(policy.delays):
            wait = policy.delays[attempts - 1] * (1 + policy.spread * chance)
            return TryAgain(at=max(now + wait, asked or now), reason=reply.reason)
        case Deferred():
            return GiveUp(reason=f"{reply.reason}; given up after {attempts} attempts")
        case Rejected():
            return GiveUp(reason=reply.reason)
        case _:
            assert_never(reply)
