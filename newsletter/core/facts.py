"""Gather the facts of an entry with the words that show them.

Pure, and the one door to ``core.people``, ``core.cases``, ``core.happened`` and ``core.limits``. Countries and verdict
are ``core.verdict``' matter; what it found to be the event may be handed in, to date it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsletter.core import cases, happened, limits
from newsletter.core.people import people
from newsletter.core.places import Places
from newsletter.core.rules import Rules
from newsletter.model.entries import Span
from newsletter.model.stories import Evidence, Facts


def facts(
    title: str,
    text: str,
    language: str,
    rules: Mapping[str, Rules],
    *,
    published_on: str = "",
    events: Sequence[Evidence] = (),
) -> Facts:
    """Find people, case numbers, campaigns, who acted, the day of the event, and every caveat."""
    known = rules.get(language.lower().split("-")[0])
    table = known.campaigns if known else next((one.campaigns for one in rules.values()), {})
    who = people(title, text, known.places if known else Places())
    fields = (("title", title), ("text", text))
    numbers = [(field, one) for field, words in fields for one in cases.references(words)]
    named = [(field, one) for field, words in fields for one in cases.campaigns(words, table)]
    return Facts(
        people=tuple(one.name for one in who),
        references=tuple(dict.fromkeys(one.value for _, one in numbers)),
        campaigns=tuple(dict.fromkeys(one.value for _, one in named)),
        acted=tuple(happened.acted(text)),
        event=happened.day_of(text, _spans(events), published_on),
        caveats=limits.caveats(text, known, _spans(events)),
        evidence=(
            *(Evidence(field=one.field, span=one.span, rule=f"person: {one.name}") for one in who),
            *(Evidence(field=field, span=one.span, rule=f"reference: {one.value}") for field, one in numbers),
            *(Evidence(field=field, span=one.span, rule=f"campaign: {one.value}") for field, one in named),
        ),
    )


def _spans(events: Sequence[Evidence]) -> tuple[Span, ...]:
    return tuple(one.span for one in events if one.field == "text" and one.guard is None)[:2]
