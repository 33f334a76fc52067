"""Tell the headlines of a copied article from its captions: both are short lines without an end.

A line is a headline when most stories have one, when it says what was won, or of which place or month it tells,
and when it names somebody whom the story below it describes without a name. What points at a picture is a caption.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from newsletter.core.names import NOT_PEOPLE
from newsletter.sources.documents.roundup import months
from newsletter.sources.documents.roundup.block import ENDED, Block, Kind, bare
from newsletter.sources.documents.roundup.words import NUMBERED, OUTCOME, PROCLAIMS, SHOWN
from newsletter.sources.documents.voices import places, speaker_line

_SHORT = 4  #: words of a heading that only parts a story: "Next steps"
_LONG = 20
_CRY = 7
_HABIT = 3
_OTHERS = 2  #: headlines in a section by which its other short lines are some, too
_TWINS = 3  #: blocks within which a caption stands again
#: "Mexico: a law is passed", "Ana Ruiz – Mexico", "May: a law is passed".
_LABEL = regex.compile(
    r"(?P<first>\p{Lu}[\p{L}’' -]{2,30}?)\s?:\s+\S|.{3,60}(?:\s[–—-]|,)\s(?P<last>\p{Lu}[\p{L}’' -]{2,30})$"
)
#: Behind what was won these tell no picture.
_THEN = frozenset({"after", "following", "with", "before", "at", "on", "après", "avant", "tras"})
_SMALL = regex.compile(r"\b\p{Ll}{3,}")


def with_headings(parted: Sequence[Block]) -> list[Block]:
    """Make headings of the short lines that are some."""
    found = [_of_place(block) for block in map(_numbered, parted)]
    opening = found[0].section if found and found[-1].section > found[0].section else -1  # a menu's lines are none
    over = [at for at, block in enumerate(found) if block.section != opening and _is_over(found, at)]
    by_habit = len(over) >= _HABIT and len(over) * 2 > _begun(found) and _shown(found, over) * 3 < len(over)
    heads = {at for at in over if (by_habit and not _is_below(found, at, over)) or _is_headline(found, at)}
    in_section = Counter(found[at].section for at in heads)
    for at in over:
        if _parts_a_story(found[at].words):
            found[at] = replace(found[at], kind=Kind.SUBHEADING, figure=None)
        elif at in heads or (in_section[found[at].section] >= _OTHERS and not _is_of_a_picture(found[at].words)):
            found[at] = replace(found[at], kind=Kind.HEADING, figure=None)
    return found


def _begun(found: Sequence[Block]) -> int:
    """How many runs of telling there are: a story may have several paragraphs."""
    told = [block for block in found if block.kind in {Kind.TELLING, Kind.HEADING, Kind.CAPTION}]
    return sum(
        block.kind is Kind.TELLING and (above.kind is not Kind.TELLING or above.section != block.section)
        for above, block in pairwise(told)
    )


def _is_below(found: Sequence[Block], at: int, over: Sequence[int]) -> bool:
    """Whether the words below a picture stand between a headline and its story."""
    return at - 1 in over and found[at - 1].section == found[at].section


def _shown(found: Sequence[Block], over: Sequence[int]) -> int:
    return sum(_is_of_a_picture(found[at].words) for at in over)


def place_of(words: str) -> str:
    """The place that a line names and nothing else: "El Salvador:", or the places: "Italy/Albania"."""
    words = words.rstrip(" :.")
    every = [one.strip().casefold() for one in words.split("/")]
    return words if all(one in places() for one in every) else ""


def _numbered(block: Block) -> Block:
    """A number makes a headline of any short line."""
    number = NUMBERED.match(block.words)
    if number is None or block.kind not in {Kind.TELLING, Kind.CAPTION}:
        return block
    words = block.words[number.end() :]
    short = len(words.split()) <= 16 and not ENDED.search(words)
    return replace(block, words=words, kind=Kind.HEADING if short else Kind.TELLING, figure=None)


def _of_place(block: Block) -> Block:
    is_one = block.kind in {Kind.TELLING, Kind.CAPTION} and place_of(block.words)
    return replace(block, kind=Kind.HEADING, figure=None) if is_one else block


def _is_over(found: Sequence[Block], at: int) -> bool:
    """Whether a short line without a credit stands over telling, and stands there once."""
    block = found[at]
    if _cries(block):
        return _stands_over(found, at)
    if block.kind is not Kind.CAPTION or (block.figure is not None and block.figure.credit):
        return False
    near = found[at + 1 : at + 1 + _TWINS]
    twice = any(one.kind is Kind.AGAIN and bare(one.words).startswith(bare(block.words)) for one in near)
    return not twice and _stands_over(found, at)


def _cries(block: Block) -> bool:
    """ "Free at last!": a headline may have an end."""
    words = block.words
    return block.kind is Kind.TELLING and words[-1] in "!?" and len(words.split()) <= _CRY and words[0].isupper()


def _stands_over(found: Sequence[Block], at: int) -> bool:
    between = {Kind.SPOKEN, Kind.NAME, Kind.CAPTION, Kind.AGAIN}
    below = next((one for one in found[at + 1 : at + 4] if one.kind not in between), None)
    return below is not None and below.kind is Kind.TELLING and below.section == found[at].section


def _is_headline(found: Sequence[Block], at: int) -> bool:
    words = found[at].words
    if _is_of_a_picture(words):
        return False
    label = _LABEL.match(words)
    if label and (place_of(label["first"] or label["last"]) or months.heading(label["first"] or "") is not None):
        return True
    if ENDED.search(words):
        return True
    if _names_somebody(words):
        return _is_named_by_none(found, at)
    return bool(
        len(words.split()) <= _LONG and (OUTCOME.search(words) or PROCLAIMS.search(words)) and _SMALL.search(words)
    )


def _is_of_a_picture(words: str) -> bool:
    """Whether a line tells what can be seen; "freed after two years" does not."""
    shown = SHOWN.search(words)
    if shown is None:
        return False
    won = OUTCOME.search(words)
    return not (won and won.start() < shown.start() and shown.group().casefold() in _THEN)


def _names_somebody(words: str) -> bool:
    said = speaker_line(words)
    if said is None or said.speaker is None:
        return False
    return not any(part.lower() in NOT_PEOPLE for part in said.speaker.split())


def _is_named_by_none(found: Sequence[Block], at: int) -> bool:
    """Whether neither the story above nor the one below names who stands on the line: the headline does."""
    name = [part for part in regex.split(r"[,–—(]|\s-\s", found[at].words)[0].split() if len(part) > 2]
    below = next(one for one in found[at + 1 :] if one.kind is Kind.TELLING)
    above = [one for one in found[:at] if one.kind is Kind.TELLING and one.section == below.section]
    return not any(part in one.words for part in name for one in (*above, below))


def _parts_a_story(words: str) -> bool:
    """Whether a line of a few words names no person and shows nothing: "Court victory", "Arms Trade Treaty"."""
    parts = words.split()
    if len(parts) > _SHORT or _is_of_a_picture(words) or _names_somebody(words):
        return False
    return bool(_SMALL.search(words)) or any(part.lower() in NOT_PEOPLE for part in parts)
