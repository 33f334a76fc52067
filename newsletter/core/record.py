"""Learn from what editors chose, and say so: nothing of it counts until a person sets its weight.

Pure. Choices are counted by facet; what leans clearly one way becomes a proposal in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from newsletter.model import words
from newsletter.model.choices import APPROVED, GONE, Choice, Tally
from newsletter.model.stories import Judgement, OutcomeType

FACETS = ("outcome", "country", "source")
ENOUGH = 6  #: decisions on a facet before anything is proposed
MOSTLY = 0.8


def tallies(choices: Iterable[Choice]) -> tuple[Tally, ...]:
    """Count what stayed and what went by outcome, country and source, in a fixed order."""
    stayed: Counter[tuple[str, str]] = Counter()
    went: Counter[tuple[str, str]] = Counter()
    for one in choices:
        counted = stayed if one.what in APPROVED else went if one.what in GONE else None
        for facet in FACETS if counted is not None else ():
            if value := str(getattr(one, facet)):
                counted[facet, value] += 1  # type: ignore[index]  # not None here
    known = sorted(set(stayed) | set(went), key=lambda one: (FACETS.index(one[0]), one[1]))
    return tuple(Tally(facet=key[0], value=key[1], stayed=stayed[key], went=went[key]) for key in known)


def leaning(found: Sequence[Tally], judgement: Judgement, source: str) -> float:
    """How editors chose stories like this one: −1 where they mostly went, 1 where they mostly stayed, 0 for unknown."""
    own = {
        ("outcome", judgement.outcomes[0].type.value if judgement.outcomes else ""),
        ("country", judgement.countries[0] if judgement.countries else ""),
        ("source", source),
    }
    shares = [one.share for one in found if (one.facet, one.value) in own]
    return round(sum(2 * share - 1 for share in shares) / len(shares), 4) if shares else 0.0


def proposals(found: Iterable[Tally], countries: Mapping[str, str]) -> tuple[str, ...]:
    """What a person may want to set, each with the counts behind it."""
    return tuple(line for one in found if (line := _proposal(one, countries)))


def _proposal(one: Tally, countries: Mapping[str, str]) -> str | None:
    count = one.stayed + one.went
    if count < ENOUGH or not (one.went or one.facet == "outcome"):
        return None
    named = named_as(one, countries)
    if one.stayed >= MOSTLY * count:
        return f"you mostly keep {named} ({one.stayed} of {count}): prefer them?"
    if one.went >= MOSTLY * count:
        return f"you mostly drop {named} ({one.went} of {count}): prefer others?"
    return None


def named_as(one: Tally, countries: Mapping[str, str]) -> str:
    """A facet's value in plain words."""
    if one.facet == "outcome":
        return f"stories of the kind “{words.OUTCOME[OutcomeType(one.value)]}”"
    where = countries.get(one.value, one.value)
    return f"stories from {where}" if one.facet == "country" else f"stories of the source {one.value}"
