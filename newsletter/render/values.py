"""What a template receives: an edition as plain values, already worded, nothing left to decide.

``views`` makes them of an edition's content; ``pieces`` puts them into reading order.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.model.editions import CountedStory


@dataclass(frozen=True, kw_only=True)
class QuoteView:
    """A quotation: ``words`` verbatim, ``open`` and ``close`` its marks, ``role`` perhaps empty."""

    words: str
    open: str
    close: str
    speaker: str
    role: str


@dataclass(frozen=True, kw_only=True)
class PictureView:
    """A picture that the team keeps: ``src`` is where it is hosted, else its place beside the letter."""

    src: str
    path: str
    alt: str
    caption: str
    credit: str
    width: int  #: as the letter shows it


@dataclass(frozen=True, kw_only=True)
class StoryView:
    """One highlight in its published words."""

    id: str
    position: int
    form: str  #: lead, story or line
    size: int  #: 1 for a short headline … 4 for a very long one
    headline: str
    paragraphs: tuple[str, ...]
    telling: tuple[tuple[str, ...], ...]  #: the same words as sentences by paragraph, for posts
    outcome: str
    place: str
    day: str  #: without the year where the letter's own dates tell it
    language: str
    dir: str
    foreign: bool  #: in another language than the letter
    source: str
    source_day: str
    url: str
    read_label: str
    caveat: str
    caveat_told: bool  #: the paragraphs say it already: the win and its limit are one sentence
    line: str  #: for later stories: the win in one sentence, where the headline does not say it already
    quote: QuoteView | None
    picture: PictureView | None
    since: str  #: what became of it, in a round-up


@dataclass(frozen=True, kw_only=True)
class PieceView:
    """One piece of the letter in reading order: a story, or own words (``paragraphs``)."""

    form: str  #: lead, story, line or words; in a round-up also month or pull
    story: StoryView | None = None  #: of a pull: whose quotation stands large
    paragraphs: tuple[str, ...] = ()
    opens_lines: bool = False  #: the first line after something longer: a heading stands before it
    title: str = ""  #: of a month: its name, or what stands for those without one
    stories: str = ""  #: of a month: how many there are, in words
    key: str = ""  #: of a month: "2020-04", "other" or "ours", for links to it


@dataclass(frozen=True, kw_only=True)
class NumberView:
    """One of a year's numbers: ``number`` as figures, ``words`` beside it, and the stories that it counts."""

    what: str
    number: str
    words: str
    stories: tuple[CountedStory, ...]


@dataclass(frozen=True, kw_only=True)
class EditionView:
    """The edition as a whole."""

    id: str
    key: str
    language: str
    dir: str
    title: str
    dates: str
    subject: str
    preheader: str
    introduction: tuple[str, ...]
    introduction_by: str
    closing: tuple[str, ...]
    pieces: tuple[PieceView, ...]
    stories: tuple[StoryView, ...]
    organisation: str
    initials: str
    postal_address: str
    base_url: str
    reply_to: str
    browser_url: str
    unsubscribe_url: str
    automatic: bool
    whole_year: bool  #: a round-up of a year, and not of some months
    headline: str  #: of a round-up, by a person; else empty
    numbers: tuple[NumberView, ...]  #: of a round-up's year
    sent_on: str  #: ISO date in the publication's zone
