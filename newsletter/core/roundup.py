"""A round-up: in which month each story stands, how new ones join those that stand, whose words are pulled out,
what has to be asked before it leaves, and what its numbers count.

Pure. Which stories enter is ``core.selection``' matter, and drafting and growing that of ``services.roundup``.

::

    candidates ─month_of─▶ chosen, month after month ─joined─▶ standing stories and new ones, in months
                                                        ├─ pulled: whose words stand large
                                                        ├─ questions: what became of it?
                                                        └─ numbers: of all that was told in the year
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import regex

from newsletter.model.editions import Block, Highlight, Period, YearNumber
from newsletter.model.entries import Precision, Revision
from newsletter.model.settings import PublicationSettings, Rhythm
from newsletter.model.stories import Candidate, EventDay, OutcomeStatus, OutcomeType, StoryId

LONG = timedelta(days=62)  #: a special period of more than two months is told month by month
TOLD_WITHIN = 2  #: months; what happened longer before is no news
EACH_PULLED = 7  #: one pull quote to so many stories
PULLED_WORDS = range(5, 41)
FEWEST_COUNTED = 2  #: a number of one is no number

COUNTED: Mapping[str, frozenset[OutcomeType]] = {
    "free": frozenset({OutcomeType.RELEASE}),
    "laws": frozenset({OutcomeType.LAW_REFORM, OutcomeType.POLICY, OutcomeType.VOTE}),
    "courts": frozenset(
        {OutcomeType.COURT_RULING, OutcomeType.ACQUITTAL, OutcomeType.ACCOUNTABILITY, OutcomeType.SENTENCE_REDUCED}
    ),
    "schools": frozenset({OutcomeType.EDUCATION}),
}
_FAMILY = regex.compile(
    r"\b(?:mother|father|wife|husband|partner|son|daughter|brother|sister|family|cousin|uncle|aunt|parents?|survivor|"
    r"prisoner|student|villager|resident|madre|padre|hermana|hermano|hij[oa]|espos[oa]|mère|père|fille|fils|sœur|frère)\b",
    regex.I,
)
_OFFICE = regex.compile(
    r"\b(?:director|researcher|spokes\w+|minister|president|secretary|campaigner|officer|representative|judge|official|"
    r"commissioner|rapporteur|head of|chair\w*|directora?|investigador\w*|portavoz|ministr\w+|directrice|directeur|"
    r"chercheu\w+|porte-parole)\b",
    regex.I,
)


def tells_months(pub: PublicationSettings, period: Period) -> bool:
    """Say whether an edition is a round-up, told month by month."""
    if pub.rhythm is Rhythm.SPECIAL:
        return period.ends_at - period.starts_at >= LONG
    return pub.rhythm is Rhythm.YEARLY


# --- months ---------------------------------------------------------------------------------


def months_of(period: Period, zone: str) -> tuple[str, ...]:
    """The months that a period touches, ``2020-01`` first."""
    day = period.starts_at.astimezone(ZoneInfo(zone)).date().replace(day=1)
    last = (period.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    found = []
    while day <= last:
        found.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return tuple(found)


def month_of(one: Revision, event: EventDay | None) -> str:
    """The month of the event where it is told, else of the entry's date; empty where neither is known.

    A day long before the entry's own is that of an arrest or a verdict more often than that of the good news.
    """
    dated = one.published_on if one.precision in (Precision.DAY, Precision.MONTH) else ""
    if event is None or event.precision not in (Precision.DAY, Precision.MONTH):
        return dated[:7]
    apart = _months_between(event.on, dated) if dated else 0
    return event.on[:7] if 0 <= apart <= TOLD_WITHIN else dated[:7]


def _months_between(earlier: str, later: str) -> int:
    return (int(later[:4]) - int(earlier[:4])) * 12 + int(later[5:7]) - int(earlier[5:7])


def room(maximum: int, period: Period, now: datetime) -> int:
    """How many stories may stand by now: the weeks that are still to come keep their share."""
    share = (now - period.starts_at) / (period.ends_at - period.starts_at)
    return maximum if share >= 1 else ceil(maximum * max(share, 0.0))


# --- an even choice -------------------------------------------------------------------------

#: Kinds of outcome and the share of a round-up that each should have, as far as there are such stories.
MIX: Mapping[str, tuple[float, frozenset[OutcomeType]]] = {
    "laws": (0.2, frozenset({OutcomeType.LAW_REFORM, OutcomeType.POLICY, OutcomeType.VOTE, OutcomeType.DEATH_PENALTY})),
    "courts": (
        0.25,
        frozenset(
            {OutcomeType.COURT_RULING, OutcomeType.ACQUITTAL, OutcomeType.ACCOUNTABILITY, OutcomeType.SETTLEMENT}
        ),
    ),
    "schools": (0.05, frozenset({OutcomeType.EDUCATION})),
}
ALIKE = 0.3  #: what another story of its kind in its month costs one


@dataclass(frozen=True)
class Spread:
    """What a round-up's choice is spread over: the months, and people's stories beside laws, courts and schools."""

    months: Mapping[StoryId, str]

    def turns(self, eligible: Sequence[Candidate], taken: Sequence[Candidate]) -> list[tuple[int, float]]:
        """For each story: how few of its month are taken, and how much of its kind is wanting, there and in all."""
        by_month = Counter(self.months.get(one.story) for one in taken)
        by_kind = Counter(_kind(one) for one in taken)
        alike = Counter((self.months.get(one.story), _kind(one)) for one in taken)
        wanting = {kind: share - by_kind[kind] / (len(taken) or 1) for kind, share in _SHARES.items()}
        places = [(self.months.get(one.story), _kind(one)) for one in eligible]
        return [(-by_month[month], wanting[kind] - ALIKE * alike[month, kind]) for month, kind in places]


_KIND_OF = {type: kind for kind, (_, types) in MIX.items() for type in types}
_SHARES = {kind: share for kind, (share, _) in MIX.items()}
_SHARES["people"] = 1 - sum(_SHARES.values())


def _kind(one: Candidate) -> str:
    return _KIND_OF.get(one.judgement.outcomes[0].type, "people") if one.judgement.outcomes else "people"


def missing_kinds(placed: Iterable[Highlight]) -> tuple[str, ...]:
    """Laws, courts or schools, where no story tells of them."""
    told = {one.outcome.type for one in placed if one.outcome and not one.ours}
    return tuple(kind for kind, (_, types) in MIX.items() if not told & types)


# --- how stories stand ----------------------------------------------------------------------


def arranged(placed: Iterable[Highlight]) -> tuple[Highlight, ...]:
    """The stories month by month, then those of no known month, then *our year*; within each as they stood."""
    ordered = sorted(placed, key=lambda one: (one.ours, not one.month, one.month))
    return tuple(replace(one, position=position) for position, one in enumerate(ordered, 1))


def joined(standing: Sequence[Highlight], new: Iterable[Highlight]) -> tuple[Highlight, ...]:
    """Standing stories as a person left them, and new ones after them in their months, by date."""
    return arranged((*standing, *sorted(new, key=lambda one: (one.published_on, one.story))))


def kept_blocks(blocks: Sequence[Block], before: Sequence[Highlight], after: Sequence[Highlight]) -> tuple[Block, ...]:
    """Own words, each still after the story that it stood after."""
    places = {one.story: one.position for one in after}
    anchors = {one.position: one.story for one in before}
    moved = (replace(one, after=places.get(anchors.get(one.after, StoryId("")), one.after)) for one in blocks)
    return tuple(sorted(moved, key=lambda one: one.after))


def empty_months(placed: Iterable[Highlight], months: Sequence[str]) -> tuple[str, ...]:
    """The months of a period in which no story stands."""
    told = {one.month for one in placed if not one.ours}
    return tuple(month for month in months if month not in told)


# --- whose words are pulled out -------------------------------------------------------------


def pulled(placed: Sequence[Highlight], among: Container[StoryId]) -> tuple[Highlight, ...]:
    """The stories with some quotations marked to stand large: about one to seven stories, spread over the year.

    Marks are only put on stories ``among`` those given: what stands already stays as it is.
    """
    marked = {one.story for one in placed if one.pulled}
    wanted = round(len(placed) / EACH_PULLED)
    for stretch in _stretches(placed, wanted):
        if len(marked) >= wanted or any(one.story in marked for one in stretch):
            continue
        best = max((one for one in stretch if one.story in among and _may_be_pulled(one)), key=_worth, default=None)
        marked |= {best.story} if best else set()
    return tuple(replace(one, pulled=one.story in marked) for one in placed)


def _stretches(placed: Sequence[Highlight], count: int) -> Iterator[Sequence[Highlight]]:
    for number in range(count):
        yield placed[number * len(placed) // count : (number + 1) * len(placed) // count]


def _may_be_pulled(one: Highlight) -> bool:
    """Words of the people themselves, or of their family, that the text does not tell already."""
    if one.quote is None or one.ours or len(one.quote.words.text.split()) not in PULLED_WORDS:
        return False
    if any(one.quote.words.text.strip() in sentence.text for sentence in (one.headline, *one.teaser)):
        return False
    role = one.quote.role or ""
    return _FAMILY.search(role) is not None or (_is_named(one) and _OFFICE.search(role) is None)


def _is_named(one: Highlight) -> bool:
    speaker = one.quote.speaker.split() if one.quote else []
    return any(part in one.headline.text for part in speaker if len(part) > 2)


def _worth(one: Highlight) -> tuple[bool, int, str]:
    words = len(one.quote.words.text.split()) if one.quote else 0
    return (_is_named(one), -abs(words - 18), one.story)


# --- what is to be asked --------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a story left open when it was told, and nobody has said yet what became of it."""

    story: StoryId
    position: int
    headline: str
    told: str  #: the caveat or promise, in the source's words


def questions(placed: Iterable[Highlight], open_ends: Mapping[StoryId, Sequence[str]]) -> tuple[Question, ...]:
    """What has to be asked before the year is told: each caveat and promise without an answer."""
    return tuple(
        Question(story=one.story, position=one.position, headline=one.headline.text, told=told)
        for one in placed
        if one.since is None and not one.ours
        for told in _open(one, open_ends.get(one.story, ()))
    )


def _open(one: Highlight, more: Sequence[str]) -> Iterator[str]:
    told = dict.fromkeys(" ".join(words.split()) for words in (one.caveat.text if one.caveat else "", *more))
    told.pop("", None)
    yield from told
    if not told and one.outcome and one.outcome.status in (OutcomeStatus.ANNOUNCED, OutcomeStatus.PARTIAL):
        yield one.headline.text


# --- the numbers ----------------------------------------------------------------------------


def numbers(told: Sequence[Highlight]) -> tuple[YearNumber, ...]:
    """What was won in the year, counted in stories whose outcome is done, and in countries."""
    found = []
    for what, types in COUNTED.items():
        counted = [one.story for one in told if _is_done(one, types)]
        found.append(YearNumber(what=what, number=len(counted), stories=tuple(counted)))
    placed = [one for one in told if one.countries]
    countries = len({one.countries[0] for one in placed})
    found.append(YearNumber(what="countries", number=countries, stories=tuple(one.story for one in placed)))
    return tuple(one for one in found if one.number >= FEWEST_COUNTED)


def _is_done(one: Highlight, types: frozenset[OutcomeType]) -> bool:
    return one.outcome is not None and one.outcome.status is OutcomeStatus.DONE and one.outcome.type in types


def is_month(text: str) -> bool:
    """Whether a text names a month as ``2020-04``."""
    try:
        return len(text) == 7 and bool(date.fromisoformat(f"{text}-01"))
    except ValueError:
        return False
