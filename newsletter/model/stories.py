"""What we think of entries, and the stories they tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from newsletter.model.entries import EntryId, Precision, Revision, Span, Trust

StoryId = NewType("StoryId", str)  #: the id of the first entry that told it; never reused


class OutcomeType(StrEnum):
    """What was won; the last two are not wins."""

    RELEASE = "release"
    ACQUITTAL = "acquittal"
    SENTENCE_REDUCED = "sentence_reduced"
    DEATH_PENALTY = "death_penalty"
    LAW_REFORM = "law_reform"
    COURT_RULING = "court_ruling"
    POLICY = "policy"
    ACCOUNTABILITY = "accountability"
    EDUCATION = "education"
    PROTECTION_RESTORED = "protection_restored"
    ASYLUM = "asylum"
    SETTLEMENT = "settlement"
    VOTE = "vote"
    RECOGNITION = "recognition"
    CAMPAIGN_MILESTONE = "campaign_milestone"
    ROUNDUP = "roundup"  #: retells wins told elsewhere
    FEATURE = "feature"


class OutcomeStatus(StrEnum):
    """How finished the win is."""

    DONE = "done"
    PARTIAL = "partial"
    ANNOUNCED = "announced"
    UNCLEAR = "unclear"


class Verdict(StrEnum):
    """What we think of an entry. Shown as: good news, please check, not for this letter."""

    WIN = "win"
    UNSURE = "unsure"
    NOT = "not"


class Relation(StrEnum):
    """How two stories relate."""

    SAME = "same"  #: one page, or the same words
    COPY = "copy"  #: most of the words
    SAME_EVENT = "same_event"  #: two tellings of one event
    FOLLOW_UP = "follow_up"  #: what came of it before or later
    DIFFERENT = "different"  #: where a person says so, for ever


class HoldKind(StrEnum):
    """Why a story is kept back."""

    EMBARGO = "embargo"
    CONSENT = "consent"
    SENSITIVE = "sensitive"
    INCOMPLETE = "incomplete"
    BY_HAND = "by_hand"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was won, and how finished it is."""

    type: OutcomeType
    status: OutcomeStatus = OutcomeStatus.DONE


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The words that made us think so: a span, the rule that matched, the guard that doubted it."""

    field: str  #: "title" or "text"
    span: Span
    rule: str
    guard: str | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A verdict on one revision with everything that led to it."""

    verdict: Verdict
    score: float  #: 0–1
    unattended: bool  #: may be drafted where no person approves
    outcomes: tuple[Outcome, ...] = ()  #: the main one first
    caveat: Span | None = None  #: in the text
    countries: tuple[str, ...] = ()  #: ISO 3166-1 alpha-2, the main one first
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()  #: plain words, for a person


@dataclass(frozen=True, kw_only=True)
class Acted:
    """Who wrote, signed or spoke out, in the text's own words."""

    who: str  #: "4000 supporters", "hundreds of letters"
    count: int | None  #: None where no number is given
    span: Span  #: the sentence that says so


@dataclass(frozen=True, kw_only=True)
class EventDay:
    """When the event happened, as far as its sentence tells: ``2020-09-04``, ``2020-09`` or ``2020``."""

    on: str
    precision: Precision
    span: Span


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one revision tells, beside the verdict on it. Spans count in its text unless evidence says title."""

    people: tuple[str, ...] = ()  #: full names as they stand, the main person first
    references: tuple[str, ...] = ()  #: case numbers in one form
    campaigns: tuple[str, ...] = ()
    acted: tuple[Acted, ...] = ()
    event: EventDay | None = None  #: None where the text names no day
    caveats: tuple[Span, ...] = ()  #: every one; ``Judgement.caveat`` is the gravest
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A story kept back, by whom and why."""

    kind: HoldKind
    why: str
    by: str
    at: datetime
    until: datetime | None = None  #: when it ends by itself; None: when a person releases it


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A story that might enter an edition, with the entry whose words would be used."""

    story: StoryId
    revision: Revision
    trust: Trust
    judgement: Judgement
    entries: tuple[EntryId, ...]  #: every entry that tells this story, the used one first
    facts: Facts = Facts()
    sources: int = 1  #: independent ones that tell it
    holds: tuple[Hold, ...] = ()
    told_in: tuple[str, ...] = ()  #: editions of this publication that told or hold it already
    settling: bool = False  #: its source may still be editing it
    late: bool = False  #: belongs to an earlier period and is taken up now
    headline: str | None = None  #: derived from a fixed form; None where the source gives one or nothing is sure
    perhaps_same: tuple[StoryId, ...] = ()  #: stories that may tell the same event; a person may part them
    perhaps_told_in: tuple[str, ...] = ()  #: editions that told one of those
    follows: tuple[str, ...] = ()  #: editions that told what this story follows up
    approved_in: tuple[str, ...] = ()  #: closed editions of other newsletters of the team that told it
    record: float = 0.0  #: how editors chose stories like it, −1 to 1
    may_be_told: bool = True  #: False: its period is over and gone, or has not come
