"""Hand over what is due, once, and write down what was answered.

A row says *handing_over* before the first byte leaves. A process that dies after that leaves the
question open: our own folder may simply be written again, but what went to somebody else is
*uncertain*, and a person settles it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from newsletter import logs
from newsletter.core import retries
from newsletter.errors import NewsletterError, NotAllowed, NotFound
from newsletter.model.deliveries import DeliveryState, Parcel, ParcelFile, Rejected, Reply
from newsletter.model.editions import EditionStatus
from newsletter.model.settings import ChannelKind, ChannelSettings
from newsletter.services import gate, versions
from newsletter.services.app import App
from newsletter.store import deliveries, editions
from newsletter.store.deliveries import Delivery

log = logs.get(__name__)

LEAVING = (EditionStatus.APPROVED, EditionStatus.SCHEDULED, EditionStatus.SENDING)
WAITING = (DeliveryState.QUEUED, DeliveryState.DEFERRED)


def deliver_due(app: App, now: datetime) -> list[str]:
    """Hand over everything that is due; returns the ids of deliveries that were tried."""
    recover(app, now)
    with app.store.reading() as connection:
        due = deliveries.in_states(connection, WAITING, due_by=now)
        paused = deliveries.paused_channels(connection)
    return [one.id for one in due if one.channel not in paused and not app.stop.is_set() and _deliver(app, one, now)]


def _deliver(app: App, one: Delivery, now: datetime) -> bool:
    channel = next((channel for channel in app.settings.channels if channel.name == one.channel), None)
    if channel is None:
        return _wait(app, one, f"channel {one.channel} is no longer in the settings")
    try:
        way = app.channel(channel)
    except NewsletterError as error:  # a secret that cannot be used: told while nothing is on its way
        return _wait(app, one, str(error))
    leased = _lease(app, one)
    if leased is None:
        return False
    with app.store.reading() as connection:
        parcel = _parcel(connection, leased, channel, now)
    handed = _begin(app, leased, now)
    if handed is None:
        return False
    _record(app, *handed, channel, way.send(parcel), now)
    return True


def _wait(app: App, one: Delivery, why: str) -> bool:
    """Leave a delivery waiting and say why, once."""
    if one.last_reply != why:
        log.warning("edition %s through %s waits: %s", one.edition, one.channel, why)
        with app.store.writing() as connection:
            deliveries.tell(connection, one.id, why)
    return False


# ── leasing ────────────────────────────────────────────────────────────────────────────────


def _lease(app: App, one: Delivery) -> Delivery | None:
    """Claim a delivery, if its edition may still leave and nothing in it is held or named since."""
    with app.store.writing() as connection:
        edition = editions.edition(connection, one.edition, lock=True)
        if edition is None or edition.status not in LEAVING or edition.approved_version != one.version:
            return None
        stopped = why_not(app, connection, one.version)
        if stopped:
            if edition.reason != f"nothing more leaves: {stopped}":
                editions.set_reason(connection, edition.id, f"nothing more leaves: {stopped}")
                log.warning("edition %s: nothing more leaves: %s", edition.id, stopped)
            return None
        if not one.withdrawable and edition.status is EditionStatus.SCHEDULED:
            editions.move(connection, edition, EditionStatus.SENDING)
        if not deliveries.move(connection, one, DeliveryState.LEASED, owner=app.owner):
            return None
        return deliveries.delivery(connection, one.id)


def why_not(app: App, connection: Connection, version: str) -> str | None:
    """Why a version's bytes must not leave after all; None when they may."""
    found = editions.version(connection, version)
    if found is None:
        return "its bytes are not in the store"
    content, renderings = versions.read_content(connection, found), versions.read_renderings(connection, found)
    return gate.before_leaving(app, connection, content, renderings)


def _begin(app: App, one: Delivery, now: datetime) -> tuple[Delivery, int] | None:
    with app.store.writing() as connection:
        if not deliveries.move(connection, one, DeliveryState.HANDING_OVER, attempts=one.attempts + 1):
            return None
        attempt = deliveries.begin_attempt(connection, one, now)
        handed = deliveries.delivery(connection, one.id)
    return None if handed is None else (handed, attempt)


def _parcel(connection: Connection, one: Delivery, channel: ChannelSettings, now: datetime) -> Parcel:
    """The approved bytes for one channel: its own webhook body, or the whole folder with its manifest."""
    version = editions.version(connection, one.version)
    assert version is not None
    edition = editions.edition(connection, one.edition)
    assert edition is not None
    return Parcel(
        id=f"{one.id}-{one.version[:12]}",  # another version is another message to a receiver that drops doubles
        edition=one.edition,
        publication=edition.publication,
        period_key=edition.period.key,
        files=files_for(connection, version, channel),
        attempted_at=now,
    )


def files_for(connection: Connection, version: editions.Version, channel: ChannelSettings) -> tuple[ParcelFile, ...]:
    """Which of a version's bytes go through this channel."""
    renderings = versions.read_renderings(connection, version)
    if channel.kind is ChannelKind.WEBHOOK:
        mine = [one for one in renderings if one.kind == "webhook" and one.platform == channel.name]
        return tuple(ParcelFile(path=one.path, body=one.body, media_type=one.media_type) for one in mine)
    files = [
        ParcelFile(path=one.path, body=one.body, media_type=one.media_type)
        for one in renderings
        if one.kind != "webhook"
    ]
    return (*files, ParcelFile(path="manifest.json", body=version.manifest, media_type="application/json"))


# ── recording ──────────────────────────────────────────────────────────────────────────────


def _record(app: App, one: Delivery, attempt: int, channel: ChannelSettings, reply: Reply, now: datetime) -> None:
    policy = retries.OUTBOX if one.withdrawable else retries.WEBHOOK
    decision = retries.after(reply, one.attempts, policy, now, app.chance())
    said = type(reply).__name__.lower()
    detail = getattr(reply, "reason", "") or getattr(reply, "detail", "")
    with app.store.writing() as connection:
        deliveries.end_attempt(connection, attempt, said, detail)
        match decision:
            case retries.Done():
                deliveries.move(connection, one, DeliveryState.ACCEPTED, owner=None, last_reply=detail or said)
            case retries.AskAPerson(reason=reason):
                deliveries.move(connection, one, DeliveryState.UNCERTAIN, owner=None, last_reply=reason)
            case retries.TryAgain(at=at, reason=reason):
                deliveries.move(connection, one, DeliveryState.DEFERRED, owner=None, due_at=at, last_reply=reason)
            case retries.GiveUp(reason=reason):
                deliveries.move(connection, one, DeliveryState.REJECTED, owner=None, last_reply=reason)
            case _:
                assert_never(decision)
        if isinstance(reply, Rejected) and reply.gone:
            deliveries.pause_channel(connection, channel.name, reply.reason, now)
    if not isinstance(decision, retries.Done):
        log.warning("edition %s through %s: %s: %s", one.edition, channel.name, said, detail)


def recover(app: App, now: datetime) -> None:
    """Take up deliveries whose process is gone."""
    with app.store.reading() as connection:
        held = deliveries.in_states(connection, [DeliveryState.LEASED, DeliveryState.HANDING_OVER])
    for one in held:
        if one.owner and app.is_alive(one.owner):
            continue
        with app.store.writing() as connection:
            _take_up(connection, one, now)


def _take_up(connection: Connection, one: Delivery, now: datetime) -> None:
    if one.state is DeliveryState.LEASED:  # nothing had left the house
        deliveries.move(connection, one, DeliveryState.QUEUED, owner=None)
        return
    open_attempts = [row for row in deliveries.attempts_of(connection, one.id) if row["reply"] is None]
    if one.withdrawable:  # a folder appears whole or not at all: writing it again does no harm
        state, said = DeliveryState.DEFERRED, "the program stopped while writing; written again"
    else:
        state, said = DeliveryState.UNCERTAIN, "the program stopped while handing over; it may have arrived"
    if deliveries.move(connection, one, state, owner=None, due_at=now, last_reply=said):
        for row in open_attempts:
            deliveries.end_attempt(connection, int(str(row["id"])), state.value, said)


# ── a person's hand ────────────────────────────────────────────────────────────────────────


def retry(app: App, ids: Sequence[str], now: datetime) -> int:
    """Queue deliveries that failed, were put off or are uncertain once more; their channel is used again."""
    return sum(_requeue(app, id, now) for id in ids)


def _requeue(app: App, id: str, now: datetime) -> bool:
    with app.store.writing() as connection:
        one = _find(connection, id)
        edition = editions.edition(connection, one.edition, lock=True)
        if edition is None or edition.status not in (*LEAVING, EditionStatus.SUBMITTED, EditionStatus.CLOSED):
            raise NotAllowed(f"edition {one.edition} is not approved; nothing of it may leave")
        deliveries.resume_channel(connection, one.channel)
        if edition.status in (EditionStatus.SUBMITTED, EditionStatus.CLOSED):
            editions.reopen(connection, edition.id)
        return deliveries.move(connection, one, DeliveryState.QUEUED, due_at=now, attempts=0)


def settle(app: App, id: str, arrived: bool, by: str) -> None:
    """Say of an uncertain delivery whether it arrived, or of one that waits that it need not go any more."""
    with app.store.writing() as connection:
        one = _find(connection, id)
        if one.state is DeliveryState.UNCERTAIN:
            state = DeliveryState.ACCEPTED if arrived else DeliveryState.REJECTED
            said = f"{by} says it {'arrived' if arrived else 'did not arrive'}"
        elif one.state in WAITING and not arrived:
            state, said = DeliveryState.EXPIRED, f"{by} says it need not go any more"
        else:
            raise NotAllowed(f"delivery {id} is {one.state.replace('_', ' ')}; there is nothing to settle")
        deliveries.move(connection, one, state, last_reply=said)


def _find(connection: Connection, id: str) -> Delivery:
    found = [one for one in deliveries.of_edition(connection) if one.id.startswith(id)]
    if len(found) != 1:
        raise NotFound(f"there is no delivery {id!r}; newsletter deliveries list shows them")
    return found[0]
