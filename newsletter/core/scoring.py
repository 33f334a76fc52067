"""What a story that might enter is worth: an additive score whose parts can be read.

Pure. The weights stand in the settings; choosing by the score is ``core.selection``' matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from newsletter.core.periods import moment_of
from newsletter.core.pictures import alt_trouble
from newsletter.core.reasons import voice_of
from newsletter.model.editions import Period
from newsletter.model.entries import Figure, Trust
from newsletter.model.settings import PublicationSettings, Rhythm
from newsletter.model.stories import Candidate, OutcomeStatus, OutcomeType

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
FURTHER = 2  #: so many more independent sources are worth all that coverage is
TRUST = {Trust.WINS: 1.0, Trust.OWN: 0.75, Trust.PARTNER: 0.5, Trust.GENERAL: 0.0}


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A story with its score by parts, and when it happened."""

    candidate: Candidate
    parts: Mapping[str, float]
    score: float
    moment: datetime

    @cached_property
    def facets(self) -> dict[str, str]:
        """What caps count: the main country and outcome, and the source. What is unknown is not counted."""
        judgement = self.candidate.judgement
        facets = {"source": self.candidate.revision.source}
        if judgement.countries:
            facets["country"] = judgement.countries[0]
        if judgement.outcomes:
            facets["outcome"] = judgement.outcomes[0].type.value
        return facets

    def place(self) -> tuple[float, float, str, str]:
        """Sort best first: score, then newest, then id."""
        return (-self.score, -self.moment.timestamp(), self.candidate.story, self.candidate.revision.entry)


def weigh(candidate: Candidate, pub: PublicationSettings, period: Period) -> Weighed:
    """Score a story for an edition of ``pub``; the score is the sum of its parts."""
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
        "picture": weights.picture * any(_is_shown(figure) for figure in candidate.revision.figures),
        "campaign": weights.campaign * bool(candidate.facts.references or candidate.facts.campaigns),
        "person": weights.person * bool(candidate.facts.people),
        "coverage": weights.coverage * min(candidate.sources - 1, FURTHER) / FURTHER,
        "record": weights.record * candidate.record,
        "certainty": weights.certainty * judgement.score,
        "told": weights.told * bool(candidate.approved_in),
    }
    parts = {name: round(value, 4) for name, value in parts.items()}
    return Weighed(candidate=candidate, parts=parts, score=round(sum(parts.values()), 4), moment=moment)


def _is_shown(figure: Figure) -> bool:
    return bool(figure.src) and alt_trouble(figure) is None


def _recency(moment: datetime, pub: PublicationSettings, period: Period) -> float:
    if pub.rhythm is Rhythm.YEARLY:
        return 0.0  # in a round-up January counts as much as December
    share = (moment - period.starts_at) / (period.ends_at - period.starts_at)
    return min(max(share, 0.0), 1.0)
