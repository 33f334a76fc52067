"""Part a copied article into blocks, and say what each is: heading, caption, somebody's words, or telling.

::

    lines → blocks by section → ``pulled`` words with their speaker → ``captions`` → ``headings``
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from newsletter.sources.documents.roundup import months
from newsletter.sources.documents.roundup.block import Block, Kind
from newsletter.sources.documents.roundup.captions import with_captions
from newsletter.sources.documents.roundup.headings import with_headings
from newsletter.sources.documents.roundup.pulled import with_speech
from newsletter.sources.sanitise import clean_line


def blocks(text: str) -> list[Block]:
    """Part and name every block, in order."""
    found = _headed(_parted(text))
    return with_headings(with_captions(with_speech(found)))


# --- parting ------------------------------------------------------------------------------------


def _parted(text: str) -> list[Block]:
    """Lines as blocks; a gap wider than the usual one begins a section."""
    lines = [(number, clean_line(line)) for number, line in enumerate(text.split("\n"), 1)]
    worded = [(number, words) for number, words in lines if words.strip()]
    gaps = [0, *(b[0] - a[0] for a, b in pairwise(worded))][: len(worded)]
    wide = _section_gap(gaps[1:])
    section = 0
    found = []
    for (number, words), gap in zip(worded, gaps, strict=True):
        section += gap >= wide
        found.append(Block(words=words, line=number, section=section))
    return found


def _section_gap(gaps: Sequence[int]) -> int:
    """How many lines further on a section begins: a double blank line where there are single ones, else an odd gap."""
    if 2 in gaps and any(gap > 2 for gap in gaps):
        return 3
    usual = Counter(gaps).most_common(1)[0][0] if gaps else 1
    return max(2, usual + 1)


def _headed(parted: Sequence[Block]) -> list[Block]:
    """Months alone on a line begin sections too; where most sections have one, only they do."""
    heads = [months.heading(block.words) for block in parted]
    if sum(head is not None for head in heads) < 3:
        return list(parted)
    found, section = [], 0
    for block, head in zip(parted, heads, strict=True):
        section += head is not None
        kind = Kind.TELLING if head is None else Kind.MONTH
        found.append(replace(block, section=section, kind=kind, month=head))
    return found
