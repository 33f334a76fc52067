"""Read TOML tables into the dataclasses of ``model.settings``: fields are the keys, types are what is allowed.

Collects complaints instead of stopping at the first: file, table, key, what was found, what is
allowed, the nearest right name.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Reader:
    """Reads tables into dataclasses and collects complaints."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.complaints: list[str] = []

    def complain(self, where: str, key: str, message: str) -> None:
        place = " ".join(part for part in (self.file, where) if part)
        self.complaints.append(f"{place}, {key}: {message}" if key else f"{place}: {message}")

    def unknown_keys(self, where: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
        for key in table:
            if key not in known:
                self.complain(where, key, f"there is no such key{nearest(key, known)}; known here: {', '.join(known)}")

    def tables(self, name: str, table: Mapping[str, Any], kind: type[T]) -> list[T]:
        """An array of tables; each is named by its ``name`` in complaints."""
        rows = table.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.complain("", name, f"must be written as tables, [[{name}]]")
            return []
        read = (self.table(f"[[{name}]] {row.get('name', number)}", row, kind) for number, row in enumerate(rows, 1))
        return [row for row in read if row is not None]

    def table(self, where: str, table: Any, kind: type[T]) -> T | None:
        """One table as a dataclass; None when a key that must stand is missing."""
        if not isinstance(table, dict):
            self.complain(where, "", f"must be a table, found {shown(table)}")
            return None
        assert is_dataclass(kind)
        known = {field.name.rstrip("_"): field for field in fields(kind)}
        self.unknown_keys(where, table, tuple(known))
        missing = [key for key, field in known.items() if key not in table and _is_required(field)]
        for key in missing:
            self.complain(where, key, "is missing, and nothing can stand in for it")
        hints = get_type_hints(kind)
        values = {
            field.name: self.value(where, key, hints[field.name], table[key])
            for key, field in known.items()
            if key in table
        }
        return None if missing else kind(**{name: value for name, value in values.items() if value is not BAD})

    def value(self, where: str, key: str, hint: Any, found: Any) -> Any:
        """One value as its type asks; ``BAD`` and a complaint when it is not."""
        if is_dataclass(hint) and isinstance(hint, type):
            inner = self.table(f"{where} {key}".strip(), found, hint)
            return BAD if inner is None else inner
        try:
            return _convert(hint, found)
        except ValueError as error:
            self.complain(where, key, str(error))
            return BAD


BAD: Any = object()


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _convert(hint: Any, found: Any) -> Any:
    """Turn one TOML value into ``hint``. Raises ValueError: what was found, what is allowed."""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        allowed = [member.value for member in hint]
        if found not in allowed:
            raise ValueError(f"{shown(found)} is not allowed; use {one_of(allowed)}{nearest(found, allowed)}")
        return hint(found)
    if get_origin(hint) is tuple:
        return tuple(_convert(get_args(hint)[0], item) for item in _as(list, "a list in [ ]", found))
    if get_origin(hint) is not None and issubclass(get_origin(hint), Mapping):
        inner = get_args(hint)[1]
        return {key: _convert(inner, item) for key, item in _as(dict, "a table in { }", found).items()}
    if hint is Path:
        return Path(_as(str, "a path in quotes", found)).expanduser()
    if hint is float and isinstance(found, int) and not isinstance(found, bool):
        return float(found)
    return _as(hint, _TYPE_WORDS[hint], found)


_TYPE_WORDS = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}


def _as(kind: Any, words: str, found: Any) -> Any:
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
        raise ValueError(f"must be {words}, found {shown(found)}")
    return found


def shown(value: Any) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def one_of(allowed: Sequence[str]) -> str:
    return f"{', '.join(allowed[:-1])} or {allowed[-1]}" if len(allowed) > 1 else allowed[0]


def nearest(found: object, allowed: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(found).lower(), list(allowed), 1, 0.6)
    return f' — did you mean "{near[0]}"?' if near else ""
