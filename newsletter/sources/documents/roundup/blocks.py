"""Part a copied article into blocks, and say what each is: heading, caption, somebody's words, or telling.

The one decision here that must never be wrong is who speaks: a paragraph without marks is somebody's words
only when it reads like speech and the line below it names a person (``documents.voices``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import regex

from newsletter.core.prose import is_caption
from newsletter.core.speakers import Said
from newsletter.core.speech import CLOSING, END_MARKS
from newsletter.model.entries import Figure
from newsletter.sources.documents.roundup import months
from newsletter.sources.documents.voices import Pulled, places, speaker_line, unmarked
from newsletter.sources.html_text import part_credit
from newsletter.sources.sanitise import clean_line

_SPEECH_WORDS = 120  #: more than this is told, not pulled
_GENERAL_WORDS = 30
_NEAR = 3  #: blocks within which a caption stands again

_FULL_NAME = regex.compile(r"\b\p{Lu}[\p{L}\p{M}'’-]*[\p{L}\p{M}](?:\s\p{Lu}[\p{L}\p{M}'’-]*[\p{L}\p{M}])+")
_NUMBERED = regex.compile(r"#?\d{1,2}\s*[.):–-]\s+(?=\p{L})")
_ENDED = regex.compile(rf"[{END_MARKS}:;][{CLOSING}\s]*$")
_AGENCY = regex.compile(
    r"(?:[/|]\s*\S.{0,40}|\b(?:AFP|Getty Images|Reuters|AP|EPA|Anadolu|Shutterstock|iStock)\b.{0,20})$"
)
_IN_MARKS = regex.compile(r"[“\"«„].*?[”\"»“]", regex.S)
_I = regex.compile(
    r"\b(?:I|I['’](?:m|ve|ll|d)|[Mm]y|[Mm]e|[Mm]yself|[Jj]e|[Jj]['’]|[Mm]oi|[Mm]es|[Yy]o|[Mm]i|[Mm]is|[Mm]e)\b"
)
_WE = regex.compile(
    r"\b(?:we|our|us|you|your|nous|notre|nos|vous|votre|nosotr[oa]s|nuestr[oa]s?|ustedes|gracias|merci)\b", regex.I
)
_SOMEBODY = regex.compile(r"(?:An?|His|Her|Their|One of|Une?|Un[ae]?|Son|Sa|Su)\s[^.!?;:]{3,80}", regex.I)
_THEY = regex.compile(r"\b(?:he|she|his|her|him|il|elle|él|ella)\b", regex.I)
_NOW = regex.compile(
    r"\b(?:is|are|has|have|must|will|should|can|cannot|today|shows?|proves?|sends?|marks|let|"
    r"est|sont|doit|peut|es|son|debe|puede)\b",
    regex.I,
)
#: Roles of people who comment; those of people whom stories are about (lawyer, teacher, activist) prove nothing.
_COMMENTS = regex.compile(
    r"\b(?:director|researcher|campaigner|secretary|coordinator|spokesperson|spokeswoman|spokesman|advis[eo]r|head|manager|"
    r"expert|rapporteur|commissioner|executive|chair|président[e]?|directrice|directeur|chercheu[rs]e?|porte-parole|"
    r"directora?|investigadora?|portavoz|coordinadora?)\b",
    regex.I,
)


class Kind(StrEnum):
    """What a block is."""

    TELLING = "telling"
    MONTH = "month"
    HEADING = "heading"
    CAPTION = "caption"
    SPOKEN = "spoken"
    NAME = "name"  #: the line that names who spoke: used up
    AGAIN = "again"  #: a caption that stands a second time


@dataclass(frozen=True, kw_only=True)
class Block:
    """One paragraph or line of the article."""

    words: str
    line: int
    section: int
    kind: Kind = Kind.TELLING
    month: int | None = None  #: of a month heading; 0 for several
    pulled: Pulled | None = None
    figure: Figure | None = None


def blocks(text: str) -> list[Block]:
    """Part and name every block, in order."""
    found = _headed(_parted(text))
    return _with_headings(_with_captions(_with_speech(found)))


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


# --- speech -------------------------------------------------------------------------------------


def _with_speech(parted: Sequence[Block]) -> list[Block]:
    """Join each pulled paragraph with the line below it that names who spoke."""
    found = list(parted)
    names = _full_names(found)
    for at, block in enumerate(found[:-1]):
        below = found[at + 1]
        if block.kind is not Kind.TELLING or below.kind is not Kind.TELLING or below.section != block.section:
            continue
        said = _speaker(found, at, names) or _somebody(block.words, below.words, found[at + 2 : at + 3])
        if said is not None:
            found[at] = replace(block, kind=Kind.SPOKEN, pulled=Pulled((unmarked(block.words),), said))
            found[at + 1] = replace(below, kind=Kind.NAME)
            _reach_back(found, at, said)
    return [_unnamed(block) for block in found]


def _somebody(words: str, line: str, again: Sequence[Block]) -> Said | None:
    """Words in the first person with a line below that names nobody: "A friend of hers"."""
    if again and _bare(again[0].words) == _bare(line):
        return None
    return Said(None, line) if _SOMEBODY.fullmatch(line) and _is_first_person(words) else None


def _unnamed(block: Block) -> Block:
    """Words in the first person are nobody's telling, even where no line says whose they are."""
    if block.kind is not Kind.TELLING or not _is_first_person(block.words):
        return block
    return replace(block, kind=Kind.SPOKEN, pulled=Pulled((unmarked(block.words),)))


def _is_first_person(words: str) -> bool:
    outside = _IN_MARKS.sub(" ", words)
    short = len(words.split()) <= _SPEECH_WORDS
    return bool(short and _I.search(outside) and _ENDED.search(words) and not words.endswith(":"))


def _speaker(found: Sequence[Block], at: int, names: dict[str, set[str]]) -> Said | None:
    """Who spoke block ``at``: the person named by the line below; ``Said()`` where the name is not certain."""
    words, line = found[at].words, found[at + 1].words
    said = speaker_line(line)
    if said is None or said.speaker is None or not _reads_like_speech(words, said, line):
        return None
    again = found[at + 2 : at + 3]
    if again and _bare(again[0].words) == _bare(line) and not _is_marked(words):
        return None  # a name that stands twice is a caption
    if any(len(part) > 2 and part in words for part in said.speaker.split()):
        return None  # nobody tells of themselves by name: this is a caption below a story
    if " " in said.speaker:
        return said
    full = sorted(names.get(said.speaker, ()))
    return Said(full[0], said.role) if len(full) == 1 else Said()


def _reads_like_speech(words: str, said: Said, line: str) -> bool:
    if len(words.split()) > _SPEECH_WORDS or not _ENDED.search(words) or words.endswith(":"):
        return False
    if _is_marked(words) or regex.match(r"\s*[-–—―]", line):
        return True
    outside = _IN_MARKS.sub(" ", words)
    if _I.search(outside):
        return True
    if _THEY.search(outside) or months.mentioned(outside):
        return False
    if said.role and _is_general(words):
        return True
    comments = bool(said.role and _COMMENTS.search(said.role))
    return bool(_WE.search(outside) and (said.role or _NOW.search(outside))) or (
        comments and bool(_NOW.search(outside))
    )


def _is_general(words: str) -> bool:
    """Whether a short paragraph says how things are and tells nothing that happened: no names, numbers, places."""
    named = regex.search(r"(?<=[\p{L},;]\s)\p{Lu}\p{L}|\d", words)
    return not named and len(words.split()) <= _GENERAL_WORDS and bool(_NOW.search(words))


def _is_marked(words: str) -> bool:
    """Whether the whole paragraph stands between marks."""
    return unmarked(words) != words.strip()


def _reach_back(found: list[Block], at: int, said: Said) -> None:
    """Earlier paragraphs of the same pull quote: in the first person, or open marks."""
    while at and found[at - 1].kind is Kind.TELLING and found[at - 1].section == found[at].section:
        words = found[at - 1].words
        opened = words[0] in '“«"' and not _is_marked(words) and not _IN_MARKS.search(words)
        alone = _I.search(_IN_MARKS.sub(" ", words)) and not _THEY.search(words) and _ENDED.search(words)
        if not (opened or (alone and len(words.split()) <= _SPEECH_WORDS)):
            return
        at -= 1
        found[at] = replace(found[at], kind=Kind.SPOKEN, pulled=Pulled((unmarked(words),), said))


def _full_names(found: Sequence[Block]) -> dict[str, set[str]]:
    """Every name of two words or more, by its last word."""
    names: dict[str, set[str]] = {}
    for block in found:
        for whole in _FULL_NAME.findall(block.words):
            name = regex.sub(r"['’]s$", "", whole)
            names.setdefault(name.rsplit(" ", 1)[-1], set()).add(name)
    return names


# --- captions -----------------------------------------------------------------------------------


def _with_captions(parted: Sequence[Block]) -> list[Block]:
    found = list(parted)
    for at, block in enumerate(found):
        if block.kind is not Kind.TELLING:
            continue
        twins = _twins(found, at)
        figure = part_credit(Figure(caption=block.words))
        if not twins and not _is_caption(block.words, figure):
            continue
        if not figure.caption and at and (above := found[at - 1].figure):  # "© Ana Ruiz" below its caption
            found[at - 1] = replace(found[at - 1], figure=replace(above, credit=above.credit or figure.credit))
            found[at] = replace(block, kind=Kind.AGAIN)
            continue
        for twin in twins:
            figure = _joined(figure, part_credit(Figure(caption=found[twin].words)))
            found[twin] = replace(found[twin], kind=Kind.AGAIN)
        found[at] = replace(block, kind=Kind.CAPTION, figure=figure)
    return found


def _twins(found: Sequence[Block], at: int) -> list[int]:
    """Where the same words stand again, with or without a credit; an alt text may lack the caption's end."""
    one = _bare(found[at].words)
    near = [i for i in range(at + 1, min(at + 1 + _NEAR, len(found))) if found[i].kind is Kind.TELLING]
    twins = [i for i in near if _is_same(one, _bare(found[i].words))]
    if not twins and at + 1 in near and _tells_more(one, found[at + 1].words):
        return [at + 1]
    return twins


def _tells_more(alt: str, words: str) -> bool:
    """Whether the next line is the caption that ``alt`` is short for: "Ana Ruiz", "Ana Ruiz, 10, at school"."""
    figure = part_credit(Figure(caption=words))
    return len(alt.split()) >= 2 and _bare(words).startswith(f"{alt} ") and _is_caption(words, figure)


def _is_same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short.split()) >= 4 and long.startswith(short) and len(long) < 2 * len(short))


def _joined(one: Figure, other: Figure) -> Figure:
    caption = max(one.caption, other.caption, key=len)
    return Figure(caption=caption, alt="", credit=one.credit or other.credit)


def _is_caption(words: str, figure: Figure) -> bool:
    if figure.credit and len(words.split()) <= 60:
        return True
    if _NUMBERED.match(words) or not is_caption(words):
        return bool(len(words.split()) <= 60 and not _ENDED.search(words) and _AGENCY.search(words))
    return True


def _bare(words: str) -> str:
    caption = part_credit(Figure(caption=words)).caption or words
    return str(regex.sub(r"[^\p{L}\p{N}]+", " ", caption)).strip().casefold()


# --- headings -----------------------------------------------------------------------------------


def _with_headings(parted: Sequence[Block]) -> list[Block]:
    """Short lines over most stories are headlines; numbers make a headline of any."""
    found = [_numbered(block) for block in parted]
    for at, (block, below) in enumerate(pairwise(found)):
        if block.kind is Kind.CAPTION and below.kind is Kind.TELLING and block.words.casefold() in places():
            found[at] = replace(block, kind=Kind.HEADING, figure=None)
    over = [at for at, block in enumerate(found[:-1]) if _is_over(block, found[at + 1])]
    told = sum(block.kind is Kind.TELLING for block in found)
    if len(over) * 2 > told and len(over) >= 3:
        for at in over:
            found[at] = replace(found[at], kind=Kind.HEADING, figure=None)
    return found


def _is_over(block: Block, below: Block) -> bool:
    credited = block.figure is not None and block.figure.credit
    return block.kind is Kind.CAPTION and not credited and below.kind is Kind.TELLING and below.section == block.section


def _numbered(block: Block) -> Block:
    number = _NUMBERED.match(block.words)
    if number is None or block.kind not in {Kind.TELLING, Kind.CAPTION}:
        return block
    words = block.words[number.end() :]
    short = len(words.split()) <= 16 and not _ENDED.search(words)
    return replace(block, words=words, kind=Kind.HEADING if short else Kind.TELLING, figure=None)
