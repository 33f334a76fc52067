"""Part a text into paragraphs and whole sentences, as spans over the text itself.

Pure. A sentence never crosses a paragraph and never ends inside a quotation or bracket that is
closed later: half of what somebody said is not a sentence. Nothing is changed or normalised.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

import regex

from newsletter.core.marks import marked
from newsletter.core.speech import CLOSING, NAME, VERB, words
from newsletter.model.entries import Span

#: Abbreviations after which a sentence never ends.
_NEVER = words(
    "mr mrs ms dr prof rev hon gen col lt sgt capt cpl maj sen rep gov st mt ft vs cf e.g i.e eg ie viz approx ca art "
    "arts para paras fig figs vol vols ed eds pp sect ch jan feb mar apr jun jul aug sept sep oct nov dec sr sra srta "
    "dra lic ing mme mlle mgr bzw z.b d.h u.a nr tel abb al messrs supt insp atty"
)
#: Abbreviations of which only a number makes an abbreviation ("No. 5", but "No. He stayed.").
_BEFORE_NUMBER = words("no nos p pág núm")
#: Abbreviations that may also end a sentence; then the next word tells.
_MAYBE = words("inc ltd co corp jr etc bros dept univ assn a.m p.m am pm a.d b.c ph.d m.d")
#: Words that begin sentences far more often than they follow an abbreviation inside one.
_STARTERS = words(
    "the a an he she it they we i you this that these those there his her its their our my your in on at for from "
    "with after before when while as if but and or so yet since although however meanwhile then now today what who "
    "why how where no not one two many some most all every several another despite during under until once"
)
_MONTHS_DE = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jänner"

_WINDOW = 80  #: characters around an end mark that decide about it

_BREAK = regex.compile(r"\n[ \t\r\f\v]*\n\s*")
_END = regex.compile(rf"(?P<mark>[.!?…।؟۔]+|(?P<cjk>[。！？]+))[{CLOSING}]*(?:\[\d+\])?")
_BRACKETED = regex.compile(r"\([^()\n]{1,400}\)|\[[^\[\]\n]{1,400}\]")
_LAST_WORD = regex.compile(r"(?r)[\p{L}\p{M}\d.]+$")  # from the end
_NEXT_WORD = regex.compile(r"[\p{L}\p{M}’']+")
_INITIALS = regex.compile(r"(?:\p{Lu}\.)*\p{Lu}")
_SAID = regex.compile(rf"(?:{NAME}\s+{VERB}\b|{VERB}\s)")
_GERMAN_DAY = regex.compile(rf"\d{{1,2}}\.\s+(?:{_MONTHS_DE})\b")


def paragraphs(text: str) -> tuple[Span, ...]:
    """Find the blocks parted by blank lines, without white space around them."""
    edges = [0, *(edge for found in _BREAK.finditer(text) for edge in found.span()), len(text)]
    spans = (_trimmed(text, edges[i], edges[i + 1]) for i in range(0, len(edges), 2))
    return tuple(span for span in spans if span.start < span.end)


@lru_cache(maxsize=64)
def sentences(text: str) -> tuple[Span, ...]:
    """Find every whole sentence; together they hold all words of the text, in order."""
    return tuple(sentence for paragraph in paragraphs(text) for sentence in in_paragraph(text, paragraph))


def first_sentence(text: str) -> Span | None:
    """Find the first whole sentence, or None in a text without words."""
    for paragraph in paragraphs(text):
        return next(in_paragraph(text, paragraph), None)
    return None


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end)


def in_paragraph(text: str, paragraph: Span) -> Iterator[Span]:
    """Find the sentences of one paragraph."""
    start, closed = paragraph.start, _enclosed(text, paragraph)
    opens = [opened for opened, _ in closed]
    for found in _END.finditer(text, paragraph.start, paragraph.end):
        end = found.end()
        around = bisect_left(opens, found.start()) - 1
        inside = around >= 0 and end < closed[around][1]
        if end < paragraph.end and not inside and _ends(text, found, paragraph):
            yield _trimmed(text, start, end)
            start = end
    if text[start : paragraph.end].strip():
        yield _trimmed(text, start, paragraph.end)


def _enclosed(text: str, paragraph: Span) -> list[tuple[int, int]]:
    """What is closed again: quotations and brackets in order, each with the farthest end reached so far."""
    spans = [(m.start, m.end) for m in marked(text, paragraph.start, paragraph.end) if m.closed]
    spans += [found.span() for found in _BRACKETED.finditer(text, paragraph.start, paragraph.end)]
    spans.sort()
    return list(zip((start for start, _ in spans), accumulate((end for _, end in spans), max), strict=True))


def _ends(text: str, found: regex.Match[str], paragraph: Span) -> bool:
    """Say whether the marks found, with what stands around them, end a sentence."""
    end = found.end()
    if found.group("cjk"):
        # 「…。」と言った: the sentence goes on behind what is quoted in it.
        return not (end > found.end("cjk") and text[end] in "とっ、，的")
    if not text[end].isspace():
        return False
    while text[end].isspace():  # a paragraph ends in something else
        end += 1
    following = text[end : min(end + _WINDOW, paragraph.end)]
    if not _may_begin(following):
        return False
    if found.group() == ".":
        return not _is_abbreviation(text[max(paragraph.start, found.start() - _WINDOW) : found.start()], following)
    # “Stop!” Ama said. A name with a verb of saying goes on with the sentence, but not after a full stop.
    return not (found.end() > found.end("mark") and found.group("mark") != "." and _SAID.match(following))


def _may_begin(following: str) -> bool:
    first = following[0]
    if first in "“„«‘\"'¿¡([「『#@•…" or following.startswith("..."):
        return True
    # Scripts without capitals begin a sentence with any letter.
    return first.isupper() or first.isdigit() or (first.isalpha() and not first.islower())


def _is_abbreviation(before: str, following: str) -> bool:
    found = _LAST_WORD.search(before)
    if found is None:
        return False
    word, lower = found.group(), found.group().lower()
    if lower in _NEVER:
        return True
    if lower in _BEFORE_NUMBER:
        return following[0].isdigit()
    if word.isdigit() and len(word) <= 2:
        return bool(_GERMAN_DAY.match(f"{word}. {following}"))
    if lower in _MAYBE or (_INITIALS.fullmatch(word) and word != "I"):
        return not _starts_a_sentence(following)
    return False


def _starts_a_sentence(following: str) -> bool:
    if following[0] in '“„«"':
        return True
    found = _NEXT_WORD.match(following)
    return found is not None and found.group().lower() in _STARTERS
