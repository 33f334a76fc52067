"""Tell the captions of a copied article: lines that stand twice, with a credit, or short and without an end mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from newsletter.core.prose import is_caption
from newsletter.model.entries import Figure
from newsletter.sources.documents.roundup.block import ENDED, Block, Kind, bare
from newsletter.sources.documents.roundup.words import NUMBERED
from newsletter.sources.html_text import part_credit

_NEAR = 3  #: blocks within which a caption stands again
_AGENCY = regex.compile(
    r"(?:[/|]\s*\S.{0,40}|\b(?:AFP|Getty Images|Reuters|AP|EPA|Anadolu|Shutterstock|iStock)\b.{0,20})$"
)

_ONLY_AGENCY = regex.compile(
    r"(?:[\p{L}. ]{0,30}(?:\s(?:for|via)\s|/))?"
    r"(?:AFP|Getty Images|Reuters|AP|EPA|Anadolu(?: Agency)?|Shutterstock|iStock)"
    r"(?:\s?(?:/|via|for)\s?[\p{L} ]{2,30})?"
)


def with_captions(parted: Sequence[Block]) -> list[Block]:
    """Make figures of captions, each once, whether it stands once or twice."""
    found = list(parted)
    for at, block in enumerate(found):
        if block.kind is not Kind.TELLING:
            continue
        twins = _twins(found, at)
        figure = _joined(part_credit(Figure(caption=block.words)), block.figure or Figure())
        if not twins and not _is_caption(block.words, figure):
            continue
        if not figure.caption and at and (above := found[at - 1].figure):  # "© Ana Ruiz" below its caption
            found[at - 1] = replace(found[at - 1], figure=replace(above, credit=above.credit or figure.credit))
            found[at] = replace(block, kind=Kind.AGAIN)
            continue
        if _ONLY_AGENCY.fullmatch(block.words) and _is_over_caption(found[at : at + 2]):
            found[at + 1] = replace(found[at + 1], figure=Figure(credit=block.words))
            found[at] = replace(block, kind=Kind.AGAIN)
            continue
        for twin in twins:
            figure = _joined(figure, part_credit(Figure(caption=found[twin].words)))
            found[twin] = replace(found[twin], kind=Kind.AGAIN)
        found[at] = replace(block, kind=Kind.CAPTION, figure=figure)
    return found


def _is_over_caption(blocks: Sequence[Block]) -> bool:
    """Whether a credit stands over the caption that it belongs to."""
    if len(blocks) < 2 or blocks[0].section != blocks[1].section:
        return False
    return _is_caption(blocks[1].words, part_credit(Figure(caption=blocks[1].words)))


def _twins(found: Sequence[Block], at: int) -> list[int]:
    """Where the same words stand again, with or without a credit; an alt text may lack the caption's end."""
    one = bare(found[at].words)
    near = [i for i in range(at + 1, min(at + 1 + _NEAR, len(found))) if found[i].kind is Kind.TELLING]
    twins = [i for i in near if _is_same(one, bare(found[i].words))]
    if not twins and at + 1 in near and _tells_more(one, found[at + 1].words):
        return [at + 1]
    return twins


def _tells_more(alt: str, words: str) -> bool:
    """Whether the next line is the caption that ``alt`` is short for: "Ana Ruiz", "Ana Ruiz, 10, at school"."""
    figure = part_credit(Figure(caption=words))
    return len(alt.split()) >= 2 and bare(words).startswith(f"{alt} ") and _is_caption(words, figure)


def _is_same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short.split()) >= 4 and long.startswith(short) and len(long) < 2 * len(short))


def _joined(one: Figure, other: Figure) -> Figure:
    caption = max(one.caption, other.caption, key=len)
    return Figure(caption=caption, alt="", credit=one.credit or other.credit)


def _is_caption(words: str, figure: Figure) -> bool:
    if figure.credit and len(words.split()) <= 60:
        return True
    if NUMBERED.match(words) or not is_caption(words):
        return bool(len(words.split()) <= 60 and not ENDED.search(words) and _AGENCY.search(words))
    return True
