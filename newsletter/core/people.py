"""Find the people a story is about: full names that stand in it and behave like people, the main one first.

Pure. A name alone is not enough; something beside it must speak of a person: a role, an age, a verb, a relative, or
half of the name used alone. Organisations, places and days fail there. What a full name is, ``core.names`` decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from newsletter.core.names import NOT_PEOPLE, Named, are_one, full_names
from newsletter.core.places import Places
from newsletter.core.speech import HONORIFICS, ROLES, VERB
from newsletter.model.entries import Span

_KIND = (
    r"(?:activist|journalist|reporter|editor|blogger|lawyer|defender|teacher|student|poet|writer|author|artist|singer|"
    r"musician|farmer|nurse|doctor|professor|academic|researcher|campaigner|volunteer|survivor|refugee|prisoner|"
    r"detainee|conscience|leader|politician|dissident|whistle-?blower|photographer|worker|unionist|monk|priest|bishop|"
    r"mother|father|wife|husband|partner|son|daughter|brother|sister|cousin|uncle|aunt|friend|widow|man|woman|boy|girl|"
    r"teenager|judge|minister|president|governor|spokesperson|director|coordinator|named|called|seeker|soldier|player|"
    r"militante|avocate?|journaliste|étudiante?|enseignante?|défenseure?|défenseuse|prisonni(?:er|ère)|mère|père|fils|"
    r"fille|frère|sœur|épouse|mari|activista|periodista|abogad[oa]|estudiante|maestr[oa]|defensor[a]?|pres[oa]|madre|"
    r"padre|hij[oa]|herman[oa]|espos[oa])s?"
)
_BEFORE = regex.compile(rf"(?r)\b(?:{_KIND}(?:\s+\p{{Ll}}{{4,}})?|Mr|Mrs|Ms|Dr|Prof|M|Mme|Sr|Sra)\.?,?\s+$")
_ACTED_ON = regex.compile(
    r"(?r)\b(?:free[ds]?|release[ds]?|releasing|acquit(?:s|ted)|pardon(?:s|ed)|jail(?:s|ed)|arrest(?:s|ed)|detain(?:s|ed)|"
    r"imprison(?:s|ed)|sentenced|welcom(?:es|ed)|clear(?:s|ed)|against|(?:libér|graci|acquitt)ée?|"
    r"(?:liberó|absolvió|indultó)\s+a)\s+$"
)
_AFTER = regex.compile(
    rf"(?:,?\s+(?:\(?\d{{1,2}}\)?(?=[,)\s])|aged\b|who\b|whose\b|qui\b|quien\b)|,\s+(?:a|an|her|his|the|une?|un[oa]?)\s+"
    rf"(?:[\p{{Ll}}\-]+\s+){{0,4}}{_KIND}\b|[’']s?\s+(?:{_KIND}|release|case|family|trial|freedom|sentence|detention|arrest|"
    rf"imprisonment|conviction|lawyers?|story|death|acquittal)\b|,?\s+(?:\p{{Ll}}+ly\s+)?{VERB}\b|\s+(?:and\s+(?:\p{{Lu}}\S+\s+){{2,4}})?"
    r"(?:was|were|is|are|has\s+been|had\s+been|have\s+been|a\s+été|est|fue|está|es|ha\s+sido|walks?|walked|left|"
    r"leaves|returned|came|can|wept|smiled|thanked|fled|born)\s+(?:(?:now|finally|at\s+last|also|again|enfin|por\s+fin)\s+)?"
    r"(?:released?|freed?|arrested|detained|acquitted|pardoned|jailed|imprisoned|sentenced|granted|reunited|home|safe|"
    r"convicted|charged|cleared|transferred|removed|held|tortured|beaten|killed|executed|spared|repeatedly|one\s+of|"
    r"out\b|prison|an?\b|the\s+last|from|back|\d|libérée?|libre|acquittée?|graciée?|liberad[oa]|absuelt[oa]|une?\b|un[oa]?\b))"
)
_NOT_BEFORE = regex.compile(r"(?r)\b(?:the|in|at|near|across|outside|inside|la|le|el|les|los|dans|en|à)\s+$")
_CAPITAL = regex.compile(r"(?<![\p{L}\p{M}\d@#/])\p{Lu}[\p{L}\p{M}’'\-]*")
_AND = regex.compile(r"(?P<words>.*\p{L})(?:,\s+|,?\s+(?:and|et|y|e)\s+)$", regex.S)
_OWN = regex.compile(r"[’']s?$")
_NEAR = 120
_JUST = 45  #: what speaks of a person before its name ends there, and is no longer


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody in a story, where the full name first stands."""

    name: str
    field: str
    span: Span


def people(title: str, text: str, places: Places) -> tuple[Person, ...]:
    """List the people of an entry by their full names."""
    alone = Counter(_OWN.sub("", word.group()) for word in _CAPITAL.finditer(text))
    named = [
        *(("text", one) for one in _people_in(text, places)),
        *(("title", one) for one in _people_in(title, places)),
    ]
    in_full = Counter(part for field, one in named if field == "text" for part in one.name.split())
    sure: set[str] = set()
    for field, one in named:
        body = title if field == "title" else text
        parts = one.name.split()
        halves = any(alone[part] > in_full[part] for part in parts if len(part) > 3)
        if halves or _behaves(body, one):
            sure.add(one.name)
        elif pair := _AND.match(body[max(0, one.start - _NEAR) : one.start]):
            sure |= {one.name} if any(pair["words"].endswith(known) for known in sure) else set()
    found = [_person(field, one) for field, one in named if one.name in sure]
    return _main_first(_once(found), title, alone)


def _person(field: str, one: Named) -> Person:
    return Person(name=one.name, field=field, span=Span(start=one.start, end=one.start + len(one.name)))


def _people_in(text: str, places: Places) -> list[Named]:
    where = places.find(text)
    found = []
    for one in full_names(text):
        inside = [place.start for place in where if one.start <= place.start < one.start + len(one.name)]
        if not inside:
            found.append(one)
        elif inside == [one.start] and len(one.name.split()) > 2:  # "Cuban Ana María Ruiz"
            rest = one.name.split(maxsplit=1)[1]
            found.append(Named(name=rest, start=one.start + len(one.name) - len(rest)))
    return found


def _behaves(text: str, one: Named) -> bool:
    """Whether the words beside a name speak of a person."""
    before = text[max(0, one.start - _JUST) : one.start]
    after = text[one.start + len(one.name) :][:_NEAR]
    word = before.split()[-1].lower().strip(".,") if before.split() and before[-1:].isspace() else ""
    if _BEFORE.search(before) or _ACTED_ON.search(before) or word in ROLES or word in HONORIFICS:
        return True
    return _AFTER.match(after) is not None and not _NOT_BEFORE.search(before)


def _once(found: Sequence[Person]) -> list[Person]:
    """Each person once, with the longest form of the name."""
    kept: list[Person] = []
    for one in found:
        same = next((i for i, known in enumerate(kept) if are_one(known.name, one.name)), None)
        if same is None:
            kept.append(one)
        elif len(one.name) > len(kept[same].name):
            kept[same] = one
    return kept


def _main_first(found: Sequence[Person], title: str, alone: Counter[str]) -> tuple[Person, ...]:
    def order(one: Person) -> tuple[bool, int, int]:
        parts = [part for part in one.name.split() if len(part) > 2 and part.lower() not in NOT_PEOPLE]
        return (
            not any(part in title for part in parts),
            -max((alone[part] for part in parts), default=0),
            one.span.start,
        )

    return tuple(sorted(found, key=order))
