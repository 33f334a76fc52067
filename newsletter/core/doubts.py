"""Doubt what seems won: bad news beside it, what is only planned, what is told only further down.

Pure. Doubts are said in plain words, for the person who will look. Guards of a single event are ``core.events``';
what doubts and events add up to is decided in ``core.verdict``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsletter.core.events import Hit, TextSentence
from newsletter.core.limits import Caveat
from newsletter.core.rule import Blow, CaveatRule, Effect, Weight
from newsletter.core.rules import Rules
from newsletter.core.vocabulary import Row, Sign
from newsletter.model.entries import Trust
from newsletter.model.stories import OutcomeStatus, OutcomeType

#: Sentences that can be told to be the news itself, not something looked back on.
LEAD = 4
FIRST = 2  #: sentences that tell the news itself
BEFORE = 4  #: words
AFTER = 3


def blows(parts: Sequence[TextSentence], rows: Sequence[Row], clean: Sequence[Hit], rules: Rules) -> Iterator[Blow]:
    """Find the bad news of the headline and the first sentences, and after the first thing that was won."""
    won = False
    for part, row in zip(parts, rows, strict=False):
        here = [hit for hit in clean if hit.sentence == part and hit.event.weight is Weight.FULL]
        won = won or bool(here)
        for blow in rules.blows:
            if _is_heard(blow, part, won) and _strikes(blow, row, here):
                yield blow


def _is_heard(blow: Blow, part: TextSentence, won: bool) -> bool:
    return part.field == "title" or (blow.turn and won) or (blow.lead and part.number < FIRST)


def _strikes(blow: Blow, row: Row, here: Sequence[Hit]) -> bool:
    return any(
        (blow.firm or not any(_is_won(hit, signs[0].start, signs[-1].end) for hit in here))
        and not _is_past(blow, signs, row)
        for chain in blow.chains
        if not row.lacks(chain)
        for signs in row.matches(chain)
    )


def _is_past(blow: Blow, signs: Sequence[Sign], row: Row) -> bool:
    """Whether it tells what was before, or of the other side: "who had been jailed", "the state's appeal dismissed"."""
    first, last = signs[0].first - BEFORE, signs[-1].last + AFTER
    return any(first <= one.last and one.first <= last for one in row.of(blow.unless))


def _is_won(hit: Hit, start: int, end: int) -> bool:
    """Whether what reads like bad news is what was won: "drops plan to deport", "men jailed for torture"."""
    return start <= hit.start < end or (hit.start <= start and end <= hit.end)


def not_ended(caveats: Sequence[Caveat], clean: Sequence[Hit]) -> Sequence[Caveat]:
    """Leave out what is told to be over: "her travel ban is gone"."""
    ended = [hit.evidence().span for hit in clean if hit.sentence.field == "text"]
    return [
        one for one in caveats if not any(span.start <= one.span.start and one.span.end <= span.end for span in ended)
    ]


def doubts(
    title: str,
    text: str,
    clean: Sequence[Hit],
    hits: Sequence[Hit],
    caveat: CaveatRule | None,
    setback: bool,
    trust: Trust,
) -> Iterator[str]:
    """Say in plain words what a person should look at."""
    types = {hit.event.type for hit in clean}
    for hit in hits:
        if hit.is_clean or (hit.effect is Effect.VOID and not hit.grave):
            continue
        grave = hit.effect in (Effect.PARTIAL, Effect.ANNOUNCED) or hit.grave
        if not clean or (grave and hit.event.type in types):
            yield hit.says
    if caveat is not None and caveat.effect is not Effect.PRINT:
        yield f"it has a caveat: {caveat.name}"
    if clean and all(hit.status is OutcomeStatus.ANNOUNCED for hit in clean):
        yield "it is planned or promised, not done"
    in_title = any(hit.sentence.field == "title" or hit.event.type is OutcomeType.ACCOUNTABILITY for hit in clean)
    if setback and title and not in_title and not text.startswith(title[:40]):
        yield "its headline tells bad news"
    if clean and not _is_told_early(clean, title, trust):
        yield "what was won is told only further down"


def _is_told_early(clean: Sequence[Hit], title: str, trust: Trust) -> bool:
    """Whether it is the news itself, not something told in passing."""
    in_lead = any(map(is_lead, clean))
    if title and trust is not Trust.GENERAL:
        return any(map(_is_first, clean)) or (in_lead and len(clean) > 1)
    return in_lead or trust is Trust.WINS


def is_lead(hit: Hit) -> bool:
    return is_opening(hit.sentence)


def _is_first(hit: Hit) -> bool:
    return hit.sentence.field == "title" or hit.sentence.number < FIRST


def is_opening(sentence: TextSentence) -> bool:
    return sentence.field == "title" or sentence.number < LEAD
