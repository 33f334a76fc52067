"""What follows an attempt to deliver."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.core.retries import WEBHOOK, AskAPerson, Decision, Done, GiveUp, RetryPolicy, TryAgain, after
from newsletter.model.deliveries import Accepted, Deferred, Rejected, Reply, Uncertain

NOW = datetime(2020, 9, 8, 9, tzinfo=UTC)
POLICY = RetryPolicy(delays=(timedelta(seconds=10), timedelta(minutes=10)), spread=0.5)
BUSY = Deferred(reason="busy")


def in_seconds(seconds: float) -> TryAgain:
    return TryAgain(at=NOW + timedelta(seconds=seconds), reason="busy")


@pytest.mark.parametrize(
    ("reply", "attempts", "chance", "decision"),
    [
        (Accepted(), 1, 0.0, Done()),
        (Uncertain(reason="the line was cut"), 1, 0.0, AskAPerson(reason="the line was cut")),
        (Rejected(reason="404"), 1, 0.0, GiveUp(reason="404")),
        (Rejected(reason="gone", gone=True), 1, 0.0, GiveUp(reason="gone")),
        (BUSY, 1, 0.0, in_seconds(10)),
        (BUSY, 1, 1.0, in_seconds(15)),
        (BUSY, 2, 0.5, in_seconds(750)),
        (BUSY, 3, 0.0, GiveUp(reason="busy; given up after 3 attempts")),
        (Deferred(reason="busy", not_before=NOW + timedelta(hours=1)), 1, 0.0, in_seconds(3600)),
        (Deferred(reason="busy", not_before=NOW + timedelta(seconds=1)), 1, 0.0, in_seconds(10)),
        (Deferred(reason="busy", not_before=NOW - timedelta(hours=1)), 1, 0.0, in_seconds(10)),
        (Deferred(reason="busy", not_before=NOW + timedelta(hours=1)), 3, 0.0,
         GiveUp(reason="busy; given up after 3 attempts")),
    ],
)  # fmt: skip
def test_given_a_reply_when_an_attempt_ends_then_the_decision_is(
    reply: Reply, attempts: int, chance: float, decision: Decision
) -> None:
    assert after(reply, attempts, POLICY, NOW, chance) == decision


def test_given_a_webhook_that_is_always_busy_when_tried_then_ten_attempts_span_three_days() -> None:
    now, attempts = NOW, 1
    while isinstance(decision := after(BUSY, attempts, WEBHOOK, now, 0.0), TryAgain):
        now, attempts = decision.at, attempts + 1
    assert (attempts, now - NOW) == (10, timedelta(days=3, hours=3, minutes=35, seconds=5))


@given(st.integers(1, 9), st.floats(0, 1), st.none() | st.integers(-1000, 10**6))
def test_given_any_deferral_when_decided_then_it_is_never_sooner_than_delay_or_the_servers_wish(
    attempts: int, chance: float, wish: int | None
) -> None:
    asked = None if wish is None else NOW + timedelta(seconds=wish)
    decision = after(Deferred(reason="busy", not_before=asked), attempts, WEBHOOK, NOW, chance)
    assert isinstance(decision, TryAgain)
    assert decision.at >= max(NOW + WEBHOOK.delays[attempts - 1], asked or NOW)
