"""Say who spoke from what stands apart from the words: the line below them, or the sentence that follows.

Pure. As careful as ``core.speakers``: what may be a heading or a caption names nobody.
"""

from __future__ import annotations

import regex

from newsletter.core.names import NOT_PEOPLE
from newsletter.core.roles import believable_role
from newsletter.core.speakers import NAME_ENDS, PREPOSITION, Said, named
from newsletter.core.speech import DASHES, NAME

_WORDS_OF = regex.compile(
    r"\s*(?:(?:These|Those|They)\s+(?:are|were)\s+the\s+words\s+of|The\s+words\s+(?:are\s+those\s+of|belong\s+to)|"
    r"Ce\s+sont\s+les\s+mots\s+de|(?:Estas\s+)?[Ss]on\s+las\s+palabras\s+de)\s+(?P<kind>(?:[\p{Ll}\-]+\s+|"
    r"\p{Lu}[\p{L}\p{M}]*[’']s\s+)*)"
    rf"(?P<name>{NAME})(?P<own>[’']s\b)?"
)
#: "That is how Ana Ruiz put it." and its kin, behind words that stand alone.
_SAID_SO = regex.compile(
    rf"\s*(?:(?:This|That)\s+(?:is|was)\s+(?:how|what)\s+(?P<name>{NAME})\s+(?:put|described|told|said|wrote|"
    rf"remembers?|"
    rf"recalls?)\b|So\s+(?:says|said|writes|wrote)\s+(?P<name>{NAME})(?=[.,])|"
    rf"(?:With\s+these\s+words,?\s+)(?P<name>{NAME})"
    rf"\s+(?:thanked|greeted|left|began|ended|welcomed|spoke)\b|(?P<name>{NAME})\s+(?:said|wrote|spoke)\s+"
    r"(?:this|that|so|these\s+words|those\s+words)\b)"
)
_NAME_LINE = regex.compile(rf"\s*(?P<dash>[{DASHES}]|--)?\s*(?P<name>{NAME})(?:,\s*(?P<role>[^.!?:\n]{{2,100}}))?\s*$")


def in_next_sentence(text: str) -> Said | None:
    """Read "Those are the words of …" after a quotation that stands alone."""
    found = _WORDS_OF.match(text) or _SAID_SO.match(text)
    if found is None or found.groupdict().get("own") or PREPOSITION.search(text[: found.start("name")].rstrip("of ")):
        return None
    if not NAME_ENDS.match(text[found.end("name") :]) and "own" in found.groupdict():
        return None
    said = named(found["name"], None, text, begins=False)
    return said if said.speaker and " " in said.speaker else None


def in_name_line(text: str, known: str) -> Said | None:
    """Read the line below words that stand alone: "Ana Ruiz, teacher", "– Ana Ruiz".

    A bare name must be known to the text, or end it: else it may be the heading of what follows.
    """
    found = _NAME_LINE.match(text)
    if found is None:
        return None
    role = believable_role(found["role"])
    if not found["dash"] and (" " not in found["name"].strip() or (found["role"] and role is None)):
        return None  # perhaps a heading or a caption
    if any(part.lower().strip(".") in NOT_PEOPLE for part in found["name"].split()):
        return None
    if not (found["dash"] or role or known.rstrip().endswith(text.strip()) or _is_told_of(found["name"], known)):
        return None
    said = named(found["name"], role, text, begins=False)
    return said if said.speaker else None


def _is_told_of(name: str, known: str) -> bool:
    """Whether a word of the name stands elsewhere in the text too."""
    return any(len(part) > 2 and len(regex.findall(rf"\b{regex.escape(part)}\b", known)) > 1 for part in name.split())
