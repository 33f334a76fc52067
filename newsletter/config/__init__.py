"""Find and read a team's settings: ``config/newsletter.toml`` and the files that belong to it.

``tables`` turns TOML into ``model.settings``, ``checks`` sees what one key means for another; this
module finds the files (rules, do-not-name list, secrets) and tells every complaint at once. It
decides nothing about stories.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from newsletter.config import desk
from newsletter.config.checks import check, check_store
from newsletter.config.tables import Reader
from newsletter.core.places import joined
from newsletter.core.rules import Rules
from newsletter.core.towns import read_names
from newsletter.errors import ConfigError
from newsletter.model.settings import (
    ChannelSettings,
    HttpSettings,
    PublicationSettings,
    Settings,
    SiteSettings,
    SourceSettings,
)

CONFIG_NAME = Path("config") / "newsletter.toml"
PACKAGED = Path(__file__).parent.parent / "_packaged"  #: the wheel's copy of config/ and templates/
REPOSITORY = PACKAGED.parent.parent


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


def own_theme() -> dict[str, dict[str, str]]:
    """The program's own look of letters."""
    return _toml(defaults() / "templates" / "email" / "theme.toml")


def load_rules(folder: Path) -> Mapping[str, Rules]:
    """All rules by language; a team's ``config/rules/en.toml`` stands in for ours as a whole."""
    found = rule_files(folder)
    shared = _toml(found.pop("countries")) if "countries" in found else {}
    shared["town_names"] = _towns(towns_file(folder))
    return _RulesByLanguage({language: (path, _toml(path)) for language, path in sorted(found.items())}, shared)


class _RulesByLanguage(Mapping[str, Rules]):
    """Makes a language's rules when they are asked for: compiling them takes longer than most commands."""

    def __init__(self, tables: Mapping[str, tuple[Path, Mapping[str, Any]]], shared: Mapping[str, Any]) -> None:
        self._tables = tables
        self._shared = shared
        self._made: dict[str, Rules] = {}

    def __getitem__(self, language: str) -> Rules:
        path, table = self._tables[language]
        if language not in self._made:
            try:
                self._made[language] = Rules.from_mapping(language, joined(self._shared, table))
            except ValueError as error:
                raise ConfigError(f"{path}: {error}") from error
        return self._made[language]

    def __contains__(self, language: object) -> bool:
        return language in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def towns_file(folder: Path) -> Path:
    """The table of towns in force."""
    places = [place / "config" / "rules" / "towns.txt" for place in search_path(folder)]
    return next((path for path in places if path.is_file()), places[-1])


def _towns(path: Path) -> dict[str, str]:
    try:
        return read_names(path.read_text("utf-8"))
    except ValueError as error:  # that it is no UTF-8, too
        raise ConfigError(f"{path}: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error


def rule_files(folder: Path) -> dict[str, Path]:
    """The rule files in force, by name without ``.toml``."""
    found: dict[str, Path] = {}
    for place in reversed(search_path(folder)):
        found.update({path.stem: path for path in sorted((place / "config" / "rules").glob("*.toml"))})
    return found


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
    reader = Reader(path.name if path.parent == folder else f"{path.parent.name}/{path.name}")
    table = desk.merge(_toml(path), desk.read(folder, reader))
    settings = _read(reader, table, folder, path, environ)
    if whole:
        check(reader, settings, environ, search_path(settings.folder))
    if reader.complaints:
        raise ConfigError(reader.complaints)
    return settings


def _read(reader: Reader, table: Mapping[str, Any], folder: Path, path: Path, environ: Mapping[str, str]) -> Settings:
    known = ("store", "site", "http", "sources", "publications", "channels")
    reader.unknown_keys("", table, known)
    store = environ.get("NEWSLETTER_STORE") or reader.value("", "store", str, table.get("store", Settings.store))
    check_store(reader, store, from_page="NEWSLETTER_STORE" not in environ)
    sources = reader.tables("sources", table, SourceSettings)
    channels = reader.tables("channels", table, ChannelSettings)
    everything = tuple(source.name for source in sources)
    publications = reader.tables("publications", _by_rhythm(table), PublicationSettings)
    return Settings(
        folder=folder,
        file=path,
        store=_store_url(store, folder),
        site=reader.table("[site]", table.get("site", {}), SiteSettings) or SiteSettings(),
        http=reader.table("[http]", table.get("http", {}), HttpSettings) or HttpSettings(),
        sources=tuple(replace(source, path=folder / source.path) for source in sources),
        publications=tuple(replace(one, sources=one.sources or everything) for one in publications),
        channels=tuple(replace(channel, path=folder / channel.path) for channel in channels),
        do_not_name=_do_not_name(reader, folder),
    )


#: What a year-end round-up has, where its settings leave it out: a year holds more than a week.
YEARLY: Mapping[str, Any] = {"minimum": 12, "maximum": 30}
YEARLY_SELECTION: Mapping[str, Any] = {"per_country": 3, "per_outcome": 12, "per_source": 30}


def _by_rhythm(table: Mapping[str, Any]) -> Mapping[str, Any]:
    rows = table.get("publications")
    return {**table, "publications": [_yearly(row) for row in rows]} if isinstance(rows, list) else table


def _yearly(row: Any) -> Any:
    if not isinstance(row, dict) or row.get("rhythm") != "yearly":
        return row
    selection = row.get("selection", {})
    full = {**YEARLY_SELECTION, **selection} if isinstance(selection, dict) else selection
    return {**YEARLY, **row, "selection": full}


def _store_url(store: str, folder: Path) -> str:
    """A SQLite path that is relative starts at the team's folder."""
    prefix = "sqlite:///"
    return f"{prefix}{folder / store.removeprefix(prefix)}" if store.startswith(prefix) else store


def _do_not_name(reader: Reader, folder: Path) -> tuple[str, ...]:
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
