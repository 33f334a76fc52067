"""Find events in sentences: something that was won, and what doubts it.

Pure. The patterns and guards are ``core.rules``'; what the findings of a whole entry add up to is decided in
``core.verdict``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from newsletter.core.prose import sentences
from newsletter.core.rule import Effect, Event, Guard, Weight, Where
from newsletter.core.rules import Rules
from newsletter.core.vocabulary import Chain, Row, Sign
from newsletter.model.entries import Span
from newsletter.model.stories import Evidence, OutcomeStatus

NEAR = 8  #: words
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
    grave: bool = False
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


def hits_in(sentence: TextSentence, row: Row, opening: Container[str], rules: Rules) -> Iterator[Hit]:
    """Find what a sentence tells: ``row`` are its signs, ``opening`` the kinds found in the entry's beginning."""
    told = (*_told(sentence, row, opening, rules.told_by[Weight.FULL]), *_seen(sentence, row, opening, rules))
    found = sorted(told, key=lambda one: (one[2] - one[1], one[1]))
    kept: list[tuple[Event, int, int]] = []
    for event, start, end in found:  # of those that overlap, the closest words tell it best
        if not any(event.type is one.type and start < till and since < end for one, since, till in kept):
            kept.append((event, start, end))
    for event, start, end in sorted(kept, key=lambda one: one[1]):
        yield _guarded(event, sentence, start, end, rules)


def faint_in(weight: Weight, sentence: TextSentence, row: Row, opening: Container[str], rules: Rules) -> Iterator[Hit]:
    """Find what counts only beside something else, where nothing objects to it."""
    for event, start, end in _told(sentence, row, opening, rules.told_by[weight]):
        if (hit := _guarded(event, sentence, start, end, rules)).is_clean:
            yield hit


def _told(
    sentence: TextSentence,
    row: Row,
    opening: Container[str],
    told_by: Mapping[str, Sequence[tuple[Event, Chain]]],
) -> Iterator[tuple[Event, int, int]]:
    told = dict.fromkeys(one for kind in row.signs for one in told_by.get(kind, ()) if not row.lacks(one[1]))
    for event, chain in told:
        for signs in row.matches(chain) if _is_at_home(event, sentence, row, opening) else ():
            if not any(_is_near(one, signs) for one in row.of(event.without)):
                yield event, signs[0].start, signs[-1].end


def _seen(sentence: TextSentence, row: Row, opening: Container[str], rules: Rules) -> Iterator[tuple[Event, int, int]]:
    for event, pattern in (rules.seen[at] for at in (rules.seen_hints.rules_in(sentence.text) if rules.seen else ())):
        if _is_at_home(event, sentence, row, opening):
            yield from ((event, found.start(), found.end()) for found in pattern.finditer(sentence.text))


def _is_near(one: Sign, signs: Sequence[Sign]) -> bool:
    return signs[0].first - NEAR <= one.last and one.first <= signs[-1].last + NEAR


def _is_at_home(event: Event, sentence: TextSentence, row: Row, opening: Container[str]) -> bool:
    """Whether the sentence and the entry's beginning are about what the event needs."""
    return (
        not (event.headline and sentence.field != "title")
        and not (event.beside and not any(kind in row for kind in event.beside))
        and not (event.about and not any(kind in opening for kind in event.about))
    )


def _guarded(event: Event, sentence: TextSentence, start: int, end: int, rules: Rules) -> Hit:
    text = sentence.text
    marked = f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}"
    for name, pattern in event.unless.items():
        if pattern.search(marked):
            return Hit(
                event=event, sentence=sentence, start=start, end=end,
                effect=Effect.VOID, guard=name, grave=name == "agent", says=rules.says.get(name, ""),
            )  # fmt: skip
    stopped = _gravest(
        guard
        for guard in rules.guards
        if (not guard.types or event.type in guard.types)
        and not (guard.headline and sentence.field != "title")
        and _objects(guard, text, start, end)
    )
    if stopped is None:
        return Hit(event=event, sentence=sentence, start=start, end=end)
    return Hit(
        event=event, sentence=sentence, start=start, end=end,
        effect=stopped.effect, guard=stopped.name, grave=stopped.grave, says=stopped.says,
    )  # fmt: skip


def _gravest(guards: Iterable[Guard]) -> Guard | None:
    """The first that leaves no event, else a grave one, else the last."""
    stopped: Guard | None = None
    for guard in guards:
        if guard.effect is Effect.VOID:
            return guard
        if stopped is None or not stopped.grave:
            stopped = guard
    return stopped


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
    found = _search(guard.pattern, seen)
    if found is None:
        return False
    if guard.unless is None:
        return True
    beside = seen if guard.where in (Where.SENTENCE, Where.BEFORE) else seen[: found.start()]
    return guard.unless.search(beside) is None


@lru_cache(maxsize=512)
def _search(pattern: regex.Pattern[str], text: str) -> regex.Match[str] | None:
    """Several events of one sentence ask the same."""
    return pattern.search(text)
