"""What a template receives: the edition as plain values, already worded, nothing left to decide.

``Content`` keeps where each sentence comes from; a template needs only the words. Here dates
and countries become words, links and pictures are judged, and nothing is said twice: a
sentence that stands as headline, caveat or quotation does not stand among the others too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import quote as percent
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newsletter.core.pictures import alt_trouble
from newsletter.model.editions import Block, Content, Highlight, Length, PublicationFacts, Sentence, in_paragraphs
from newsletter.model.pictures import PictureFile
from newsletter.render.words import Words, base, direction, quote_marks

STORIES = 6  #: highlights told at length; later ones stand as lines
PICTURE = (520, 640)  #: the most room a picture has in a letter, in CSS pixels; its file has more than twice the dots

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


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


@dataclass(frozen=True, kw_only=True)
class PieceView:
    """One piece of the letter in reading order: a story, or own words (``paragraphs``)."""

    form: str  #: lead, story, line or words
    story: StoryView | None = None
    paragraphs: tuple[str, ...] = ()
    opens_lines: bool = False  #: the first line after something longer: a heading stands before it


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
    sent_on: str  #: ISO date in the publication's zone


def clean(text: str) -> str:
    """Drop what no output can carry: control characters and halves of characters. Letters stay as they are."""
    return _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """The same words on one line. Only line breaks and tabs change."""
    return re.sub(r"[ ]*[\r\n\t\u2028\u2029]+[ ]*", " ", clean(text)).strip(" ")


def web_link(url: str | None) -> str:
    """``url`` when it leads to the web, else nothing: ``javascript:`` and its like never reach a reader."""
    plain = clean(url or "").strip()
    try:
        parts = urlsplit(plain)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    # Signs that would end the address early in text, Markdown or an attribute.
    return re.sub(r"[\s\"<>\\^`{|}]", lambda sign: percent(sign.group(0), safe=""), plain) if usable else ""


def view_edition(content: Content, words: Words, subject: str) -> EditionView:
    """Word the whole edition."""
    facts = content.publication
    stories = tuple(view_story(content, highlight, words) for highlight in content.highlights)
    dates = words.span(content.starts_at, content.ends_at, facts.zone)
    title = one_line(facts.title)
    return EditionView(
        id=content.edition,
        key=content.period_key,
        language=content.language,
        dir=direction(content.language),
        title=title,
        dates=dates,
        subject=subject,
        preheader=one_line(content.preheader) or _preheader(stories, f"{title}, {dates}"),
        introduction=paragraphs_of(content.introduction),
        introduction_by=one_line(content.introduction_by or ""),
        closing=paragraphs_of(content.closing),
        pieces=_pieces(stories, content.blocks),
        stories=stories,
        organisation=one_line(facts.organisation),
        initials=_initials(facts.organisation),
        postal_address=one_line(facts.postal_address),
        base_url=web_link(facts.base_url),
        reply_to=address_of(facts),
        browser_url=clean(content.slots.get("browser_url", "")),
        unsubscribe_url=_unsubscribe(content, words),
        automatic=content.automatic,
        sent_on=content.send_at.astimezone(ZoneInfo(facts.zone)).date().isoformat(),
    )


def view_story(content: Content, highlight: Highlight, words: Words) -> StoryView:
    """Word one highlight."""
    form, headline = _form(highlight), one_line(highlight.headline.text)
    told = _told_once(highlight)
    caveat = one_line(highlight.caveat.text) if highlight.caveat else ""
    caveat_told = highlight.caveat is not None and any(one.text == highlight.caveat.text for one in told)
    year = (content.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(content.publication.zone)).year
    language = highlight.language or content.language
    return StoryView(
        id=highlight.story,
        position=highlight.position,
        form=form,
        size=_size(headline, form),
        headline=headline,
        paragraphs=paragraphs_of(told),
        telling=telling_of(told) if not caveat_told else (),  # a post says the caveat by itself, and no sentence twice
        outcome=words.outcome(highlight.outcome),
        place=words.country(highlight.countries[0]) if highlight.countries else "",
        day=words.day(highlight.published_on, highlight.precision, year),
        language=language,
        dir=direction(language),
        foreign=base(language) != base(content.language),
        source=one_line(highlight.source_title),
        source_day=words.day(highlight.published_on, highlight.precision),
        url=web_link(highlight.url),
        read_label=words.say("letter", "read_of", headline=headline),
        caveat=caveat,
        caveat_told=caveat_told,
        line=_line(highlight),
        quote=_quote(highlight, language),
        picture=picture_of(highlight, content.publication),
    )


def picture_of(highlight: Highlight, facts: PublicationFacts) -> PictureView | None:
    """Only what is kept and has alt text is shown: no letter loads anything from a third party, or shows it to some."""
    figure, kept = highlight.picture, highlight.kept
    if figure is None or kept is None or alt_trouble(figure):
        return None
    return PictureView(
        src=f"{facts.pictures_at.rstrip('/')}/{kept.letter.name}" if facts.pictures_at else place_of(kept.letter),
        path=place_of(kept.letter),
        alt=one_line(figure.alt),
        caption=one_line(figure.caption),
        credit=one_line(figure.credit),
        width=_width(kept.letter),
    )


def place_of(file: PictureFile) -> str:
    """Where a picture lies in an edition's folder."""
    return f"pictures/{file.name}"


def _width(file: PictureFile) -> int:
    return max(1, round(file.width * min(1.0, PICTURE[0] / file.width, PICTURE[1] / file.height)))


def address_of(facts: PublicationFacts) -> str:
    """The bare address that takes answers."""
    return parseaddr(one_line(facts.reply_to) or one_line(facts.from_))[1]


def telling_of(sentences: Iterable[Sentence]) -> tuple[tuple[str, ...], ...]:
    """Sentences grouped to the paragraphs their source gave them."""
    return tuple(tuple(one_line(text) for text in texts) for texts in in_paragraphs(sentences))


def paragraphs_of(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """The same, each paragraph as one text."""
    return tuple(" ".join(texts) for texts in telling_of(sentences))


def _told_once(highlight: Highlight) -> tuple[Sentence, ...]:
    """The teaser without what the letter says elsewhere: headline, and the quotation's own sentence."""
    elsewhere = {highlight.headline.text.strip()}
    quoted = highlight.quote.words.text.strip() if highlight.quote else None
    return tuple(
        sentence
        for sentence in highlight.teaser
        if sentence.text.strip() not in elsewhere and not (quoted and _only_quotes(sentence.text, quoted))
    )


def _form(highlight: Highlight) -> str:
    """As a person chose, else by its place."""
    if highlight.length is Length.LINE and highlight.position > 1:
        return "line"
    if highlight.position == 1:
        return "lead"
    return "story" if highlight.length is not None or highlight.position <= STORIES else "line"


def _line(highlight: Highlight) -> str:
    """The win in one sentence; where a person wrote the story's words, theirs stand in no other length."""
    elsewhere = [highlight.headline.text, highlight.caveat.text if highlight.caveat else ""]
    if highlight.told_in is None or any(one.text in elsewhere for one in highlight.lengths.line):
        return ""
    return " ".join(text for texts in telling_of(highlight.lengths.line) for text in texts)


def _only_quotes(sentence: str, quoted: str) -> bool:
    """Whether a sentence says hardly more than the quotation and who spoke."""
    return quoted in sentence and len(sentence) - len(quoted) <= 48


def _quote(highlight: Highlight, language: str) -> QuoteView | None:
    quote = highlight.quote
    if quote is None or not quote.speaker.strip():
        return None  # without a speaker it is not used
    told = " ".join(sentence.text for sentence in _told_once(highlight))
    if quote.words.text.strip() in told or quote.words.text.strip() == highlight.headline.text.strip():
        return None  # the running text says it already, with its speaker
    opening, closing = quote_marks(language)
    return QuoteView(
        words=one_line(quote.words.text),
        open=opening,
        close=closing,
        speaker=one_line(quote.speaker),
        role=one_line(quote.role or ""),
    )


def _pieces(stories: tuple[StoryView, ...], blocks: tuple[Block, ...]) -> tuple[PieceView, ...]:
    pieces: list[PieceView] = []
    for position in range(len(stories) + 1):
        if position:
            story = stories[position - 1]
            opens = story.form == "line" and not any(piece.form == "line" for piece in pieces)
            pieces.append(PieceView(form=story.form, story=story, opens_lines=opens))
        last = position == len(stories)
        for block in blocks:
            # A block after a story that was dropped stands at the end rather than being lost.
            if block.after == position or (last and block.after > position):
                pieces.append(PieceView(form="words", paragraphs=paragraphs_of(block.sentences)))
    return tuple(pieces)


def _size(headline: str, form: str) -> int:
    """How far a headline's size steps down: a whole sentence must not shout."""
    steps = (56, 104, 180) if form == "lead" else (72, 130, 220)
    return 1 + sum(len(headline) > step for step in steps)


def _preheader(stories: tuple[StoryView, ...], fallback: str) -> str:
    """Whole headlines, as many as an inbox shows; the subject usually tells the first."""
    chosen: list[str] = []
    for story in stories[1:] + stories[:1]:
        if len(" · ".join([*chosen, story.headline])) <= 140:
            chosen.append(story.headline)
    return " · ".join(chosen) or fallback


def _initials(organisation: str) -> str:
    """One or two capitals for the mark beside the name."""
    capitals = [word[0] for word in organisation.split() if word[0].isupper()]
    return "".join(capitals[:2])


def _unsubscribe(content: Content, words: Words) -> str:
    slot = clean(content.slots.get("unsubscribe_url", ""))
    address = address_of(content.publication)
    if slot or not address:
        return slot
    return f"mailto:{percent(address, safe='@+.-_')}?subject={percent(words.say('letter', 'leave_subject'))}"
