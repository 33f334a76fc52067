"""The room of an edition: who gets a place, under caps, and told apart from each other.

Pure. Places go to the best first, and then to what adds most: each further choice weighs a story's score against its
likeness to those that stand (maximal marginal relevance, Carbonell and Goldstein 1998). Which stories may compete is
``core.selection``' matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsletter.core.reasons import ORDINALS
from newsletter.core.roundup import Spread
from newsletter.core.scoring import Weighed
from newsletter.model import words
from newsletter.model.settings import PublicationSettings
from newsletter.model.stories import OutcomeType, StoryId

#: Caps give way in this order, and only while there are fewer stories than the minimum.
RELAXED_IN_ORDER = ("source", "outcome", "country")
#: How many of those below the last one chosen are told to be *just* below.
NEAR = 3
#: How alike two stories are by what they have in common; together 1.
LIKENESS = {"country": 0.5, "outcome": 0.3, "source": 0.2}


@dataclass(frozen=True, eq=False)
class Refused:
    """A story left out; the lower the rank, the nearer to the reader it is shown."""

    rank: int
    one: Weighed
    reason: str


NO_ROOM, TO_CHECK, FORBIDDEN, NO_NEWS = range(4)


class Shelf:
    """Room for the chosen: takes the best first, counting what each cap counts."""

    def __init__(
        self, pub: PublicationSettings, country_names: Mapping[str, str], spread: Spread | None = None
    ) -> None:
        self.pub = pub
        self.country_names = country_names
        self.spread = spread  #: of a round-up: over what its choice is spread
        weights = pub.selection
        self.caps = {"country": weights.per_country, "outcome": weights.per_outcome, "source": weights.per_source}
        if len(pub.sources) == 1:
            del self.caps["source"]  # there is no other whose place it would take
        self.taken: list[Weighed] = []
        self.refused: list[Refused] = []
        self.notes: dict[StoryId, str] = {}  #: what a chosen story's reason adds
        self.counts: Counter[tuple[str, str]] = Counter()  #: taken, by facet
        self.turned_away: Counter[tuple[str, str]] = Counter()  #: by the facet whose cap was reached

    def fill(self, by_hand: Iterable[Weighed], eligible: Iterable[Weighed]) -> None:
        """Place what a person placed, then the best within caps and maximum, then relax the caps."""
        for one in by_hand:
            self._take(one, "placed by hand")
        below: list[Weighed] = []
        for one in self._in_turn(list(eligible)):
            over = self._over(one, self.caps)
            if over:
                self.refused.append(Refused(NO_ROOM, one, self._capped(one, over)))
            elif len(self.taken) >= self.pub.maximum:
                below.append(one)
            else:
                self._take(one)
        last = min((one.score for one in self.taken), default=0.0)
        self._relax()
        for place, one in enumerate(below):
            self.refused.append(Refused(NO_ROOM, one, self._below(one, place, last)))

    def _in_turn(self, eligible: list[Weighed]) -> Iterator[Weighed]:
        """Give the stories, best first, in the order in which they add most to those taken so far."""
        best = max((one.score for one in eligible), default=0.0) or 1.0
        alike = dict.fromkeys((one.candidate.story for one in eligible), 0.0)
        counted = 0
        while eligible and len(self.taken) < self.pub.maximum:
            for one in eligible if counted < len(self.taken) else ():
                so_far = alike[one.candidate.story]
                alike[one.candidate.story] = max([so_far, *(likeness(one, it) for it in self.taken[counted:])])
            counted = len(self.taken)
            share = self.pub.selection.diversity
            worth = [share * one.score / best - (1 - share) * alike[one.candidate.story] for one in eligible]
            turns = self._turns(eligible)
            # The first of equals goes first: they stand best first.
            first = max(range(len(eligible)), key=lambda at: (turns[at][0], worth[at] + turns[at][1], -at))
            yield eligible.pop(first)
        yield from eligible

    def _turns(self, eligible: Sequence[Weighed]) -> list[tuple[int, float]]:
        if self.spread is None:
            return [(0, 0.0)] * len(eligible)
        return self.spread.turns([one.candidate for one in eligible], [one.candidate for one in self.taken])

    def _below(self, one: Weighed, place: int, last: float) -> str:
        twin = max(self.taken, key=lambda it: likeness(one, it), default=None)
        if twin is not None and one.score > last:
            return f"much like “{twin.candidate.revision.title}”, which is told"
        return "just below the last one chosen" if place < NEAR else "below the last one chosen"

    def _relax(self) -> None:
        room = min(self.pub.minimum, self.pub.maximum)
        caps = dict(self.caps)
        for facet in RELAXED_IN_ORDER:
            caps.pop(facet, None)
            for out in list(self.refused):
                if len(self.taken) >= room:
                    return
                if not self._over(out.one, caps):
                    self.refused.remove(out)
                    self._take(out.one, f"{out.reason}, taken for want of others")

    def _take(self, one: Weighed, note: str = "") -> None:
        self.taken.append(one)
        self.counts.update(one.facets.items())
        if note:
            self.notes[one.candidate.story] = note

    def _over(self, one: Weighed, caps: Mapping[str, int]) -> str | None:
        """Name the first facet whose cap is reached."""
        facets = one.facets
        return next((name for name in caps if name in facets and self.counts[name, facets[name]] >= caps[name]), None)

    def _capped(self, one: Weighed, facet: str) -> str:
        value = one.facets[facet]
        count = self.counts[facet, value] + self.turned_away[facet, value]
        self.turned_away[facet, value] += 1
        place = ORDINALS[count] if count < len(ORDINALS) else f"number {count + 1}"
        match facet:
            case "country":
                return f"{place} story from {self.country_names.get(value, value)}"
            case "outcome":
                return f"{place} story of its kind ({words.OUTCOME[OutcomeType(value)]})"
            case _:
                return f"{place} story from the source {value}"


def likeness(one: Weighed, other: Weighed) -> float:
    """How much two stories have in common, 0–1; what is unknown is not shared."""
    mine, theirs = one.facets, other.facets
    return sum(share for name, share in LIKENESS.items() if name in mine and mine[name] == theirs.get(name))
