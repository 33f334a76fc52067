"""Sources and their fetches: how each one is, and how it was lately.

Every function takes a connection that is already in a transaction; ``services`` own it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from newsletter.model.entries import Fetch, Memory
from newsletter.store import codec
from newsletter.store.inserting import insert_or_ignore
from newsletter.store.schema import entries, fetches, sources


@dataclass(frozen=True, kw_only=True)
class SourceState:
    """What the store knows of a source."""

    memory: Memory
    failures: int = 0
    gone: bool = False
    last_fetch_at: datetime | None = None
    last_ok_at: datetime | None = None
    next_fetch_at: datetime | None = None
    last_error: str | None = None


def source_states(connection: Connection, names: Sequence[str], lock: bool = False) -> dict[str, SourceState]:
    """What is known of each of these sources; ``lock`` keeps a second reader of the same ones waiting."""
    found = {name: SourceState(memory=Memory()) for name in names}
    for start in range(0, len(names), 500):
        # In one order, so that two who lock do not wait for each other.
        query = select(sources).where(sources.c.name.in_(names[start : start + 500])).order_by(sources.c.name)
        for row in connection.execute(query.with_for_update() if lock else query):
            values = dict(row._mapping)
            name = values.pop("name")
            found[name] = SourceState(**{**values, "memory": codec.from_json(Memory, values["memory"])})
    return found


def source_state(connection: Connection, name: str, lock: bool = False) -> SourceState:
    """What is known of one source."""
    return source_states(connection, [name], lock)[name]


def keep_source_states(connection: Connection, states: Mapping[str, SourceState]) -> None:
    """Write down what is known of these sources now."""
    rows = [
        {**{key: getattr(state, key) for key in state.__dataclass_fields__}, "memory": codec.to_json(state.memory)}
        for state in states.values()
    ]
    named = [{"name": name, **row} for name, row in zip(states, rows, strict=True)]
    known = set(connection.execute(select(sources.c.name)).scalars())
    insert_or_ignore(connection, sources, [row for row in named if row["name"] not in known])
    if old := [{"which": row["name"], **row} for row in named if row["name"] in known]:
        connection.execute(update(sources).where(sources.c.name == bindparam("which")), old)


def rename_source(connection: Connection, was: str, name: str) -> None:
    """Let what an earlier name brought belong to the new one."""
    connection.execute(update(entries).where(entries.c.source == was).values(source=name))
    known = connection.execute(select(sources.c.name).where(sources.c.name == name)).one_or_none()
    if known is None:
        connection.execute(update(sources).where(sources.c.name == was).values(name=name))


def record_fetches(connection: Connection, at: datetime, done: Sequence[tuple[str, Fetch, int, int]]) -> None:
    """Keep the results of readings: source, fetch, how many entries were new, how many changed."""
    rows = [
        {
            "source": name, "at": at, "result": fetch.result, "http_status": fetch.http_status, "error": fetch.error,
            "size": fetch.size, "seen": fetch.seen, "new": new, "changed": changed,
            "problems": codec.to_json(fetch.problems),
        }
        for name, fetch, new, changed in done
    ]  # fmt: skip
    connection.execute(insert(fetches), rows)


def last_fetches(connection: Connection) -> dict[str, Row[tuple[object, ...]]]:
    """The newest fetch of each source."""
    newest = select(func.max(fetches.c.id)).group_by(fetches.c.source)
    return {row.source: row for row in connection.execute(select(fetches).where(fetches.c.id.in_(newest)))}


def cooled(state: SourceState, wait: timedelta, now: datetime) -> SourceState:
    """The state after one more failure: not asked again before ``wait`` has passed."""
    return replace(state, failures=state.failures + 1, next_fetch_at=now + wait, last_fetch_at=now)
