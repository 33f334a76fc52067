"""Deliveries and their attempts: what goes out, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from newsletter.errors import NotAllowed
from newsletter.model.deliveries import DELIVERY_MOVES, DeliveryState
from newsletter.store import codec
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.schema import attempts, channel_states, deliveries


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One delivery's row."""

    id: str
    edition: str
    version: str
    channel: str
    recipient: str
    withdrawable: bool
    state: DeliveryState
    attempts: int
    due_at: datetime
    owner: str | None = None
    last_reply: str | None = None


def queue(
    connection: Connection, edition: str, version: str, channel: str, due_at: datetime, withdrawable: bool
) -> None:
    """Let one channel be due for one version; a row that never left is turned to the new version."""
    id = codec.sha256(f"{edition}\0{channel}\0".encode())[:32]
    fresh = {"version": version, "state": DeliveryState.QUEUED, "attempts": 0, "due_at": due_at, "owner": None}
    row = {"id": id, "edition": edition, "channel": channel, "recipient": "", "last_reply": None, **fresh}
    row["withdrawable"] = withdrawable
    if not insert_or_ignore(connection, deliveries, [row]):
        connection.execute(update(deliveries).where(deliveries.c.id == id).values(**fresh))


def delivery(connection: Connection, id: str) -> Delivery | None:
    """One delivery."""
    row = connection.execute(select(deliveries).where(deliveries.c.id == id)).one_or_none()
    return None if row is None else _delivery(row._mapping)


def of_edition(connection: Connection, edition: str | None = None) -> list[Delivery]:
    """An edition's deliveries, or all."""
    query = select(deliveries).order_by(deliveries.c.edition, deliveries.c.channel, deliveries.c.recipient)
    if edition is not None:
        query = query.where(deliveries.c.edition == edition)
    return [_delivery(row._mapping) for row in connection.execute(query)]


def in_states(
    connection: Connection, states: Iterable[DeliveryState], due_by: datetime | None = None
) -> list[Delivery]:
    """Deliveries in these states, due first; ``due_by`` leaves out those that wait."""
    query = select(deliveries).where(deliveries.c.state.in_(list(states)))
    if due_by is not None:
        query = query.where(deliveries.c.due_at <= due_by)
    return [_delivery(row._mapping) for row in connection.execute(query.order_by(deliveries.c.due_at, deliveries.c.id))]


def _delivery(row: object) -> Delivery:
    values = dict(row)  # type: ignore[call-overload]  # a RowMapping
    return Delivery(**{**values, "state": DeliveryState(values["state"])})


def move(connection: Connection, one: Delivery, to: DeliveryState, **values: object) -> bool:
    """Take one legal step; False when another process was quicker."""
    if to not in DELIVERY_MOVES[one.state]:
        raise NotAllowed(f"a delivery that is {one.state.replace('_', ' ')} cannot become {to.replace('_', ' ')}")
    # The owner is compared too: a row that was taken over after a crash belongs to the second process.
    owner = deliveries.c.owner.is_(None) if one.owner is None else deliveries.c.owner == one.owner
    here = update(deliveries).where(deliveries.c.id == one.id, deliveries.c.state == one.state, owner)
    return bool(connection.execute(here.values(state=to, **values)).rowcount)


def tell(connection: Connection, id: str, why: str) -> None:
    """Say why a delivery waits."""
    connection.execute(update(deliveries).where(deliveries.c.id == id).values(last_reply=why))


def make_due(connection: Connection, edition: str, at: datetime) -> None:
    """Let everything of an edition that waits be due at that moment."""
    waiting = deliveries.c.state.in_([DeliveryState.QUEUED, DeliveryState.DEFERRED])
    connection.execute(update(deliveries).where(deliveries.c.edition == edition, waiting).values(due_at=at))


def doubt(connection: Connection, now: datetime) -> int:
    """In a store that was restored: what was due since may have left from the other one. A person settles it."""
    elsewhere = deliveries.c.withdrawable.is_(False)
    begun = deliveries.c.state.in_([DeliveryState.LEASED, DeliveryState.HANDING_OVER])
    waiting = deliveries.c.state.in_([DeliveryState.QUEUED, DeliveryState.DEFERRED])
    in_doubt = update(deliveries).where(elsewhere, or_(begun, and_(waiting, deliveries.c.due_at <= now)))
    said = "brought back from a backup; it may have left after that was made"
    found = connection.execute(in_doubt.values(state=DeliveryState.UNCERTAIN, owner=None, last_reply=said)).rowcount
    connection.execute(update(deliveries).where(deliveries.c.owner.is_not(None)).values(owner=None))
    return found


def call_back(connection: Connection, edition: str) -> None:
    """End the deliveries of a recalled edition: those that never began are forgotten, the others stay on record.

    A folder can be taken back whatever its state; what somebody leased has not left the house yet.
    """
    waiting = deliveries.c.state.in_([DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.LEASED])
    ours = [deliveries.c.edition == edition, or_(waiting, deliveries.c.withdrawable)]
    untouched = deliveries.c.id.not_in(select(attempts.c.delivery))
    connection.execute(delete(deliveries).where(*ours, untouched))
    rest = {"state": DeliveryState.EXPIRED, "owner": None, "last_reply": "called back"}
    connection.execute(update(deliveries).where(*ours).values(**rest))


# ── attempts ───────────────────────────────────────────────────────────────────────────────


def begin_attempt(connection: Connection, one: Delivery, at: datetime) -> int:
    """Write down, before the first byte leaves, that it may leave."""
    made = connection.execute(insert(attempts).values(delivery=one.id, version=one.version, at=at))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def end_attempt(connection: Connection, attempt: int, reply: str, detail: str) -> None:
    """Write down what was answered."""
    connection.execute(update(attempts).where(attempts.c.id == attempt).values(reply=reply, detail=detail))


def attempts_of(connection: Connection, delivery: str) -> list[dict[str, object]]:
    """Every try at one delivery, oldest first."""
    query = select(attempts).where(attempts.c.delivery == delivery).order_by(attempts.c.id)
    return [dict(row._mapping) for row in connection.execute(query)]


# ── channels ───────────────────────────────────────────────────────────────────────────────


def paused_channels(connection: Connection) -> dict[str, str]:
    """Channels whose other side is closed for good, and why."""
    return {row.channel: row.why for row in connection.execute(select(channel_states))}


def pause_channel(connection: Connection, channel: str, why: str, now: datetime) -> None:
    """Do not use a channel until a person says so."""
    insert_or_ignore(connection, channel_states, [{"channel": channel, "paused_at": now, "why": why}])


def resume_channel(connection: Connection, channel: str) -> None:
    """Use it again."""
    connection.execute(delete(channel_states).where(channel_states.c.channel == channel))
