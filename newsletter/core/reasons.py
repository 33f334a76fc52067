"""Say in plain words why a story was chosen or left out.

Pure, and the one catalogue of these words. The choice itself is made in ``core.selection``.
"""

from __future__ import annotations

from newsletter.model import words
from newsletter.model.entries import Completeness, Quote, Trust
from newsletter.model.stories import Candidate, HoldKind, OutcomeStatus, OutcomeType, Verdict

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
    told: list[str] = []
    for outcome in candidate.judgement.outcomes[:1]:
        told += [words.OUTCOME[outcome.type], STATUS_WORDS[outcome.status]]
    told += [*candidate.facts.references[:1], *candidate.facts.campaigns[:1]]
    voice = voice_of(candidate)
    if voice is not None:
        told.append(f"quotes {voice.speaker}" + (f", {voice.role}" if voice.role else ""))
    if candidate.judgement.caveat is not None:
        told.append("its caveat is told")
    if candidate.sources > 1:
        told.append(f"told by {candidate.sources} sources")
    if candidate.approved_in:
        told.append(f"told in {candidate.approved_in[-1]}")
    if candidate.late:
        told.append("from an earlier period, taken up now")
    if candidate.follows:
        told.append(f"follows up what was told in {candidate.follows[0]}")
    if note:
        told.append(note)
    return " · ".join(told) or "good news"


def voice_of(candidate: Candidate) -> Quote | None:
    return next((quote for quote in candidate.revision.quotes if quote.speaker), None)


def _why_not_unseen(candidate: Candidate) -> str:
    if candidate.trust is not Trust.WINS:
        return "its source tells more than good news"
    if candidate.revision.completeness is not Completeness.COMPLETE:
        return "its text is not whole"
    return (
        "it has a caveat"
        if candidate.judgement.caveat
        else "headline and text do not both tell it, or bad news may stand beside it"
    )


def why_not(candidate: Candidate) -> str:
    types = [outcome.type for outcome in candidate.judgement.outcomes]
    if OutcomeType.ROUNDUP in types:
        return words.OUTCOME[OutcomeType.ROUNDUP]
    return candidate.judgement.reasons[0] if candidate.judgement.reasons else "no good news found in it"


def doubt_about(candidate: Candidate) -> str:
    """Tell why a person is asked, of good news too."""
    if candidate.judgement.verdict is Verdict.WIN:
        return _why_not_unseen(candidate)
    return candidate.judgement.reasons[0] if candidate.judgement.reasons else "it is not sure that this is good news"
