"""Join the blocks of an article into stories, and leave out what tells none: opening, menu, appeals.

A paragraph opens a story of its own unless it goes on with the one before: by a pronoun, by "the ruling",
or by a name that only the two share. What everybody is named for (the organisation itself) joins nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from newsletter.core.speech import NOT_NAMES
from newsletter.sources.documents.lines import MENU
from newsletter.sources.documents.roundup import months
from newsletter.sources.documents.roundup.block import Block, Kind
from newsletter.sources.documents.roundup.headings import place_of
from newsletter.sources.documents.roundup.named import Names, places_in
from newsletter.sources.documents.roundup.words import APPEALS, GOES_ON, OPENS, OUTCOME, PRONOUN

_RECENT = 2_000  #: characters of a story with which a caption is compared
#: "A royal pardon had been issued that day": what was before goes on with the story.
_BEFORE = regex.compile(r"[^.!?,;]{3,80}\bhad\s(?:already\s|also\s|just\s)?(?:been|\p{Ll}+ed)\b")
_OURS = regex.compile(r"\b(?:we|our|us|you|your|nous|notre|nos|vous|votre|vos|nuestr[oa]s?|hemos|ustedes)\b", regex.I)
#: "Colorado abolishes": a name that only its verb shows, at the beginning.
_DOES = regex.compile(
    rf"(?!(?:{'|'.join(sorted(NOT_NAMES))})\b)\p{{Lu}}\p{{Ll}}{{3,}}\s+(?-i:(?:has|have|was|"
    rf"were)\s+)?{OUTCOME.pattern}",
    regex.I,
)
_WORLD = regex.compile(r"\b(?:United Nations|Nations unies|Naciones Unidas|UN|ONU|EU)\b")
_SUBJECT = 60  #: characters in which a paragraph says whom it is about
_LONG = regex.compile(r"\p{L}{4,}")
#: Beginnings of words that stand in every other story: campaigners, supporters, activists, protests, demonstrations.
_EVERYWHERE = frozenset({"campa", "suppo", "activ", "prote", "demon", "amnes", "right", "human"})


@dataclass
class Story:
    """One story with everything that stands with it."""

    section: int
    line: int
    title: str = ""
    blocks: list[Block] = field(default_factory=list)  #: telling and spoken, in order
    captions: list[Block] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  #: what its telling names; places apart
    places: set[str] = field(default_factory=set)
    headed: bool = False  #: a headline stands over it: what follows is its own until the next one

    def tell(self, block: Block, names: Names) -> None:
        """Go on with one more paragraph."""
        self.blocks.append(block)
        self.names |= names.of(block.words)
        self.places |= places_in(block.words)

    @property
    def telling(self) -> str:
        return "\n\n".join(block.words for block in self.blocks if block.kind is Kind.TELLING)


@dataclass
class Parted:
    """An article's stories, and what was left out of them with the reason."""

    stories: list[Story] = field(default_factory=list)
    left_out: list[tuple[Block, str]] = field(default_factory=list)
    opening: str = ""
    captions_first: bool | None = None  #: pictures stand over their stories in this article; None: it does not show


def parted(blocks: Sequence[Block]) -> Parted:
    """Join blocks into stories."""
    names = Names(blocks)
    first, last = _bounds(blocks, names)
    found = Parted(opening="\n".join(block.words for block in blocks[:first]))
    found.captions_first = _captions_first(blocks[first:last], names)
    found.left_out += [(block, "it opens the article") for block in blocks[:first] if block.kind is not Kind.MONTH]
    _join(blocks[first:last], names, found)
    closed = False
    for block in blocks[last:]:
        closed = closed or block.kind is Kind.TELLING or (block.kind is Kind.CAPTION and _is_menu(block.words))
        ours = bool(found.stories) and block.section == found.stories[-1].section and not closed
        if ours and block.kind in {Kind.SPOKEN, Kind.CAPTION}:
            _give(found, block, names, None)
        elif block.kind not in {Kind.NAME, Kind.AGAIN}:
            found.left_out.append((block, "it closes the article"))
    return found


# --- where the telling begins and ends ----------------------------------------------------------


def _bounds(blocks: Sequence[Block], names: Names) -> tuple[int, int]:
    head = next((at for at, block in enumerate(blocks) if block.kind is Kind.MONTH), None)
    tells = [
        at
        for at, block in enumerate(blocks)
        if _tells(block, names) or _places_apart(block, blocks[0].section) or _is_below_place(blocks, at)
    ]
    begins = next((at for at in tells if not _opens(blocks, at)), len(blocks))
    first = head if head is not None else begins
    while head is None and first and first < len(blocks) and _belongs_below(blocks, first - 1):
        first -= 1
    last = next((at + 1 for at in reversed(tells) if at >= first and not _closes(blocks[at].words)), first)
    while first < last < len(blocks) and _stands_with(blocks[last], blocks[last - 1]):
        last += 1
    while last < len(blocks) and blocks[last].kind is Kind.TELLING and GOES_ON.match(blocks[last].words):
        if APPEALS.search(blocks[last].words):
            break
        last += 1
    return first, last


def _stands_with(block: Block, above: Block) -> bool:
    """Captions and words below the last story, but no menu."""
    if block.section != above.section or block.kind not in {Kind.SPOKEN, Kind.NAME, Kind.CAPTION, Kind.AGAIN}:
        return False
    return block.kind is not Kind.CAPTION or not _is_menu(block.words)


def _is_menu(words: str) -> bool:
    """Whether a line leads elsewhere: what follows it is no story's."""
    return bool(MENU.fullmatch(words) or APPEALS.search(words))


def _belongs_below(blocks: Sequence[Block], at: int) -> bool:
    """Captions and the headline directly above the first story are the story's."""
    return blocks[at].section == blocks[at + 1].section > 0 and blocks[at].kind in {
        Kind.CAPTION, Kind.AGAIN, Kind.HEADING, Kind.SUBHEADING
    }  # fmt: skip


def _opens(blocks: Sequence[Block], at: int) -> bool:
    """Whether a paragraph that names places still opens the article: it says so, or speaks of us early on."""
    words, section = blocks[at].words, blocks[at].section
    ours = section == blocks[0].section < blocks[-1].section and _OURS.search(words)
    return bool(OPENS.search(words) or ours) and months.own(words, None) is None


def _closes(words: str) -> bool:
    return bool(APPEALS.search(words)) and not (months.mentioned(words) and OUTCOME.search(words))


def _places_apart(block: Block, opening: int) -> bool:
    """Whether a whole paragraph behind the opening names a place, whatever its verbs are."""
    tells = block.kind is Kind.TELLING and block.section > opening and len(block.words.split()) >= 10
    return tells and bool(places_in(block.words))


def _is_below_place(blocks: Sequence[Block], at: int) -> bool:
    """Whether a paragraph stands below a line that names its place, a picture between them or not."""
    above = [one for one in blocks[max(0, at - 3) : at] if one.kind not in {Kind.CAPTION, Kind.AGAIN}]
    below = blocks[at].kind is Kind.TELLING and bool(above) and above[-1].kind is Kind.HEADING
    return below and bool(place_of(above[-1].words)) and above[-1].section == blocks[at].section


def _tells(block: Block, names: Names) -> bool:
    if block.kind is not Kind.TELLING or len(block.words.split()) < 6:
        return False
    named = names.of(block.words) | places_in(block.words) or _DOES.match(block.words) or _WORLD.search(block.words)
    return bool(named) and bool(OUTCOME.search(block.words) or months.mentioned(block.words))


# --- joining ------------------------------------------------------------------------------------


def _join(blocks: Sequence[Block], names: Names, found: Parted) -> None:
    heading: Block | None = None
    place = _PlaceLine()
    waiting: list[Block] = []  #: captions and words that stand before their story
    for at, block in enumerate(blocks):
        if block.kind in {Kind.MONTH, Kind.NAME, Kind.AGAIN}:
            continue
        if block.kind in {Kind.HEADING, Kind.SUBHEADING}:
            heading = block
        elif block.kind in {Kind.CAPTION, Kind.SPOKEN}:
            behind = next((b for b in blocks[at:] if b.kind is Kind.TELLING), None)
            if heading is not None or not _give(found, block, names, behind):
                waiting.append(block)
        elif heading is None and APPEALS.search(block.words) and not _tells(block, names):
            found.left_out.append((block, "it appeals to readers and tells no story"))
        elif _goes_on(block, heading, found, names):
            found.stories[-1].tell(block, names)
            heading, waiting = None, _given_all(found, waiting, names)
        elif heading is None and _is_lead(block, found, names):
            found.left_out.append((block, "it leads into the stories below and tells none"))
        else:
            place = place.below(heading, block)
            found.stories.append(_opened(heading, place.over(block, heading is not None), waiting, names))
            heading, waiting = None, []
    _given_all(found, waiting, names)


def _given_all(found: Parted, waiting: Sequence[Block], names: Names) -> list[Block]:
    """Give what waits to the story above; none is left."""
    for block in waiting:
        _give(found, block, names, None)
    return []


def _opened(heading: Block | None, block: Block, waiting: Sequence[Block], names: Names) -> Story:
    title = heading.words if heading and not place_of(heading.words) else ""
    story = Story(block.section, (heading or block).line, title, headed=bool(title))
    story.tell(block, names)
    story.names |= names.of(title)
    story.places |= places_in(title)
    story.captions += [one for one in waiting if one.kind is Kind.CAPTION]
    story.blocks += [one for one in waiting if one.kind is Kind.SPOKEN]
    return story


@dataclass(frozen=True)
class _PlaceLine:
    """A place that stands alone over the stories of its section: they may not say it again."""

    words: str = ""
    section: int = -1

    def below(self, heading: Block | None, block: Block) -> _PlaceLine:
        """What holds for a story with this heading."""
        if heading is not None:
            return _PlaceLine(place_of(heading.words), block.section)
        return self if self.section == block.section else _PlaceLine()

    def over(self, block: Block, directly: bool) -> Block:
        """The story's first paragraph, with the place where it names none, or another one directly below the line."""
        named, heads = places_in(block.words), {one.strip().casefold() for one in self.words.split("/")}
        if not self.words or (named and (not directly or named & heads)):
            return block
        return replace(block, words=f"{self.words}: {block.words}")


def _goes_on(block: Block, heading: Block | None, found: Parted, names: Names) -> bool:
    """Whether a paragraph belongs to the last story; only a heading that parts stories may stand between."""
    if not found.stories or (heading is not None and heading.kind is Kind.HEADING):
        return False
    last = found.stories[-1]
    return _continues(block, last if heading is None else replace(last, headed=False), names)


def _is_lead(block: Block, found: Parted, names: Names) -> bool:
    """Whether a short paragraph that begins a section names nobody and no place, or leads on to what follows."""
    begins = not found.stories or found.stories[-1].section != block.section
    if not begins or _tells(block, names) or len(block.words.split()) > 30:
        return False
    return block.words.endswith((":", "…", "...")) or not (names.of(block.words) | places_in(block.words))


def _continues(block: Block, story: Story, names: Names) -> bool:
    if block.section != story.section:
        return False
    shared = names.of(block.words) & story.names
    new_places = places_in(block.words) - story.places
    if story.headed and (shared or not new_places or not _tells(block, names)):
        return True
    if shared and (
        not new_places or len(shared) > 1 or any(name in block.words[:_SUBJECT].casefold() for name in shared)
    ):
        return True
    if GOES_ON.match(block.words) or (_BEFORE.match(block.words) and not new_places):
        return not new_places or not _tells(block, names) or bool(PRONOUN.match(block.words))
    return not _tells(block, names) and not new_places


def _give(found: Parted, block: Block, names: Names, behind: Block | None) -> bool:
    """Give a caption or pulled words to the story above; False when they belong to the one below."""
    above = found.stories[-1] if found.stories else None
    if above is None or (behind is not None and _is_nearer_below(block, above, behind, names, found.captions_first)):
        return False
    (above.captions if block.kind is Kind.CAPTION else above.blocks).append(block)
    return True


def _captions_first(blocks: Sequence[Block], names: Names) -> bool | None:
    """Whether most captions whose words tell their story stand over it."""
    over = under = 0
    for at, block in enumerate(blocks):
        if block.kind is not Kind.CAPTION:
            continue
        own = names.of(f"x {block.words}") | places_in(block.words)
        above = next((b for b in reversed(blocks[:at]) if b.kind is Kind.TELLING), None)
        behind = next((b for b in blocks[at:] if b.kind is Kind.TELLING), None)
        up, down = (len(own & (names.of(one.words) | places_in(one.words))) if one else 0 for one in (above, behind))
        over, under = over + (down > up), under + (up > down)
    return None if over == under else over > under


def _is_nearer_below(block: Block, above: Story, behind: Block, names: Names, captions_first: bool | None) -> bool:
    touches_above, touches_below = block.line - above.blocks[-1].line == 1, behind.line - block.line == 1
    if block.kind is Kind.CAPTION and touches_above != touches_below:
        return touches_below
    speaker = block.pulled.said.speaker if block.pulled else None
    own = names.of(f"x {speaker or block.words}") | places_in(block.words)
    up = own & (above.names | above.places)
    down = own & (names.of(behind.words) | places_in(behind.words))
    if up or down:
        return len(down) > len(up)
    if above.section != block.section or block.kind is not Kind.CAPTION:
        return above.section != block.section
    shown = _stems(block.words)
    nearer = len(shown & _stems(behind.words)) - len(shown & _stems(above.telling[-_RECENT:]))
    if captions_first is None or behind.section != block.section:
        return nearer > 0
    return nearer > (-2 if captions_first else 1)  # one word in common does not change an article's habit


def _stems(words: str) -> set[str]:
    """The beginnings of the longer words: a well and its wells are one thing."""
    return {word[:5].casefold().removesuffix("s") for word in _LONG.findall(words)} - _EVERYWHERE
