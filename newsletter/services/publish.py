"""Let approved editions out: queue their ways out, take each through its life, keep the folders true.

The outbox is due at once; everything else when the edition is due, which leaves time to recall.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection

from newsletter import logs
from newsletter.core import periods
from newsletter.errors import ChannelError, NotAllowed
from newsletter.model import words
from newsletter.model.deliveries import FINAL, Deferred, DeliveryState, Parcel, ParcelFile, Rejected
from newsletter.model.editions import EditionStatus, Level
from newsletter.model.entries import Trust
from newsletter.model.settings import Approval, ChannelKind, ChannelSettings, Late, PublicationSettings, Rhythm
from newsletter.services import deliver, review, sheet, versions
from newsletter.services.app import PROGRAM, App
from newsletter.store import deliveries, editions, reading
from newsletter.store.editions import Edition

log = logs.get(__name__)

AUTOMATIC = "newsletter (automatic)"
DAY = timedelta(days=1)
EXPIRED = DeliveryState.EXPIRED
ENDED = (EditionStatus.SKIPPED, EditionStatus.WITHDRAWN)


# ── approving without a person ─────────────────────────────────────────────────────────────


def approve_automatic(app: App, now: datetime) -> list[str]:
    """Approve what the settings let out without a person; anything in doubt waits for one."""
    approved = []
    with app.store.reading() as connection:
        waiting = editions.list_editions(connection, statuses=[EditionStatus.IN_REVIEW])
        untouched = [one for one in waiting if one.reason is None and editions.last_review(connection, one.id) is None]
    for one in untouched:
        if _may_approve(app, one):
            with suppress(NotAllowed):  # another process was quicker, or a person
                review.approve(app, one.id, now, AUTOMATIC, version=one.version)
                approved.append(str(one.id))
    return approved


def _may_approve(app: App, one: Edition) -> bool:
    publication = _publication(app, one)
    if publication is None or publication.approval is not Approval.AUTOMATIC:
        return False
    if any(channel.kind is not ChannelKind.OUTBOX for channel in app.channels_of(publication)):
        return False
    doubt = _needs_a_person(app, one)
    if doubt:
        _wait(app, one, f"waits for a person: {doubt}")
        return False
    blockers = [finding for finding in review.findings(app, one.id) if finding.level is Level.BLOCKER]
    if blockers:
        _wait(app, one, f"waits for a person: {blockers[0].message}")
    return not blockers


def _needs_a_person(app: App, one: Edition) -> str | None:
    """Why this draft is not one that settings may let out: it was made under others, or holds what others sent."""
    trusted = {source.name for source in app.settings.sources if source.trust is Trust.WINS}
    with app.store.reading() as connection:
        version = editions.version(connection, one.version or "")
        if version is None or not versions.read_content(connection, version).automatic:
            return "it was drafted for one"
        for highlight in editions.highlights_of(connection, one.id):
            found = [reading.revision(connection, entry, number) for entry, number in highlight.entries]
            if any(revision is None or revision.source not in trusted for revision in found):
                return f"“{highlight.headline.text}” comes from a source that tells more than good news"
    return None


def _wait(app: App, one: Edition, why: str) -> None:
    with app.store.writing() as connection:
        editions.set_reason(connection, one.id, why)


def _publication(app: App, one: Edition) -> PublicationSettings | None:
    """The edition's publication; None when it was taken out of the settings."""
    return next((found for found in app.settings.publications if found.name == one.publication), None)


# ── nobody approved ────────────────────────────────────────────────────────────────────────


def look_after_late(app: App, now: datetime) -> None:
    """An edition that nobody approved in time waits and says so, or is skipped, as the settings say."""
    with app.store.reading() as connection:
        waiting = editions.list_editions(connection, statuses=[EditionStatus.IN_REVIEW])
    for one in waiting:
        publication = _publication(app, one)
        # One drafted late, after downtime, still gets its day.
        deadline = max(one.period.send_at, one.created_at + DAY)
        if publication and publication.rhythm is not Rhythm.SPECIAL and ".." not in one.period.key and now >= deadline:
            _late(app, publication, one, now)


def _late(app: App, publication: PublicationSettings, one: Edition, now: datetime) -> None:
    next_cut_off = periods.period_after(publication, one.period).cut_off_at
    until = max(next_cut_off, one.created_at + DAY) if publication.late is Late.WAIT else now
    if now >= until:
        why = "nobody approved it in time"
        with app.store.writing() as connection:
            standing = editions.edition(connection, one.id, lock=True)
            if standing is not None and standing.status is EditionStatus.IN_REVIEW:
                editions.move(connection, standing, EditionStatus.SKIPPED, reason=why)
                editions.record_step(connection, one.id, now, PROGRAM, EditionStatus.SKIPPED, "skipped", why=why)
        log.warning("edition %s is skipped: %s", one.id, why)
    else:
        _tell_daily(app, publication, one, now)


def _tell_daily(app: App, publication: PublicationSettings, one: Edition, now: datetime) -> None:
    what = "still waits"
    with app.store.writing() as connection:
        told = [step["at"] for step in editions.steps(connection, one.id) if step["what"] == what]
        if told and now - max(told) < DAY:  # type: ignore[type-var,operator]  # moments, as the schema says
            return
        editions.record_step(connection, one.id, now, PROGRAM, EditionStatus.IN_REVIEW, what)
    due = words.moment(one.period.send_at, publication.zone)
    log.warning("edition %s still waits for a person; it should have left on %s", one.id, due)


# ── leaving ────────────────────────────────────────────────────────────────────────────────


def publish_approved(app: App, now: datetime) -> None:
    """Queue, hand over and take each approved edition as far as it goes."""
    _look_again(app, now)
    _queue(app, now)
    deliver.deliver_due(app, now)
    _advance(app, now)


def publish_now(app: App, id: str, now: datetime, by: str) -> Edition:
    """Let what is approved leave now instead of at its time."""
    with app.store.writing() as connection:
        one = editions.edition(connection, review.find(app, id).id, lock=True)
        if one is None or one.status not in review.LEFT:
            state = one.status.replace("_", " ") if one else "unknown"
            raise NotAllowed(f"edition {id} is {state}; only an approved one can be published")
        editions.set_due(connection, one.id, now)
        deliveries.make_due(connection, one.id, now)
        editions.record_step(connection, one.id, now, by, one.status, "published now", one.approved_version)
    publish_approved(app, now)
    return review.find(app, id)


def _look_again(app: App, now: datetime) -> None:
    """A hold or a name may have come after the approval: then it ends, and the outbox is emptied."""
    with app.store.reading() as connection:
        approved = editions.list_editions(connection, statuses=review.LEFT)
        stopped = [(one.id, deliver.why_not(app, connection, one.approved_version or "")) for one in approved]
    for id, why in stopped:
        if why is not None:
            log.warning("edition %s is not approved any more: %s", id, why)
            with suppress(NotAllowed):  # its first byte has left a moment ago
                review.stop(app, id, why, now, PROGRAM)


def _queue(app: App, now: datetime) -> None:
    with app.store.reading() as connection:
        approved = editions.list_editions(connection, statuses=[EditionStatus.APPROVED])
    for found in approved:
        publication = _publication(app, found)
        if publication is None:
            continue
        with app.store.writing() as connection:
            one = editions.edition(connection, found.id, lock=True)
            if one is not None and one.status is EditionStatus.APPROVED:
                for channel in _not_queued(connection, one, app.channels_of(publication)):
                    _queue_channel(connection, one, channel, now)


def _not_queued(connection: Connection, one: Edition, channels: Sequence[ChannelSettings]) -> Iterator[ChannelSettings]:
    """Channels that have something to carry in what was approved, and do not carry it yet."""
    version = editions.version(connection, one.approved_version or "")
    rows = deliveries.of_edition(connection, one.id)
    queued = {row.channel for row in rows if row.version == one.approved_version and row.state is not EXPIRED}
    for channel in channels:
        # One that was added or renamed since has no bytes that anybody approved.
        if version is not None and channel.name not in queued and deliver.files_for(connection, version, channel):
            yield channel


def _queue_channel(connection: Connection, one: Edition, channel: ChannelSettings, now: datetime) -> None:
    ours = channel.kind is ChannelKind.OUTBOX
    due_at = now if ours else max(now, one.due_at or now)
    deliveries.queue(connection, one.id, one.approved_version or "", channel.name, due_at, withdrawable=ours)


def _advance(app: App, now: datetime) -> None:
    with app.store.reading() as connection:
        moving = editions.list_editions(
            connection, statuses=[EditionStatus.APPROVED, EditionStatus.SCHEDULED, EditionStatus.SENDING]
        )
    for found in moving:
        with app.store.writing() as connection:
            one = editions.edition(connection, found.id, lock=True)
            if one is not None and one.status is found.status:
                _take_on(connection, one, now)


def _take_on(connection: Connection, one: Edition, now: datetime) -> None:
    """As many steps as the deliveries allow."""
    ways = deliveries.of_edition(connection, one.id)
    if one.status is EditionStatus.APPROVED and all(_is_settled(way) for way in ways if way.withdrawable):
        one = _step(connection, one, EditionStatus.SCHEDULED, now)
    if one.status is EditionStatus.SCHEDULED and one.due_at is not None and now >= one.due_at:
        one = _step(connection, one, EditionStatus.SENDING, now)
    if one.status is EditionStatus.SENDING and ways and all(way.state in FINAL for way in ways):
        one = _step(connection, one, EditionStatus.SUBMITTED, now)
        failed = [way.channel for way in ways if way.state is DeliveryState.REJECTED]
        editions.set_reason(connection, one.id, f"did not go through {', '.join(failed)}" if failed else None)
        _step(connection, one, EditionStatus.CLOSED, now)


def _is_settled(way: deliveries.Delivery) -> bool:
    return way.state is DeliveryState.ACCEPTED


def _step(connection: Connection, one: Edition, to: EditionStatus, now: datetime) -> Edition:
    editions.move(connection, one, to)
    editions.record_step(connection, one.id, now, PROGRAM, to, to.value, one.approved_version)
    after = editions.edition(connection, one.id)
    assert after is not None
    return after


# ── folders follow rows ────────────────────────────────────────────────────────────────────


def settle_folders(app: App, now: datetime) -> None:
    """Bring drafts and outbox in line with the rows, whatever was interrupted before."""
    with app.store.reading() as connection:
        rows = editions.list_editions(connection)
    for one in rows:
        try:
            _settle_folder(app, one, now)
        except ChannelError as error:  # one folder that cannot be moved keeps no other where it should not be
            log.error("the folder of edition %s: %s", one.id, error)


def _settle_folder(app: App, one: Edition, now: datetime) -> None:
    if one.status in (EditionStatus.COLLECTING, EditionStatus.IN_REVIEW):
        _take_back(app, one)
        _lay_draft(app, one, now)
    elif one.status in ENDED:
        _take_back(app, one)
        app.drafts.discard(one.publication, one.period.key)
    elif one.status not in (EditionStatus.PLANNED, EditionStatus.APPROVED):
        app.drafts.discard(one.publication, one.period.key)


def _take_back(app: App, one: Edition) -> None:
    """Move an edition that is not approved back to the drafts, out of every outbox it may have been laid into."""
    for channel in app.settings.channels:
        if channel.kind is ChannelKind.OUTBOX:
            target = app.drafts.folder(one.publication, one.period.key)
            app.outbox(channel).withdraw(one.publication, one.period.key, target)


def _lay_draft(app: App, one: Edition, now: datetime) -> None:
    """Let the draft folder hold the standing version, with a sheet for the person who reviews it."""
    page = app.drafts.folder(one.publication, one.period.key) / sheet.NAME
    try:
        if one.version and one.version in page.read_text("utf-8"):
            return
    except (OSError, UnicodeDecodeError):
        pass  # not there yet, or not whole: written below
    with app.store.reading() as connection:
        version = editions.version(connection, one.version) if one.version else None
        if version is None:
            return
        renderings = versions.read_renderings(connection, version)
        body = sheet.write(connection, one, version)
    files = [ParcelFile(path=r.path, body=r.body, media_type=r.media_type) for r in renderings if r.kind != "webhook"]
    _put(app, one, (*files, ParcelFile(path=sheet.NAME, body=body, media_type="text/plain")), now)


def _put(app: App, one: Edition, files: Sequence[ParcelFile], now: datetime) -> None:
    parcel = Parcel(
        id=one.version or "",
        edition=one.id,
        publication=one.publication,
        period_key=one.period.key,
        files=tuple(files),
        attempted_at=now,
    )
    reply = app.drafts.send(parcel)
    if isinstance(reply, Deferred | Rejected):
        log.warning("the draft of edition %s could not be laid down: %s", one.id, reply.reason)
