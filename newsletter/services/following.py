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
from newsletter.core import identity, likeness, standing
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


@dataclass(frozen=True)
class Listing:
    """What a source listed at its last reading, and what it lists now."""

    source: SourceSettings
    before: Memory
    found: Reading

    def missing(self) -> list[str]:
        """What it no longer lists, as far as it could be read."""
        unread = {problem.where for problem in self.found.fetch.problems}
        return [part for part in self.before.items if part not in self.found.memory.items and part not in unread]


def prepare(source: SourceSettings, id: EntryId, read: ReadEntry) -> kept.NewRevision:
    """What an entry is known by. What its words tell is found when it is judged, not while servers wait."""
    words = read.text.split()
    return kept.NewRevision(
        id=id,
        source=source.name,
        read=read,
        content_hash=identity.content_hash(read),
        canonical_url=identity.canonical_url(read.url) if read.url else None,
        words_hash=_words_hash(words) if len(words) >= likeness.COPY_WORDS else None,
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
    return ids_of_each(connection, [(source, keys)])[source.name]


def ids_of_each(
    connection: Connection, keys: Sequence[tuple[SourceSettings, Sequence[str]]]
) -> dict[str, dict[str, EntryId]]:
    """The same of several sources at once, by their names."""
    own = {source.name: {key: identity.entry_id(source.was or source.name, key) for key in of} for source, of in keys}
    earlier = kept.entries_behind(connection, [id for ids in own.values() for id in ids.values()])
    return {name: {key: earlier.get(id, id) for key, id in ids.items()} for name, ids in own.items()}


def known_again(
    connection: Connection,
    listings: Sequence[Listing],
    own: Mapping[str, Mapping[str, EntryId]],
    known: Container[EntryId],
    now: datetime,
) -> dict[str, dict[str, EntryId]]:
    """The same ids by source, where a new key stands for an entry whose earlier key is no longer listed."""
    new = {
        one.source.name: [read for read in one.found.entries if own[one.source.name][read.key] not in known]
        for one in listings
    }
    missing = _missing(connection, [one for one in listings if new[one.source.name]])
    gone = kept.newest_of(connection, [id for ids in missing.values() for id in ids])
    waiting = {name: [gone[id] for id in ids if id in gone] for name, ids in missing.items()}
    return {name: _known_again(connection, ids, new[name], waiting.get(name, []), now) for name, ids in own.items()}


def _known_again(
    connection: Connection,
    ids: Mapping[str, EntryId],
    new: Sequence[ReadEntry],
    waiting: list[Revision],
    now: datetime,
) -> dict[str, EntryId]:
    again = dict(ids)
    for read in new:
        for earlier in waiting:
            if why := identity.same_entry(earlier, read):
                kept.keep_other_key(connection, ids[read.key], earlier.entry, read.part, why, now)
                again[read.key] = earlier.entry
                waiting.remove(earlier)
                break
    return again


def _missing(connection: Connection, listings: Sequence[Listing]) -> dict[str, list[EntryId]]:
    """Entries that these sources listed at their last reading and do not list now."""
    folders = [one for one in listings if one.source.kind is SourceKind.FOLDER]
    told = {one.source.name: kept.told_by(connection, one.source.name, one.missing()) for one in folders}
    feeds = [(one.source, one.missing()[:_A_FEW]) for one in listings if one not in folders]
    ids = {name: list(ids.values()) for name, ids in ids_of_each(connection, feeds).items()}
    return ids | {name: found[:_A_FEW] for name, found in told.items()}


def mark_gone_and_back(connection: Connection, listings: Sequence[Listing], now: datetime) -> None:
    """Hold what these sources took back since their last reading, and let go what they list again."""
    changed = [
        one
        for one in listings
        if one.found.fetch.result is FetchResult.OK and one.before.items.keys() != one.found.memory.items.keys()
    ]
    gone = kept.with_status(connection, [one.source.name for one in changed], EntryStatus.GONE)
    for one in changed:
        called = one.source.title or one.source.name
        for id in _taken_back(connection, one):
            holding.hold_gone(connection, called, id, now)
        for id in _listed_again(connection, one, gone[one.source.name]):
            holding.release_back(connection, called, id, now)


def _taken_back(connection: Connection, one: Listing) -> list[EntryId]:
    parts = one.missing()
    if not parts:
        return []
    if one.source.kind is SourceKind.FOLDER:
        return _files_removed(connection, one.source, one.before, parts)
    listed, listed_now = list(one.before.items), one.found.memory.items
    if not standing.perhaps_gone(listed, listed_now):
        return []
    ids = ids_of(connection, one.source, listed)
    stay = set(ids_of(connection, one.source, list(listed_now)).values())  # under another key, perhaps
    moments = kept.moments_of(connection, list(ids.values()))
    dated = {key: moments[id] for key, id in ids.items() if id in moments}
    gone = standing.vanished(listed, listed_now, dated)
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


def _listed_again(connection: Connection, one: Listing, gone: Sequence[tuple[EntryId, str]]) -> list[EntryId]:
    if not gone:
        return []
    listed = set(ids_of(connection, one.source, list(one.found.memory.items)).values())
    return [id for id, part in gone if id in listed or (part and part in one.found.memory.items)]
