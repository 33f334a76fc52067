"""Keep everything in one file, bring it back, and upgrade only after keeping.

A backup is a zip: every table as JSON Lines (the same for both engines, so that a team can move
from one to the other), the team's settings, templates and outbox, and a list of what it holds.
Secrets are named, not held. It is read in one transaction, while the program runs.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, func, insert, select
from sqlalchemy.exc import StatementError

from newsletter import __version__
from newsletter.errors import NotAllowed
from newsletter.model.settings import ChannelSettings, Settings
from newsletter.services.app import App
from newsletter.store import codec, deliveries, engine
from newsletter.store.engine import Store
from newsletter.store.schema import UtcDateTime, metadata

FORMAT = "newsletter-backup/1"
LIST = "backup.json"
ROWS_AT_ONCE = 200
HALF = ".new-"  #: what a killed run left
PICTURES = "pictures"  #: the folder of kept pictures, beside the settings


# ── writing ────────────────────────────────────────────────────────────────────────────────


def write(app: App, file: Path, now: datetime) -> int:
    """Write a backup; returns how many parts it has. The file appears whole or not at all."""
    return write_store(app.store, app.settings, file, now)


def write_store(store: Store, settings: Settings, file: Path, now: datetime) -> int:
    """Like ``write``, for a store that this version of the program cannot work with yet."""
    if file.exists():
        raise NotAllowed(f"{file} exists already; a backup never replaces one")
    part = file.with_name(f".{file.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            count = _fill(archive, store, settings, now)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise NotAllowed(f"{file} could not be written: {error.strerror}") from error
    return count


def _fill(archive: zipfile.ZipFile, store: Store, settings: Settings, now: datetime) -> int:
    counts: dict[str, int] = {}
    with store.snapshot() as connection:
        schema = engine.revision_of(store)
        for table in _standing_tables(connection):
            counts[table.name] = _write_table(archive, connection, table)
    files = sorted(dict.fromkeys(_files(settings)))
    for path in files:
        archive.write(path, f"files/{path.relative_to(settings.folder).as_posix()}")
    about = {
        "format": FORMAT, "program": __version__, "schema": schema, "made_at": codec.iso(now),
        "tables": counts, "secrets": list(_secrets(settings.channels)),
    }  # fmt: skip
    archive.writestr(LIST, json.dumps(about, indent=1))
    return len(files) + len(counts)


def _standing_tables(connection: Connection) -> list[Table]:
    """The tables of the store as it is, which may be an older one than this program's."""
    from sqlalchemy import MetaData

    standing = MetaData()
    standing.reflect(connection)
    names = [table.name for table in metadata.sorted_tables if table.name in standing.tables]
    rest = [name for name in standing.tables if name not in names and name != "alembic_version"]
    return [metadata.tables[name] if _is_same(name, standing) else standing.tables[name] for name in (*names, *rest)]


def _is_same(name: str, standing: Any) -> bool:
    return name in metadata.tables and set(metadata.tables[name].c.keys()) == set(standing.tables[name].c.keys())


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> int:
    count = 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
        for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table)):
            out.write(codec.canonical({name: _plain(value) for name, value in row._mapping.items()}) + b"\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime):
        return codec.iso(value)
    return value


def _files(settings: Settings) -> Iterator[Path]:
    """Settings, templates, pictures and outboxes of the team's folder; never a link that leaves it."""
    for name in ("config", "templates", PICTURES, *(str(channel.path) for channel in settings.channels)):
        root = settings.folder / name
        if root.is_relative_to(settings.folder):
            held_back = {settings.folder / channel.secret_file for channel in settings.channels if channel.secret_file}
            yield from (
                p
                for p in root.rglob("*")
                if p.is_file() and not p.is_symlink() and p not in held_back and not p.name.startswith(HALF)
            )


def _secrets(channels: Sequence[ChannelSettings]) -> Iterator[str]:
    for channel in channels:
        if channel.secret_env or channel.secret_file:
            yield channel.secret_env or channel.secret_file


# ── reading ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a person has to do after a backup was brought back."""

    secrets: tuple[str, ...]  #: to be set again: a backup names them only
    uncertain: int  #: deliveries that may have left since the backup was made


def read(file: Path, folder: Path, store_url: Callable[[Path], str], now: datetime) -> Restored:
    """Bring a backup back into an empty folder. ``store_url`` finds the store of the restored folder.

    Nothing is left half: what cannot be read is refused, and the folder is emptied again.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotAllowed(f"{folder} is not empty; restore into a new folder")
    try:
        with zipfile.ZipFile(file) as archive:
            about = _about(file, archive)
            paths = _paths(archive)
            with _emptied_on_failure(folder):
                _unpack(archive, paths, folder)
                uncertain = _fill_store(archive, store_url(folder), now)
    except (zipfile.BadZipFile, ValueError, LookupError, TypeError, StatementError) as error:
        raise NotAllowed(f"{file} is damaged or no backup: {type(error).__name__}") from error
    except OSError as error:
        raise NotAllowed(f"{folder} could not be written: {error.strerror}") from error
    return Restored(secrets=tuple(about["secrets"]), uncertain=uncertain)


@contextmanager
def _emptied_on_failure(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _about(file: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    if LIST not in archive.namelist():
        raise NotAllowed(f"{file} is no backup of this program")
    about: dict[str, Any] = json.loads(archive.read(LIST))
    damaged = archive.testzip()
    if damaged:
        raise NotAllowed(f"{file} is damaged: {damaged} cannot be read")
    if about["format"] != FORMAT or about["schema"] != engine.SCHEMA:
        raise NotAllowed(
            f"{file} was made by version {about['program']} (schema {about['schema']}); this is {__version__} (schema "
            f"{engine.SCHEMA}). Restore it with that version, then run: newsletter upgrade"
        )
    return about


def _paths(archive: zipfile.ZipFile) -> dict[str, PurePosixPath]:
    """Where each kept file belongs. Refuses one that would leave the folder."""
    names = [name for name in archive.namelist() if name.startswith("files/")]
    paths = {name: PurePosixPath(name.removeprefix("files/")) for name in names}
    for path in paths.values():
        if path.is_absolute() or ".." in path.parts:
            raise NotAllowed(f"the backup holds a file outside its folder: {path}")
    return paths


def _unpack(archive: zipfile.ZipFile, paths: Mapping[str, PurePosixPath], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(path.parts[0] == PICTURES for path in paths.values()):
        (folder / PICTURES).mkdir(mode=0o700)  # what is not published yet is its owner's alone
    for name, path in paths.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(name))
        if path.parts[0] == PICTURES:
            target.chmod(0o600)


def _fill_store(archive: zipfile.ZipFile, url: str, now: datetime) -> int:
    """Fill the empty store; returns how many deliveries may have left since."""
    store = engine.open_store(url)
    try:
        with store.writing() as connection:
            _refuse_filled(connection)
            for table in metadata.sorted_tables:
                _read_table(archive, connection, table)
                _renumber(connection, table)
            return deliveries.doubt(connection, now)
    finally:
        store.close()


def _refuse_filled(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise NotAllowed("the database is not empty; restore into an empty one")


def _read_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> None:
    name = f"tables/{table.name}.jsonl"
    if name not in archive.namelist():
        return
    with archive.open(name) as lines:
        batch = []
        for line in lines:
            batch.append({key: _typed(table, key, value) for key, value in json.loads(line).items()})
            if len(batch) >= ROWS_AT_ONCE:
                connection.execute(insert(table), batch)
                batch = []
        if batch:
            connection.execute(insert(table), batch)


def _typed(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if value is not None and isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if value is not None and isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return value


def _renumber(connection: Connection, table: Table) -> None:
    """PostgreSQL counts apart from the rows: let it go on after the highest number."""
    if connection.dialect.name == "postgresql" and "id" in table.c and table.c.id.type.python_type is int:
        highest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest, False)))


# ── upgrading ──────────────────────────────────────────────────────────────────────────────


def upgrade(settings: Settings, now: datetime, rehearse: bool) -> str:
    """Bring the schema up after keeping a backup; says what was or would be done."""
    store = engine.connect(settings.store)
    try:
        before = engine.revision_of(store)
        if before == engine.SCHEMA:
            return f"The database is up to date (schema {before}). Nothing to do."
        if before is None:
            return "The database is new; the first command makes it." if rehearse else _make(store)
        engine.refuse_newer(store, before)
        file = settings.folder / f"backup-before-{__version__}-{now:%Y%m%dT%H%M%SZ}.zip"
        if rehearse:
            return f"Would back up to {file.name}, then bring the schema from {before} to {engine.SCHEMA}."
        write_store(store, settings, file, now)
        engine.upgrade(store)
        return f"Backed up to {file}, then brought the schema from {before} to {engine.SCHEMA}."
    finally:
        store.close()


def _make(store: Store) -> str:
    engine.upgrade(store)
    return f"Made the database (schema {engine.SCHEMA})."
