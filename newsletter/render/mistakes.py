"""Say what is wrong with a template so that the person who wrote it can mend it.

One form: ``templates/email/digest.mjml:41: 'edition.tittle' is undefined — did you mean 'title'?``.
A failure with no template line in its traceback is not a template's mistake and is not explained.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType

import jinja2
from jinja2.exceptions import SecurityError

TAGS = ("block", "call", "else", "extends", "filter", "for", "if", "import", "include", "macro", "set", "with")


class Mistakes:
    """Explains the failures of templates that lie in ``places``."""

    def __init__(self, places: Sequence[Path], filters: Sequence[str], names: Sequence[str]) -> None:
        self._places = places
        self._filters = filters
        self._names = names

    def explain(self, wrong: Exception, name: str, values: Mapping[str, object], source: str = "") -> str | None:
        """One line for people, or None when no template is to blame. ``source``: a template that is no file."""
        if isinstance(wrong, jinja2.TemplateNotFound):
            return self._missing(wrong, name)
        if isinstance(wrong, jinja2.TemplateSyntaxError):
            return f"{self._shown(wrong.filename or wrong.name or name, name)}:{wrong.lineno}: {self._syntax(wrong)}"
        at = self._place(wrong.__traceback__)
        if at is None:
            return None
        path, line = at
        return f"{self._shown(path, name)}:{line}: {self._what(wrong, source or _line_of(path, line), values)}"

    def _what(self, wrong: Exception, written: str, values: Mapping[str, object]) -> str:
        if isinstance(wrong, SecurityError):
            return f"a template may not do this: {wrong}"
        asked = re.search(r"^'([^']+)' is undefined|has no attribute '([^']+)'", str(wrong))
        if not isinstance(wrong, jinja2.UndefinedError) or asked is None:
            return str(wrong) or type(wrong).__name__
        last = asked.group(1) or asked.group(2)
        shown = _as_written(last, written)
        return f"'{shown}' is undefined{_nearest(last, self._known(shown, values))}"

    def _place(self, trace: TracebackType | None) -> tuple[str, int] | None:
        """The innermost template line of a traceback (Jinja rewrites tracebacks to name template lines)."""
        found = None
        while trace is not None:
            path = trace.tb_frame.f_code.co_filename
            if path == "<template>" or any(Path(path).is_relative_to(place) for place in self._places):
                found = (path, trace.tb_lineno)
            trace = trace.tb_next
        return found

    def _shown(self, path: str, name: str) -> str:
        """A path that means something to the team: from ``templates/`` on."""
        for place in self._places:
            if Path(path).is_relative_to(place):
                return str(Path("templates") / Path(path).relative_to(place))
        return name if path in {"<template>", "<unknown>", name} else f"templates/{path}"

    def _known(self, shown: str, values: Mapping[str, object]) -> Sequence[str]:
        """What could stand in place of the last name of ``shown``."""
        first, *path = shown.split(".")
        if not path:
            return [*values, *self._names]
        thing = values.get(first)
        for name in path[:-1]:
            thing = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
        # A loop's own variable cannot be looked up from outside: offer every name there is.
        return _names_of(thing) or _all_names(values)

    def _syntax(self, wrong: jinja2.TemplateSyntaxError) -> str:
        message = (wrong.message or "cannot be read").rstrip(".")
        asked = re.search(r"No filter named '([^']+)'|unknown tag '([^']+)'", message)
        if asked is None:
            return message
        return f"{message}{_nearest(asked.group(1) or asked.group(2), self._filters if asked.group(1) else TAGS)}"

    def _missing(self, missing: jinja2.TemplateNotFound, name: str) -> str:
        asked = str(missing.name or name)
        known = {str(file.relative_to(place)) for place in self._places for file in place.rglob("*.*")}
        within = "" if asked == name else f" (asked for by templates/{name})"
        return f"templates/{asked}: no such template{within}{_nearest(asked, sorted(known))}"


def _line_of(path: str, line: int) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()[line - 1]
    except (OSError, IndexError, UnicodeDecodeError):
        return ""


def _as_written(last: str, written: str) -> str:
    """The undefined name with what stands before it in the template, such as ``edition.tittle``."""
    match = re.search(rf"(?:\w+\.)*\b{re.escape(last)}\b", written)
    return match.group(0) if match else last


def _nearest(asked: str, known: Sequence[str]) -> str:
    near = get_close_matches(asked, sorted(set(known)), n=1, cutoff=0.55)
    return f" — did you mean '{near[0]}'?" if near else ""


def _names_of(thing: object) -> list[str]:
    """The names a template may ask of one value."""
    if isinstance(thing, Mapping):
        return [str(key) for key in thing]
    return list(getattr(type(thing), "__dataclass_fields__", {}))


def _all_names(values: Mapping[str, object]) -> list[str]:
    """Every name that can be reached from ``values``."""
    names: set[str] = set()
    waiting: list[object] = [values]
    seen: set[int] = set()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, (list, tuple)):
            waiting.extend(thing)
        names.update(here := _names_of(thing))
        waiting.extend(thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None) for name in here)
    return sorted(names)
