"""Read the dates that sources write, and claim no more than they say.

A moment becomes UTC and keeps the day of its own offset; a moment without a zone is taken in the
source's configured zone; a day, month or year stays one. What is not understood gives None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

import regex
from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

from newsletter.model.entries import Precision


@dataclass(frozen=True)
class When:
    """A date as a source gives it; see ``ReadEntry.published_at`` and ``published_on``."""

    at: datetime | None
    on: str
    precision: Precision


NEVER = When(None, "", Precision.UNKNOWN)

#: Zone names met in feeds, by hours from UTC. Parsers that know only the American ones read BST and CET as UTC.
_HOURS = {
    0: "UT UTC GMT Z WET", 1: "BST CET WEST MEZ WAT", 2: "CEST EET MESZ CAT SAST", 3: "EEST MSK EAT TRT", 5: "PKT",
    5.5: "IST", 8: "HKT SGT AWST", 9: "JST KST", 9.5: "ACST", 10: "AEST", 11: "AEDT", 12: "NZST", 13: "NZDT",
    -2.5: "NDT", -3: "BRT ART ADT", -3.5: "NST", -4: "EDT AST", -5: "EST CDT", -6: "CST MDT", -7: "MST PDT",
    -8: "PST AKDT", -9: "AKST", -10: "HST",
}  # fmt: skip
_ZONES = {name: hours for hours, names in _HOURS.items() for name in names.split()}

#: Nearly all feeds write months in English, whatever their language.
_WHOLE = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ENGLISH = {word: at for at, name in enumerate(_WHOLE, 1) for word in (name, name[:3])} | {"sept": 9}

_ISO = regex.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})(?:[T\s]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)"
    r"\s*(?P<zone>[A-Za-z]{1,5}|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?)?)?"
)
_CLOCK = r"(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:\s*(?P<half>[ap])\.?m\.?)?"
_ZONE = r"(?P<zone>[A-Za-z]{1,5}|[+-]\d{2}:?\d{2}|(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?)"
_WEEKDAY = r"(?:\p{L}{2,12}\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?"
_MONTH = r"(?P<month>\p{L}{3,12})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_AFTER_DAY = rf"(?:[,\s]+(?:at\s+|-\s+)?{_CLOCK}(?:\s*{_ZONE})?(?:\s*\([^()]*\))?)?"
_WORDED = tuple(
    regex.compile(pattern, regex.I)
    for pattern in (
        rf"{_WEEKDAY}{_DAY}[\s-]+(?:de\s+)?{_MONTH},?[\s-]+(?:de\s+)?{_YEAR}{_AFTER_DAY}",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}}){_AFTER_DAY}",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_CLOCK}(?:\s+{_ZONE})?\s+(?P<year>\d{{4}})",
        rf"{_MONTH},?\s+(?:de\s+)?(?P<year>\d{{4}})",
    )
)


def read_date(text: str, zone: tzinfo = UTC, language: str = "en") -> When | None:
    """Read one date in any form met in feeds, front matter and pages; None when it is none."""
    words = " ".join(text.split())
    if not words or len(words) > 80:
        return None
    if found := _ISO.fullmatch(words):
        return _when(found, _number(found["month"]), zone)
    for form in _WORDED:
        if found := form.fullmatch(words):
            name = found["month"].lower().rstrip(".")
            month = _ENGLISH.get(name) or _months(language).get(name)
            return _when(found, month, zone) if month else None
    return None


def zone_of(name: str) -> tzinfo:
    """The configured zone; the settings were checked when they were read."""
    return ZoneInfo(name) if name else UTC


def _when(found: regex.Match[str], month: int | None, zone: tzinfo) -> When | None:
    parts = found.groupdict()
    year, day = _full_year(parts["year"]), _number(parts.get("day"))
    try:
        datetime(year, month or 1, day or 1)  # noqa: DTZ001 - only asks whether there is such a day
    except ValueError:
        return None
    if not 1900 <= year <= 2199:
        return None
    if month is None:
        return When(None, f"{year:04}", Precision.YEAR)
    if day is None:
        return When(None, f"{year:04}-{month:02}", Precision.MONTH)
    return _moment(year, month, day, parts, zone)


def _moment(year: int, month: int, day: int, parts: dict[str, str | None], zone: tzinfo) -> When | None:
    on = f"{year:04}-{month:02}-{day:02}"
    clock, offset = _clock(parts.get("time"), parts.get("half")), _offset(parts.get("zone"), zone)
    if parts.get("time") and clock is None:
        return None
    if clock is None or offset is None:  # an unknown zone: the day is sure, the moment is not
        return When(None, on, Precision.DAY)
    try:
        local = datetime(year, month, day, tzinfo=offset) + clock
        return When(local.astimezone(UTC), local.date().isoformat(), Precision.DAY)
    except (ValueError, OverflowError):
        return None


def _clock(text: str | None, half: str | None) -> timedelta | None:
    if not text:
        return None
    hours, minutes, *seconds = text.replace(",", ".").split(":")
    hour, minute, second = int(hours), int(minutes), int(float(seconds[0])) if seconds else 0
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    # 24:00 and leap seconds are written by real feeds; the sum carries them over.
    return (
        timedelta(hours=hour, minutes=minute, seconds=second) if hour <= 24 and minute < 60 and second <= 60 else None
    )


def _offset(text: str | None, default: tzinfo) -> tzinfo | None:
    if not text:
        return default
    if text.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[text.upper()]))
    found = regex.fullmatch(r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", text, regex.I)
    if found is None or int(found["hours"]) > 15 or int(found["minutes"] or 0) > 59:
        return None
    size = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return timezone(-size if found["sign"] == "-" else size)


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _full_year(text: str | None) -> int:
    """Widen a year of two digits. One of four is meant: 0001 is what programs write for "no date"."""
    year = int(text or 0)
    return year if len(text or "") > 2 else year + (2000 if year < 70 else 1900)


@cache
def _months(language: str) -> dict[str, int]:
    """Month names, whole and short, in the source's language."""
    try:
        locale = Locale.parse(language.replace("_", "-").split("-")[0])
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        name.lower().rstrip("."): number
        for width in ("abbreviated", "wide")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context=context, locale=locale).items()
    }
