"""Judge whether an entry is good news, with the words that made us think so.

Pure. A *win* needs an event (something was won) and nothing in doubt; an ordinary news source's needs a context of
people's rights, too, and is offered at most. What is hedged, partial or mixed, and what a trusted source tells without
an event, is *unsure*: a person looks. The rules are ``core.rules``' matter, written in ``config/rules``; the doubts are
``core.doubts``'; choosing among wins belongs to ``core.selection``.

::

    sentences ─signs, chains─▶ hits ─guards─▶ clean │ doubtful │ void
    whole text ─blows, shapes, caveats, setbacks─▶ doubts       → verdict, score, reasons
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsletter.core import limits
from newsletter.core.doubts import FIRST, LEAD, blows, doubts, is_lead, is_opening, not_ended
from newsletter.core.events import Hit, TextSentence, faint_in, hits_in, sentences_of
from newsletter.core.places import Place, ranked
from newsletter.core.prose import first_sentence
from newsletter.core.rule import Effect, Shape, Weight
from newsletter.core.rules import Rules
from newsletter.core.spans import Spans
from newsletter.model.entries import Span, Trust
from newsletter.model.stories import Judgement, Outcome, OutcomeStatus, OutcomeType, Verdict

__all__ = ["Rules", "judge"]

LEAD_CHARACTERS = 900
READ = 13  #: sentences with the headline; what is won further down is told in passing


@dataclass(frozen=True, kw_only=True)
class _Findings:
    """Everything seen in one entry."""

    clean: tuple[Hit, ...]
    doubtful: tuple[Hit, ...]
    void: tuple[Hit, ...]
    caveat: Span | None
    shape: Shape | None
    strong: int  #: words of the rights context
    weak: int
    doubts: tuple[str, ...]
    setback: bool
    untitled: bool
    lifts: int
    mild: bool  #: bad words beside it that cast no doubt, but ask for a look
    echoed: Callable[[str], bool]  #: whether a field says again what the other tells

    def is_told_twice(self) -> bool:
        """Whether both the headline and the text tell of something won: what goes out unseen needs both."""
        if self.mild or not self.clean or all(hit.event.weight is Weight.WEAK for hit in self.clean):
            return False
        fields = {hit.sentence.field for hit in self.clean}
        return ("text" in fields or self.echoed("text")) and (
            self.untitled or "title" in fields or self.echoed("title")
        )


def judge(*, title: str, text: str, language: str, trust: Trust, rules: Mapping[str, Rules]) -> Judgement:
    """Judge one entry from its own words."""
    known = rules.get(language.lower().split("-")[0])
    if known is None or not known.events:
        return _without_rules(title, text, language, trust, known)
    parts = [*sentences_of("title", title), *sentences_of("text", text)]
    found = _look(title, text, parts, known, trust)
    verdict, reasons = _decide(found, trust)
    evidence = tuple(hit.evidence() for hit in (*found.clean, *found.doubtful, *found.void))
    return Judgement(
        verdict=verdict,
        score=_score(found, verdict, trust),
        unattended=trust is Trust.WINS and verdict is Verdict.WIN and found.is_told_twice(),
        outcomes=_outcomes(found, verdict),
        caveat=found.caveat,
        countries=_countries(title, text, parts, found, known),
        evidence=evidence,
        reasons=reasons,
    )


def _without_rules(title: str, text: str, language: str, trust: Trust, known: Rules | None) -> Judgement:
    """Tell what can be told without events: countries, and the caveat."""
    gravest = limits.gravest(limits.found(text, known)) if known else None
    general = trust is Trust.GENERAL
    reason = f"there are no rules for its language ({language or 'unknown'})"
    return Judgement(
        verdict=Verdict.NOT if general else Verdict.UNSURE,
        score=0.1 if general else 0.3,
        unattended=False,
        caveat=gravest.span if gravest else None,
        countries=_named(title, text, known) if known else (),
        reasons=(f"an ordinary news source, not judged ({language})" if general else reason,),
    )


def _named(title: str, text: str, rules: Rules) -> tuple[str, ...]:
    """Countries where no event tells which is the main one: the title's and the beginning's first."""
    in_text = rules.places.find(text)
    return ranked(rules.places.find(title), _in_opening(text, in_text), in_text)


def _in_opening(text: str, places: Sequence[Place]) -> list[Place]:
    opening = first_sentence(text)
    return [place for place in places if opening and place.start < opening.end]


# --- looking ----------------------------------------------------------------------------------


def _look(title: str, text: str, parts: Sequence[TextSentence], rules: Rules, trust: Trust) -> _Findings:
    rows = [rules.vocabulary.row(part.text, headline=part.field == "title") for part in parts]
    opening = {kind for part, row in zip(parts, rows, strict=True) if is_opening(part) for kind in row.signs}
    near = zip(parts[:READ], rows[:READ], strict=True)
    hits = [hit for part, row in near for hit in hits_in(part, row, opening, rules)]
    told = [(part, row) for part, row in zip(parts, rows, strict=True) if is_opening(part)]

    def faint(weight: Weight) -> Iterator[Hit]:
        return (hit for part, row in told for hit in faint_in(weight, part, row, opening, rules))

    clean = tuple(hit for hit in hits if hit.is_clean) or _agreeing(faint)
    doubtful = tuple(hit for hit in hits if hit.effect not in (None, Effect.VOID))
    watched = len(parts) if trust is Trust.WINS else LEAD + 1  # a person reads on; nobody does what goes out unseen
    beside = tuple(blows(parts[:watched], rows, clean, rules))
    low = f"{title}\n{text}".lower()
    gravest = limits.gravest(not_ended(limits.found(text, rules), clean))
    caveat = gravest.span if gravest else None
    if caveat is None:
        caveat = next((_span_in_text(hit) for hit in doubtful if hit.effect is Effect.PARTIAL), None)
    if caveat is None and clean:
        caveat = limits.last_word(text, [hit.evidence().span for hit in clean if hit.sentence.field == "text"], rules)
    setback = _setback(title, parts, rules)
    doubted = doubts(title, text, clean, hits, gravest.rule if gravest else None, setback, trust)
    return _Findings(
        clean=clean,
        doubtful=doubtful,
        void=tuple(hit for hit in hits if hit.effect is Effect.VOID),
        caveat=caveat,
        shape=_shape(title, text, rules),
        strong=sum(map(low.__contains__, rules.strong)),
        weak=sum(map(low.__contains__, rules.weak)),
        doubts=tuple(dict.fromkeys((*(blow.says for blow in beside if not blow.mild), *doubted))),
        setback=setback,
        untitled=not title.strip(),
        lifts=sum(map(low.__contains__, rules.lifts)),
        mild=any(blow.mild for blow in beside),
        echoed=lambda field: any(hit.sentence.field == field for hit in faint(Weight.ECHO)),
    )


def _agreeing(faint: Callable[[Weight], Iterator[Hit]]) -> tuple[Hit, ...]:
    """Weak hits of the headline or the text's beginning, where the other says it again."""
    weak = tuple(hit for hit in faint(Weight.WEAK) if hit.sentence.number < FIRST)
    fields = {hit.sentence.field for hit in weak}
    if len(fields) == 1:
        fields |= {hit.sentence.field for hit in faint(Weight.ECHO)}
    return weak if len(fields) > 1 else ()


def _span_in_text(hit: Hit) -> Span | None:
    return hit.evidence().span if hit.sentence.field == "text" else None


def _shape(title: str, text: str, rules: Rules) -> Shape | None:
    opening = f"{title}\n{text[:LEAD_CHARACTERS]}"
    low = opening.lower()
    hinted = (shape for shape in rules.shapes if not shape.hints or any(hint in low for hint in shape.hints))
    return next((shape for shape in hinted if shape.pattern.search(title if shape.in_title else opening)), None)


def _setback(title: str, parts: Sequence[TextSentence], rules: Rules) -> bool:
    """Whether the headline, or an untitled text's beginning, tells bad news."""
    if rules.setbacks is None:
        return False
    told = title or " ".join(part.text for part in parts[:2])
    return rules.setbacks.search(told) is not None


def _decide(found: _Findings, trust: Trust) -> tuple[Verdict, tuple[str, ...]]:
    told = tuple(dict.fromkeys(_in_words(hit) for hit in found.clean))
    doubts = tuple(dict.fromkeys(found.doubts))
    if found.shape is not None and _is_shape(found):
        return Verdict.NOT, (found.shape.says,)
    if not found.clean and not found.doubtful:
        return _without_event(found, trust)
    if trust is Trust.GENERAL:
        if not found.strong and found.weak < 2:
            return Verdict.NOT, ("it does not seem to be about people's rights", *told)
        sure = found.clean and not doubts and found.strong and any(is_lead(hit) for hit in found.clean)
        if sure:
            return Verdict.UNSURE, ("it comes from an ordinary news source", *told)
        return Verdict.NOT, ("an ordinary news source, and nothing sure in it", *doubts, *told)
    if doubts or not found.clean:
        return Verdict.UNSURE, (*doubts, *told)
    return Verdict.WIN, told


def _is_shape(found: _Findings) -> bool:
    """Whether its shape decides: a clear win in the headline is no call to act, whatever verb it begins with."""
    if found.shape is None:
        return False
    if found.shape.always or found.shape.type is OutcomeType.ROUNDUP:
        return True
    return not any(hit.sentence.field == "title" or (found.untitled and is_lead(hit)) for hit in found.clean)


def _without_event(found: _Findings, trust: Trust) -> tuple[Verdict, tuple[str, ...]]:
    asked = next((hit.says for hit in found.void if hit.says), "")
    reasons = (*(["it holds bad news"] if found.setback else []), *([asked] if asked else []))
    verdict = Verdict.UNSURE if trust is Trust.WINS else Verdict.NOT
    return verdict, (*reasons, "nothing that was won was found in it")


def _in_words(hit: Hit) -> str:
    words = " ".join(hit.sentence.text[hit.start : hit.end].split())
    return f"{hit.event.name}: “{words}”"


# --- summing up -------------------------------------------------------------------------------


def _outcomes(found: _Findings, verdict: Verdict) -> tuple[Outcome, ...]:
    if verdict is Verdict.NOT and found.shape is not None and _is_shape(found):
        return (Outcome(type=found.shape.type, status=OutcomeStatus.UNCLEAR),)
    outcomes: dict[OutcomeType, OutcomeStatus] = {}
    for hit in found.clean or found.doubtful:
        outcomes.setdefault(hit.event.type, hit.status)
    soft = {hit.event.type for hit in found.doubtful if hit.effect is Effect.PARTIAL}
    return tuple(
        Outcome(type=kind, status=OutcomeStatus.PARTIAL if kind in soft and status is OutcomeStatus.DONE else status)
        for kind, status in outcomes.items()
    )


def _score(found: _Findings, verdict: Verdict, trust: Trust) -> float:
    """Say from 0 to 1 how sure we are; only for ranking and for reading."""
    if found.clean:
        score = 0.75 + 0.08 * any(hit.sentence.field == "title" for hit in found.clean)
        score += 0.03 * min(len(found.clean) - 1, 2)
        score -= 0.22 * bool(found.doubts) + 0.05 * max(len(found.doubts) - 1, 0)
    else:
        score = 0.4 if found.doubtful else 0.12
    score += 0.05 * bool(found.strong) - 0.1 * (not found.strong and found.weak < 2)
    score += 0.02 * min(found.lifts, 4) - 0.08 * found.setback
    score += 0.03 * (trust is Trust.WINS) - 0.1 * (trust is Trust.GENERAL)
    if verdict is Verdict.NOT:
        score *= 0.4
    return round(min(max(score, 0.01), 0.99), 3)


def _countries(title: str, text: str, parts: Sequence[TextSentence], found: _Findings, rules: Rules) -> tuple[str, ...]:
    in_text = rules.places.find(text)
    events = Spans(
        (hit.sentence.start, hit.sentence.start + len(hit.sentence.text))
        for hit in (*found.clean, *found.doubtful)
        if hit.sentence.field == "text"
    )
    told = [place for place in in_text if events.meet(place.start, place.start + 1)]
    return ranked(rules.places.find(title), told or _in_opening(text, in_text), in_text)
