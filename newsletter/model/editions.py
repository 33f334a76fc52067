"""Editions: their life, their content with the origin of every sentence, and what they are rendered to.

The life of an edition::

    planned → collecting → in_review → approved → scheduled → sending → submitted → closed
                               ↑________________|______|            (recalled, or bytes changed)
    any before sending → skipped      any → withdrawn
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import NewType

from newsletter.model.entries import Figure, Precision
from newsletter.model.pictures import KeptPicture
from newsletter.model.stories import Outcome, StoryId

EditionId = NewType("EditionId", str)  #: "<publication>/<period key>", e.g. "weekly/2020-W36"


class EditionStatus(StrEnum):
    """Where an edition stands."""

    PLANNED = "planned"  #: its row exists, nothing is chosen
    COLLECTING = "collecting"  #: the draft grows until its cut-off, and may be worked on
    IN_REVIEW = "in_review"  #: waits for a person
    APPROVED = "approved"  #: exact bytes approved; the outbox is due at once
    SCHEDULED = "scheduled"  #: the outbox is written; the rest waits for its time
    SENDING = "sending"  #: the first byte may have left
    SUBMITTED = "submitted"  #: everything was handed over or has failed for good
    CLOSED = "closed"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"


#: The legal moves; everything else is refused.
EDITION_MOVES: Mapping[EditionStatus, frozenset[EditionStatus]] = {
    EditionStatus.PLANNED: frozenset({EditionStatus.COLLECTING, EditionStatus.IN_REVIEW, EditionStatus.SKIPPED}),
    EditionStatus.COLLECTING: frozenset({EditionStatus.IN_REVIEW, EditionStatus.SKIPPED}),
    EditionStatus.IN_REVIEW: frozenset({EditionStatus.APPROVED, EditionStatus.SKIPPED, EditionStatus.WITHDRAWN}),
    EditionStatus.APPROVED: frozenset(
        {EditionStatus.SCHEDULED, EditionStatus.IN_REVIEW, EditionStatus.SKIPPED, EditionStatus.WITHDRAWN}
    ),
    EditionStatus.SCHEDULED: frozenset(
        {EditionStatus.SENDING, EditionStatus.IN_REVIEW, EditionStatus.SKIPPED, EditionStatus.WITHDRAWN}
    ),
    EditionStatus.SENDING: frozenset({EditionStatus.SUBMITTED, EditionStatus.WITHDRAWN}),
    EditionStatus.SUBMITTED: frozenset({EditionStatus.CLOSED, EditionStatus.WITHDRAWN}),
    EditionStatus.CLOSED: frozenset({EditionStatus.WITHDRAWN}),
    EditionStatus.SKIPPED: frozenset(),
    EditionStatus.WITHDRAWN: frozenset(),
}


class Origin(StrEnum):
    """Where a published sentence comes from. There is no fifth kind."""

    SOURCE = "source"  #: a verbatim span of an entry's revision
    EDITED = "edited"  #: a source sentence a person changed
    WRITTEN = "written"  #: written here by a person
    DERIVED = "derived"  #: a fixed form, until a person confirms it


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One published sentence with its origin.

    For *source*, ``entry``, ``revision``, ``field`` and ``start``/``end`` (code points) name the
    span it equals byte for byte; for *edited* they name what was changed; ``by`` is the person.
    ``paragraph`` groups sentences as the source parted them (0, 1, …). ``after_gap``: words of the source
    between it and the sentence told before it are left out, or it is told later than its place.
    """

    text: str
    origin: Origin
    entry: str | None = None
    revision: int | None = None
    field: str = "text"  #: "title" or "text"
    start: int | None = None
    end: int | None = None
    by: str | None = None
    paragraph: int = 0
    after_gap: bool = False


#: Stands between two sentences that are no neighbours in their source.
GAP = "[…]"


def in_paragraphs(sentences: Iterable[Sentence]) -> tuple[tuple[str, ...], ...]:
    """What sentences say, paragraph by paragraph as their source parted them, each gap marked.

    The one place that decides how a gap is told, for letters, pages, posts and screens alike.
    """
    parts = groupby(sentences, key=lambda one: one.paragraph)
    return tuple(tuple(f"{GAP} {one.text}" if one.after_gap else one.text for one in part) for _, part in parts)


class Length(StrEnum):
    """How much of a story is told, in whole sentences."""

    LINE = "line"  #: the win alone
    STORY = "story"  #: with what came before, who acted, what remains
    LONG = "long"


@dataclass(frozen=True, kw_only=True)
class Lengths:
    """A story's words in each length; empty where its source has no sentence that may be used so."""

    line: tuple[Sentence, ...] = ()
    story: tuple[Sentence, ...] = ()
    long: tuple[Sentence, ...] = ()

    def of(self, length: Length) -> tuple[Sentence, ...]:
        match length:
            case Length.LINE:
                return self.line
            case Length.STORY:
                return self.story
            case Length.LONG:
                return self.long


@dataclass(frozen=True, kw_only=True)
class QuoteUsed:
    """A verbatim quotation in an edition; its speaker is never empty. ``words`` is without outer marks."""

    words: Sentence
    speaker: str
    role: str | None = None


@dataclass(frozen=True, kw_only=True)
class SinceThen:
    """What became of what a story left open: a line for readers, or that nobody knows of anything new."""

    by: str
    at: datetime
    sentences: tuple[Sentence, ...] = ()  #: empty: looked into, and nothing new is known


@dataclass(frozen=True, kw_only=True)
class Highlight:
    """A story placed in an edition, in the words that will be published."""

    story: StoryId
    position: int  #: 1..n; 1 is the lead
    headline: Sentence
    teaser: tuple[Sentence, ...]  #: whole sentences; the story as the letter tells it
    outcome: Outcome | None
    countries: tuple[str, ...]
    source_title: str  #: how the letter names the source
    url: str | None
    published_on: str  #: "2020-09-04", cut to ``precision``
    precision: Precision
    language: str
    quote: QuoteUsed | None = None
    caveat: Sentence | None = None
    picture: Figure | None = None  #: what its source says of it
    kept: KeptPicture | None = None  #: what is shown of it; None: nothing
    reason: str = ""  #: why it was chosen; never leaves
    score: float = 0.0  #: never leaves
    entries: tuple[tuple[str, int], ...] = ()  #: (entry, revision) it stands on
    by_hand: bool = False  #: a person placed it
    lengths: Lengths = Lengths()  #: its source's own words, longer and shorter; empty in editions of older versions
    length: Length | None = None  #: which of them a person chose; None: by its place

    month: str = ""  #: when it happened: "2020-04"; empty where that is not known. A round-up stands in months
    ours: bool = False  #: in a round-up: stands in *our year*
    pulled: bool = False  #: in a round-up: its quotation stands large
    since: SinceThen | None = None  #: None: nobody has said what became of it

    @property
    def told_in(self) -> Length | None:
        """In which length the letter tells it: as a person chose, else the lead at length; None for own words."""
        wanted = self.length or (Length.LONG if self.position == 1 else Length.STORY)
        return wanted if self.teaser == self.lengths.of(wanted) else None

    def told_at(self, position: int) -> Highlight:
        """The same at that place, in the length that belongs there; own words stay."""
        moved = replace(self, position=position)
        if self.length is not None or self.told_in is None:
            return moved
        return replace(moved, teaser=self.lengths.long if position == 1 else self.lengths.story)


@dataclass(frozen=True, kw_only=True)
class Block:
    """Own words between the stories: stands after the highlight at ``after`` (0: before the first)."""

    after: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A story that did not enter, and the one reason."""

    story: StoryId
    headline: str
    reason: str
    score: float


@dataclass(frozen=True, kw_only=True)
class YearNumber:
    """One of a year's numbers and the stories that it counts."""

    what: str  #: free, laws, courts, schools or countries
    number: int
    stories: tuple[StoryId, ...]


@dataclass(frozen=True, kw_only=True)
class CountedStory:
    """A story of the year that a number counts, as it was told."""

    story: StoryId
    headline: str
    url: str | None


@dataclass(frozen=True, kw_only=True)
class PublicationFacts:
    """What a letter says of its sender."""

    name: str
    title: str
    zone: str
    from_: str
    reply_to: str
    postal_address: str
    base_url: str = ""
    organisation: str = ""
    pictures_at: str = ""  #: where the team hosts its pictures; empty: they travel with the letter


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything a renderer may use: the edition as one plain value. Nothing else reaches a template."""

    edition: EditionId
    publication: PublicationFacts
    period_key: str
    starts_at: datetime  #: UTC, inclusive
    ends_at: datetime  #: UTC, exclusive
    send_at: datetime  #: UTC
    language: str
    subject: str
    preheader: str
    highlights: tuple[Highlight, ...]
    introduction: tuple[Sentence, ...] = ()
    introduction_by: str | None = None
    blocks: tuple[Block, ...] = ()
    closing: tuple[Sentence, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)  #: personal marks: unsubscribe_url, browser_url, …
    automatic: bool = False  #: approved without a person; the letter's README says so
    by_month: bool = False  #: a round-up
    title: Sentence | None = None  #: of a round-up, by a person
    numbers: tuple[YearNumber, ...] = ()
    counted: tuple[CountedStory, ...] = ()  #: every story that a number counts, the oldest first


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """Exact bytes of one output. ``path`` is its place in the edition's folder."""

    #: email_html, email_text, email_eml, article_html, article_md, posts_csv, post_text, edition_json, readme, picture,
    #: webhook
    kind: str
    path: str  #: POSIX, relative, e.g. "posts/x.txt"; for a webhook "webhooks/<channel>"
    media_type: str
    body: bytes
    language: str = ""
    platform: str = ""  #: for posts and webhooks: whose


@dataclass(frozen=True, kw_only=True)
class Post:
    """A short text for one platform, perhaps in parts. ``highlight`` None: about the whole edition."""

    id: str  #: "<platform>-<story>" or "<platform>-edition"; stable over redrafts
    highlight: StoryId | None
    platform: str
    language: str
    parts: tuple[str, ...]
    alt: str = ""
    picture: str = ""  #: its place in the edition's folder; empty without one


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """What rendering an edition gave."""

    renderings: tuple[Rendering, ...]
    posts: tuple[Post, ...]
    findings: tuple[Finding, ...] = ()


class Level(StrEnum):
    """How grave a finding is. Shown as: to mend, to look at."""

    BLOCKER = "blocker"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something about a version that a person should mend or look at."""

    level: Level
    code: str  #: kebab-case, stable
    where: str  #: "letter.html", "posts/x", "story 3f2a…"
    message: str
    mend: str
    waivable: bool = True  #: False for consent, do-not-name, quotation and origin


@dataclass(frozen=True, kw_only=True)
class Period:
    """A half-open interval of UTC instants with its key, e.g. ``2020-W36``."""

    key: str
    starts_at: datetime
    ends_at: datetime
    cut_off_at: datetime
    send_at: datetime
