"""How alike two texts are in their words: whole runs of words in common, and a small sketch to find such pairs by.

Pure. The sketch is MinHash in its bottom-k form (Broder 1997): the least hashes of a text's shingles are a fair sample
of them, so texts that share many shingles share many of those. What a likeness means is ``core.relating``' matter.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import regex

WORDS = 3  #: in a shingle; longer ones break at every changed word
SKETCH = 16  #: hashes kept of each text
COPY_WORDS = 40  #: a shorter text is too short to be sure of a copy
COPY = 0.5  #: share of all shingles that a copy has in common with its original
EXCERPT = 0.7  #: … or of the shorter text's own

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
#: Written without spaces: a sign is a word there.
_SIGN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: folded, without marks."""
    folded = _SIGN.sub(r" \g<0> ", text.casefold())
    return [str(word) for word in _WORD.findall(folded)]


@lru_cache(maxsize=256)
def shingles(text: str) -> frozenset[str]:
    """Every run of three words; of a shorter text all of it."""
    words = words_of(text)
    return frozenset(" ".join(words[at : at + WORDS]) for at in range(max(len(words) - WORDS + 1, 1)))


def sketch(text: str) -> tuple[str, ...]:
    """The least hashes of a text's shingles, 8 hex digits each; none of a text too short to be a copy."""
    if len(words_of(text)) < COPY_WORDS:
        return ()
    hashes = (hashlib.blake2b(one.encode(), digest_size=4).hexdigest() for one in shingles(text))
    return tuple(sorted(hashes)[:SKETCH])


def overlap(one: str, other: str) -> tuple[float, float]:
    """The shares of shingles two texts have in common: of all (Jaccard), and of those of the shorter text; 0–1."""
    mine, theirs = shingles(one), shingles(other)
    common = len(mine & theirs)
    return common / max(len(mine | theirs), 1), common / max(min(len(mine), len(theirs)), 1)


def is_copy(one: str, other: str) -> bool:
    """Whether two texts are long enough to tell, and so alike that one was made from the other."""
    if min(len(words_of(one)), len(words_of(other))) < COPY_WORDS:
        return False
    of_all, of_shorter = overlap(one, other)
    return of_all >= COPY or of_shorter >= EXCERPT
