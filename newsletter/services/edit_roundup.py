"""The changes a person can make to a round-up, beside those of every draft: see ``services.edit``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from newsletter.core.roundup import is_month
from newsletter.errors import NotAllowed
from newsletter.model.editions import Highlight, SinceThen
from newsletter.services import edit
from newsletter.services.app import App
from newsletter.services.edit import Change
from newsletter.services.review import Draft


def entitle(text: str, by: str) -> Change:
    """Set the title of a year; empty text takes it away."""
    words = edit.written(" ".join(text.split()), by)
    title = replace(words[0], text=" ".join(one.text for one in words)) if words else None
    return lambda draft: replace(draft, written=replace(draft.written, title=title))


def with_numbers(wanted: bool) -> Change:
    """Show the year's numbers, or leave them out."""
    return lambda draft: replace(draft, written=replace(draft.written, without_numbers=not wanted))


def since_then(story: str, text: str, now: datetime, by: str) -> Change:
    """Say what became of what a story left open, in own words; without words: nothing new is known."""
    answer = SinceThen(by=by, at=now, sentences=edit.written(text, by))
    return lambda draft: edit.on(draft, story, lambda one: replace(one, since=answer))


def ask_again(story: str) -> Change:
    """Take back what was said of what became of a story."""
    return lambda draft: edit.on(draft, story, lambda one: replace(one, since=None))


def in_month(story: str, month: str) -> Change:
    """Let a story stand in another month (``2020-04``); empty: in none."""
    if month and not is_month(month):
        raise NotAllowed(f"“{month}” is no month; write year and month, like 2020-04")
    return lambda draft: edit.on(draft, story, lambda one: replace(one, month=month, by_hand=True))


def pull(story: str, wanted: bool) -> Change:
    """Let a story's quotation stand large after it, or not."""

    def change(one: Highlight) -> Highlight:
        if wanted and one.quote is None:
            raise NotAllowed(f"nobody surely known is quoted in “{one.headline.text}”")
        return replace(one, pulled=wanted)

    return lambda draft: edit.on(draft, story, change)


def place_ours(app: App, story: str, now: datetime) -> Change:
    """Let a story stand in *our year*: one of the draft, or any other that was read, such as an own report."""
    place = edit.add(app, story, now)

    def make(draft: Draft) -> Draft:
        placed = draft if _stands(draft, story) else place(draft)
        target = story if _stands(draft, story) else placed.highlights[-1].story
        return edit.on(placed, target, _ours)

    return make


def _stands(draft: Draft, story: str) -> bool:
    places = {str(one.position) for one in draft.highlights}
    return story in places or (len(story) >= 3 and any(one.story.startswith(story) for one in draft.highlights))


def _ours(one: Highlight) -> Highlight:
    return replace(one, ours=True, pulled=False, by_hand=True)
