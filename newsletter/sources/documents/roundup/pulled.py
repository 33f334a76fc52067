"""Find the words of others that stand as paragraphs without marks, each followed by a line that says whose they are.

The one decision here that must never be wrong is who speaks: a paragraph is somebody's words only when it reads like
speech and the line below it names a person (``documents.voices``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from newsletter.core.speakers import Said
from newsletter.core.speech import DASHES
from newsletter.sources.documents.roundup import months
from newsletter.sources.documents.roundup.block import ENDED, Block, Kind, bare
from newsletter.sources.documents.roundup.words import SHOWN
from newsletter.sources.documents.voices import Pulled, speaker_line, unmarked

_SPEECH_WORDS = 120  #: more than this is told, not pulled
_GENERAL_WORDS = 30

_FULL_NAME = regex.compile(r"\b\p{Lu}[\p{L}\p{M}'’-]*[\p{L}\p{M}](?:\s\p{Lu}[\p{L}\p{M}'’-]*[\p{L}\p{M}])+")
_DASHED = regex.compile(rf"\s*[{DASHES}]")
_SMALL = regex.compile(r"\b\p{Ll}{3,}\b")
_IN_MARKS = regex.compile(r"[“\"«„].*?[”\"»“]|(?<!\w)‘[^‘]*?’(?!\w)", regex.S)
_I = regex.compile(
    r"\b(?:I|I['’](?:m|ve|ll|d)|[Mm]y|[Mm]e|[Mm]yself|[Jj]e|[Jj]['’]|[Mm]oi|[Mm]es|[Yy]o|[Mm]i|(?<!\b(?:a|ont|ai|est|"
    r"sont|été|avait|avaient|être)\s)[Mm]is|[Mm]e)\b"
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
_KIN = regex.compile(
    r"\b(?:mother|father|wife|husband|partner|son|daughter|brother|sister|widow|friend|mère|père|femme|mari|fils|"
    r"fille|frère|"
    r"sœur|veuve|madre|padre|esposa|esposo|hij[oa]|herman[oa]|viuda)\b",
    regex.I,
)
#: What an organisation tells of itself and of those who wrote for it: its "we" and "you" are no speaker's.
_ONES_OWN_WORK = regex.compile(
    r"\b(?:[Ww]e|[Oo]ur)\s+(?:\p{L}+\s+)?(?:campaign|launch|publish|document|deliver|call(?:ed|ing)|work|been|urged|"
    r"support|"
    r"member|research|report|petition|team|movement|colleague|organi|activists|letters|actions?|investigat|interview|"
    r"visit)|"
    r"\b[Yy]ou\s+(?:\p{L}+\s+)?(?:wrote|write|sent|signed|marched|took|helped|raised|joined|delivered|called)"
)
_YOURS = regex.compile(
    r"\b[Yy]our\s+(?:\p{L}+\s+)?(?:letters|signatures|actions?|support|petition|messages|emails|tweets|voices?)"
)
#: Roles of people who comment; those of people whom stories are about (lawyer, teacher, activist) prove nothing.
_COMMENTS = regex.compile(
    r"\b(?:director|researcher|campaigner|secretary|coordinator|spokesperson|spokeswoman|spokesman|advis[eo]r|head|"
    r"manager|"
    r"expert|rapporteur|commissioner|executive|chair|président[e]?|directrice|directeur|chercheu[rs]e?|porte-parole|"
    r"directora?|investigadora?|portavoz|coordinadora?)\b",
    regex.I,
)


class _Article:
    """What the whole article shows of its names and captions."""

    def __init__(self, found: Sequence[Block]) -> None:
        self.names: dict[str, set[str]] = {}  #: every name of two words or more, by its last word
        for block in found:
            for whole in _FULL_NAME.findall(block.words):
                name = regex.sub(r"['’]s$", "", whole)
                self.names.setdefault(name.rsplit(" ", 1)[-1], set()).add(name)
        #: Where captions stand twice, a line with a name and a role that stands once is none.
        self.doubles_captions = any(bare(one.words) == bare(below.words) for one, below in pairwise(found))
        self._small = {word for block in found for word in _SMALL.findall(block.words)}

    def says_small(self, name: str) -> bool:
        """Whether a word of the "name" is an ordinary word too: it may be a heading, as in "Next Steps"."""
        return any(word.casefold() in self._small for word in name.split())


def with_speech(parted: Sequence[Block]) -> list[Block]:
    """Join each pulled paragraph with the line below it that names who spoke."""
    found = list(parted)
    article = _Article(found)
    for at, block in enumerate(found[:-1]):
        below = found[at + 1]
        if block.kind is not Kind.TELLING or below.kind is not Kind.TELLING or below.section != block.section:
            continue
        said = _speaker(found, at, article) or _somebody(block.words, below.words, found[at + 2 : at + 3])
        if said is not None:
            found[at] = replace(block, kind=Kind.SPOKEN, pulled=Pulled((unmarked(block.words),), said))
            found[at + 1] = replace(below, kind=Kind.NAME)
            _reach_back(found, at, said)
    return [_unnamed(block) for block in found]


def _somebody(words: str, line: str, again: Sequence[Block]) -> Said | None:
    """Words in the first person with a line below that names nobody: "A friend of hers"."""
    if again and bare(again[0].words) == bare(line):
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
    return bool(short and _I.search(outside) and ENDED.search(words) and not words.endswith(":"))


def _speaker(found: Sequence[Block], at: int, article: _Article) -> Said | None:
    """Who spoke block ``at``: the person named by the line below; ``Said()`` where the name is not certain."""
    words, line = found[at].words, found[at + 1].words
    said = speaker_line(line)
    if said is None or said.speaker is None or not _reads_like_speech(words, said, line, article):
        return None
    again = found[at + 2 : at + 3]
    if again and bare(again[0].words) == bare(line) and not _is_marked(words):
        return None  # a name that stands twice is a caption
    if any(len(part) > 2 and part in words for part in said.speaker.split()):
        return None  # nobody tells of themselves by name: this is a caption below a story
    if " " in said.speaker:
        return said if said.role or _DASHED.match(line) or not article.says_small(said.speaker) else Said()
    full = sorted(article.names.get(said.speaker, ()))
    return Said(full[0], said.role) if len(full) == 1 else Said()


def _reads_like_speech(words: str, said: Said, line: str, article: _Article) -> bool:
    outside = _IN_MARKS.sub(" ", words)
    if len(words.split()) > _SPEECH_WORDS or words.endswith(":"):
        return False
    if not ENDED.search(words) and not (said.role and _states(outside)):
        return False
    if _is_marked(words) or _DASHED.match(line):
        return True
    if _I.search(outside):
        return True
    if said.role and article.doubles_captions and _WE.search(outside) and _KIN.search(said.role):
        return True
    if _THEY.search(outside) or months.mentioned(outside) or _ONES_OWN_WORK.search(outside):
        return False
    if _YOURS.search(outside) and not (said.role and article.doubles_captions):
        return False
    if said.role and article.doubles_captions and _is_general(words):
        return True
    comments = bool(said.role and _COMMENTS.search(said.role))
    return bool(_WE.search(outside) and (said.role or _NOW.search(outside))) or (
        comments and bool(_NOW.search(outside))
    )


def _states(words: str) -> bool:
    """Whether words without an end mark are a statement all the same, and not the words below a picture."""
    return len(words.split()) >= 6 and bool(_NOW.search(words)) and not SHOWN.search(words)


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
        alone = _I.search(_IN_MARKS.sub(" ", words)) and not _THEY.search(words) and ENDED.search(words)
        if not (opened or (alone and len(words.split()) <= _SPEECH_WORDS)):
            return
        at -= 1
        found[at] = replace(found[at], kind=Kind.SPOKEN, pulled=Pulled((unmarked(words),), said))
