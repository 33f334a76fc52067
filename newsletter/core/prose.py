"""Read a text the way an editor does: its paragraphs, sentences, captions, quotations, and whether it is whole.

Pure, and the one door to ``core.sentences`` and ``core.quotations``. Offsets count code points.
"""

from __future__ import annotations

from collections.abc import Iterable

import regex

from newsletter.core.marks import marked
from newsletter.core.sentences import first_sentence, paragraphs, sentences
from newsletter.core.speech import CLOSING, DASHES, END_MARKS, words
from newsletter.model.entries import Completeness, Quote

__all__ = ["completeness", "first_sentence", "is_caption", "paragraphs", "quotes", "sentences", "with_marked"]

_CAPTION_WORDS = 25
_HEADING_WORDS = 8

_CREDITED = regex.compile(r"(?:photo|picture|image|pictured|credit|caption)s?\b[^.]{0,20}[:©]|[©]", regex.I)
#: Words that point at a picture: one such sentence, standing alone, is its caption.
_POINTS = regex.compile(
    r"(?:here\s+(?:is|are)\s+(?-i:\p{Lu})|pictured\b|(?:in|on)\s+(?:this|the)\s+(?:photo|picture)\b|"
    r"(?:above|below|left|right):|this\s+(?:photo|picture|image)\b)",
    regex.I,
)
_ATTRIBUTION = regex.compile(rf"[{DASHES}]\s*\S|.{{0,200}}[”\"]\s*[{DASHES}]\s*\p{{Lu}}")
_LIST_ITEM = regex.compile(r"[•*·–\-]\s|\d{1,2}[.)]\s")
_ENDED = regex.compile(rf"[{END_MARKS}।;][{CLOSING}\s]*(?:\[\d+\])?$")
_ELLIPSIS = regex.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\)|\(\.\.\.\))\s*$")
_MORE = regex.compile(
    r"[\[(]?(?:(?:read|see|show|view|find out|learn)\s+(?:the\s+)?(?:more|rest|full\s+\w+|whole\s+\w+)"
    r"(?:\s+(?:here|at|on)\b.{0,60})?|"
    r"continue\s+reading(?:.{0,80})?|keep\s+reading|more\s*[»→>]+|lire\s+la\s+suite|leer\s+más|seguir\s+leyendo|"
    r"en\s+savoir\s+plus|weiterlesen)"
    r"\s*[.…»→>:\])]*\s*$",
    regex.I,
)
_LEARN = regex.compile(r"^(?:learn|find out|see)\b.{30,}", regex.I | regex.S)
_STRAY = regex.compile(r"(?:…|\.\.\.)\s{2,}\p{Lu}[^.!?…]{1,60}$")
_REACHES_OUT = regex.compile(r"https?://|www\.|@|\d{3}|\b\p{Lu}{2,5}\s?\d{1,3}/\d{2}")
_RETELLS = regex.compile(
    r"\b(?:here\s+(?:we|are|is)\b.{0,60}\b(?:successes|victories|wins|good\s+news|highlights|stories)|"
    r"updates\s+(?:from|on)\s+(?:this|last|the)\s+\w+(?:['’]s)?\s+(?:cases|campaigns?|stories)|"
    r"(?:round-?up|look\s+back|recap)\s+(?:of|at|on)\b|(?:some|\d+|five|six|seven|eight|nine|ten|"
    r"twelve)\s+of\s+(?:the|our|this|last)\b.{0,40}"
    r"\b(?:successes|victories|wins|highlights|moments|stories)|(?:good\s+news|human\s+rights)\s+(?:stories|wins|"
    r"successes)\s+(?:from|of)\s+"
    r"(?:\d{4}|this|last|the)|"
    r"voici\b.{0,60}\b(?:bonnes\s+nouvelles|victoires|succès|avancées)|(?:tour\s+d[’']horizon|retour\s+sur|"
    r"bilan)\s+d.{0,40}"
    r"\b(?:bonnes\s+nouvelles|victoires|succès|année)|(?:resumen|repaso|selección)\s+(?:de|a)\s+(?:l[oa]s\s+|"
    r"algunas?\s+de\s+)?"
    r".{0,20}\b(?:logros|victorias|buenas\s+noticias|conquistas|éxitos))",
    regex.I,
)
#: One of these stands wherever ``_RETELLS`` matches: looking for them is far quicker.
_RETOLD = words(
    "successes victories wins good highlights stories moments updates roundup round-up back recap voici horizon retour "
    "bilan resumen repaso selección"
)
_MONTH_LINE = regex.compile(
    r"^\s*(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)(?:\s+\d{4})?\s*:?\s*$",
    regex.M,
)


def quotes(text: str) -> tuple[Quote, ...]:
    """Find what people say in a text, with its speaker where that is certain; see ``core.quotations``."""
    from newsletter.core import quotations  # its patterns take a while to compile, and most commands read nothing

    return quotations.quotes(text)


def with_marked(text: str, marked_ones: Iterable[Quote]) -> tuple[Quote, ...]:
    """Find the quotations of a text, where what its document marks itself wins over what its words show."""
    sure = [quote for quote in marked_ones if quote.text and text[quote.start : quote.end] == quote.text]
    found = (q for q in quotes(text) if not any(q.start < one.end and one.start < q.end for one in sure))
    return tuple(sorted((*sure, *found), key=lambda quote: quote.start))


def is_caption(line: str) -> bool:
    """Say whether a line standing alone reads like the words below a picture: short, without an end mark."""
    line = line.strip()
    if not line or "\n" in line or len(line.split()) > _CAPTION_WORDS:
        return False
    if _CREDITED.match(line) or (_POINTS.match(line) and line[-1] != ":" and len(sentences(line)) == 1):
        return True
    if line[-1] in ":," or _ENDED.search(line) or _ATTRIBUTION.match(line) or _LIST_ITEM.match(line):
        return False
    return not (line[0].islower() or _MORE.search(line) or _REACHES_OUT.match(line))


def completeness(text: str, title: str = "") -> Completeness:
    """Say whether ``text`` tells the whole story, is cut off, or retells several other stories."""
    blocks = paragraphs(text)
    if not blocks:
        return Completeness.TRUNCATED
    last = blocks[-1].of(text)
    if _is_cut_off(last) or _ends_in_heading(last, alone=len(blocks) == 1):
        return Completeness.TRUNCATED
    if _retells(text) or _retells(title) or len(_MONTH_LINE.findall(text)) >= 3:
        return Completeness.CONTAINER
    return Completeness.COMPLETE


def _retells(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in _RETOLD) and _RETELLS.search(text) is not None


def _is_cut_off(last: str) -> bool:
    """Whether the last paragraph promises words that do not come."""
    if last.endswith((":", ",")) or _ELLIPSIS.search(last) or _STRAY.search(last):
        return True
    if _MORE.search(last) and not _LEARN.match(last):
        return True
    return any(not mark.closed for mark in marked(last, 0, len(last)))


def _ends_in_heading(last: str, *, alone: bool) -> bool:
    """Whether the last paragraph lacks its end: a heading of something that is missing, or a sentence cut short."""
    line = last.rsplit("\n", 1)[-1]
    if _ENDED.search(line) or _ATTRIBUTION.match(last) or _LIST_ITEM.match(line) or _REACHES_OUT.search(line):
        return False
    if alone or len(line.split()) > _HEADING_WORDS:
        return True
    return not _CREDITED.match(line)
