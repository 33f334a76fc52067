"""Say who acted for a win, and on which day it happened, each with the words that tell it.

Pure. The day of the event is told apart from the entry's own date, which only supplies what a writer leaves out: the
year of "on 9 April", the day behind "today". What is not sure stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import regex

from newsletter.core.sentences import sentences
from newsletter.core.speech import words
from newsletter.model.entries import Precision, Span
from newsletter.model.stories import Acted, EventDay

_MONTHS = (
    "january february march april may june july august september october november december",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
_NUMBER_OF = {name: number for names in _MONTHS for number, name in enumerate(names.split(), 1)}
_MONTH = rf"(?P<month>{'|'.join(_NUMBER_OF)})"
_DATE = regex.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?{_MONTH}\b(?:,?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d))?|"
    rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)\b(?:,?\s+(?P<year>(?:19|20)\d\d))?|"
    rf"(?:(?:in|of|since|early|late|mid|en|de|fin|début)[\s-]+){_MONTH}\b(?:,?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d))?|"
    r"(?P<relative>today|yesterday|aujourd[’']hui|hier|hoy|ayer)\b|"
    r"(?:in|early|late|mid|during|en)[\s-]+(?P<year>(?:19|20)\d\d)\b)",
    regex.I,
)
_COUNT = (
    r"(?P<count>\d{1,3}(?:[,.\s]\d{3})+|\d+(?:[.,]\d+)?(?:\s+(?:million|thousand))?|dozens|scores|hundreds|thousands|"
    r"millions)(?:\s+of)?"
)
_COUNTED = regex.compile(r"\d|dozens|scores|hundreds|thousands|millions")  #: what each count begins with
_ACTORS = (
    r"(?P<who>(?:[\p{L}’'\-]+\s+){0,3}(?:supporters|people|activists|members|writers|volunteers|students|campaigners|letters|"
    r"messages|actions|signatures|e-?mails|petitions|postcards|appeals|cards|tweets|personnes|lettres|personas|cartas|"
    r"firmas))"
)
_ACTS = regex.compile(
    r"\b(?:wr(?:ote|itten|iting)|sign(?:ed|ing)|sent|send|took|taken|spoke|called|campaign\w*|urg(?:ed|ing)|demand\w*|joined|"
    r"march(?:ed|ing)|appeal\w*|respond\w*|poured|gathered|collected|mobili[sz]ed|protest\w*|acted|solidarity|petition\w*|"
    r"écri\w+|signé\w*|envoyé\w*|escrib\w+|firma\w+|enviar\w*)\b",
    regex.I,
)
_ACTING = regex.compile(rf"(?:\b{_COUNT}\s+)?{_ACTORS}\b", regex.I)
_SCALE = {"million": 1_000_000, "thousand": 1_000}
_SIGNS = words(
    "supporter writer activist letter signature message petition people member volunteer campaigner student mail "
    "postcard appeal card action tweet personnes lettres personas cartas firmas"
)


def acted(text: str) -> Iterator[Acted]:
    """Find the sentences that tell who wrote, signed or spoke out, and how many they were."""
    for sentence in sentences(text):
        told = sentence.of(text)
        low = told.lower()
        if not (_COUNTED.search(low) and any(sign in low for sign in _SIGNS) and _ACTS.search(told)):
            continue
        found = next((one for one in _ACTING.finditer(told) if one["count"]), None)
        if found is not None:
            who = f"{found['count']} {found['who']}" if " of " not in found.group() else found.group()
            yield Acted(who=" ".join(who.split()), count=_number(found["count"]), span=sentence)


def _number(told: str) -> int | None:
    """The number in "6.6 million" or "4,000"; None for "hundreds"."""
    parts = told.lower().split()
    if not parts[0][0].isdigit():
        return None
    if parts[-1] in _SCALE:
        return round(float(parts[0].replace(",", ".")) * _SCALE[parts[-1]])
    return int("".join(letter for letter in told if letter.isdigit()))


def day_of(text: str, events: Sequence[Span], published_on: str) -> EventDay | None:
    """Find the day of the event in the sentence that tells it; None where it names none."""
    for event in events:
        holding = next((one for one in sentences(text) if one.start <= event.start < one.end), None)
        if holding is None:
            continue
        dated = sorted(
            _DATE.finditer(text, holding.start, holding.end), key=lambda found: abs(found.start() - event.start)
        )
        for found in dated:
            on = _on(found, published_on)
            if on is not None:
                precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[on.count("-")]
                return EventDay(on=on, precision=precision, span=Span(start=found.start(), end=found.end()))
    return None


def _on(found: regex.Match[str], published_on: str) -> str | None:
    if found["relative"]:
        return _relative(found["relative"].lower(), published_on)
    if not found["month"]:
        recent = not published_on or int(published_on[:4]) - int(found["year"]) <= 1
        return str(found["year"]) if recent else None  # an older year tells what came before
    month = _NUMBER_OF[found["month"].lower()]
    year = found["year"] or _year_before(month, found["day"], published_on)
    if year is None:
        return None
    if not found["day"]:
        return f"{year}-{month:02}"
    try:
        return date(int(year), month, int(found["day"])).isoformat()
    except ValueError:
        return None


def _relative(word: str, published_on: str) -> str | None:
    if len(published_on) != 10:
        return None
    back = 1 if word in ("yesterday", "hier", "ayer") else 0
    return (date.fromisoformat(published_on) - timedelta(days=back)).isoformat()


def _year_before(month: int, day: str | None, published_on: str) -> str | None:
    """The year in which that day last came, seen from when the entry was published."""
    parts = published_on.split("-")
    if len(parts) < 2:
        return None
    known = (int(parts[1]), int(parts[2])) if len(parts) == 3 and day else (int(parts[1]), 0)
    later = (month, int(day) if day and len(parts) == 3 else 0) > known
    return str(int(parts[0]) - later)
