"""What was made of each entry: the verdict, the facts, and by which rules; what waits to be judged anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, delete, select, union_all, update

from newsletter.model.entries import EntryId
from newsletter.model.stories import Facts, Judgement
from newsletter.store import codec
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.schema import entries, judgements

_UNREAD = entries.c.judged_by == ""


def unread(connection: Connection, names: Sequence[str]) -> list[EntryId]:
    """Entries of these sources whose newest revision no rules have judged yet."""
    query = select(entries.c.id).where(entries.c.source.in_(names), _UNREAD)
    return sorted(EntryId(id) for id in connection.execute(query).scalars())


def judged_otherwise(connection: Connection, rules: str, names: Sequence[str], most: int) -> list[EntryId]:
    """Entries of these sources that other rules judged: the first so many."""
    # Each part by the index; asked as "another than these", engines read every entry there is.
    others = [and_(entries.c.judged_by > "", entries.c.judged_by < rules), entries.c.judged_by > rules]
    query = union_all(*(_waiting(names, one, most) for one in others)).limit(most)
    return sorted(EntryId(id) for id in connection.execute(query).scalars())


def _waiting(names: Sequence[str], otherwise: ColumnElement[bool], most: int) -> Select[str]:
    query = select(entries.c.id).where(entries.c.source.in_(names), otherwise)
    return select(query.limit(most).subquery().c.id)


def rules_of(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, tuple[str, str]]:
    """The source of each of these entries, and the rules that judged it last; "" for none."""
    found: dict[EntryId, tuple[str, str]] = {}
    query = select(entries.c.id, entries.c.source, entries.c.judged_by)
    for start in range(0, len(ids), 500):
        rows = connection.execute(query.where(entries.c.id.in_(ids[start : start + 500])))
        found.update({EntryId(row.id): (row.source, row.judged_by) for row in rows})
    return found


def keep_judgements(
    connection: Connection,
    rules: Mapping[EntryId, str],
    judged: Mapping[tuple[EntryId, int], Judgement],
    facts: Mapping[tuple[EntryId, int], Facts],
) -> None:
    """Keep verdicts and facts in place of earlier ones, and by which rules they were found."""
    ids = [entry for entry, _ in judged]
    for start in range(0, len(ids), 500):
        connection.execute(delete(judgements).where(judgements.c.entry.in_(ids[start : start + 500])))
    rows = [
        {
            "entry": entry,
            "revision": number,
            "verdict": judgement.verdict,
            "body": {
                "judgement": codec.to_json(judgement),
                "facts": codec.to_json(facts[entry, number]),
            },
        }
        for (entry, number), judgement in judged.items()
    ]
    insert_or_ignore(connection, judgements, rows)
    # A revision that came meanwhile waits to be judged itself.
    mine = and_(entries.c.id == bindparam("which"), entries.c.revision == bindparam("of"))
    if marks := [{"which": entry, "of": number, "by": rules[entry]} for entry, number in judged]:
        connection.execute(update(entries).where(mine).values(judged_by=bindparam("by")), marks)


def of_newest(connection: Connection, ids: Sequence[EntryId]) -> dict[EntryId, tuple[Judgement, Facts]]:
    """The verdicts on the newest revisions of these entries, each with the facts they tell."""
    found: dict[EntryId, tuple[Judgement, Facts]] = {}
    newest = and_(judgements.c.entry == entries.c.id, judgements.c.revision == entries.c.revision)
    query = select(judgements.c.entry, judgements.c.body).join(entries, newest)
    for start in range(0, len(ids), 500):
        for row in connection.execute(query.where(entries.c.id.in_(ids[start : start + 500]))):
            judgement, facts = row.body["judgement"], row.body["facts"]
            found[EntryId(row.entry)] = codec.from_json(Judgement, judgement), codec.from_json(Facts, facts)
    return found
