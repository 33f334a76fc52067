"""Say where an entry stands in its source: still settling, ready, or gone.

Pure. What a source lists now and listed before comes in as keys in the source's own order; who keeps the
answer, and what is held back for it, belongs to ``services.holding``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from newsletter.model.entries import EntryStatus, Revision, RevisionKind

#: However often a source touches an entry, it settles a day after it came: some feeds change a comma at each reading.
LONGEST = timedelta(days=1)
#: From so many on, losing more than half at once says that the list was made anew, not that stories were withdrawn.
MANY = 4


def status_of(one: Revision, settle: timedelta, now: datetime) -> EntryStatus:
    """Where an entry stands at ``now``; ``settle`` is how long its source still edits what it published."""
    if one.status is EntryStatus.READY and now < settled_at(one, settle):
        return EntryStatus.SETTLING
    return one.status


def settled_at(one: Revision, settle: timedelta) -> datetime:
    """From when on a revision is taken as it stands.

    A first revision settles from the moment its source names: what lay there long before the first reading waits
    for nothing. An edited one settles from when the edit was seen.
    """
    if one.number == 1 or one.kind is not RevisionKind.READ:  # what we ourselves read better is no edit
        return min(one.published_at, one.first_seen_at) + settle if one.published_at else one.first_seen_at
    return min(one.seen_at + settle, one.first_seen_at + LONGEST)


def perhaps_gone(before: Sequence[str], now: Collection[str]) -> tuple[str, ...]:
    """Which keys are missing though something below them stays: worth asking ``vanished`` about.

    Both in the source's own order. What leaves at the end of a feed only makes room for newer entries.
    """
    missing = [key for key in before if key not in now]
    if is_made_anew(len(before), len(missing)):
        return ()
    stays = [place for place, key in enumerate(before) if key in now]
    last = stays[-1] if stays else -1
    return tuple(key for place, key in enumerate(before) if key not in now and place < last)


def is_made_anew(before: int, missing: int) -> bool:
    """Whether so much is missing at once that the list itself changed, or is not all there."""
    return before >= MANY and missing * 2 > before


def vanished(before: Sequence[str], now: Collection[str], moments: Mapping[str, datetime]) -> tuple[str, ...]:
    """Which keys a source took back: listed before and not now, though something older below stays.

    ``moments`` says when each key belongs; of what has no day nothing is known.
    """
    return tuple(key for key in perhaps_gone(before, now) if _older_stays_below(key, before, now, moments))


def _older_stays_below(key: str, before: Sequence[str], now: Collection[str], moments: Mapping[str, datetime]) -> bool:
    mine = moments.get(key)
    below = before[before.index(key) + 1 :]
    return mine is not None and any(one in now and one in moments and moments[one] < mine for one in below)
