"""Find events in sentences: something that was won, and what doubts it.

Pure. The patterns and guards are ``core.rules``'; what the findings of a whole entry add up to is decided in
``core.verdict``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.core.prose import sentences
from newsletter.core.rules import Effect, Event, Guard, Rules, Where
from newsletter.model.entries import Span
from newsletter.model.stories import Evidence, OutcomeStatus

STATUS_OF = {
    Effect.DOUBT: OutcomeStatus.UNCLEAR,
    Effect.ANNOUNCED: OutcomeStatus.ANNOUNCED,
    Effect.PARTIAL: OutcomeStatus.PARTIAL,
}


@dataclass(frozen=True, kw_only=True)
class TextSentence:
    field: str
    start: int
    number: int  #: place in its field
    text: str


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An event found, and what doubts it."""

    event: Event
    sentence: TextSentence
    start: int  #: in the sentence
    end: int
    effect: Effect | None = None  #: None: clean
    guard: str | None = None
    says: str = ""

    @property
    def is_clean(self) -> bool:
        return self.effect is None

    @property
    def status(self) -> OutcomeStatus:
        return self.event.status if self.effect is None else STATUS_OF[self.effect]

    def evidence(self) -> Evidence:
        begin = self.sentence.start
        span = Span(start=begin + self.start, end=begin + self.end)
        return Evidence(field=self.sentence.field, span=span, rule=self.event.name, guard=self.guard)


def sentences_of(field: str, text: str) -> Iterator[TextSentence]:
    for number, span in enumerate(sentences(text)):
        yield TextSentence(field=field, start=span.start, number=number, text=span.of(text))


def hits_in(sentence: TextSentence, rules: Rules) -> Iterator[Hit]:
    for event in (rules.events[at] for at in rules.event_hints.rules_in(sentence.text)):
        for found in event.pattern.finditer(sentence.text):
            if event.needs is not None and not event.needs.search(sentence.text):
                break
            yield _guarded(event, sentence, found.start(), found.end(), rules)


def _guarded(event: Event, sentence: TextSentence, start: int, end: int, rules: Rules) -> Hit:
    text = sentence.text
    marked = f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}"
    for name, pattern in event.unless.items():
        if pattern.search(marked):
            return Hit(
                event=event, sentence=sentence, start=start, end=end,
                effect=Effect.VOID, guard=name, says=rules.says.get(name, ""),
            )  # fmt: skip
    stopped: Guard | None = None
    for guard in rules.guards:
        if (not guard.types or event.type in guard.types) and _objects(guard, text, start, end):
            stopped = guard
            if guard.effect is Effect.VOID:
                break
    if stopped is None:
        return Hit(event=event, sentence=sentence, start=start, end=end)
    return Hit(
        event=event, sentence=sentence, start=start, end=end,
        effect=stopped.effect, guard=stopped.name, says=stopped.says,
    )  # fmt: skip


def _objects(guard: Guard, text: str, start: int, end: int) -> bool:
    match guard.where:
        case Where.BEFORE:
            seen = text[max(0, start - guard.reach) : start]
        case Where.AFTER:
            seen = text[end : end + guard.reach]
        case Where.INSIDE:
            seen = text[start:end]
        case Where.AROUND:
            seen = text[max(0, start - guard.reach) : end + guard.reach]
        case Where.SENTENCE:
            seen = text
    found = guard.pattern.search(seen)
    if found is None:
        return False
    if guard.unless is None:
        return True
    beside = seen if guard.where in (Where.SENTENCE, Where.BEFORE) else seen[: found.start()]
    return guard.unless.search(beside) is None
