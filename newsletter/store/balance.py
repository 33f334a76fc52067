"""What the stories of an edition are, taken together, beside the letters before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from newsletter.model.editions import EditionStatus, Highlight
from newsletter.store.editions import Edition, highlights_of
from newsletter.store.schema import editions

LATELY = 4  #: letters before an edition that it is seen beside


def balance(connection: Connection, one: Edition, placed: Sequence[Highlight]) -> dict[str, Any]:
    """How many stories from where, of what kind, and which of the countries the last letters told of, too."""
    told: dict[str, str] = {}
    for earlier in _before(connection, one):
        told.update(
            {highlight.countries[0]: earlier for highlight in highlights_of(connection, earlier) if highlight.countries}
        )
    countries = Counter(highlight.countries[0] for highlight in placed if highlight.countries)
    kinds = Counter(highlight.outcome.type.value for highlight in placed if highlight.outcome)
    months = Counter(highlight.month for highlight in placed if highlight.month and not highlight.ours)
    return {
        "months": [{"month": month, "stories": count} for month, count in sorted(months.items())],
        "countries": [{"country": country, "stories": count} for country, count in sorted(countries.items())],
        "outcomes": [{"type": kind, "stories": count} for kind, count in sorted(kinds.items())],
        "told_lately": [{"country": one, "edition": told[one]} for one in sorted(countries) if one in told],
    }


def _before(connection: Connection, one: Edition) -> list[str]:
    """The editions of a publication that came before one and were not skipped or withdrawn, oldest first."""
    query = select(editions.c.id).where(
        editions.c.publication == one.publication,
        editions.c.ends_at < one.period.ends_at,
        editions.c.status.not_in([EditionStatus.SKIPPED, EditionStatus.WITHDRAWN]),
    )
    return list(connection.execute(query.order_by(editions.c.ends_at.desc()).limit(LATELY)).scalars())[::-1]
