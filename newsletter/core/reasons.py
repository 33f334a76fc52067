"""Say in plain words why a story was chosen or left out.

Pure, and the one catalogue of these words. The choice itself is made in ``core.selection``.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.model.entries import Quote
from newsletter.model.stories import Candidate, HoldKind, OutcomeStatus, OutcomeType

OUTCOME_WORDS: Mapping[OutcomeType, str] = {
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
STATUS_WORDS = {
    OutcomeStatus.DONE: "done",
    OutcomeStatus.PARTIAL: "partly done",
    OutcomeStatus.ANNOUNCED: "only announced",
    OutcomeStatus.UNCLEAR: "outcome unclear",
}
HOLD_WORDS = {
    HoldKind.EMBARGO: "held back: embargo",
    HoldKind.CONSENT: "held back: consent",
    HoldKind.SENSITIVE: "held back: sensitive",
    HoldKind.INCOMPLETE: "held back: its text is cut off",
    HoldKind.BY_HAND: "held back by hand",
}
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]


def reason_of(candidate: Candidate, note: str | None) -> str:
    """Tell in one line why a story was chosen: "released · done · UA 58/20 · quotes Ana Ruiz, her mother"."""
    words = []
    for outcome in candidate.judgement.outcomes[:1]:
        words += [OUTCOME_WORDS[outcome.type], STATUS_WORDS[outcome.status]]
    words += [*candidate.facts.references[:1], *candidate.facts.campaigns[:1]]
    voice = voice_of(candidate)
    if voice is not None:
        words.append(f"quotes {voice.speaker}" + (f", {voice.role}" if voice.role else ""))
    if candidate.judgement.caveat is not None:
        words.append("its caveat is told")
    if candidate.sources > 1:
        words.append(f"told by {candidate.sources} sources")
    if candidate.late:
        words.append("from an earlier period, taken up now")
    if candidate.follows:
        words.append(f"follows up what was told in {candidate.follows[0]}")
    if note:
        words.append(note)
    return " · ".join(words) or "good news"


def voice_of(candidate: Candidate) -> Quote | None:
    return next((quote for quote in candidate.revision.quotes if quote.speaker), None)


def why_not(candidate: Candidate) -> str:
    types = [outcome.type for outcome in candidate.judgement.outcomes]
    if OutcomeType.ROUNDUP in types:
        return OUTCOME_WORDS[OutcomeType.ROUNDUP]
    return candidate.judgement.reasons[0] if candidate.judgement.reasons else "no good news found in it"


def doubt_about(candidate: Candidate) -> str:
    return candidate.judgement.reasons[0] if candidate.judgement.reasons else "it is not sure that this is good news"
