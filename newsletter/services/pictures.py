"""Keep the pictures that a letter may show.

A step of its own after reading, for entries of the current period and of drafts alone: of the pictures that an
entry names, in the order of ``core.pictures``, the first that can be shown is kept. What became of each stands in a
row as soon as it is known, so the step may be interrupted, and goes on where it stopped. One server is asked for one
picture at a time; one that does not answer is left alone for a while, and stops nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection

from newsletter import logs
from newsletter.core import periods
from newsletter.core.pictures import in_order, is_narrow, wait_after
from newsletter.model.editions import EditionStatus
from newsletter.model.entries import EntryId
from newsletter.model.pictures import INSIDE, KeptPicture, NoPicture, PictureRecord, PictureState, WantedPicture
from newsletter.model.settings import PublicationSettings, Rhythm, Use
from newsletter.services.app import App
from newsletter.store import codec, editions, reading
from newsletter.store import pictures as kept
from newsletter.store.pictures import Illustrated

log = logs.get(__name__)

SERVERS = 8  #: asked side by side
MOST_EACH = 4  #: pictures of one entry that are tried until one can be shown
MOST_OF_SERVER = 30  #: asked of one in one run, the surest good news first
TRIES = 8  #: then a picture is given up
UNUSED = timedelta(days=90)  #: so long a picture is kept that no edition uses
LONGEST_ADDRESS = 2_000  #: letters; databases index no longer ones
OPEN = (EditionStatus.COLLECTING, EditionStatus.IN_REVIEW, EditionStatus.APPROVED, EditionStatus.SCHEDULED)

Records = Mapping[tuple[str, str], PictureRecord]


# ── keeping ────────────────────────────────────────────────────────────────────────────────


def keep_due(app: App, now: datetime) -> int:
    """Keep what the letters of now may show; returns how many pictures were looked for."""
    return _keep(app, lambda connection: in_view(app, connection, now), now, anew=False)


def forget_unused(app: App, now: datetime) -> int:
    """Let go of pictures that no edition used and none will: they are others' work. Returns how many."""
    with app.store.reading() as connection:
        old = kept.unused_since(connection, now - UNUSED)
        seen = {one.entry for one in in_view(app, connection, now)} if old else set()
    unused = [entry for entry in old if entry not in seen]
    if unused:
        with app.store.writing() as connection:
            names = kept.forget(connection, unused)
        app.pictures().keep_only(names)
    return len(unused)


def keep_of(app: App, entries: Sequence[str], now: datetime) -> int:
    """Keep what is not kept yet of these entries' pictures: they were chosen."""
    return _keep(app, lambda connection: usable(app, kept.of_entries(connection, entries)), now, anew=False)


def keep_for(app: App, entries: Sequence[str], now: datetime) -> int:
    """Keep the pictures of these entries now, because a person asked: those that failed and those refused as well."""
    return _keep(app, lambda connection: usable(app, kept.of_entries(connection, entries)), now, anew=True)


def _keep(app: App, entries: Callable[[Connection], list[Illustrated]], now: datetime, anew: bool) -> int:
    tried: set[tuple[str, str]] = set()
    for _ in range(MOST_EACH):  # one that cannot be shown makes way for the entry's next
        with app.store.reading() as connection:
            found = entries(connection)
            records = kept.records_of(connection, [one.entry for one in found])
        if anew:
            records = {key: record for key, record in records.items() if key in tried or _settled(key, record)}
        wanted = [one for one in (_next(app, one, records, now) for one in found) if one is not None]
        wanted = [one for one in wanted if (one.entry, one.src) not in tried]
        if not wanted or app.stop.is_set():
            break
        tried |= {(one.entry, one.src) for one in wanted}
        _look_for_all(app, wanted, now)
    return len(tried)


def _settled(key: tuple[str, str], record: PictureRecord) -> bool:
    """Whether even a person's asking changes nothing: a file in a folder may be another one now."""
    return record.state is PictureState.KEPT and not _in_folder(key[1])


def _in_folder(src: str) -> bool:
    return "://" not in src and not src.startswith(INSIDE)


def _next(app: App, one: Illustrated, records: Records, now: datetime) -> WantedPicture | None:
    """The picture of an entry that is to be looked for now; None when it has one, or none can be had."""
    for figure in in_order(one.figures)[:MOST_EACH]:
        record = records.get((one.entry, figure.src))
        wanted = WantedPicture(entry=one.entry, source=one.source, src=figure.src)
        if len(figure.src) > LONGEST_ADDRESS:
            continue
        if record is None:
            return wanted
        if record.kept is not None and not _is_there(app, record.kept):
            return wanted
        if record.kept is not None and not is_narrow(record.kept):
            return None  # of a narrow one, the entry may show a better version
        if record.next_try_at is not None and record.next_try_at <= now:
            return wanted
    return None


def _look_for_all(app: App, wanted: Sequence[WantedPicture], now: datetime) -> None:
    by_server: dict[str, list[WantedPicture]] = {}
    for one in wanted:
        by_server.setdefault(_server(one.src), []).append(one)
    with ThreadPoolExecutor(SERVERS, "pictures") as servers:
        list(servers.map(lambda group: _one_by_one(app, group[:MOST_OF_SERVER], now), by_server.values()))
    app.pictures().rest()


def _server(src: str) -> str:
    try:
        return urlsplit(src).netloc.lower() if "://" in src else ""
    except ValueError:
        return ""


def _one_by_one(app: App, wanted: Sequence[WantedPicture], now: datetime) -> None:
    waiting = iter(wanted)
    for one in waiting:
        if app.stop.is_set():
            return
        found = _looked_for(app, one)
        _record(app, one, found, now)
        if isinstance(found, NoPicture) and found.server_is_down:
            for other in waiting:  # no use in asking it again and again
                _record(app, other, found, now, tried=False)


def _looked_for(app: App, one: WantedPicture) -> PictureRecord | NoPicture:
    """The picture kept, or why there is none. What is known by its address or its bytes is not made again."""
    with app.store.reading() as connection:
        known = None if _in_folder(one.src) else kept.kept_elsewhere(connection, one.src)
        if one.src.startswith(INSIDE):
            raw = reading.raw_of(connection, [EntryId(one.entry)])
            one = replace(one, document=raw.get(EntryId(one.entry), b""))
    if known is not None and known.kept is not None and _is_there(app, known.kept):
        return known
    data = app.find_picture(one)
    return data if isinstance(data, NoPicture) else _taken_in(app, data)


def _taken_in(app: App, data: bytes) -> PictureRecord | NoPicture:
    original = codec.sha256(data)
    with app.store.reading() as connection:
        made = kept.kept_of(connection, original)
    if made is None or not _is_there(app, made):
        taken = app.pictures().take_in(data)
        if isinstance(taken, NoPicture):
            return taken
        made = taken
    return PictureRecord(state=PictureState.KEPT, original=original, kept=made)


def _is_there(app: App, made: KeptPicture) -> bool:
    return app.pictures().has(made.letter) and app.pictures().has(made.large)


def _record(app: App, one: WantedPicture, found: PictureRecord | NoPicture, now: datetime, tried: bool = True) -> None:
    with app.store.writing() as connection:
        if isinstance(found, NoPicture):
            before = kept.records_of(connection, [one.entry]).get((one.entry, one.src))
            found = _failed(found, (before.tries if before else 0) + tried, now)
        kept.keep(connection, one.entry, one.src, found, now)
    if found.what and found.mend:
        log.info("source %s, picture %s: %s. %s", one.source, one.src[:200], found.what, found.mend)


def _failed(found: NoPicture, tries: int, now: datetime) -> PictureRecord:
    again = found.again and tries < TRIES
    return PictureRecord(
        state=PictureState.FAILED if again else PictureState.REFUSED,
        tries=tries,
        what=found.what,
        mend=found.mend,
        next_try_at=now + wait_after(tries, found.wait_s) if again else None,
    )


# ── whose ──────────────────────────────────────────────────────────────────────────────────


def in_view(app: App, connection: Connection, now: datetime) -> list[Illustrated]:
    """Entries whose pictures a letter may show: candidates of running and planned periods, and what is drafted."""
    found: dict[str, Illustrated] = {}
    for publication in app.settings.publications:
        sources = [source.name for source in app.settings.sources if source.name in publication.sources]
        for between in _spans(connection, publication, now):
            found |= {one.entry: one for one in kept.of_period(connection, between, sources)}
    drafted = [
        entry
        for edition in editions.list_editions(connection, statuses=OPEN)
        for highlight in editions.highlights_of(connection, edition.id)
        for entry, _ in highlight.entries
    ]
    found |= {one.entry: one for one in kept.of_entries(connection, drafted)}
    return usable(app, found.values())


def usable(app: App, found: Iterable[Illustrated]) -> list[Illustrated]:
    """Without those whose source lets only a part of it be shown: a picture is whole or not at all."""
    whole = {source.name for source in app.settings.sources if source.use is Use.FULL}
    return [one for one in found if one.source in whole]


def _spans(
    connection: Connection, publication: PublicationSettings, now: datetime
) -> Iterable[tuple[datetime, datetime]]:
    """The times that the running period and those to be drafted may take stories from."""
    rows = editions.list_editions(connection, publication.name)
    wanted = [row.period for row in rows if row.status is EditionStatus.PLANNED]
    if publication.rhythm not in (Rhythm.SPECIAL, Rhythm.YEARLY):  # a year would be hundreds that nobody shows
        wanted.append(periods.period_at(publication, now))
    first = min((row.period.starts_at for row in rows if ".." not in row.period.key), default=None)
    lookback = timedelta(days=publication.lookback_days)
    for period in wanted:
        yield max(first or period.starts_at, period.starts_at - lookback), period.ends_at
