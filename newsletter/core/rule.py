"""What a rule is: an event, a guard, a blow, a caveat, a shape.

Pure values. ``core.rules`` holds those of a language, ``core.rules_reader`` makes them from a table; what they mean for
a story is decided in ``core.events``, ``core.doubts``, ``core.limits`` and ``core.verdict``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import regex

from newsletter.core.vocabulary import Chain
from newsletter.model.stories import OutcomeStatus, OutcomeType

Pattern: TypeAlias = regex.Pattern[str]


class Effect(StrEnum):
    """What a guard does to an event, or a caveat to a story."""

    VOID = "void"  #: there is no event
    DOUBT = "doubt"
    ANNOUNCED = "announced"
    PARTIAL = "partial"
    PRINT = "print"  #: a caveat that is printed and asks nobody


class Weight(StrEnum):
    """How much an event tells alone."""

    FULL = "full"
    WEAK = "weak"  #: counts where nothing stronger is found, and one of headline and text says it, the other again
    ECHO = "echo"  #: tells nothing alone, but says again what the headline, or the text, has told


class Where(StrEnum):
    """Which words beside an event a guard looks at."""

    BEFORE = "before"
    AFTER = "after"
    INSIDE = "inside"
    AROUND = "around"
    SENTENCE = "sentence"


@dataclass(frozen=True, kw_only=True, eq=False)
class Event:
    """Something that was won: told by signs of the vocabulary in order, or by a pattern.

    ``unless`` sees the sentence with the event between ⟦ and ⟧.
    """

    name: str
    type: OutcomeType
    status: OutcomeStatus
    chains: tuple[Chain, ...]
    headline: bool  #: told so in headlines only
    beside: frozenset[str]  #: one of these kinds must be in its sentence,
    without: frozenset[str]  #: none of these near it,
    about: frozenset[str]  #: and one of these in the opening of the entry
    pattern: Pattern | None
    hints: tuple[str, ...]
    unless: Mapping[str, Pattern]
    weight: Weight


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What makes an event doubtful, or none."""

    name: str
    says: str
    where: Where
    effect: Effect
    headline: bool  #: holds in headlines only
    grave: bool  #: its doubt about one mention is a doubt about every mention of the same outcome
    reach: int
    types: frozenset[OutcomeType]  #: empty: all
    pattern: Pattern
    unless: Pattern | None


@dataclass(frozen=True, kw_only=True)
class Blow:
    """Bad news beside a win, told in the headline."""

    name: str
    says: str
    chains: tuple[Chain, ...]
    lead: bool  #: counts in the first sentences, too,
    turn: bool  #: and anywhere after the win,
    unless: frozenset[str]  #: but where one of these kinds stands beside it
    firm: bool  #: counts even inside the words of what was won
    mild: bool  #: no doubt, but what it stands in does not go out unseen


@dataclass(frozen=True, kw_only=True)
class CaveatRule:
    """Words that qualify a win."""

    name: str
    effect: Effect
    hints: tuple[str, ...]
    pattern: Pattern


@dataclass(frozen=True, kw_only=True)
class LastWord:
    """What a story's last sentence holds where it tells what is not won: all of these, and nothing of ``unless``."""

    now: Pattern
    wanting: Pattern
    unless: Pattern


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What is not one story of a win."""

    type: OutcomeType
    says: str
    in_title: bool
    always: bool  #: whatever it tells besides
    hints: tuple[str, ...]
    pattern: Pattern
