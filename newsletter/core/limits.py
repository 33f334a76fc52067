"""Find every caveat of a text: what is not won yet, not for all, not for good.

Pure. The patterns stand in ``config/rules``. All are kept; the gravest, one that asks a person before one that is only
printed, is the one the letter tells. What somebody says of it in a quotation asks a person, but is not printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from newsletter.core.marks import Marked, marked
from newsletter.core.rule import CaveatRule, Effect
from newsletter.core.rules import Rules
from newsletter.core.sentences import sentences
from newsletter.model.entries import Span

_TERM = 25  #: characters between marks that may still be a term and no speech
_SHORT = 12  #: sentences of what is one story
_ENDED = regex.compile(r"[.!?]\W*$")
_END = regex.compile(r"[!?\n]|\.(?=\s|$)")


@dataclass(frozen=True, kw_only=True)
class Caveat:
    """Words that qualify a win, and the rule that found them: the gravest where several did."""

    span: Span
    rule: CaveatRule


@lru_cache(maxsize=32)
def found(text: str, rules: Rules) -> tuple[Caveat, ...]:
    """Find every caveat in the order of the text; those that overlap are one."""
    kept: list[Caveat] = []
    spoken = _spoken(text)
    for start, end, rule in sorted(_hits(text, rules), key=lambda hit: hit[:2]):
        if rule.effect is Effect.PRINT and any(one.start <= start and end <= one.end for one in spoken):
            continue
        if kept and start < kept[-1].span.end:
            last = kept.pop()
            start, end = last.span.start, max(end, last.span.end)
            rule = min(last.rule, rule, key=lambda one: one.effect is Effect.PRINT)
        if start < end:
            kept.append(Caveat(span=Span(start=start, end=end), rule=rule))
    return tuple(kept)


def _spoken(text: str) -> list[Span]:
    """Where somebody else speaks: a longer stretch between marks."""
    return [Span(start=one.start, end=one.end) for one in marked(text, 0, len(text)) if one.closed and _is_long(one)]


def _is_long(one: Marked) -> bool:
    return one.end - one.start > _TERM


def _hits(text: str, rules: Rules) -> Iterator[tuple[int, int, CaveatRule]]:
    """Try each rule only in the clauses that hold one of its hints: no caveat reaches over an end mark."""
    ends = [mark.start() for mark in _END.finditer(text)] + [len(text)]
    for start, end in pairwise([-1, *ends]):
        if end == start + 1:
            continue
        for rule in (rules.caveats[at] for at in rules.caveat_hints.rules_in(text[start + 1 : end])):
            for match in rule.pattern.finditer(text, start + 1, end):
                yield *match.span(), rule


def last_word(text: str, told: Sequence[Span], rules: Rules) -> Span | None:
    """Find the sentence that ends a story, where it tells what is wrong as ever, or not won for all or for good.

    ``told`` is where the win is told; what ends a long text is its writer's matter, and no part of one story.
    """
    every = sentences(text)
    if rules.last_word is None or not 1 < len(every) <= _SHORT:
        return None
    last, words, rule = every[-1], every[-1].of(text), rules.last_word
    if marked(text, last.start, last.end) or any(one.start < last.end and last.start < one.end for one in told):
        return None
    is_one = rule.now.search(words) and rule.wanting.search(words) and not rule.unless.search(words)
    return last if is_one and _ENDED.search(words) else None


def gravest(caveats: Sequence[Caveat]) -> Caveat | None:
    """Choose the one to tell: the first of those that ask a person, else the first."""
    return min(caveats, key=lambda one: one.rule.effect is Effect.PRINT, default=None)


def caveats(text: str, rules: Rules | None, told: Sequence[Span] = ()) -> tuple[Span, ...]:
    """List where the caveats of a story stand whose win is told at ``told``."""
    if rules is None:
        return ()
    spans = [one.span for one in found(text, rules)]
    last = last_word(text, told, rules) if told else None
    return (*spans, last) if last and not any(one.end > last.start for one in spans) else tuple(spans)
