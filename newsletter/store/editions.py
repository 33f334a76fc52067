"""Editions, their highlights, versions, reviews and steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from newsletter.errors import NotAllowed
from newsletter.model.editions import (
    EDITION_MOVES,
    Block,
    EditionId,
    EditionStatus,
    Finding,
    Highlight,
    LeftOut,
    Period,
    Sentence,
)
from newsletter.model.stories import StoryId
from newsletter.store import codec
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.schema import blobs, edition_steps, editions, highlights, left_out, reviews, versions


@dataclass(frozen=True, kw_only=True)
class Written:
    """What people wrote into an edition, apart from its highlights."""

    introduction: tuple[Sentence, ...] = ()
    introduction_by: str | None = None
    blocks: tuple[Block, ...] = ()
    closing: tuple[Sentence, ...] = ()
    subject: str | None = None
    preheader: str | None = None
    title: Sentence | None = None  #: of a round-up
    without_numbers: bool = False  #: of a round-up: a person took the year's numbers out
    dropped: tuple[StoryId, ...] = ()  #: what a person took out does not come back by itself


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One edition's row."""

    id: EditionId
    publication: str
    period: Period
    status: EditionStatus
    created_at: datetime
    reason: str | None = None
    version: str | None = None
    approved_version: str | None = None
    approved_at: datetime | None = None
    due_at: datetime | None = None
    written: Written = field(default_factory=Written)


@dataclass(frozen=True, kw_only=True)
class Version:
    """One immutable draft of an edition."""

    sha256: str
    edition: EditionId
    number: int
    manifest: bytes
    findings: tuple[Finding, ...]
    made_at: datetime
    made_by: str


# ── editions ───────────────────────────────────────────────────────────────────────────────


def plan(
    connection: Connection,
    publication: str,
    period: Period,
    status: EditionStatus,
    now: datetime,
    reason: str | None = None,
) -> bool:
    """Make the row of a period's edition; False when it stands already (promise 4)."""
    row = {
        "id": f"{publication}/{period.key}", "publication": publication, "period_key": period.key,
        "starts_at": period.starts_at, "ends_at": period.ends_at, "cut_off_at": period.cut_off_at,
        "send_at": period.send_at, "status": status, "reason": reason, "written": codec.to_json(Written()),
        "created_at": now,
    }  # fmt: skip
    return bool(insert_or_ignore(connection, editions, [row]))


def edition(connection: Connection, id: str, lock: bool = False) -> Edition | None:
    """One edition; ``lock`` keeps other writers of it waiting until the transaction ends."""
    query = select(editions).where(editions.c.id == id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _edition(dict(row._mapping))


def forget_missed(connection: Connection, publication: str, now: datetime) -> None:
    """Take back rows of periods called missed that are still to come: a clock was wrong, or somebody rehearsed."""
    passed_over = and_(editions.c.status == EditionStatus.SKIPPED, editions.c.version.is_(None))
    ours = and_(editions.c.publication == publication, editions.c.cut_off_at > now, passed_over)
    connection.execute(delete(edition_steps).where(edition_steps.c.edition.in_(select(editions.c.id).where(ours))))
    connection.execute(delete(editions).where(ours))


def list_editions(
    connection: Connection, publication: str | None = None, statuses: Iterable[EditionStatus] | None = None
) -> list[Edition]:
    """Editions, newest period first."""
    query = select(editions).order_by(editions.c.ends_at.desc(), editions.c.id)
    if publication is not None:
        query = query.where(editions.c.publication == publication)
    if statuses is not None:
        query = query.where(editions.c.status.in_(list(statuses)))
    return [_edition(dict(row._mapping)) for row in connection.execute(query)]


def newest_period(connection: Connection, publication: str, now: datetime) -> Period | None:
    """The period of the newest edition that is due by ``now``, special ones aside."""
    regular = and_(editions.c.publication == publication, editions.c.period_key.not_like("%..%"))
    query = select(editions).where(regular, editions.c.cut_off_at <= now)
    row = connection.execute(query.order_by(editions.c.ends_at.desc()).limit(1)).one_or_none()
    return None if row is None else _edition(dict(row._mapping)).period


_PLAIN = ("created_at", "reason", "version", "approved_version", "approved_at", "due_at")


def _edition(row: Mapping[str, object]) -> Edition:
    moments = {name: row[name] for name in ("starts_at", "ends_at", "cut_off_at", "send_at")}
    return Edition(
        id=EditionId(str(row["id"])), publication=str(row["publication"]),
        period=Period(key=str(row["period_key"]), **moments),  # type: ignore[arg-type]  # the columns are UtcDateTime
        status=EditionStatus(str(row["status"])),
        written=codec.from_json(Written, row["written"]),
        **{name: row[name] for name in _PLAIN},  # type: ignore[arg-type]  # as the schema says
    )  # fmt: skip


def move(connection: Connection, edition: Edition, to: EditionStatus, **values: object) -> None:
    """Take one legal step; refuses when another process was quicker."""
    if to is not edition.status and to not in EDITION_MOVES[edition.status]:
        raise NotAllowed(
            f"edition {edition.id} is {edition.status.replace('_', ' ')}; it cannot become {to.replace('_', ' ')}"
        )
    here = update(editions).where(editions.c.id == edition.id, editions.c.status == edition.status)
    if not connection.execute(here.values(status=to, **values)).rowcount:
        raise NotAllowed(f"edition {edition.id} was changed a moment ago; look at it again")


def keep_written(connection: Connection, id: EditionId, written: Written) -> None:
    """Keep what people wrote."""
    connection.execute(update(editions).where(editions.c.id == id).values(written=codec.to_json(written)))


def set_due(connection: Connection, id: EditionId, at: datetime) -> None:
    """Let what is approved be due at that moment."""
    connection.execute(update(editions).where(editions.c.id == id).values(due_at=at))


def reopen(connection: Connection, id: EditionId) -> None:
    """A person sends a closed edition's failed delivery once more: the edition is on its way again."""
    connection.execute(update(editions).where(editions.c.id == id).values(status=EditionStatus.SENDING, reason=None))


def set_reason(connection: Connection, id: EditionId, reason: str | None) -> None:
    """Say why an edition stands as it does."""
    connection.execute(update(editions).where(editions.c.id == id).values(reason=reason))


def record_step(
    connection: Connection, id: EditionId, at: datetime, by: str, status: EditionStatus, what: str,
    version: str | None = None, why: str | None = None,
) -> None:  # fmt: skip
    """Write down who did what, when, to which version, and why."""
    values = {"edition": id, "at": at, "by": by, "status": status, "what": what, "version": version, "why": why}
    connection.execute(insert(edition_steps).values(**values))


def steps(connection: Connection, id: str) -> list[dict[str, object]]:
    """How an edition came where it is, oldest first."""
    query = select(edition_steps).where(edition_steps.c.edition == id).order_by(edition_steps.c.id)
    return [dict(row._mapping) for row in connection.execute(query)]


def record_review(
    connection: Connection, id: EditionId, version: str, decision: str, by: str, at: datetime,
    why: str | None = None, despite: Sequence[str] = (),
) -> None:  # fmt: skip
    """Keep a person's decision on one version."""
    values = {
        "edition": id,
        "version": version,
        "decision": decision,
        "by": by,
        "at": at,
        "why": why,
        "despite": list(despite),
    }
    connection.execute(insert(reviews).values(**values))


def last_review(connection: Connection, id: EditionId) -> dict[str, object] | None:
    """The newest decision on an edition."""
    query = select(reviews).where(reviews.c.edition == id).order_by(reviews.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else dict(row._mapping)


# ── highlights ─────────────────────────────────────────────────────────────────────────────


def keep_highlights(connection: Connection, id: EditionId, placed: Sequence[Highlight]) -> None:
    """Let exactly these stand in the edition, in their order."""
    connection.execute(delete(highlights).where(highlights.c.edition == id))
    for one in placed:
        entry, number = one.entries[0]
        row = {
            "edition": id, "story": one.story, "position": one.position, "entry": entry, "revision": number,
            "body": codec.to_json(one),
        }  # fmt: skip
        connection.execute(insert(highlights).values(**row))


def highlights_of(connection: Connection, id: str) -> tuple[Highlight, ...]:
    """An edition's highlights in their order."""
    query = select(highlights.c.body).where(highlights.c.edition == id).order_by(highlights.c.position)
    return tuple(codec.from_json(Highlight, body) for body in connection.execute(query).scalars())


def keep_left_out(connection: Connection, id: EditionId, out: Sequence[LeftOut]) -> None:
    """Keep what did not enter, each with its reason, best first."""
    connection.execute(delete(left_out).where(left_out.c.edition == id))
    rows = [
        {"edition": id, "story": one.story, "headline": one.headline, "reason": one.reason, "score": one.score,
         "rank": rank}
        for rank, one in enumerate(out)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(left_out), rows)


def left_out_of(connection: Connection, id: str) -> tuple[LeftOut, ...]:
    """What did not enter, best first."""
    query = select(left_out).where(left_out.c.edition == id).order_by(left_out.c.rank)
    return tuple(
        LeftOut(story=StoryId(row.story), headline=row.headline, reason=row.reason, score=row.score)
        for row in connection.execute(query)
    )


# ── versions and their bytes ───────────────────────────────────────────────────────────────


def keep_blob(connection: Connection, body: bytes) -> str:
    """Keep bytes once; returns their hash."""
    name = codec.sha256(body)
    known = connection.execute(select(blobs.c.sha256).where(blobs.c.sha256 == name)).one_or_none()
    if known is None:
        insert_or_ignore(connection, blobs, [{"sha256": name, "body": codec.pack(body)}])
    return name


def blob(connection: Connection, sha256: str) -> bytes:
    """The bytes of that hash."""
    return codec.unpack(connection.execute(select(blobs.c.body).where(blobs.c.sha256 == sha256)).scalar_one())


def keep_version(
    connection: Connection, id: EditionId, manifest: bytes, findings: Sequence[Finding], now: datetime, by: str
) -> str:
    """Keep an immutable version and let the edition stand at it; returns its name."""
    name = codec.sha256(manifest)
    count = connection.execute(select(func.count()).select_from(versions).where(versions.c.edition == id)).scalar_one()
    row = {
        "sha256": name, "edition": id, "number": count + 1, "manifest": manifest,
        "findings": codec.to_json(tuple(findings)), "made_at": now, "made_by": by,
    }  # fmt: skip
    insert_or_ignore(connection, versions, [row])
    connection.execute(update(versions).where(versions.c.sha256 == name).values(findings=row["findings"]))
    connection.execute(update(editions).where(editions.c.id == id).values(version=name))
    return name


def version(connection: Connection, sha256: str) -> Version | None:
    """One version by its name."""
    row = connection.execute(select(versions).where(versions.c.sha256 == sha256)).one_or_none()
    if row is None:
        return None
    found = tuple(codec.from_json(Finding, plain) for plain in row.findings)
    values = {**row._mapping, "findings": found, "edition": EditionId(row.edition)}
    return Version(**values)
