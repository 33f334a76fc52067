"""Keep the pictures that a letter may show, and hand those of its stories to it.

A step of its own after reading, for entries of the current period and of drafts alone: of the pictures that an
entry names, in the order of ``core.pictures``, the first that can be shown is kept. What became of each stands in a
row as soon as it is known, so the step may be interrupted, and goes on where it stopped. One server is asked for one
picture at a time; one that does not answer is left alone for a while, and stops nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection

from newsletter import logs
from newsletter.core import periods
from newsletter.core.pictures import in_order, wait_after
from newsletter.model.editions import EditionStatus, Finding, Highlight, Level, Rendering
from newsletter.model.entries import EntryId, Figure
from newsletter.model.pictures import INSIDE, KeptPicture, NoPicture, PictureRecord, PictureState, WantedPicture
from newsletter.model.settings import ChannelKind, PublicationSettings, Rhythm, Use
from newsletter.services.app import App
from newsletter.store import codec, editions, reading
from newsletter.store import pictures as kept
from newsletter.store.pictures import Illustrated

log = logs.get(__name__)

HOSTS = 8  #: servers asked side by side
MOST_EACH = 4  #: pictures of one entry that are tried until one can be shown
MOST_OF_HOST = 60  #: asked of one server in one run
TRIES = 8  #: then a picture is given up
LONGEST_ADDRESS = 2_000  #: letters; databases index no longer ones
OPEN = (EditionStatus.IN_REVIEW, EditionStatus.APPROVED, EditionStatus.SCHEDULED)

Records = Mapping[tuple[str, str], PictureRecord]


# ── keeping ────────────────────────────────────────────────────────────────────────────────


def keep_due(app: App, now: datetime) -> int:
    """Keep what the letters of now may show; returns how many pictures were looked for."""
    return _keep(app, lambda connection: in_view(app, connection, now), now, anew=False)


def keep_for(app: App, entries: Sequence[str], now: datetime) -> int:
    """Keep the pictures of these entries now, because a person asked: those that failed and those refused as well."""
    return _keep(app, lambda connection: _usable(app, kept.of_entries(connection, entries)), now, anew=True)


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
        if record.kept is not None:
            return None if _is_there(app, record.kept) else wanted
        if record.next_try_at is not None and record.next_try_at <= now:
            return wanted
    return None


def _look_for_all(app: App, wanted: Sequence[WantedPicture], now: datetime) -> None:
    by_host: dict[str, list[WantedPicture]] = {}
    for one in wanted:
        by_host.setdefault(_host(one.src), []).append(one)
    with ThreadPoolExecutor(HOSTS, "pictures") as hosts:
        list(hosts.map(lambda of_host: _one_by_one(app, of_host[:MOST_OF_HOST], now), by_host.values()))


def _host(src: str) -> str:
    try:
        return urlsplit(src).hostname or "" if "://" in src else ""
    except ValueError:
        return ""


def _one_by_one(app: App, wanted: Sequence[WantedPicture], now: datetime) -> None:
    waiting = iter(wanted)
    for one in waiting:
        if app.stop.is_set():
            return
        found = _looked_for(app, one)
        _record(app, one, found, now)
        if isinstance(found, NoPicture) and found.host_is_down:
            for other in waiting:  # no use in asking it again and again
                _record(app, other, found, now)


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


def _record(app: App, one: WantedPicture, found: PictureRecord | NoPicture, now: datetime) -> None:
    with app.store.writing() as connection:
        if isinstance(found, NoPicture):
            before = kept.records_of(connection, [one.entry]).get((one.entry, one.src))
            found = _failed(found, before.tries if before else 0, now)
        kept.keep(connection, one.entry, one.src, found, now)
    if found.what and found.mend:
        log.info("source %s, picture %s: %s. %s", one.source, one.src[:200], found.what, found.mend)


def _failed(found: NoPicture, before: int, now: datetime) -> PictureRecord:
    again = found.again and before + 1 < TRIES
    return PictureRecord(
        state=PictureState.FAILED if again else PictureState.REFUSED,
        tries=before + 1,
        what=found.what,
        mend=found.mend,
        next_try_at=now + wait_after(before + 1, found.wait_s) if again else None,
    )


# ── whose ──────────────────────────────────────────────────────────────────────────────────


def in_view(app: App, connection: Connection, now: datetime) -> list[Illustrated]:
    """Entries whose pictures a letter may show: candidates of running and planned periods, and what is drafted."""
    found: dict[str, Illustrated] = {}
    for publication in app.settings.publications:
        sources = [source.name for source in app.settings.sources if source.name in publication.sources]
        for between in _spans(connection, publication, now):
            found |= {one.entry: one for one in kept.of_period(connection, app.rules_hash, between, sources)}
    drafted = [
        entry
        for edition in editions.list_editions(connection, statuses=OPEN)
        for highlight in editions.highlights_of(connection, edition.id)
        for entry, _ in highlight.entries
    ]
    found |= {one.entry: one for one in kept.of_entries(connection, drafted)}
    return _usable(app, found.values())


def _usable(app: App, found: Iterable[Illustrated]) -> list[Illustrated]:
    """Without those whose source lets only a part of it be shown: a picture is whole or not at all."""
    whole = {source.name for source in app.settings.sources if source.use is Use.FULL}
    return [one for one in found if one.source in whole]


def _spans(
    connection: Connection, publication: PublicationSettings, now: datetime
) -> Iterable[tuple[datetime, datetime]]:
    """The times that the running period and those to be drafted may take stories from."""
    rows = editions.list_editions(connection, publication.name)
    wanted = [row.period for row in rows if row.status is EditionStatus.PLANNED]
    if publication.rhythm is not Rhythm.SPECIAL:
        wanted.append(periods.period_at(publication, now))
    first = min((row.period.starts_at for row in rows if ".." not in row.period.key), default=None)
    lookback = timedelta(days=publication.lookback_days)
    for period in wanted:
        yield max(first or period.starts_at, period.starts_at - lookback), period.ends_at


# ── handing over ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Illustration:
    """Highlights with what is shown of their pictures, the bytes by hash, and what is missing."""

    highlights: tuple[Highlight, ...]
    bodies: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def illustrate(app: App, connection: Connection, highlights: Sequence[Highlight]) -> Illustration:
    """Give each story the picture that is kept for it by now."""
    ids = [highlight.entries[0][0] for highlight in highlights if highlight.picture]
    named = {one.entry: one for one in _usable(app, kept.of_entries(connection, ids))}
    records = kept.records_of(connection, ids)
    bodies: dict[str, bytes] = {}
    shown = tuple(_with_picture(app, highlight, named, records, bodies) for highlight in highlights)
    missing = (_missing(highlight, records) for highlight in shown if highlight.picture and not highlight.kept)
    return Illustration(highlights=shown, bodies=bodies, findings=tuple(one for one in missing if one is not None))


def _with_picture(
    app: App, highlight: Highlight, named: Mapping[EntryId, Illustrated], records: Records, bodies: dict[str, bytes]
) -> Highlight:
    if highlight.picture is None:  # there is none, or a person took it away
        return highlight
    entry = EntryId(highlight.entries[0][0])
    if entry not in named:  # its source took it away, or lets only words be shown
        return replace(highlight, picture=None, kept=None)
    for figure, made in _choices(highlight, entry, in_order(named[entry].figures), records):
        body = app.pictures().body(made.letter)
        if body is not None:
            bodies[made.letter.sha256] = body
            return replace(highlight, picture=figure, kept=made)
    return replace(highlight, kept=None)


def _choices(
    highlight: Highlight, entry: EntryId, figures: Sequence[Figure], records: Records
) -> Iterable[tuple[Figure, KeptPicture]]:
    """What may be shown, best first: the picture chosen before, with its words as they stand now; else another."""
    assert highlight.picture is not None
    chosen = records.get((entry, highlight.picture.src))
    if any(figure.src == highlight.picture.src for figure in figures):
        if chosen is not None and chosen.kept is not None:
            yield highlight.picture, chosen.kept
        if highlight.kept is not None:
            yield highlight.picture, highlight.kept
    for figure in figures[:MOST_EACH]:
        record = records.get((entry, figure.src))
        if record is not None and record.kept is not None:
            yield figure, record.kept


def _missing(highlight: Highlight, records: Records) -> Finding | None:
    """What a reviewer is told of a picture that is named and not there."""
    assert highlight.picture is not None
    record = records.get((highlight.entries[0][0], highlight.picture.src))
    headline = highlight.headline.text
    if record is None or record.next_try_at is not None:
        what = record.what if record else "nobody asked for it"
        return Finding(
            level=Level.WARNING,
            code="picture-not-there",
            where="letter.html",
            message=f"The picture of “{headline}” is not there yet: {what}.",
            mend="It is asked for by itself; to take it in then: newsletter edit --again. Or go without it.",
        )
    if not record.mend:
        return None
    return Finding(
        level=Level.WARNING,
        code="picture-not-shown",
        where="letter.html",
        message=f"The picture of “{headline}” is left out: {record.what}.",
        mend=f"To show it, {record.mend}; then: newsletter edit --again. Or go without it.",
    )


def not_hosted(app: App, publication: PublicationSettings, renderings: Sequence[Rendering]) -> Iterable[Finding]:
    """A webhook carries words: pictures that lie beside the letter stay behind."""
    channels = [one.name for one in app.channels_of(publication) if one.kind is ChannelKind.WEBHOOK]
    drawn = any(one.kind == "picture" for one in renderings)
    if drawn and channels and not app.settings.site.pictures_at:
        yield Finding(
            level=Level.WARNING,
            code="pictures-not-hosted",
            where="letter.html",
            message=f"The letter's pictures lie in its folder; they do not leave through {', '.join(channels)}.",
            mend='Set pictures = "hosted" under [site], and put each edition\'s pictures on your site.',
        )
