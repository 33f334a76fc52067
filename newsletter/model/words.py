"""The plain words that screens use: one catalogue for the command line and the desk.

Letters have their own words in ``templates/words/``. Nothing here is a hash, key or field name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from newsletter.model.deliveries import DeliveryState
from newsletter.model.editions import EditionStatus, Level
from newsletter.model.entries import Completeness, EntryStatus, RevisionKind, Trust
from newsletter.model.stories import HoldKind, OutcomeType, Verdict

EDITION: Mapping[EditionStatus, str] = {
    EditionStatus.PLANNED: "planned",
    EditionStatus.COLLECTING: "taking in news",
    EditionStatus.IN_REVIEW: "waits for a person",
    EditionStatus.APPROVED: "approved",
    EditionStatus.SCHEDULED: "approved, leaves at its time",
    EditionStatus.SENDING: "on its way",
    EditionStatus.SUBMITTED: "handed over",
    EditionStatus.CLOSED: "finished",
    EditionStatus.SKIPPED: "skipped",
    EditionStatus.WITHDRAWN: "withdrawn",
}
VERDICT: Mapping[Verdict, str] = {
    Verdict.WIN: "good news",
    Verdict.UNSURE: "please check",
    Verdict.NOT: "not for this letter",
}
OUTCOME: Mapping[OutcomeType, str] = {
    OutcomeType.RELEASE: "released",
    OutcomeType.ACQUITTAL: "acquitted",
    OutcomeType.SENTENCE_REDUCED: "sentence reduced",
    OutcomeType.DEATH_PENALTY: "death penalty lifted",
    OutcomeType.LAW_REFORM: "law changed",
    OutcomeType.COURT_RULING: "won in court",
    OutcomeType.POLICY: "policy changed",
    OutcomeType.ACCOUNTABILITY: "held to account",
    OutcomeType.EDUCATION: "back in school",
    OutcomeType.PROTECTION_RESTORED: "protected",
    OutcomeType.ASYLUM: "granted asylum",
    OutcomeType.SETTLEMENT: "agreement signed",
    OutcomeType.VOTE: "won in a vote",
    OutcomeType.RECOGNITION: "recognised",
    OutcomeType.CAMPAIGN_MILESTONE: "milestone of a campaign",
    OutcomeType.ROUNDUP: "retells other stories",
    OutcomeType.FEATURE: "a feature",
}
TRUST: Mapping[Trust, str] = {
    Trust.WINS: "only good news",
    Trust.OWN: "our own",
    Trust.PARTNER: "a partner's",
    Trust.GENERAL: "general news",
}
COMPLETENESS: Mapping[Completeness, str] = {
    Completeness.COMPLETE: "whole",
    Completeness.TRUNCATED: "text is cut off",
    Completeness.CONTAINER: "retells other stories",
}
ENTRY: Mapping[EntryStatus, str] = {
    EntryStatus.SETTLING: "waiting in case it is still edited",
    EntryStatus.READY: "ready",
    EntryStatus.CHANGED: "edited after a letter took its words",
    EntryStatus.GONE: "taken back by its source",
    EntryStatus.CANCELED: "withdrawn by its publisher",
}
REVISION: Mapping[RevisionKind, str] = {
    RevisionKind.READ: "as its source told it",
    RevisionKind.RE_READ: "the same bytes, read better",
    RevisionKind.COMPLETED: "with the words of its full page",
}
DELIVERY: Mapping[DeliveryState, str] = {
    DeliveryState.QUEUED: "waits for its time",
    DeliveryState.LEASED: "being handed over",
    DeliveryState.HANDING_OVER: "being handed over",
    DeliveryState.ACCEPTED: "taken",
    DeliveryState.DEFERRED: "trying again",
    DeliveryState.REJECTED: "refused",
    DeliveryState.UNCERTAIN: "we do not know whether it arrived",
    DeliveryState.SUPPRESSED: "never mail again",
    DeliveryState.EXPIRED: "called back",
}
LEVEL: Mapping[Level, str] = {Level.BLOCKER: "to mend", Level.WARNING: "to look at"}
HOLD: Mapping[HoldKind, str] = {
    HoldKind.EMBARGO: "embargo",
    HoldKind.CONSENT: "no consent yet",
    HoldKind.SENSITIVE: "sensitive",
    HoldKind.INCOMPLETE: "incomplete",
    HoldKind.BY_HAND: "held by hand",
}


def headline(title: str, url: str | None) -> str:
    """What an entry is called on screens; of some, a feed gives a page or a day and no words yet."""
    return title.strip() or (f"(no words yet: {url})" if url else "(no words yet)")


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 story``, ``3 stories``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def days(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """A period as people say it: ``31 August to 6 September 2020``."""
    first = starts_at.astimezone(ZoneInfo(zone)).date()
    last = (ends_at.astimezone(ZoneInfo(zone)) - timedelta(microseconds=1)).date()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first.year != last.year:
        return f"{_day(first)} {first.year} to {_day(last)} {last.year}"
    if (first.day, (last + timedelta(days=1)).day, first.month) == (1, 1, last.month):
        return f"{last:%B} {last.year}"
    return f"{first.day if first.month == last.month else _day(first)} to {_day(last)} {last.year}"


def months(found: Sequence[str]) -> str:
    """Months as people say them, runs together: ``January to March 2026, December 2026`` of "2026-01", …"""
    runs: list[list[date]] = []
    for month in sorted(found):
        first = date.fromisoformat(f"{month}-01")
        if runs and (runs[-1][-1] + timedelta(days=31)).replace(day=1) == first:
            runs[-1].append(first)
        else:
            runs.append([first])
    return ", ".join(_run(run[0], run[-1]) for run in runs)


def _run(first: date, last: date) -> str:
    if first == last:
        return f"{first:%B %Y}"
    return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {last:%B %Y}"


def moment(at: datetime, zone: str) -> str:
    """A moment as people say it: ``Tuesday 8 September 2020, 10:00``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A} {_day(local.date())} {local.year}, {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
