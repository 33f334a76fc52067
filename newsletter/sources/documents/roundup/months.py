"""Derive months in a year-end article: from headings, from what stories say in passing, from a section's neighbours.

Pure words to numbers, in English, French and Spanish. A month counts for a story only when it is the month of
what happened now: not of an arrest before, not of another year, not "since" or "until".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import regex
from babel.dates import get_month_names

from newsletter.sources.documents.roundup.words import OUTCOME

_SHORT = {
    "jan": 1,
    "feb": 2,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_BEFORE = (
    r"(?:in|on|by|during|of|early|mid|late|this|end|and|throughout|en|au|fin|début|mi|de|a|finales|principios|mediados|"
    r"d|le|el|courant)"
)
#: Words directly before a month by which it is not the month of the news.
_NOT_NOW = regex.compile(
    r"\b(?:since|until|till|before|from|next|last|depuis|avant|jusqu['’]en|jusqu['’]à|dès|desde|hasta|antes de)"
    r"(?:\s+(?:early|mid|late|the|end|start|of|en|de|le|el|fin|début|\d{1,2}(?:st|nd|rd|th)?)){0,4}[\s-]*$",
    regex.I,
)
_ANOTHER_YEAR = regex.compile(
    r"\s+(?:of\s+)?(?:last|next|the\s+(?:previous|following))\s+year|\s+(?:de\s+l['’]an(?:née)?\s+(?:dernier|dernière)|del\s+año\s+pasado)",
    regex.I,
)
#: What was done to people before, in the clause that holds the month.
_HISTORY = regex.compile(
    r"\b(?:arrested|detained|jailed|imprisoned|abducted|kidnapped|(?<!the\s)disappeared|killed|murdered|shot|attacked|evicted|"
    r"taken\s+(?:away|from)|first\s+\p{L}+ed|had\s+been|began|started|arrêtée?s?|détenue?s?|emprisonnée?s?|enlevée?s?|"
    r"tuée?s?|detenid[oa]s?|arrestad[oa]s?|encarcelad[oa]s?|secuestrad[oa]s?|asesinad[oa]s?)\b",
    regex.I,
)
_CLAUSE = regex.compile(r"[.!?;:—–]|,|\b(?:and|but|then|et|mais|puis|y|pero)\b")
_YEAR = regex.compile(r"\b((?:19|20)\d{2})\b")


def heading(line: str) -> int | None:
    """The month that stands alone on a line, with or without its year; 0 for several months."""
    words = regex.sub(r"[^\p{L}\p{N}\s]", " ", line).casefold().split()
    words = [word for word in words if not _YEAR.fullmatch(word)]
    found = [_months()[word] for word in words if word in _months()]
    if not found or len(words) > 4 or any(word not in _months() and word not in _JOINTS for word in words):
        return None
    return found[0] if len(found) == 1 else 0


_JOINTS = frozenset({"and", "to", "et", "y", "in", "en", "de", "a", "à"})


def own(text: str, year: int | None) -> tuple[int, str] | None:
    """The month in which what ``text`` tells happened, with the words that say so."""
    for found in _mention().finditer(text):
        month = _months()[found["month"].casefold().rstrip(".")]
        told_year = int(found["year"]) if found["year"] else year
        if (year is not None and told_year != year) or (year is None and found["year"]):
            continue
        before, after = text[max(0, found.start() - 80) : found.start("month")], text[found.end() : found.end() + 40]
        clause = _CLAUSE.split(text[max(0, found.start() - 160) : found.start()])[-1]
        if not _NOT_NOW.search(before) and not _ANOTHER_YEAR.match(after) and not _is_history(clause):
            return month, " ".join(found.group().split())
    return None


def _is_history(clause: str) -> bool:
    """Whether the verb nearest to the month tells what was before; "detained women were freed in June" does not."""
    before = [found.end() for found in _HISTORY.finditer(clause)]
    now = [found.end() for found in OUTCOME.finditer(clause)]
    return bool(before) and (not now or before[-1] > now[-1])


def mentioned(text: str) -> set[int]:
    """Every month named in passing."""
    return {_months()[found["month"].casefold().rstrip(".")] for found in _mention().finditer(text)}


def year_of(opening: str, whole: str) -> int | None:
    """The year an article tells: the one its opening names, else the one named most, else none."""
    for text in (opening, whole):
        years = Counter(int(year) for year in _YEAR.findall(text))
        if years:
            (best, times), *others = years.most_common()
            if text is opening or (times >= 2 and not (others and others[0][1] == times)):
                return max(years) if text is opening else best
    return None


def of_sections(told: Sequence[Sequence[int]], headed: Sequence[int | None]) -> list[tuple[int | None, str]]:
    """The month of each section, with the reason: ``told`` are its stories' own months, ``headed`` its heading."""
    found = [_of_section(months, head) for months, head in zip(told, headed, strict=True)]
    known = [month for month, _ in found]
    for at, (month, _) in enumerate(found):
        if month is None and headed[at] is None and (between := _between(known, at)):
            found[at] = between, "its section's place between the others"
    return found


def _of_section(months: Sequence[int], head: int | None) -> tuple[int | None, str]:
    if head:
        return head, "the heading of its section"
    counted = Counter(months).most_common()
    if head is None and counted and counted[0][1] * 2 > len(months):
        return counted[0][0], "other stories of its section"
    return None, ""


def _between(known: Sequence[int | None], at: int) -> int | None:
    """The only month that fits where sections go on month by month."""
    before = next((i for i in range(at - 1, -1, -1) if known[i]), None)
    behind = next((i for i in range(at + 1, len(known)) if known[i]), None)
    first = (known[before] or 0) if before is not None else 0
    last = (known[behind] or 0) if behind is not None else 13
    steps = (behind if behind is not None else len(known)) - (before if before is not None else -1)
    return first + at - (before if before is not None else -1) if last - first == steps else None


@cache
def _months() -> dict[str, int]:
    found = dict(_SHORT)
    for language in ("en", "fr", "es"):
        for context in ("format", "stand-alone"):
            names = get_month_names("wide", context=context, locale=language)
            found.update({name.casefold(): number for number, name in names.items()})
    return found


@cache
def _mention() -> regex.Pattern[str]:
    """A month with a word or a day beside it that makes it one; "may" and "march" are also verbs."""
    english = {name.title() for name in get_month_names("wide", locale="en").values()}
    others = [name for name in _months() if name.title() not in english and name not in _SHORT]
    names = "|".join(sorted([*english, *(f"(?i:{name})" for name in others)], key=len, reverse=True))
    return regex.compile(
        rf"(?:\b(?i:{_BEFORE})[\s'’-]+(?:(?i:the|el|le)\s+)?(?:\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?)?|"
        rf"\b\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?|(?<=^|[.!?]\s))"
        rf"(?P<month>{names})\b(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d))?(?:,?\s+(?:de\s+)?(?P<year>(?:19|20)\d{{2}})\b)?"
    )
