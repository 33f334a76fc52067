"""Find names that must not be published, in the exact bytes of anything that leaves.

Pure. ``core.bytes_read`` says what a reader or machine would see in the bytes; here texts and names are folded
alike, so that case, diacritics, invisible characters, hyphens and white space make no difference, and compared as
whole words. What a hit means (a blocker nobody can waive) is decided where it is asked.

::

    bytes ─readings─▶ texts ─fold─▶ words ─▶ names found
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from newsletter.core.bytes_read import readings, readings_of_text

_DROPPED = regex.compile(r"[\p{Cf}\p{M}\u115F\u1160\u3164\uFFFD]")
_APOSTROPHE = re.compile("[\"'’‘ʼ`´ʹ′ʻ]")
_NO_WORD = regex.compile(r"[^\p{L}\p{N}]+")
_NO_WORD_ASCII = re.compile(r"[^a-z0-9]+")
_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
#: Scripts that do not part words, or that write "and", "to" and "the" onto the name.
_UNPARTED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Arabic}\p{Hebrew}]"
)
#: Letters that no decomposition brings to the ones people type instead, and letters that look the same.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n", "þ": "th", "æ": "ae", "œ": "oe", "ŧ": "t",
     "ə": "e", "ƙ": "k", "ɓ": "b", "ɗ": "d", "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y",
     "і": "i", "ј": "j", "ѕ": "s", "к": "k", "м": "m", "т": "t", "в": "b", "н": "h", "ο": "o", "α": "a", "ν": "v",
     "ρ": "p", "ι": "i", "κ": "k", "ε": "e", "τ": "t", "υ": "u", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه"}
)  # fmt: skip
#: How German and its neighbours write those letters without diacritics.
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
#: Names this long are also found with white space or hyphens inside them, and inside one written-together word.
_LONG = 6
_VERY_LONG = 9


@dataclass(frozen=True)
class _Spelling:
    name: str  #: as it stands first in its line
    words: str  #: folded, words parted by one space
    joined: str  #: folded, without spaces
    unparted: bool  #: its script does not part words


@dataclass(frozen=True)
class _Folded:
    """A text folded: padded words, the same without spaces, and where words begin and end in that."""

    words: str
    joined: str
    edges: frozenset[int]


class Names:
    """Names that must not appear, from lines: ``Name | other spelling``; ``#`` begins a comment."""

    def __init__(self, lines: Iterable[str]) -> None:
        spellings: dict[tuple[str, str], _Spelling] = {}
        for line in lines:
            ways = [way.strip() for way in line.split("#", 1)[0].lstrip("\ufeff").split("|")]
            for spelling in (one for way in ways if way for one in _spellings(ways[0] or way, way)):
                spellings.setdefault((spelling.name, spelling.words), spelling)
        self.spellings = tuple(spellings.values())

    def __bool__(self) -> bool:
        return bool(self.spellings)

    def within(self, text: _Folded) -> Iterator[str]:
        """Name those found in a folded text."""
        for spelling in self.spellings:
            if f" {spelling.words} " in text.words or (spelling.joined in text.joined and _is_there(spelling, text)):
                yield spelling.name

    def in_order(self, found: set[str]) -> tuple[str, ...]:
        """Bring names into the list's order."""
        return tuple(dict.fromkeys(one.name for one in self.spellings if one.name in found))


def find_names(body: bytes, media_type: str, names: Names) -> tuple[str, ...]:
    """Name everybody on the list who can be found in these bytes, in the list's order."""
    return _find(readings(body, media_type), names) if names else ()


def occurrences(text: str, names: Names) -> tuple[str, ...]:
    """Name everybody on the list who can be found in a text: a file name, a subject, an address, prose."""
    return _find(readings_of_text(text), names) if names else ()


def _find(texts: Iterable[str], names: Names) -> tuple[str, ...]:
    found: set[str] = set()
    for folded in dict.fromkeys(one for text in texts for one in _foldings(text)):
        found.update(names.within(_laid_out(folded)))
    return names.in_order(found)


def _is_there(spelling: _Spelling, text: _Folded) -> bool:
    """Find the letters of a name with other gaps between them: ``Magai-Ma tiop``, ``#FreeMagaiMatiop``."""
    if spelling.unparted:
        return True
    if len(spelling.joined) < _LONG:
        return False
    start = text.joined.find(spelling.joined)
    while start >= 0:
        if start in text.edges and start + len(spelling.joined) in text.edges:
            return True
        start = text.joined.find(spelling.joined, start + 1)
    # Inside one long word only names of several words: "annan" is no Ann, "freemagaimatiop" is Magai Matiop.
    return " " in spelling.words and len(spelling.joined) >= _VERY_LONG and spelling.joined in text.words


def _spellings(name: str, way: str) -> Iterator[_Spelling]:
    unparted = _UNPARTED.search(way) is not None
    for words in dict.fromkeys(_foldings(way)):
        parts = words.split()
        # "Matiop, Magai": a list sorted by surname names the person too.
        for ordered in (parts, parts[::-1]) if len(parts) == 2 else (parts,):
            if ordered:
                yield _Spelling(name, " ".join(ordered), "".join(ordered), unparted)


def _foldings(text: str) -> Iterator[str]:
    """Fold a text in each way that people would write it; most texts have one."""
    ways: Sequence[str] = (text, text.translate(_GERMAN)) if not text.isascii() else (text,)
    for way in ways:
        camel = _CAMEL.sub(" ", way)
        for one in dict.fromkeys((way, camel)):
            yield fold(one)  # an apostrophe parts words: Ann's
            if _APOSTROPHE.search(one):
                yield fold(_APOSTROPHE.sub("", one))  # or joins them: O'Neil, ONeil


def fold(text: str) -> str:
    """Words alone, parted by single spaces: small letters, no diacritics, no marks, no invisible signs."""
    if text.isascii():
        return _NO_WORD_ASCII.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return str(_NO_WORD.sub(" ", _DROPPED.sub("", plain).translate(_PLAIN))).strip()


def _laid_out(folded: str) -> _Folded:
    edges = [0]
    for word in folded.split():
        edges.append(edges[-1] + len(word))
    return _Folded(f" {folded} ", folded.replace(" ", ""), frozenset(edges))
