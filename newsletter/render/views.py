"""Make what a template receives: the edition as plain values, already worded.

``Content`` keeps where each sentence comes from; a template needs only the words. Here dates
and countries become words, links and pictures are judged, and nothing is said twice: a
sentence that stands as headline, caveat or quotation does not stand among the others too.
"""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import quote as percent
from zoneinfo import ZoneInfo

from newsletter.core.pictures import alt_trouble
from newsletter.model.editions import Content, Highlight, Length, PublicationFacts, Sentence
from newsletter.model.pictures import PictureFile
from newsletter.render.lines import clean, one_line, paragraphs_of, telling_of, web_link
from newsletter.render.pieces import is_year, numbers_of, pieces_of
from newsletter.render.values import EditionView, PictureView, QuoteView, StoryView
from newsletter.render.words import Words, base, direction, quote_marks

STORIES = 6  #: highlights told at length; later ones stand as lines
PICTURE = (520, 640)  #: the most room a picture has in a letter, in CSS pixels; its file has more than twice the dots


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
        pieces=pieces_of(content, stories, words),
        stories=stories,
        organisation=one_line(facts.organisation),
        initials=_initials(facts.organisation),
        postal_address=one_line(facts.postal_address),
        base_url=web_link(facts.base_url),
        reply_to=address_of(facts),
        browser_url=clean(content.slots.get("browser_url", "")),
        unsubscribe_url=_unsubscribe(content, words),
        automatic=content.automatic,
        whole_year=is_year(content),
        headline=one_line(content.title.text) if content.title else "",
        numbers=numbers_of(content, words),
        sent_on=content.send_at.astimezone(ZoneInfo(facts.zone)).date().isoformat(),
    )


def view_story(content: Content, highlight: Highlight, words: Words) -> StoryView:
    """Word one highlight."""
    form, headline = _form(content, highlight), one_line(highlight.headline.text)
    told = _told_once(highlight)
    caveat = one_line(highlight.caveat.text) if highlight.caveat else ""
    caveat_told = highlight.caveat is not None and any(one.text == highlight.caveat.text for one in told)
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
        day=_day(content, highlight, words),
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
        since=" ".join(one_line(one.text) for one in highlight.since.sentences) if highlight.since else "",
    )


def _day(content: Content, highlight: Highlight, words: Words) -> str:
    """Its day, without the year where the letter's own dates tell it; none under the heading of another month."""
    if content.by_month and highlight.month and highlight.published_on[:7] != highlight.month:
        return ""
    year = (content.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(content.publication.zone)).year
    return words.day(highlight.published_on, highlight.precision, year)


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


def _told_once(highlight: Highlight) -> tuple[Sentence, ...]:
    """The teaser without what the letter says elsewhere: headline, and the quotation's own sentence."""
    elsewhere = {highlight.headline.text.strip()}
    quoted = highlight.quote.words.text.strip() if highlight.quote else None
    return tuple(
        sentence
        for sentence in highlight.teaser
        if sentence.text.strip() not in elsewhere and not (quoted and _only_quotes(sentence.text, quoted))
    )


def _form(content: Content, highlight: Highlight) -> str:
    """As a person chose, else by its place; in a round-up none leads, and each is told."""
    if content.by_month:
        return "line" if highlight.length is Length.LINE else "story"
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
