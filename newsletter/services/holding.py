"""What keeps a story back by itself, and what ends that by itself.

Its publisher asks for it (embargo, withdrawn), its people do (not to be named), its text is cut off, or its source
took it back. A person may release each; what a person released is not held again for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from newsletter import logs
from newsletter.model.entries import EntryId, EntryStatus, ReadEntry
from newsletter.model.stories import Hold, HoldKind, StoryId
from newsletter.services import importing, joining, judging, review
from newsletter.services.app import PROGRAM, App
from newsletter.store import reading, stories
from newsletter.store.reading import NewRevision

log = logs.get(__name__)


def judge_and_hold(app: App, now: datetime, wanted: Sequence[EntryId] | None = None) -> None:
    """Judge what is new, find its stories, and hold or let go what that asks for.

    Of what other rules judged, all of ``wanted`` is judged anew, else some thousand of whatever there is.

    The second half of a reading: what is judged is kept together with what follows from it, so that a stop at any
    point loses nothing.
    """
    for judged in judging.judge_new(app, wanted):
        with app.store.writing() as connection:
            judging.keep(connection, judged)
            for one in joining.relate_new(app, connection, judged, now):
                _hold_undone(connection, one, now)
            importing.look_up(connection, judged.new)
            hold_cut_off(connection, judged.new, now)
    end_what_is_over(app, now)


def end_what_is_over(app: App, now: datetime) -> None:
    """Let go what was kept back until a moment that has come."""
    with app.store.reading() as connection:
        if not stories.holds_over(connection, now):
            return
    with app.store.writing() as connection:
        for story in stories.release_over(connection, PROGRAM, now):
            log.info("story %s may be told: it was kept back until now", story)


def as_asked(connection: Connection, source: str, one: NewRevision, now: datetime) -> None:
    """Hold a story back from its first moment where its publisher or its people ask for it."""
    withdrawn_now = one.read.canceled and not _is_withdrawn(connection, one.id)
    for kind, why, until in _asked(one.read, now):
        story = joining.join(connection, one.id, now)
        # What a person released stays free, but not when it is withdrawn once more.
        anew = withdrawn_now and kind is HoldKind.SENSITIVE
        _hold(connection, story, Hold(kind=kind, why=why, by=source, at=now, until=until), anew)
    if one.read.canceled:
        reading.mark(connection, [one.id], EntryStatus.CANCELED)


def _is_withdrawn(connection: Connection, entry: EntryId) -> bool:
    known = reading.revision(connection, entry)
    return known is not None and known.status is EntryStatus.CANCELED


def _asked(read: ReadEntry, now: datetime) -> Iterator[tuple[HoldKind, str, datetime | None]]:
    until = read.embargoed_until
    if until is not None and until > now:
        yield HoldKind.EMBARGO, f"its publisher asks not to tell it before {until:%d %B %Y, %H:%M} UTC", until
    if read.canceled:
        yield HoldKind.SENSITIVE, "its publisher withdrew or withholds it", None
    if read.may_be_named is False:
        yield HoldKind.CONSENT, "the people in it may not be named; see what its form says", None


def hold_cut_off(connection: Connection, judged: Sequence[EntryId], now: datetime) -> None:
    """Hold stories that no entry tells whole, and let them go once one does."""
    for story, whole in stories.told_whole(connection, judged).items():
        page = f"its text is cut off; get the whole page with: newsletter stories complete {story}"
        release = f"newsletter stories release {story}"
        by_hand = f"its text is cut off; put it whole into a story file, or tell it as it is with: {release}"
        if whole.told:
            stories.release_own(connection, story, (page, by_hand), PROGRAM, now)
        else:
            why = page if whole.has_page else by_hand
            _hold(connection, story, Hold(kind=HoldKind.INCOMPLETE, why=why, by=PROGRAM, at=now))


def _hold_undone(connection: Connection, one: joining.Undone, now: datetime) -> None:
    """Hold a story back, or warn of what was told, when a later entry may undo its good news."""
    why = f"a later entry may undo it: “{one.headline}” ({one.source}, entry {one.entry}); read that first"
    _hold(connection, one.story, Hold(kind=HoldKind.SENSITIVE, why=why, by=PROGRAM, at=now))


def hold_gone(connection: Connection, source: str, entry: EntryId, now: datetime) -> None:
    """Hold the story of an entry that its source took back, each time it does."""
    reading.mark(connection, [entry], EntryStatus.GONE)
    story = joining.join(connection, entry, now)
    hold = Hold(kind=HoldKind.SENSITIVE, why=_why_gone(source, entry), by=PROGRAM, at=now)
    _hold(connection, story, hold, anew=True)


def release_back(connection: Connection, source: str, entry: EntryId, now: datetime) -> None:
    """Let go the story of an entry that its source lists again; what others hold stays held."""
    reading.mark(connection, [entry], EntryStatus.READY)
    story = joining.join(connection, entry, now)
    stories.release_own(connection, story, (_why_gone(source, entry),), PROGRAM, now)


def _why_gone(source: str, entry: EntryId) -> str:
    return f"{source} took it back: it no longer stands where it stood; ask there before it is told (entry {entry})"


def _hold(connection: Connection, story: StoryId, hold: Hold, anew: bool = False) -> None:
    held = stories.hold_again(connection, story, hold) if anew else stories.hold_once(connection, story, hold)
    if held:
        for edition in review.stop_editions_with(connection, story, hold.why, hold.at, hold.by):
            log.warning("edition %s has left with story %s, and may need a correction: %s", edition, story, hold.why)
