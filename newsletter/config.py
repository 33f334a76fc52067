"""Read ``config/newsletter.toml`` into ``model.settings``, with every complaint at once.

The dataclasses of ``model.settings`` are the schema: their fields are the keys, their types
what is allowed. This module turns TOML into them, checks what one key means for another, and
finds the files that belong to the settings (rules, do-not-name list, secrets). It decides
nothing about stories.

A complaint reads: file, table, key, what was found, what is allowed, the nearest right name.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from newsletter.core import periods
from newsletter.core.rules import Rules
from newsletter.errors import ConfigError
from newsletter.model.entries import Trust
from newsletter.model.settings import (
    Approval,
    ChannelKind,
    ChannelSettings,
    HttpSettings,
    PublicationSettings,
    Rhythm,
    Settings,
    SiteSettings,
    SourceKind,
    SourceSettings,
)

T = TypeVar("T")

CONFIG_NAME = Path("config") / "newsletter.toml"
PACKAGED = Path(__file__).parent / "_packaged"  #: the wheel's copy of config/ and templates/
REPOSITORY = Path(__file__).parent.parent
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLATFORMS = PublicationSettings(name="any").platforms


# ── finding files ──────────────────────────────────────────────────────────────────────────


def find_config(given: str | None, environ: Mapping[str, str], working: Path) -> Path:
    """The settings file: as given, else ``NEWSLETTER_CONFIG``, else in the working directory."""
    named = given or environ.get("NEWSLETTER_CONFIG")
    path = Path(named) if named else working / CONFIG_NAME
    if path.is_dir():
        path = path / ("newsletter.toml" if path.name == "config" else CONFIG_NAME)
    if not path.is_file():
        raise ConfigError(
            f"{path}: there is no such settings file. Go to your team's folder, name the file with --config, "
            "or make a new folder with: newsletter init DIR"
        )
    return path.resolve()


def search_path(folder: Path) -> tuple[Path, ...]:
    """Where rules and templates are looked for: the team's folder, the packaged copy, the repository."""
    checkout = [REPOSITORY] if (REPOSITORY / "pyproject.toml").is_file() else []  # not what lies beside a wheel
    return tuple(dict.fromkeys((folder, PACKAGED, *checkout)))


def defaults() -> Path:
    """Where our own config/ and templates/ stand: the packaged copy, else the repository."""
    return PACKAGED if PACKAGED.is_dir() else REPOSITORY


def load_rules(folder: Path) -> dict[str, Rules]:
    """All rules by language; a team's ``config/rules/en.toml`` stands in for ours as a whole."""
    found = rule_files(folder)
    shared = _toml(found.pop("countries")) if "countries" in found else {}
    return {language: _rules(language, path, shared) for language, path in sorted(found.items())}


def rule_files(folder: Path) -> dict[str, Path]:
    """The rule files in force, by name without ``.toml``."""
    found: dict[str, Path] = {}
    for place in reversed(search_path(folder)):
        found.update({path.stem: path for path in sorted((place / "config" / "rules").glob("*.toml"))})
    return found


def _rules(language: str, path: Path, shared: Mapping[str, Any]) -> Rules:
    try:
        return Rules.from_mapping(language, {**shared, **_toml(path)})
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: this is not TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: must be saved as UTF-8 (byte {error.start} is not)") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error


# ── the whole file ─────────────────────────────────────────────────────────────────────────


def load(path: Path, environ: Mapping[str, str], whole: bool = True) -> Settings:
    """Read and check the settings. Raises ConfigError with every complaint.

    Without ``whole`` what stands outside the file (secrets, templates) is not asked for: a backup
    is restored before its secrets are set.
    """
    folder = path.parent.parent if path.parent.name == "config" else path.parent
    table = _toml(path)
    reader = _Reader(path.name if path.parent == folder else f"{path.parent.name}/{path.name}")
    settings = _read(reader, table, folder, path, environ)
    if whole:
        _check(reader, settings, environ)
    if reader.complaints:
        raise ConfigError(reader.complaints)
    return settings


def _read(reader: _Reader, table: Mapping[str, Any], folder: Path, path: Path, environ: Mapping[str, str]) -> Settings:
    known = ("store", "site", "http", "sources", "publications", "channels")
    reader.unknown_keys("", table, known)
    store = environ.get("NEWSLETTER_STORE") or reader.value("", "store", str, table.get("store", Settings.store))
    _check_store(reader, store, from_page="NEWSLETTER_STORE" not in environ)
    sources = reader.tables("sources", table, SourceSettings)
    channels = reader.tables("channels", table, ChannelSettings)
    return Settings(
        folder=folder,
        file=path,
        store=_store_url(store, folder),
        site=reader.table("[site]", table.get("site", {}), SiteSettings) or SiteSettings(),
        http=reader.table("[http]", table.get("http", {}), HttpSettings) or HttpSettings(),
        sources=tuple(replace(source, path=folder / source.path) for source in sources),
        publications=tuple(reader.tables("publications", table, PublicationSettings)),
        channels=tuple(replace(channel, path=folder / channel.path) for channel in channels),
        do_not_name=_do_not_name(reader, folder),
    )


def _store_url(store: str, folder: Path) -> str:
    """A SQLite path that is relative starts at the team's folder."""
    prefix = "sqlite:///"
    return f"{prefix}{folder / store.removeprefix(prefix)}" if store.startswith(prefix) else store


def _do_not_name(reader: _Reader, folder: Path) -> tuple[str, ...]:
    """The list is the team's own: nothing is packaged, and an absent file names nobody."""
    path = folder / "config" / "do-not-name.txt"
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError):
        # Going on without it could name somebody who asked not to be named.
        reader.complaints.append("config/do-not-name.txt: cannot be read; save it as UTF-8, one name a line")
        return ()
    return tuple(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


# ── one table: the dataclass is the schema ─────────────────────────────────────────────────


class _Reader:
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
                self.complain(where, key, f"there is no such key{_nearest(key, known)}; known here: {', '.join(known)}")

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
            self.complain(where, "", f"must be a table, found {_shown(table)}")
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
        return None if missing else kind(**{name: value for name, value in values.items() if value is not _BAD})

    def value(self, where: str, key: str, hint: Any, found: Any) -> Any:
        """One value as its type asks; ``_BAD`` and a complaint when it is not."""
        if is_dataclass(hint) and isinstance(hint, type):
            inner = self.table(f"{where} {key}".strip(), found, hint)
            return _BAD if inner is None else inner
        try:
            return _convert(hint, found)
        except ValueError as error:
            self.complain(where, key, str(error))
            return _BAD


_BAD: Any = object()


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _convert(hint: Any, found: Any) -> Any:
    """Turn one TOML value into ``hint``. Raises ValueError: what was found, what is allowed."""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        allowed = [member.value for member in hint]
        if found not in allowed:
            raise ValueError(f"{_shown(found)} is not allowed; use {_one_of(allowed)}{_nearest(found, allowed)}")
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
        raise ValueError(f"must be {words}, found {_shown(found)}")
    return found


def _shown(value: Any) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _one_of(allowed: Sequence[str]) -> str:
    return f"{', '.join(allowed[:-1])} or {allowed[-1]}" if len(allowed) > 1 else allowed[0]


def _nearest(found: object, allowed: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(found).lower(), list(allowed), 1, 0.6)
    return f' — did you mean "{near[0]}"?' if near else ""


# ── what one key means for another ─────────────────────────────────────────────────────────


def _check(reader: _Reader, settings: Settings, environ: Mapping[str, str]) -> None:
    _check_names(reader, "sources", [source.name for source in settings.sources])
    _check_names(reader, "publications", [publication.name for publication in settings.publications])
    _check_names(reader, "channels", [channel.name for channel in settings.channels])
    _check_base_url(reader, settings.site.base_url)
    for server in settings.http.allow_private:
        if not re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}", server):
            reader.complain("[http]", "allow_private", f'{_shown(server)} must be "host:port", e.g. "10.0.0.5:8080"')
    for source in settings.sources:
        _check_source(reader, source)
    for channel in settings.channels:
        _check_channel(reader, channel, settings.folder, environ)
    for publication in settings.publications:
        _check_publication(reader, publication, settings)


def _check_names(reader: _Reader, table: str, names: Sequence[str]) -> None:
    for name in dict.fromkeys(names):
        if not NAME.fullmatch(name):
            reader.complain(f"[[{table}]]", "name", f"{_shown(name)} must be lower-case letters, digits and hyphens")
        if names.count(name) > 1:
            reader.complain(
                f"[[{table}]]", "name", f"{_shown(name)} is used {names.count(name)} times; each needs its own"
            )


def _check_store(reader: _Reader, store: object, from_page: bool) -> None:
    if store is _BAD:
        return
    text = str(store)
    if not text.startswith(("sqlite:///", "postgresql://")):
        reader.complain("", "store", f'{_shown(text.split("@")[-1])} must begin with "sqlite:///" or "postgresql://"')
    elif from_page and urlsplit(text).password:
        reader.complain(
            "", "store", "holds a password; put the whole URL into the environment as NEWSLETTER_STORE instead"
        )


def _check_base_url(reader: _Reader, base_url: str) -> None:
    if base_url and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", base_url):
        reader.complain("[site]", "base_url", f'{_shown(base_url)} must be an address like "https://news.example.org"')


def _check_source(reader: _Reader, source: SourceSettings) -> None:
    where = f"[[sources]] {source.name}"
    if source.kind is SourceKind.FEED and not re.fullmatch(r"https?://[^\s/@]+(/\S*)?(\?\S*)?", source.url):
        reader.complain(where, "url", f'a feed needs an address like "https://…", found {_shown(source.url)}')
    if source.kind is SourceKind.FOLDER and source.path.name == "" and source.url == "":
        reader.complain(where, "path", "a folder needs a path")
    if source.zone:
        _check_zone(reader, where, source.zone)


def _check_zone(reader: _Reader, where: str, zone: str) -> None:
    known = zoneinfo.available_timezones()
    if zone not in known:
        near = difflib.get_close_matches(zone, known, 1, 0.6)
        hint = f' — did you mean "{near[0]}"?' if near else ""
        reader.complain(where, "zone", f'{_shown(zone)} is no time zone; use a name like "Europe/London"{hint}')


def _check_channel(reader: _Reader, channel: ChannelSettings, folder: Path, environ: Mapping[str, str]) -> None:
    if channel.kind is not ChannelKind.WEBHOOK:
        return
    where = f"[[channels]] {channel.name}"
    if not re.fullmatch(r"https?://[^\s/@]+(/\S*)?(\?\S*)?", channel.url):
        reader.complain(where, "url", f'a webhook needs an address like "https://…", found {_shown(channel.url)}')
    if bool(channel.secret_env) == bool(channel.secret_file):
        reader.complain(where, "secret_env", "name one place of the signing secret: secret_env or secret_file")
    elif channel.secret_env and not environ.get(channel.secret_env):
        reader.complain(where, "secret_env", f"the environment variable {channel.secret_env} is not set")
    elif channel.secret_file and not (folder / channel.secret_file).is_file():
        reader.complain(where, "secret_file", f"there is no file {_shown(channel.secret_file)} in the team's folder")
    if channel.body and not any((p / "templates" / "webhook" / channel.body).is_file() for p in search_path(folder)):
        reader.complain(where, "body", f"there is no templates/webhook/{channel.body}")


def _check_publication(reader: _Reader, publication: PublicationSettings, settings: Settings) -> None:
    where = f"[[publications]] {publication.name}"
    sources, channels = [s.name for s in settings.sources], [c.name for c in settings.channels]
    _check_known(reader, where, "sources", publication.sources, sources)
    _check_known(reader, where, "channels", publication.channels, channels)
    _check_known(reader, where, "platforms", publication.platforms, PLATFORMS)
    _check_zone(reader, where, publication.zone)
    _check_times(reader, where, publication)
    if not 0 <= publication.minimum <= publication.maximum:
        reader.complain(
            where, "minimum", f"{publication.minimum} must lie between 0 and maximum ({publication.maximum})"
        )
    for key, value in (("from", publication.from_), ("reply_to", publication.reply_to)):
        if value and not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]):
            reader.complain(where, key, f'{_shown(value)} is no address; write "Name <name@example.org>"')
    if publication.approval is Approval.AUTOMATIC:
        _check_automatic(reader, where, publication, settings)


def _check_known(reader: _Reader, where: str, key: str, found: Sequence[str], known: Sequence[str]) -> None:
    for name in found:
        if name not in known:
            there = (
                f"is not one of {', '.join(known)}{_nearest(name, known)}"
                if known
                else f"is not among the {key}: there are none"
            )
            reader.complain(where, key, f"{_shown(name)} {there}")


def _check_times(reader: _Reader, where: str, publication: PublicationSettings) -> None:
    if publication.rhythm is Rhythm.WEEKLY and publication.period_ends not in WEEKDAYS:
        near = _nearest(publication.period_ends, WEEKDAYS)
        reader.complain(
            where, "period_ends", f"{_shown(publication.period_ends)} must be a weekday: {_one_of(WEEKDAYS)}{near}"
        )
    if publication.rhythm is Rhythm.YEARLY and not re.fullmatch(
        r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", publication.year_ends
    ):
        reader.complain(where, "year_ends", f'{_shown(publication.year_ends)} must be month and day, like "12-31"')
    for key, value in (("cut_off", publication.cut_off), ("send_at", publication.send_at)):
        try:
            periods.parse_day_time(value, publication.rhythm)
        except ValueError as error:
            reader.complain(where, key, str(error))


def _check_automatic(reader: _Reader, where: str, publication: PublicationSettings, settings: Settings) -> None:
    """Promise 1: without a person only an outbox is filled, and only from sources trusted as good news."""
    wary = [s.name for s in settings.sources if s.name in publication.sources and s.trust is not Trust.WINS]
    out = [c.name for c in settings.channels if c.name in publication.channels and c.kind is not ChannelKind.OUTBOX]
    if wary:
        reader.complain(
            where, "approval", f'"automatic" needs sources of trust "wins"; {", ".join(wary)} must be read by a person'
        )
    if out:
        reader.complain(
            where, "approval", f'"automatic" may only fill an outbox folder; {", ".join(out)} needs a person'
        )


# ── secrets ────────────────────────────────────────────────────────────────────────────────


def secrets_of(
    channel: ChannelSettings, folder: Path, environ: Mapping[str, str], keep: Callable[[str], None]
) -> tuple[str, ...]:
    """The signing secrets of a webhook, newest first: parted by spaces or lines, each kept out of logs by ``keep``."""
    if channel.secret_env:
        text = environ.get(channel.secret_env, "")
    else:
        text = _secret_text(folder / channel.secret_file, channel.name)
    found = tuple(text.split())
    for secret in found:
        keep(secret)
    return found


def _secret_text(path: Path, channel: str) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        # Neither what stands in it nor the error chained to this one enters a message.
        raise ConfigError(f"channel {channel}: its secret_file cannot be read as text; look at {path}") from None


def environment() -> Mapping[str, str]:
    """The process's environment; handed in everywhere else."""
    return os.environ
