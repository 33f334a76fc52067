"""The rules of one language, made ready for judging.

Pure: ``newsletter.config`` reads the file, ``core.rules_reader`` its tables. Patterns are compiled once; "hints" are
plain pieces of text that let most sentences pass without a pattern being tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from newsletter.core.hints import Hints
from newsletter.core.phrases import Phrases
from newsletter.core.places import Places, read_places
from newsletter.core.rule import Blow, CaveatRule, Effect, Event, Guard, LastWord, Pattern, Shape, Weight
from newsletter.core.rules_reader import Reader
from newsletter.core.vocabulary import Chain, Vocabulary


@dataclass(frozen=True, kw_only=True, eq=False)  # itself a key: what rules find in a text is kept for a moment
class Rules:
    """Everything needed to judge a text in one language."""

    language: str
    strong: tuple[str, ...]  #: words of the rights context
    weak: tuple[str, ...]
    vocabulary: Vocabulary
    events: tuple[Event, ...]
    blows: tuple[Blow, ...]
    guards: tuple[Guard, ...]
    caveats: tuple[CaveatRule, ...]
    last_word: LastWord | None
    shapes: tuple[Shape, ...]
    setbacks: Pattern | None
    lifts: tuple[str, ...]
    says: Mapping[str, str]  #: what an event's ``unless`` means, in plain words
    places: Places = field(default_factory=Places)
    campaigns: Mapping[str, Pattern] = field(default_factory=dict)  #: by the first of its names
    wording: Phrases = field(default_factory=Phrases)

    @cached_property
    def seen(self) -> Sequence[tuple[Event, Pattern]]:
        """The events that are told by patterns."""
        return [(one, one.pattern) for one in self.events if one.pattern is not None]

    @cached_property
    def seen_hints(self) -> Hints:
        """Tell which of the ``seen`` a sentence may hold."""
        return Hints([one.hints for one, _ in self.seen])

    @cached_property
    def told_by(self) -> Mapping[Weight, Mapping[str, Sequence[tuple[Event, Chain]]]]:
        """Tell which events a sentence may tell, by their weight and the kinds of sign they begin with."""
        return {weight: _by_beginning(one for one in self.events if one.weight is weight) for weight in Weight}

    @cached_property
    def caveat_hints(self) -> Hints:
        """Tell which caveats a clause may hold, by their places in ``caveats``."""
        return Hints([one.hints for one in self.caveats])

    @cached_property
    def void(self) -> frozenset[str]:
        """The names of what leaves no event at all."""
        return frozenset(
            (
                *(one.name for one in self.guards if one.effect is Effect.VOID),
                *(n for one in self.events for n in one.unless),
            )
        )

    @classmethod
    def from_mapping(cls, language: str, mapping: Mapping[str, Any]) -> Rules:
        """Make rules from a table; raises ValueError naming the rule at fault."""
        reader = Reader(mapping)
        return cls(
            language=language,
            strong=reader.words("gate", "strong"),
            weak=reader.words("gate", "weak"),
            vocabulary=reader.vocabulary,
            events=tuple(reader.event(one) for one in reader.tables("events")),
            blows=tuple(reader.blow(one) for one in reader.tables("blows")),
            guards=tuple(reader.guard(one) for one in reader.tables("guards")),
            caveats=tuple(reader.caveat(one) for one in reader.tables("caveats")),
            last_word=reader.last_word(),
            shapes=tuple(reader.shape(one) for one in reader.tables("shapes")),
            setbacks=reader.setbacks(),
            lifts=reader.words("lifts", "words"),
            says=reader.says(),
            places=read_places(mapping),
            campaigns=reader.campaigns(),
            wording=reader.wording(),
        )


def _by_beginning(events: Iterable[Event]) -> Mapping[str, Sequence[tuple[Event, Chain]]]:
    found: dict[str, list[tuple[Event, Chain]]] = {}
    for event in events:
        for chain in event.chains:
            for kind in chain.kinds[0]:
                found.setdefault(kind, []).append((event, chain))
    return found
