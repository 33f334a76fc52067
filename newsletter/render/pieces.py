"""Put a letter's pieces into reading order: stories, own words between them, and what a round-up has beside.

::

    stories, own words ─▶ piece, piece, …
    of a round-up:        month ─▶ story, pull quote, story, own words ─▶ month ─▶ … ─▶ our year
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from newsletter.model.editions import Block, Content, CountedStory, Highlight
from newsletter.model.stories import StoryId
from newsletter.render.lines import one_line, paragraphs_of, web_link
from newsletter.render.values import NumberView, PieceView, StoryView
from newsletter.render.words import Words

YEAR = timedelta(days=360)


def pieces_of(content: Content, stories: tuple[StoryView, ...], words: Words) -> tuple[PieceView, ...]:
    """Everything between a letter's opening and its closing."""
    made = [*_words_after(content.blocks, 0, last=not stories)]
    for one, story in zip(content.highlights, stories, strict=True):
        before = content.highlights[one.position - 2] if one.position > 1 else None
        if content.by_month and (before is None or _key(before) != _key(one)):
            made.append(_month(content, one, words))
        made += _in_month(one, story) if content.by_month else [_story(story, made)]
        made += _words_after(content.blocks, one.position, last=one.position == len(stories))
    return tuple(made)


def _words_after(blocks: Iterable[Block], position: int, last: bool) -> Iterator[PieceView]:
    for block in blocks:
        # A block after a story that was dropped stands at the end rather than being lost.
        if block.after == position or (last and block.after > position):
            yield PieceView(form="words", paragraphs=paragraphs_of(block.sentences))


def _story(story: StoryView, before: list[PieceView]) -> PieceView:
    opens = story.form == "line" and not any(piece.form == "line" for piece in before)
    return PieceView(form=story.form, story=story, opens_lines=opens)


# ── months ─────────────────────────────────────────────────────────────────────────────────


def _key(one: Highlight) -> str:
    return "ours" if one.ours else one.month or "other"


def _month(content: Content, first: Highlight, words: Words) -> PieceView:
    key = _key(first)
    count = sum(_key(one) == key for one in content.highlights)
    named = words.roundup(is_year(content))
    title = named[key] if key in ("ours", "other") else words.month(key, _year(content))
    stories = "" if key == "ours" else words.count("roundup", "story", count)
    return PieceView(form="month", title=title, stories=stories, key=key)


def _in_month(one: Highlight, story: StoryView) -> Iterator[PieceView]:
    """A story of a round-up: quotations that are pulled out stand large after it, the others wait for a person."""
    yield PieceView(form=story.form, story=replace(story, quote=None))
    if one.pulled and story.quote:
        yield PieceView(form="pull", story=story)


def is_year(content: Content) -> bool:
    """Whether a round-up looks back on a year, and not on some months."""
    return content.ends_at - content.starts_at >= YEAR


def _year(content: Content) -> int:
    """The year that a round-up's months belong to where they do not say another."""
    last: datetime = content.ends_at - timedelta(microseconds=1)
    return last.astimezone(ZoneInfo(content.publication.zone)).year


# ── numbers ────────────────────────────────────────────────────────────────────────────────


def numbers_of(content: Content, words: Words) -> tuple[NumberView, ...]:
    """The year's numbers, each with the stories that it counts."""
    told = {one.story: one for one in content.counted}
    return tuple(
        NumberView(
            what=one.what,
            number=str(one.number),
            words=words.say("roundup", one.what),
            stories=tuple(_counted(told, one.stories)),
        )
        for one in content.numbers
    )


def _counted(told: Mapping[StoryId, CountedStory], counted: Iterable[StoryId]) -> Iterator[CountedStory]:
    for story in counted:
        if story in told:
            yield replace(told[story], headline=one_line(told[story].headline), url=web_link(told[story].url))
