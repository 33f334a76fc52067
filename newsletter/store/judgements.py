"""Verdicts and facts, a cache keyed by revision and the hash of the rules: safe to delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, select

from newsletter.model.entries import EntryId, Revision
from newsletter.model.stories import Facts, Judgement
from newsletter.store import codec
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.reading import WITH_ENTRY, revision_of
from newsletter.store.schema import entries, judgements, revisions


def unjudged(connection: Connection, rules: str, names: Sequence[str]) -> list[Revision]:
    """Newest revisions of these sources that were not judged by these rules yet."""
    judged = and_(
        judgements.c.entry == revisions.c.entry,
        judgements.c.revision == revisions.c.number,
        judgements.c.rules == rules,
    )
    query = WITH_ENTRY.outerjoin(judgements, judged).where(judgements.c.entry.is_(None), entries.c.source.in_(names))
    query = query.order_by(revisions.c.entry)
    return [revision_of(row) for row in connection.execute(query)]


def judged_before(connection: Connection, ids: Sequence[EntryId]) -> set[tuple[EntryId, int]]:
    """Which revisions of these entries were judged, by whatever rules."""
    found: set[tuple[EntryId, int]] = set()
    query = select(judgements.c.entry, judgements.c.revision).distinct()
    for start in range(0, len(ids), 500):
        rows = connection.execute(query.where(judgements.c.entry.in_(ids[start : start + 500])))
        found.update((EntryId(row.entry), row.revision) for row in rows)
    return found


def keep_judgements(
    connection: Connection,
    rules: str,
    judged: Mapping[tuple[EntryId, int], Judgement],
    facts: Mapping[tuple[EntryId, int], Facts],
) -> None:
    """Keep verdicts and facts beside the hash of the rules that led to them."""
    rows = [
        {
            "entry": entry,
            "revision": number,
            "rules": rules,
            "verdict": judgement.verdict,
            "body": {
                "judgement": codec.to_json(judgement),
                "facts": codec.to_json(facts[entry, number]),
            },
        }
        for (entry, number), judgement in judged.items()
    ]
    insert_or_ignore(connection, judgements, rows)


def judgements_of(connection: Connection, rules: str, ids: Sequence[EntryId]) -> dict[EntryId, Judgement]:
    """The verdicts on the newest revisions of these entries."""
    bodies = _bodies(connection, rules, ids)
    return {entry: codec.from_json(Judgement, body["judgement"]) for entry, body in bodies.items()}


def facts_of(connection: Connection, rules: str, ids: Sequence[EntryId]) -> dict[EntryId, Facts]:
    """The facts that the newest revisions of these entries tell."""
    bodies = _bodies(connection, rules, ids)
    return {entry: codec.from_json(Facts, body["facts"]) for entry, body in bodies.items()}


def _bodies(connection: Connection, rules: str, ids: Sequence[EntryId]) -> dict[EntryId, Mapping[str, Any]]:
    found: dict[EntryId, Mapping[str, Any]] = {}
    newest = and_(judgements.c.entry == entries.c.id, judgements.c.revision == entries.c.revision)
    query = select(judgements.c.entry, judgements.c.body).join(entries, newest).where(judgements.c.rules == rules)
    for start in range(0, len(ids), 500):
        for row in connection.execute(query.where(entries.c.id.in_(ids[start : start + 500]))):
            found[EntryId(row.entry)] = row.body
    return found
