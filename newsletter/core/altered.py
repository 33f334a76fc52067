"""Say what a person's own wording changed of what the source says: numbers, names, a "not", a "may".

Pure. A sentence of the source stands byte for byte or it is *edited*; an edited one may be better said, but what it
says of people must still be so. Words in quotation marks are ``services.gate``' matter.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from newsletter.core.names import full_names
from newsletter.core.phrases import Phrases
from newsletter.core.prose import sentences
from newsletter.core.rule import Pattern

#: From so many of its words on, an edited sentence is taken for one of the source that was changed.
ALIKE = 0.5

_NUMBER = regex.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_WORD = regex.compile(r"\p{L}+")


def altered(words: str, source: str, phrases: Phrases) -> tuple[str, ...]:
    """What an edited sentence says otherwise than its source, in plain words; empty where nothing was found."""
    return tuple(dict.fromkeys((*_not_in_the_source(words, source), *_turned(words, source, phrases))))


def _not_in_the_source(words: str, source: str) -> Iterator[str]:
    known = set(_numbers(source))
    for found in _NUMBER.findall(words):
        if _digits(found) not in known:
            yield f"the source says nothing of “{found}”"
    for one in full_names(words):
        if one.name not in source:
            yield f"the source does not name “{one.name}”"


def _turned(words: str, source: str, phrases: Phrases) -> Iterator[str]:
    """A "not" or a "may" that came or went, beside the sentence of the source that says nearly the same."""
    like = _nearest(words, source)
    for kind in (phrases.negations, phrases.hedges) if like else ():
        here, there = _found(kind, words), _found(kind, like)
        if bool(here) != bool(there):
            yield f"the source says “{there[0]}” here" if there else f"the source does not say “{here[0]}” here"


def _nearest(words: str, source: str) -> str:
    own = _parts(words)
    alike = [(len(own & _parts(told)), told) for told in (span.of(source) for span in sentences(source))]
    shared, nearest = max(alike, key=lambda one: one[0], default=(0, ""))
    return nearest if own and shared >= ALIKE * len(own) else ""


def _found(kind: Pattern, words: str) -> list[str]:
    return [found.group() for found in kind.finditer(words)]


def _parts(words: str) -> frozenset[str]:
    return frozenset(found.casefold() for found in _WORD.findall(words))


def _numbers(text: str) -> Iterator[str]:
    return (_digits(found) for found in _NUMBER.findall(text))


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())
