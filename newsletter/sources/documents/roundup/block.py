"""One paragraph or line of a year-end article, and what it can be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import regex

from newsletter.core.speech import CLOSING, END_MARKS
from newsletter.model.entries import Figure
from newsletter.sources.documents.voices import Pulled
from newsletter.sources.html_text import part_credit

#: Whether a line ends as a sentence does.
ENDED = regex.compile(rf"[{END_MARKS}:;][{CLOSING}\s]*$")


class Kind(StrEnum):
    """What a block is."""

    TELLING = "telling"
    MONTH = "month"
    HEADING = "heading"
    SUBHEADING = "subheading"  #: a heading that may stand inside a story
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


def bare(words: str) -> str:
    """A line as letters and digits, without the credit it may hold: what makes two lines the same."""
    caption = part_credit(Figure(caption=words)).caption or words
    return str(regex.sub(r"[^\p{L}\p{N}]+", " ", caption)).strip().casefold()
