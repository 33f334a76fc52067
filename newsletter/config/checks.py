"""What one key means for another: names that are known, times that are times, promises that settings must keep."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.config.tables import BAD, Reader, nearest, one_of, shown
from newsletter.core import periods
from newsletter.model.entries import Trust
from newsletter.model.settings import (
    Approval,
    ChannelKind,
    ChannelSettings,
    PicturesAre,
    PublicationSettings,
    Rhythm,
    Settings,
    SourceKind,
    SourceSettings,
)

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLATFORMS = PublicationSettings(name="any").platforms


def check(reader: Reader, settings: Settings, environ: Mapping[str, str], places: Sequence[Path]) -> None:
    """Complain of everything that two keys, or a key and the world, make wrong together."""
    _check_names(reader, "sources", [source.name for source in settings.sources])
    _check_names(reader, "publications", [publication.name for publication in settings.publications])
    _check_names(reader, "channels", [channel.name for channel in settings.channels])
    _check_base_url(reader, settings.site.base_url)
    if settings.site.pictures is PicturesAre.HOSTED and not settings.site.base_url:
        reader.complain("[site]", "pictures", '"hosted" needs base_url, where readers find them')
    for server in settings.http.allow_private:
        if not re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}", server):
            reader.complain("[http]", "allow_private", f'{shown(server)} must be "host:port", e.g. "10.0.0.5:8080"')
    for source in settings.sources:
        _check_source(reader, source)
    for channel in settings.channels:
        _check_channel(reader, channel, settings.folder, environ, places)
    for publication in settings.publications:
        _check_publication(reader, publication, settings)


def _check_names(reader: Reader, table: str, names: Sequence[str]) -> None:
    for name in dict.fromkeys(names):
        if not NAME.fullmatch(name):
            reader.complain(f"[[{table}]]", "name", f"{shown(name)} must be lower-case letters, digits and hyphens")
        if names.count(name) > 1:
            reader.complain(
                f"[[{table}]]", "name", f"{shown(name)} is used {names.count(name)} times; each needs its own"
            )


def check_store(reader: Reader, store: object, from_page: bool) -> None:
    """Complain of a database that cannot be meant, and of a password on the page."""
    if store is BAD:
        return
    text = str(store)
    if not text.startswith(("sqlite:///", "postgresql://")):
        reader.complain("", "store", f'{shown(text.split("@")[-1])} must begin with "sqlite:///" or "postgresql://"')
    elif from_page and urlsplit(text).password:
        reader.complain(
            "", "store", "holds a password; put the whole URL into the environment as NEWSLETTER_STORE instead"
        )


def _check_base_url(reader: Reader, base_url: str) -> None:
    if base_url and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", base_url):
        reader.complain("[site]", "base_url", f'{shown(base_url)} must be an address like "https://news.example.org"')


def _check_source(reader: Reader, source: SourceSettings) -> None:
    where = f"[[sources]] {source.name}"
    if source.kind is SourceKind.FEED and not re.fullmatch(r"https?://[^\s/@]+(/\S*)?(\?\S*)?", source.url):
        reader.complain(where, "url", f'a feed needs an address like "https://…", found {shown(source.url)}')
    if source.kind is SourceKind.FOLDER and source.path.name == "" and source.url == "":
        reader.complain(where, "path", "a folder needs a path")
    if source.zone:
        _check_zone(reader, where, source.zone)


def _check_zone(reader: Reader, where: str, zone: str) -> None:
    known = zoneinfo.available_timezones()
    if zone not in known:
        near = difflib.get_close_matches(zone, known, 1, 0.6)
        hint = f' — did you mean "{near[0]}"?' if near else ""
        reader.complain(where, "zone", f'{shown(zone)} is no time zone; use a name like "Europe/London"{hint}')


def _check_channel(
    reader: Reader, channel: ChannelSettings, folder: Path, environ: Mapping[str, str], places: Sequence[Path]
) -> None:
    if channel.kind is not ChannelKind.WEBHOOK:
        return
    where = f"[[channels]] {channel.name}"
    if not re.fullmatch(r"https?://[^\s/@]+(/\S*)?(\?\S*)?", channel.url):
        reader.complain(where, "url", f'a webhook needs an address like "https://…", found {shown(channel.url)}')
    if bool(channel.secret_env) == bool(channel.secret_file):
        reader.complain(where, "secret_env", "name one place of the signing secret: secret_env or secret_file")
    elif channel.secret_env and not environ.get(channel.secret_env):
        reader.complain(where, "secret_env", f"the environment variable {channel.secret_env} is not set")
    elif channel.secret_file and not (folder / channel.secret_file).is_file():
        reader.complain(where, "secret_file", f"there is no file {shown(channel.secret_file)} in the team's folder")
    if channel.body and not any((p / "templates" / "webhook" / channel.body).is_file() for p in places):
        reader.complain(where, "body", f"there is no templates/webhook/{channel.body}")


def _check_publication(reader: Reader, publication: PublicationSettings, settings: Settings) -> None:
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
            reader.complain(where, key, f'{shown(value)} is no address; write "Name <name@example.org>"')
    if publication.approval is Approval.AUTOMATIC:
        _check_automatic(reader, where, publication, settings)


def _check_known(reader: Reader, where: str, key: str, found: Sequence[str], known: Sequence[str]) -> None:
    for name in found:
        if name not in known:
            there = (
                f"is not one of {', '.join(known)}{nearest(name, known)}"
                if known
                else f"is not among the {key}: there are none"
            )
            reader.complain(where, key, f"{shown(name)} {there}")


def _check_times(reader: Reader, where: str, publication: PublicationSettings) -> None:
    if publication.rhythm is Rhythm.WEEKLY and publication.period_ends not in WEEKDAYS:
        near = nearest(publication.period_ends, WEEKDAYS)
        reader.complain(
            where, "period_ends", f"{shown(publication.period_ends)} must be a weekday: {one_of(WEEKDAYS)}{near}"
        )
    if publication.rhythm is Rhythm.YEARLY and not re.fullmatch(
        r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", publication.year_ends
    ):
        reader.complain(where, "year_ends", f'{shown(publication.year_ends)} must be month and day, like "12-31"')
    if not 0 <= publication.opens_weeks <= 26:
        reader.complain(where, "opens_weeks", f"{publication.opens_weeks} must lie between 0 and 26")
    for key, value in (("cut_off", publication.cut_off), ("send_at", publication.send_at)):
        try:
            periods.parse_day_time(value, publication.rhythm)
        except ValueError as error:
            reader.complain(where, key, str(error))


def _check_automatic(reader: Reader, where: str, publication: PublicationSettings, settings: Settings) -> None:
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
