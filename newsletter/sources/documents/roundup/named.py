"""Find what paragraphs of a copied article name: people and things that may join two of them, and countries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import regex

from newsletter.core.speech import NOT_NAMES
from newsletter.sources.documents.roundup.block import Block, Kind
from newsletter.sources.documents.roundup.words import COMMON
from newsletter.sources.documents.voices import countries

_WORD = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]*[\p{L}\p{M}]")
_POSSESSIVE = regex.compile(r"['’]s$")
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{M}]+")
#: What people of a country are called whose name begins otherwise.
_PEOPLES = {
    "czech": "czechia", "dutch": "netherlands", "swiss": "switzerland", "danish": "denmark", "finnish": "finland",
    "swedish": "sweden", "polish": "poland", "irish": "ireland", "scottish": "united kingdom", "spanish": "spain",
    "british": "united kingdom", "french": "france", "greek": "greece", "turkish": "türkiye",
    "filipino": "philippines", "filipina": "philippines", "burmese": "myanmar (burma)", "ivorian": "côte d’ivoire",
    "kyrgyz": "kyrgyzstan", "afghan": "afghanistan", "tajik": "tajikistan", "uzbek": "uzbekistan",
    "turkmen": "turkmenistan", "kazakh": "kazakhstan", "norwegian": "norway", "cypriot": "cyprus",
    "saudi": "saudi arabia",
    "maltese": "malta", "mozambican": "mozambique", "peruvian": "peru",
    "slovene": "slovenia", "croat": "croatia", "serb": "serbia", "ukrainian": "ukraine", "thai": "thailand",
    "lao": "laos", "basotho": "lesotho", "malagasy": "madagascar", "emirati": "united arab emirates",
}  # fmt: skip
_BEGINS = regex.compile(r"(?:^|[.!?…:]\s+|[“\"«(]\s*)$")


class Names:
    """What is named in paragraphs, without what the whole article names."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        told = [set(_capitals(block.words)) for block in blocks if block.kind is Kind.TELLING]
        counted = Counter(name for one in told for name in one)
        often = max(4, len(told) // 5)
        self._shared = {name for name, times in counted.items() if times > often}

    def of(self, words: str) -> set[str]:
        """The names in ``words`` that may join two paragraphs: no places, months or courts."""
        known = places_in(words)
        split = {part for place in known for part in place.split()}
        return set(_capitals(words)) - self._shared - split


def _capitals(words: str) -> list[str]:
    """Capitalised words inside sentences, folded; those that begin one count only with another behind them."""
    found = []
    for word in _WORD.finditer(words):
        begins = _BEGINS.search(words[max(0, word.start() - 4) : word.start()])
        follows = _WORD.match(words, word.end() + 1) if words[word.end() : word.end() + 1] == " " else None
        name = _POSSESSIVE.sub("", word.group()).casefold()
        if (not begins or follows) and len(name) > 2 and name not in COMMON and name not in NOT_NAMES:
            found.append(name)
    return found


@lru_cache(4_096)
def places_in(words: str) -> frozenset[str]:
    """Countries that are named, also by what their people are called ("Colombian" is Colombia)."""
    folded = [_POSSESSIVE.sub("", word.group()).casefold() for word in _WORD.finditer(words)]
    joined = " " + _NOT_LETTERS.sub(" ", words).casefold() + " "
    named = {place for place in countries() if f" {place} " in joined}
    named |= {_PEOPLES[word] for word in folded if word in _PEOPLES}
    return frozenset(
        named | {place for place in countries() if len(place) > 4 and any(_is_of(w, place) for w in folded)}
    )


def _is_of(word: str, place: str) -> bool:
    """Whether ``word`` is an adjective of a country: its stem with an ending."""
    stem = place[:-1] if place[-1] in "aoy" else place
    return word.startswith(stem) and 0 < len(word) - len(stem) <= 4
