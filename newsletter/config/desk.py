"""What was changed at the desk or the command line: ``config/desk.toml``, in the keys of the main file.

The program writes only this file, and says in it who changed what, and when. Where both files
speak, the one that was written by hand wins.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.config.tables import Reader
from newsletter.errors import ConfigError, NotAllowed
from newsletter.model.settings import SourceSettings

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

NAME = Path("config") / "desk.toml"
HEAD = "Written by the program. What config/newsletter.toml says about the same thing wins."


# ── reading ────────────────────────────────────────────────────────────────────────────────


def read(folder: Path, reader: Reader) -> dict[str, Any]:
    """The desk's tables; what is wrong in them is complained of, and then nothing of them is used."""
    path = folder / NAME
    if not path.is_file():
        return {}
    mine = Reader(NAME.as_posix())
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        reader.complaints.append(f"{NAME.as_posix()}: cannot be read: {error}")
        return {}
    mine.unknown_keys("", table, ("sources",))
    mine.tables("sources", table, SourceSettings)
    reader.complaints.extend(mine.complaints)
    return {} if mine.complaints else table


def merge(by_hand: Mapping[str, Any], desk: Mapping[str, Any]) -> dict[str, Any]:
    """Both files as one; key by key, what was written by hand wins."""
    if not desk:
        return dict(by_hand)
    rows = by_hand.get("sources", [])
    if not isinstance(rows, list):
        return dict(by_hand)  # complained of by whoever reads it
    added = {row["name"]: row for row in desk.get("sources", [])}
    both = [{**added.pop(row.get("name"), {}), **row} if isinstance(row, dict) else row for row in rows]
    return {**by_hand, "sources": [*both, *added.values()]}


# ── writing ────────────────────────────────────────────────────────────────────────────────


def add_source(folder: Path, values: Mapping[str, Any], by: str, now: datetime) -> None:
    """Add a source; its name must be free in both files."""
    document = _open(folder)
    if any(row["name"] == values["name"] for row in document.get("sources", [])):
        raise NotAllowed(f"there is a source named {values['name']!r} already")
    _append(document, values, f"added by {by}, {now:%Y-%m-%d %H:%M} UTC")
    _write(folder, document)


def set_source(
    folder: Path, by_hand: Mapping[str, Any], name: str, key: str, value: Any, by: str, now: datetime
) -> None:
    """Change one key of a source; refused where the hand-written file speaks of it."""
    if any(row.get("name") == name and key in row for row in by_hand.get("sources", [])):
        raise NotAllowed(
            f"config/newsletter.toml says {key} of {name}, and what was written by hand wins; change it there"
        )
    document = _open(folder)
    said = f"{key} set by {by}, {now:%Y-%m-%d %H:%M} UTC"
    for row in document.get("sources", []):
        if row["name"] == name:
            row[key] = _told(value, said)
            break
    else:
        _append(document, {"name": name, key: value}, said)
    _write(folder, document)


def by_hand(path: Path) -> dict[str, Any]:
    """The hand-written file as it is, for seeing where it speaks."""
    return tomllib.loads(path.read_text("utf-8"))


def _open(folder: Path) -> TOMLDocument:
    import tomlkit

    path = folder / NAME
    if path.is_file():
        return tomlkit.parse(path.read_text("utf-8"))
    document = tomlkit.document()
    document.add(tomlkit.comment(HEAD))
    document.add(tomlkit.nl())
    return document


def _told(value: Any, said: str) -> Any:
    import tomlkit

    return tomlkit.item(value).comment(said)


def _append(document: TOMLDocument, values: Mapping[str, Any], said: str) -> None:
    import tomlkit

    table = tomlkit.table()
    table.add(tomlkit.comment(said))
    for key, value in values.items():
        table.add(key, value)
    if "sources" not in document:
        document.add("sources", tomlkit.aot())
    document["sources"].append(table)


def _write(folder: Path, document: TOMLDocument) -> None:
    """The file appears whole or not at all."""
    path = folder / NAME
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(document.as_string(), "utf-8")
        part.replace(path)
    except OSError as error:
        raise ConfigError(f"{NAME.as_posix()} cannot be written: {error.strerror}") from error
