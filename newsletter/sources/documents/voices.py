"""Read who speaks from a line that only names them, and set such words into a text.

Pull quotes, Quote paragraphs of a word processor and the quotation fields of tables and forms carry no
quotation marks and no "said". In the text they stand between marks, with the speaker behind a dash, so
that nobody downstream takes them for the writer's own words; what stands between the marks is verbatim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import regex
from babel import Locale

from newsletter.core.speakers import Said
from newsletter.core.speech import DASHES, NAME, NOT_NAMES, ROLES, is_name, split_role
from newsletter.core.speech import words as listed_words
from newsletter.model.entries import Quote

_MARKS = {"“": "”", "„": "“”", "«": "»", '"': '"', "‘": "’", "'": "'"}
_NOTE = regex.compile(r"(?<=\p{L})[*†‡]+")  #: of a name that was changed
_DASHED = regex.compile(rf"\s*(?:[{DASHES}]+|--|~)\s*")
_DASH_AT_END = regex.compile(rf"(?P<words>.+?[.!?…][”\"»’]?)\s*(?:[{DASHES}]+|\n)\s*(?P<who>[^\n]{{2,140}})", regex.S)
_ONES_KIN = regex.compile(
    rf"(?P<role>(?:{NAME}[’']s?|[Hh]is|[Hh]er|[Tt]heir)\s+[\p{{Ll}}\- ]{{2,40}}),?\s+(?P<name>{NAME})"
)
_OWN_ROLE = regex.compile(rf"(?P<org>{NAME})[’']s?\s+(?P<rest>{NAME})")
_THEN_ROLE = regex.compile(
    rf"(?P<name>{NAME})\s*(?:,\s*(?:aged\s+)?\d{{1,3}})?(?:,\s*|\s+[{DASHES}]+\s+|\s*\((?=.*\)$)|\s*[|:]\s*)(?P<role>.{{2,140}}?)\)?"
)
#: What a caption says of somebody, where a role would stand.
_SHOWN = regex.compile(
    r"(?:(?:at|on|in|outside|inside|with|during|near|holding|after|before|left|right|centre|center|above|below)\b|\p{L}+ing\b)"
    r"(?!\s+(?:an?|her|his|their|the)\s+(?:letter|message|statement|video|interview|speech|press|email|tweet|note|call|"
    r"director|judge|campaigner|lawyer|secretary|head))",
    regex.I,
)
_ROLE_FIRST = regex.compile(rf"(?P<role>(?:[Tt]he\s+)?[\p{{Ll}}\-]+(?:\s[\p{{Ll}}\-]+){{0,3}}),?\s+(?P<name>{NAME})")
#: Capitalised words of headings and menus that no name holds.
_HEADINGS = listed_words(
    "news rights human good more world day women justice freedom home africa americas asia europe pacific east west "
    "middle north south latin central global international end year wins victories highlights action join donate share "
    "share related topics countries campaigns press read support contact about menu search death penalty law reform "
    "united nations court police state government freed released free victory case cases update updates story stories "
    "abolition equality marriage climate protest refugees photo credit next steps step big small first last final "
    "looking ahead back breaking again what comes how why moving forward still waiting coming going long way road"
)

#: What the tables list among countries.
_UNIONS = frozenset({"UN", "EU", "EZ", "QO", "XA", "XB", "ZZ"})
#: Countries by names that the tables do not have.
_MORE_PLACES = (
    *("usa", "the us", "uk", "turkey", "hong kong", "ivory coast", "swaziland", "burma", "palestine", "macedonia"),
    *("drc", "congo", "czech republic", "england", "scotland", "wales", "northern ireland", "gaza", "kurdistan"),
)


@dataclass(frozen=True)
class Pulled:
    """Somebody's words that stand apart from the story, by paragraph, without marks."""

    words: tuple[str, ...]
    said: Said = field(default_factory=Said)


def speaker_line(line: str) -> Said | None:
    """Read a line that names a speaker, perhaps with a role; None when it may be anything else."""
    line = _DASHED.sub("", " ".join(line.split()), count=1) if _DASHED.match(line) else " ".join(line.split())
    line = _NOTE.sub("", line).rstrip(" .,;:")
    if not line or len(line) > 200:
        return None
    if found := _ONES_KIN.fullmatch(line):
        return _person(found["name"], found["role"].rstrip(","))
    if _is_person(line):
        role, name = split_role(line)
        return _person(name, role)
    if found := _OWN_ROLE.fullmatch(line):
        role, name = split_role(found["rest"])
        return _person(name, line[: line.rindex(name)].strip()) if role and name else None
    if found := _THEN_ROLE.fullmatch(line):
        if _SHOWN.match(found["role"]) or not regex.search(r"\p{L}", found["role"]):
            return None  # "Ana Ruiz, at the gate, 2019": the words below a picture
        own, name = split_role(found["name"])
        if not name and (named := regex.fullmatch(NAME, found["role"])):  # "Director, Ana Ruiz"
            return _person(named.group(), found["name"])
        return _person(name, ", ".join(part for part in (own, found["role"].strip()) if part))
    if found := _ROLE_FIRST.fullmatch(line):
        return _person(found["name"], found["role"])
    return None


def pull(words: Sequence[str], following: str | None) -> tuple[Pulled, bool]:
    """Make pulled words of paragraphs that are surely somebody's, and say whether ``following`` names who spoke.

    The speaker stands behind a dash, in the last paragraph, or in the one that follows.
    """
    said = speaker_line(words[-1]) if len(words) > 1 else None
    if said:
        return Pulled(tuple(words[:-1]), said), False
    ending = _DASH_AT_END.fullmatch(words[-1])
    said = speaker_line(ending["who"]) if ending else None
    if ending and said:
        return Pulled((*words[:-1], ending["words"].strip()), said), False
    said = speaker_line(following) if following else None
    return Pulled(tuple(words), said or Said()), said is not None


def told(parts: Iterable[str | Pulled]) -> tuple[str, tuple[Quote, ...]]:
    """Write paragraphs and pulled words as one text, with the quotations' places in it.

    Words that the story itself quotes too are not repeated; the pulled copy then only tells who speaks.
    """
    listed = list(parts)
    story = "\n\n".join(part for part in listed if isinstance(part, str))
    doubled = {
        id(part) for part in listed if isinstance(part, Pulled) and all(unmarked(w) in story for w in part.words)
    }
    text, quotes = "", []
    for part in listed:
        if isinstance(part, str):
            text += ("\n\n" if text else "") + part
        elif id(part) not in doubled:
            text, spoken = _set(text, part)
            quotes += spoken
    for part in listed:
        if isinstance(part, Pulled) and id(part) in doubled:
            quotes += [_quote(part.said, words, text.index(words)) for words in map(unmarked, part.words)]
    return text, tuple(sorted(_once(quotes), key=lambda quote: quote.start))


def unmarked(words: str) -> str:
    """Take off the outer quotation marks that belong together, and nothing else."""
    words = words.strip()
    closing = _MARKS.get(words[:1], "")
    if closing and len(words) > 2 and words[-1] in closing and not any(mark in words[1:-1] for mark in closing):
        return words[1:-1].strip()
    return words[1:].strip() if words[:1] in "“„«" and not any(mark in words for mark in closing) else words


def _set(text: str, pulled: Pulled) -> tuple[str, list[Quote]]:
    quotes = []
    for words in map(unmarked, pulled.words):
        text += ("\n\n" if text else "") + "“"
        quotes.append(_quote(pulled.said, words, len(text)))
        text += words + "”"
    if pulled.said.speaker or pulled.said.role:
        text += " — " + ", ".join(part for part in (pulled.said.speaker, pulled.said.role) if part)
    return text, quotes


def _quote(said: Said, words: str, at: int) -> Quote:
    return Quote(text=words, speaker=said.speaker, role=said.role, start=at, end=at + len(words))


def _once(quotes: Sequence[Quote]) -> list[Quote]:
    return list({(quote.start, quote.end): quote for quote in quotes}.values())


def _person(name: str, role: str | None) -> Said | None:
    return Said(name, role or None) if name and _is_person(name) else None


def _is_person(words: str) -> bool:
    parts = [part.casefold().strip(".,") for part in words.split()]
    if not is_name(words) or words.casefold() in places() or parts[0] in NOT_NAMES:
        return False
    return not any(part in _HEADINGS for part in parts) and not all(part in ROLES for part in parts)


@cache
def places() -> frozenset[str]:
    """Names of countries and parts of the world in the languages of our teams: a heading, never a speaker."""
    return countries() | _territories(lambda code: True)


@cache
def countries() -> frozenset[str]:
    """Names of countries alone: neither Africa nor the United Nations."""
    return frozenset(_MORE_PLACES) | _territories(lambda code: code.isalpha() and code not in _UNIONS)


def _territories(counts: Callable[[str], bool]) -> frozenset[str]:
    tables = [Locale.parse(code).territories for code in ("en", "fr", "es")]
    return frozenset(name.casefold() for table in tables for code, name in table.items() if counts(code))
