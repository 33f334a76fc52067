"""Choose the stories of an edition, and say why for each one chosen and each one left out.

Pure: the same candidates give the same choice in whatever order they arrive. Hard rules come first, then
stories placed by a person, then an additive score under caps for country, outcome and source. Judging what
is good news belongs to ``core.verdict``; the words belong to ``core.wording``.

::

    candidates ─hard rules─▶ eligible ─score─▶ in order ─caps, maximum─▶ chosen
         └──────one reason──────┴──────────one reason──────┴──────────▶ left out
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsletter.core.periods import moment_of
from newsletter.core.reasons import HOLD_WORDS, ORDINALS, OUTCOME_WORDS, doubt_about, reason_of, voice_of, why_not
from newsletter.model import words
from newsletter.model.editions import LeftOut, Period
from newsletter.model.entries import Completeness, Trust
from newsletter.model.settings import Approval, PublicationSettings, Rhythm
from newsletter.model.stories import Candidate, OutcomeStatus, OutcomeType, StoryId, Verdict

STRENGTHS: Mapping[OutcomeType, float] = {
    OutcomeType.RELEASE: 1.0,
    OutcomeType.ACQUITTAL: 1.0,
    OutcomeType.DEATH_PENALTY: 1.0,
    OutcomeType.LAW_REFORM: 0.9,
    OutcomeType.COURT_RULING: 0.9,
    OutcomeType.ACCOUNTABILITY: 0.8,
    OutcomeType.ASYLUM: 0.8,
    OutcomeType.SENTENCE_REDUCED: 0.7,
    OutcomeType.PROTECTION_RESTORED: 0.7,
    OutcomeType.EDUCATION: 0.7,
    OutcomeType.POLICY: 0.7,
    OutcomeType.SETTLEMENT: 0.6,
    OutcomeType.VOTE: 0.5,
    OutcomeType.RECOGNITION: 0.4,
    OutcomeType.CAMPAIGN_MILESTONE: 0.4,
}
STATUS = {
    OutcomeStatus.DONE: 1.0,
    OutcomeStatus.PARTIAL: 0.5,
    OutcomeStatus.ANNOUNCED: 0.25,
    OutcomeStatus.UNCLEAR: 0.0,
}
TRUST = {Trust.WINS: 1.0, Trust.OWN: 0.75, Trust.PARTNER: 0.5, Trust.GENERAL: 0.0}

#: Caps give way in this order, and only while there are fewer stories than the minimum.
RELAXED_IN_ORDER = ("source", "outcome", "country")
#: How many of those below the last one chosen are told to be *just* below.
NEAR = 3
#: Fewer whole words than this do not tell a story that is cut off.
ENOUGH_WORDS = 25


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A story that enters, with its score by parts and one reason in plain words."""

    candidate: Candidate
    score: float
    parts: Mapping[str, float]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What was chosen, in order, and everything else, best first."""

    chosen: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]
    thin: bool  #: fewer than the minimum, even with those a person may still let in


@dataclass(frozen=True, kw_only=True)
class _Weighed:
    candidate: Candidate
    parts: Mapping[str, float]
    score: float
    moment: datetime

    def place(self) -> tuple[float, float, str, str]:
        """Sort best first: score, then newest, then id."""
        return (-self.score, -self.moment.timestamp(), self.candidate.story, self.candidate.revision.entry)


@dataclass(frozen=True, eq=False)
class _Refused:
    """A story left out; the lower the rank, the nearer to the reader it is shown."""

    rank: int
    one: _Weighed
    reason: str


NO_ROOM, TO_CHECK, FORBIDDEN, NO_NEWS = range(4)


def choose(
    candidates: Sequence[Candidate],
    pub: PublicationSettings,
    period: Period,
    *,
    pinned: Sequence[StoryId] = (),
    country_names: Mapping[str, str] | None = None,
) -> Selection:
    """Choose an edition's stories. ``country_names`` (code → name) only makes reasons readable."""
    ranked = sorted((_weigh(candidate, pub, period) for candidate in candidates), key=_Weighed.place)
    by_hand, eligible, refused = _sift(ranked, pub, pinned)
    shelf = _Shelf(pub, country_names or {})
    shelf.fill(by_hand, eligible)
    refused += shelf.refused
    refused.sort(key=lambda out: (out.rank, out.one.place()))
    waiting = sum(out.rank == TO_CHECK for out in refused) if pub.approval is Approval.PERSON else 0
    return Selection(
        chosen=tuple(_chosen(one, shelf.notes.get(one.candidate.story)) for one in shelf.taken),
        left_out=tuple(_left_out(out) for out in refused),
        thin=len(shelf.taken) + waiting < pub.minimum,
    )


def _sift(
    ranked: Iterable[_Weighed], pub: PublicationSettings, pinned: Sequence[StoryId]
) -> tuple[list[_Weighed], list[_Weighed], list[_Refused]]:
    """Part the stories into (placed by hand, may compete, refused by a hard rule)."""
    by_hand: list[_Weighed] = []
    eligible: list[_Weighed] = []
    refused: list[_Refused] = []
    places = {story: place for place, story in enumerate(pinned)}
    told: dict[StoryId, str] = dict.fromkeys(pinned, "one placed by hand")  #: what is told, by its headline
    for one in ranked:
        wanted = one.candidate.story in places
        why_not = _forbidden(one, pub) or (None if wanted else _doubtful(one, pub) or _told_twice(one, told))
        if why_not:
            refused.append(why_not)
        else:
            (by_hand if wanted else eligible).append(one)
            told.setdefault(one.candidate.story, f"“{one.candidate.revision.title}”")
    by_hand.sort(key=lambda one: places[one.candidate.story])
    return by_hand, eligible, refused


# --- hard rules -----------------------------------------------------------------------------


def _forbidden(one: _Weighed, pub: PublicationSettings) -> _Refused | None:
    """Rules that hold even for a story placed by a person."""
    candidate = one.candidate
    if candidate.holds:
        return _Refused(FORBIDDEN, one, HOLD_WORDS[candidate.holds[0].kind])
    if candidate.told_in:
        return _Refused(FORBIDDEN, one, f"told already in {candidate.told_in[0]}")
    if pub.approval is Approval.AUTOMATIC and not _may_go_unattended(candidate):
        reason = "a person has to check it"
        if candidate.judgement.verdict is Verdict.NOT:
            return _Refused(NO_NEWS, one, why_not(candidate))
        doubt = doubt_about(candidate) if candidate.judgement.verdict is Verdict.UNSURE else ""
        return _Refused(TO_CHECK, one, f"{reason}: {doubt}" if doubt else reason)
    return None


def _may_go_unattended(candidate: Candidate) -> bool:
    # What is published without a person is judged on the entry whose words are used, whole.
    return candidate.judgement.unattended and candidate.revision.completeness is Completeness.COMPLETE


def _doubtful(one: _Weighed, pub: PublicationSettings) -> _Refused | None:
    """Rules that a person may overrule by placing the story."""
    candidate, revision = one.candidate, one.candidate.revision
    languages = {language.lower().split("-")[0] for language in pub.languages}
    if candidate.judgement.verdict is Verdict.NOT:
        return _Refused(NO_NEWS, one, why_not(candidate))
    if revision.completeness is Completeness.CONTAINER:
        return _Refused(NO_NEWS, one, "retells other stories")
    if not candidate.may_be_told:
        return _Refused(FORBIDDEN, one, "not news of this period")
    if languages and revision.language.lower().split("-")[0] not in languages:
        return _Refused(
            FORBIDDEN, one, f"in a language this newsletter does not speak ({revision.language or 'unknown'})"
        )
    if not revision.title.strip() or (revision.completeness is Completeness.TRUNCATED and _tells_too_little(candidate)):
        return _Refused(TO_CHECK, one, "its text is cut off")
    if candidate.judgement.verdict is Verdict.UNSURE:
        return _Refused(TO_CHECK, one, f"please check: {doubt_about(candidate)}")
    if candidate.settling:
        return _Refused(TO_CHECK, one, "waiting in case it is still edited")
    return None


def _told_twice(one: _Weighed, told: Mapping[StoryId, str]) -> _Refused | None:
    """Whether another telling of what is probably the same event is told already, or stands above."""
    if one.candidate.perhaps_told_in:
        return _Refused(TO_CHECK, one, f"probably told already in {one.candidate.perhaps_told_in[0]}")
    twin = next((told[story] for story in one.candidate.perhaps_same if story in told), None)
    return _Refused(NO_ROOM, one, f"probably the same event as {twin}") if twin else None


def _tells_too_little(candidate: Candidate) -> bool:
    """A feed of summaries cuts every story; what is left may still tell the win in whole sentences."""
    text = candidate.revision.text
    whole = max((text.rfind(mark) for mark in ".!?。！？"), default=-1) + 1
    ends = [evidence.span.end for evidence in candidate.judgement.evidence if evidence.field == "text"]
    return len(text[:whole].split()) < ENOUGH_WORDS or (bool(ends) and min(ends) > whole)


# --- score ----------------------------------------------------------------------------------


def _weigh(candidate: Candidate, pub: PublicationSettings, period: Period) -> _Weighed:
    moment = moment_of(pub, candidate.revision, period)
    weights, judgement = pub.selection, candidate.judgement
    main = judgement.outcomes[0] if judgement.outcomes else None
    strengths = {**STRENGTHS, **{OutcomeType(name): value for name, value in weights.strengths.items()}}
    parts = {
        "outcome": weights.outcome * (strengths.get(main.type, 0.0) if main else 0.0),
        "status": weights.status * (STATUS[main.status] if main else 0.0),
        "trust": weights.trust * TRUST[candidate.trust],
        "voice": weights.voice * (voice_of(candidate) is not None),
        "recency": weights.recency * _recency(moment, pub, period),
        "picture": weights.picture * any(figure.src and figure.alt for figure in candidate.revision.figures),
        "certainty": weights.certainty * judgement.score,
    }
    parts = {name: round(value, 4) for name, value in parts.items()}
    return _Weighed(candidate=candidate, parts=parts, score=round(sum(parts.values()), 4), moment=moment)


def _recency(moment: datetime, pub: PublicationSettings, period: Period) -> float:
    if pub.rhythm is Rhythm.YEARLY:
        return 0.0  # in a round-up January counts as much as December
    share = (moment - period.starts_at) / (period.ends_at - period.starts_at)
    return min(max(share, 0.0), 1.0)


# --- caps -----------------------------------------------------------------------------------


class _Shelf:
    """Room for the chosen: takes the best first, counting what each cap counts."""

    def __init__(self, pub: PublicationSettings, country_names: Mapping[str, str]) -> None:
        self.pub = pub
        self.country_names = country_names
        weights = pub.selection
        self.caps = {"country": weights.per_country, "outcome": weights.per_outcome, "source": weights.per_source}
        if len(pub.sources) == 1:
            del self.caps["source"]  # there is no other whose place it would take
        self.taken: list[_Weighed] = []
        self.refused: list[_Refused] = []
        self.notes: dict[StoryId, str] = {}  #: what a chosen story's reason adds
        self.counts: Counter[tuple[str, str]] = Counter()  #: taken, by facet
        self.turned_away: Counter[tuple[str, str]] = Counter()  #: by the facet whose cap was reached

    def fill(self, by_hand: Iterable[_Weighed], eligible: Iterable[_Weighed]) -> None:
        """Place what a person placed, then the best within caps and maximum, then relax the caps."""
        for one in by_hand:
            self._take(one, "placed by hand")
        below: list[_Weighed] = []
        for one in eligible:
            over = self._over(one, self.caps)
            if over:
                self.refused.append(_Refused(NO_ROOM, one, self._capped(one, over)))
            elif len(self.taken) >= self.pub.maximum:
                below.append(one)
            else:
                self._take(one)
        self._relax()
        for place, one in enumerate(below):
            why = "just below the last one chosen" if place < NEAR else "below the last one chosen"
            self.refused.append(_Refused(NO_ROOM, one, why))

    def _relax(self) -> None:
        room = min(self.pub.minimum, self.pub.maximum)
        caps = dict(self.caps)
        for facet in RELAXED_IN_ORDER:
            caps.pop(facet, None)
            for out in list(self.refused):
                if len(self.taken) >= room:
                    return
                if not self._over(out.one, caps):
                    self.refused.remove(out)
                    self._take(out.one, f"{out.reason}, taken for want of others")

    def _take(self, one: _Weighed, note: str = "") -> None:
        self.taken.append(one)
        self.counts.update(_facets(one).items())
        if note:
            self.notes[one.candidate.story] = note

    def _over(self, one: _Weighed, caps: Mapping[str, int]) -> str | None:
        """Name the first facet whose cap is reached."""
        facets = _facets(one)
        return next((name for name in caps if name in facets and self.counts[name, facets[name]] >= caps[name]), None)

    def _capped(self, one: _Weighed, facet: str) -> str:
        value = _facets(one)[facet]
        count = self.counts[facet, value] + self.turned_away[facet, value]
        self.turned_away[facet, value] += 1
        place = ORDINALS[count] if count < len(ORDINALS) else f"number {count + 1}"
        match facet:
            case "country":
                return f"{place} story from {self.country_names.get(value, value)}"
            case "outcome":
                return f"{place} story of its kind ({OUTCOME_WORDS[OutcomeType(value)]})"
            case _:
                return f"{place} story from the source {value}"


def _facets(one: _Weighed) -> dict[str, str]:
    """What caps count: the main country and outcome, and the source. What is unknown is not counted."""
    judgement = one.candidate.judgement
    facets = {"source": one.candidate.revision.source}
    if judgement.countries:
        facets["country"] = judgement.countries[0]
    if judgement.outcomes:
        facets["outcome"] = judgement.outcomes[0].type.value
    return facets


# --- reasons --------------------------------------------------------------------------------


def _chosen(one: _Weighed, note: str | None) -> Chosen:
    return Chosen(candidate=one.candidate, score=one.score, parts=one.parts, reason=reason_of(one.candidate, note))


def _left_out(out: _Refused) -> LeftOut:
    candidate = out.one.candidate
    headline = words.headline(candidate.revision.title, candidate.revision.url)
    return LeftOut(story=candidate.story, headline=headline, reason=out.reason, score=out.one.score)
