"""Keep what editors choose, for proposals later; nothing is learned in silence.

A drop is kept when it is made, with its reason; what stays is kept when the edition is approved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from newsletter.core.record import named_as, proposals, tallies
from newsletter.model.choices import APPROVED, GONE, Choice, Chosen
from newsletter.model.editions import Highlight
from newsletter.model.entries import Trust
from newsletter.model.stories import StoryId
from newsletter.store import choices, judgements, reading


@dataclass(frozen=True, kw_only=True)
class Remarks:
    """What a person says beside a change: why, and which stories are no good news at all."""

    why: str = ""
    no_good_news: Collection[str] = ()


NONE = Remarks()


def changed(
    connection: Connection,
    edition: str,
    before: Sequence[Highlight],
    after: Sequence[Highlight],
    remarks: Remarks,
    now: datetime,
    by: str,
) -> None:
    """Keep what a change took out or moved; what it put back was not dropped after all."""
    stand = {one.story for one in before}
    for one in after:
        if one.story not in stand:
            choices.forget(connection, edition, GONE, one.story)
    stay = {one.story for one in after}
    dropped = [(one, _how_gone(one.story, remarks)) for one in before if one.story not in stay]
    made = [*_made(connection, edition, dropped, remarks.why, now, by)]
    made += _made(connection, edition, _moved(before, after), remarks.why, now, by)
    choices.keep(connection, made)


def _how_gone(story: StoryId, remarks: Remarks) -> Chosen:
    return Chosen.NOT_GOOD_NEWS if story in remarks.no_good_news else Chosen.DROPPED


def _moved(before: Sequence[Highlight], after: Sequence[Highlight]) -> Iterator[tuple[Highlight, Chosen]]:
    """Stories that stand above, or below, others than they did."""
    stood = [one.story for one in before if one.story in {other.story for other in after}]
    stands = [one for one in after if one.story in stood]
    for place, one in enumerate(stands):
        if stood.index(one.story) != place:
            yield one, Chosen.MOVED_UP if place < stood.index(one.story) else Chosen.MOVED_DOWN


def approved(connection: Connection, edition: str, placed: Sequence[Highlight], now: datetime, by: str) -> None:
    """Keep what an edition was approved with, in place of an earlier approval."""
    choices.forget(connection, edition, APPROVED)
    stayed = [(one, Chosen.ADDED if one.by_hand else Chosen.KEPT) for one in placed]
    choices.keep(connection, list(_made(connection, edition, stayed, "", now, by)))


def _made(
    connection: Connection, edition: str, found: Iterable[tuple[Highlight, Chosen]], why: str, now: datetime, by: str
) -> Iterator[Choice]:
    every = [(one, what) for one, what in found if one.entries]
    sources = judgements.rules_of(connection, [one.entries[0][0] for one, _ in every])  # type: ignore[misc]  # ids
    for one, what in every:
        entry, revision = one.entries[0]
        source, _ = sources.get(entry, ("", ""))  # type: ignore[call-overload]  # an id
        yield Choice(
            edition=edition, story=one.story, what=what, why=why, by=by, at=now, headline=one.headline.text,
            outcome=one.outcome.type.value if one.outcome else "", country=next(iter(one.countries), ""),
            source=source, entry=entry, revision=revision,
        )  # fmt: skip


# ── told ───────────────────────────────────────────────────────────────────────────────────


def told(connection: Connection, publication: str, countries: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What stayed and what went by kind, country and source; then what a person may want to set."""
    found = tallies(choices.of_publication(connection, publication))
    for one in found:
        named = named_as(one, countries)
        yield {"facet": one.facet, "value": one.value, "named": named, "stayed": one.stayed, "went": one.went}
    for line in proposals(found, countries):
        yield {"proposal": line}


def mistakes(connection: Connection, publication: str, trusts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What was taken for good news and is none, with its text: lines that ``explain judge`` can be asked."""
    for one in choices.of_publication(connection, publication):
        told = reading.revision(connection, one.entry, one.revision) if one.what is Chosen.NOT_GOOD_NEWS else None
        if told is not None:
            yield {
                "id": one.entry,
                "title": told.title,
                "text": told.text,
                "language": told.language,
                "source_trust": trusts.get(told.source, Trust.GENERAL),
                "edition": one.edition,
                "why": one.why,
                "by": one.by,
            }
