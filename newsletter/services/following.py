"""Follow entries through what their source lists: known again under another key, taken back, listed again.

A feed lists keys in its own order, newest first as a rule; a folder lists its files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from newsletter import logs
from newsletter.core import identity, standing
from newsletter.core.changes import Change, changes
from newsletter.model.entries import (
    Completeness,
    EntryId,
    EntryStatus,
    FetchResult,
    Memory,
    ReadEntry,
    Reading,
    Revision,
)
from newsletter.model.settings import SourceKind, SourceSettings
from newsletter.services import holding
from newsletter.services.app import App
from newsletter.store import reading as kept

log = logs.get(__name__)

_A_FEW = 200  #: more that are missing at once are not compared one by one


@dataclass(frozen=True)
class KnownAgain:
    """Why what a source listed under a new key was an entry known before."""

    why: str
    at: datetime


def prepare(source: SourceSettings, id: EntryId, read: ReadEntry) -> kept.NewRevision:
    """What an entry is known by. What its words tell is found when it is judged, not while servers wait."""
    words = read.text.split()
    return kept.NewRevision(
        id=id,
        read=read,
        content_hash=identity.content_hash(read),
        canonical_url=identity.canonical_url(read.url) if read.url else None,
        words_hash=_words_hash(words) if len(words) >= identity.COPY_WORDS else None,
        language=read.language or source.language,
        completeness=Completeness.TRUNCATED if read.truncated else Completeness.COMPLETE,
        quotes=read.quotes,
    )


def _words_hash(words: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(words).casefold().encode()).hexdigest()


def status(app: App, one: Revision, now: datetime) -> EntryStatus:
    """Where an entry stands now, settling included."""
    minutes = next((source.settle_minutes for source in app.settings.sources if source.name == one.source), 0)
    return standing.status_of(one, timedelta(minutes=minutes), now)


def history(app: App, entry: EntryId) -> list[tuple[Revision, tuple[Change, ...]]]:
    """An entry's revisions, newest first, each with what it changed."""
    with app.store.reading() as connection:
        every = kept.history(connection, entry)
    pairs = zip(every, [None, *every], strict=False)
    return [(one, changes(before, one) if before else ()) for one, before in pairs][::-1]


def known_as(app: App, entry: EntryId) -> list[KnownAgain]:
    """How an entry was known again under other keys."""
    with app.store.reading() as connection:
        return [KnownAgain(why, at) for why, at in kept.other_keys_of(connection, entry)]


def ids_of(connection: Connection, source: SourceSettings, keys: Sequence[str]) -> dict[str, EntryId]:
    """The entries behind these keys, known under this key or an earlier one."""
    own = {key: identity.entry_id(source.was or source.name, key) for key in keys}
    earlier = kept.entries_behind(connection, list(own.values()))
    return {key: earlier.get(id, id) for key, id in own.items()}


def known_again(
    connection: Connection,
    source: SourceSettings,
    before: Memory,
    found: Reading,
    ids: Mapping[str, EntryId],
    known: Container[EntryId],
    now: datetime,
) -> dict[str, EntryId]:
    """The same ids, where a new key stands for an entry whose earlier key is no longer listed."""
    again = dict(ids)
    new = [read for read in found.entries if ids[read.key] not in known]
    missing = _missing(connection, source, before, found) if new else []
    waiting = [one for one in (kept.revision(connection, id) for id in missing) if one is not None]
    for read in new:
        for earlier in waiting:
            if why := identity.same_entry(earlier, read):
                kept.keep_other_key(connection, ids[read.key], earlier.entry, read.part, why, now)
                again[read.key] = earlier.entry
                waiting.remove(earlier)
                break
    return again


def _missing(connection: Connection, source: SourceSettings, before: Memory, found: Reading) -> list[EntryId]:
    """Entries that the source listed at its last reading and does not list now."""
    parts = _missing_parts(before, found)
    if not parts or not found.entries:
        return []
    if source.kind is SourceKind.FOLDER:
        return kept.told_by(connection, source.name, parts)[:_A_FEW]
    return list(ids_of(connection, source, parts[:_A_FEW]).values())


def _missing_parts(before: Memory, found: Reading) -> list[str]:
    unread = {problem.where for problem in found.fetch.problems}
    return [part for part in before.items if part not in found.memory.items and part not in unread]


def mark_gone_and_back(
    connection: Connection, source: SourceSettings, before: Memory, found: Reading, now: datetime
) -> None:
    """Hold what the source took back since its last reading, and let go what it lists again."""
    if found.fetch.result is not FetchResult.OK or before.items.keys() == found.memory.items.keys():
        return
    for id in _taken_back(connection, source, before, found):
        holding.hold_gone(connection, source.title or source.name, id, now)
    for id in _listed_again(connection, source, found):
        holding.release_back(connection, source.title or source.name, id, now)


def _taken_back(connection: Connection, source: SourceSettings, before: Memory, found: Reading) -> list[EntryId]:
    parts = _missing_parts(before, found)
    if not parts:
        return []
    if source.kind is SourceKind.FOLDER:
        return _files_removed(connection, source, before, parts)
    listed = list(before.items)
    if not standing.perhaps_gone(listed, found.memory.items):
        return []
    ids = ids_of(connection, source, listed)
    stay = set(ids_of(connection, source, list(found.memory.items)).values())  # under another key, perhaps
    moments = kept.moments_of(connection, list(ids.values()))
    dated = {key: moments[id] for key, id in ids.items() if id in moments}
    gone = standing.vanished(listed, found.memory.items, dated)
    return [ids[key] for key in gone if ids[key] not in stay]


def _files_removed(
    connection: Connection, source: SourceSettings, before: Memory, parts: Sequence[str]
) -> list[EntryId]:
    if standing.is_made_anew(len(before.items), len(parts)):
        log.warning(
            "source %s: %d of %d files are missing; look whether the folder is all there",
            source.name, len(parts), len(before.items),
        )  # fmt: skip
        return []
    return kept.told_by(connection, source.name, parts)


def _listed_again(connection: Connection, source: SourceSettings, found: Reading) -> list[EntryId]:
    gone = kept.with_status(connection, source.name, EntryStatus.GONE)
    if not gone:
        return []
    listed = set(ids_of(connection, source, list(found.memory.items)).values())
    return [id for id, part in gone if id in listed or (part and part in found.memory.items)]
