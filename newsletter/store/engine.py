"""Open the database, keep its schema current, and begin transactions.

SQLite under WAL fails at once when a reader turns writer (BUSY_SNAPSHOT), so write
transactions open with BEGIN IMMEDIATE and wait their turn. Both engines give the same promises.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from newsletter.errors import StoreError

if TYPE_CHECKING:  # Alembic costs a tenth of a second, and most commands never need it
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
SCHEMA = "0007"  #: the newest migration; a test holds the two equal
BUSY_TIMEOUT_S = 60  #: how long a writer waits for another


class Store:
    """An open database: ``reading()`` and ``writing()`` give connections in a transaction."""

    def __init__(self, engine: Engine, url: str) -> None:
        self.engine = engine
        self.url = url

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state and changes nothing."""
        with self._in_words(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write; commits at the end, takes all back on an exception."""
        with self._in_words(), self.engine.connect() as connection:
            connection = connection.execution_options(newsletter_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A long look: one state from the first row to the last, while others write."""
        level = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with self._in_words(), self.engine.connect() as connection:
            connection = connection.execution_options(**level)
            with connection.begin():
                yield connection

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """A full disk, a lock that is never given up, a server that went away: nothing of the transaction was kept."""
        try:
            yield
        except OperationalError as error:
            raise StoreError(f"{shown(self.url)}: cannot be used: {_cause(error)}") from error

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open the database, making its schema when it is empty. Raises StoreError in plain words."""
    store = connect(url)
    try:
        _make_or_check(store)
    except DatabaseError as error:
        store.close()
        raise StoreError(f"{shown(url)}: is damaged or no database of this program: {_cause(error)}") from error
    except StoreError:
        store.close()
        raise
    return store


def connect(url: str) -> Store:
    """Connect without looking at the schema."""
    return Store(_sqlite(url) if url.startswith("sqlite") else _postgres(url), url)


def _sqlite(url: str) -> Engine:
    path = Path(url.removeprefix("sqlite:///"))
    _make_private(path)
    # NullPool: a connection belongs to one transaction, and so to one thread.
    engine = sqlalchemy.create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        _keep_a_log(connection)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("newsletter_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _keep_a_log(connection: Any) -> None:
    """Switch to the write-ahead log. While another process does so, SQLite gives up at once instead of waiting."""
    until = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)


def _make_private(path: Path) -> None:
    """The file is made readable by its owner only, before SQLite would make it for everybody."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_RDWR, stat.S_IRUSR | stat.S_IWUSR)
        os.close(handle)
    except OSError as error:
        raise StoreError(f"{path}: the database cannot be opened: {error.strerror}") from error


def _postgres(url: str) -> Engine:
    try:
        return sqlalchemy.create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True, pool_size=5
        )
    except ModuleNotFoundError as error:
        raise StoreError("PostgreSQL needs one more part: pip install 'newsletter[postgres]'") from error


def shown(url: str) -> str:
    """The URL as a person may see it: without user and password."""
    return url.removeprefix("sqlite:///") if url.startswith("sqlite") else f"postgresql://{url.rpartition('@')[2]}"


def _cause(error: DatabaseError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig else str(error)


# ── schema ─────────────────────────────────────────────────────────────────────────────────


def alembic_config() -> Config:
    """Alembic's settings, without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def revision_of(store: Store) -> str | None:
    """The schema's revision in this database; None when it is empty."""
    with store.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()


def _make_or_check(store: Store) -> None:
    before = revision_of(store)
    if before is None:
        upgrade(store)
    elif before != SCHEMA:
        refuse_newer(store, before)
        raise StoreError(
            f"{shown(store.url)}: was made by an earlier version of this program. "
            "Run: newsletter upgrade (it makes a backup first)"
        )


def refuse_newer(store: Store, before: str) -> None:
    """Refuse a store that a later version of this program made."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if before not in known:
        raise StoreError(
            f"{shown(store.url)}: was made by a newer version of this program (schema {before}; this one knows up to "
            f"{SCHEMA}). Nothing was changed. Install the newer version, or restore a backup made with this one."
        )


def upgrade(store: Store) -> tuple[str | None, str]:
    """Bring the schema to this program's revision; returns (before, after). A newer store is refused."""
    before = revision_of(store)
    if before == SCHEMA:
        return before, SCHEMA
    if before is not None:
        refuse_newer(store, before)
    from alembic import command

    config = alembic_config()
    with store.writing() as connection:
        _lock_schema(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, SCHEMA


def _lock_schema(connection: Connection) -> None:
    """Two processes starting at once: the second waits here, then finds nothing to do."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(724202611)")
