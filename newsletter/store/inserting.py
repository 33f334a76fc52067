"""Insert what may stand there already: another process may have been a moment quicker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_or_ignore(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> int:
    """Insert rows, passing over those whose key stands already; returns how many were new."""
    return len(insert_new(connection, table, rows))


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> set[tuple[object, ...]]:
    """Insert rows, passing over those whose key stands already; returns the keys that were new."""
    if not rows:
        return set()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    # Known by what comes back: psycopg gives no row count for an insert that may pass over its row.
    statement = dialect.insert(table).on_conflict_do_nothing().returning(*table.primary_key)
    return {tuple(row) for row in connection.execute(statement, [dict(row) for row in rows])}
