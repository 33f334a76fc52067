"""What sources give us: entries, their revisions, and the record of a reading.

Pure values. Offsets count code points of a revision's ``text`` (or ``title``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

EntryId = NewType("EntryId", str)  #: 12 hex digits, see ``core.identity.entry_id``


class Trust(StrEnum):
    """How far a source's word is taken for good news."""

    WINS = "wins"  #: publishes only good news
    OWN = "own"  #: the team's own site, news of every kind
    PARTNER = "partner"  #: a partner's site
    GENERAL = "general"  #: an ordinary newspaper: never more than *unsure*


class TitleIs(StrEnum):
    """Whose words a title is in."""

    GIVEN = "given"
    DERIVED = "derived"  #: first whole sentence of the text, verbatim, until a person writes one


class Precision(StrEnum):
    """How exactly a publication date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class Completeness(StrEnum):
    """Whether the text tells the whole story."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"  #: ends in a lead-in, an ellipsis or a "read more"
    CONTAINER = "container"  #: retells several other stories


class EntryStatus(StrEnum):
    """Where an entry stands."""

    SETTLING = "settling"  #: waiting in case it is still edited
    READY = "ready"
    CHANGED = "changed"  #: edited at its source after it was used
    GONE = "gone"  #: vanished from its source
    CANCELED = "canceled"  #: withdrawn by its publisher


class RevisionKind(StrEnum):
    """Where a revision's words come from."""

    READ = "read"  #: as its source gave them
    RE_READ = "re_read"  #: the same bytes of the source, read by a better reader
    COMPLETED = "completed"  #: the full page of a text that its source cuts off


@dataclass(frozen=True, kw_only=True)
class Span:
    """A half-open range of code points in one text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Cut this span out of ``text``."""
        return text[self.start : self.end]


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Words somebody said: a verbatim span of the text. ``speaker`` is None when unsure."""

    text: str
    speaker: str | None = None
    role: str | None = None
    start: int = 0  #: where the words begin in the revision's text
    end: int = 0


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture as its source gives it. Empty text means the source gave none."""

    src: str = ""
    caption: str = ""
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadEntry:
    """One entry as a source adapter hands it in: bytes turned into values, nothing decided.

    ``key`` is stable for the same entry over readings (guid, link, path, or date and words).
    ``text`` is plain, paragraphs parted by one blank line, without captions or navigation;
    ``html`` is sanitised. ``published_on`` is the day in the source's own offset, cut to
    ``precision`` (``2018-02-15``, ``2018-02``, ``2018`` or empty); ``published_at`` is the
    moment in UTC where the source gives one to the second, else None.
    """

    key: str
    title: str
    text: str
    url: str | None = None
    title_is: TitleIs = TitleIs.GIVEN
    published_at: datetime | None = None
    published_on: str = ""
    precision: Precision = Precision.UNKNOWN
    language: str | None = None
    html: str = ""
    figures: tuple[Figure, ...] = ()
    raw: bytes = b""  #: the source bytes of this entry, kept once per revision
    part: str = ""  #: the file of a folder that told it; empty in a feed
    truncated: bool = False  #: the source itself says there is more (a summary-only feed)
    quotes: tuple[Quote, ...] = ()  #: what the document itself marks as somebody's words, spans of ``text``
    may_be_named: bool | None = None  #: whether its people agreed to be named; None where nobody said
    embargoed_until: datetime | None = None  #: its publisher asks not to tell it before
    canceled: bool = False  #: its publisher withdrew it, or withholds it for now
    editor_note: str = ""  #: what its publisher tells editors, terms of use included; never for readers


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What a source remembers between readings: validators, hashes, and where it moved for good."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    moved_from: str = ""  #: the configured address that ``moved_to`` stands for; another one is asked as it is
    moved_to: str = ""
    items: Mapping[str, str] = field(default_factory=dict)  #: part (key or path) → hash of its bytes, in its order
    reader: str = ""  #: which readers' code read it; another one reads everything anew


@dataclass(frozen=True)
class NoPage:
    """Why the full page of a cut-off entry could not be taken, in words."""

    why: str
    again: bool  #: whether asking later may help


class FetchResult(StrEnum):
    """How a reading ended."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One part that could not be read; the others were."""

    where: str  #: a path inside the folder, or an item of a feed
    what: str
    mend: str


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a part of a document was taken as, and why."""

    where: str  #: the document, and the line or row in it where that helps
    taken_as: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """One reading of a source, with its result and counts."""

    result: FetchResult
    http_status: int | None = None  #: None for folders and where no answer came
    error: str | None = None  #: for people: what happened and what to do; None when well
    size: int = 0  #: decoded bytes taken in
    seen: int = 0  #: entries in the reading, known or not
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()  #: of what was read anew; told once and not kept
    moved_to: str | None = None  #: where a permanent redirect led, now or earlier
    retry_after_s: float | None = None
    gone: bool = False  #: 410: do not ask again


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What reading a source brought. ``entries`` may leave out those whose hash ``memory`` knows."""

    entries: tuple[ReadEntry, ...]
    fetch: Fetch
    memory: Memory


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One kept state of an entry, as the store gives it back."""

    entry: EntryId
    number: int  #: 1..n
    source: str
    title: str
    title_is: TitleIs
    text: str
    html: str
    url: str | None
    language: str
    published_at: datetime | None
    published_on: str
    precision: Precision
    completeness: Completeness
    figures: tuple[Figure, ...]
    quotes: tuple[Quote, ...]
    seen_at: datetime
    first_seen_at: datetime  #: when the entry itself was first seen
    kind: RevisionKind = RevisionKind.READ
    editor_note: str = ""  #: what its publisher tells editors; never for readers
    status: EntryStatus = EntryStatus.READY  #: of the entry, as kept; see ``core.settling``
