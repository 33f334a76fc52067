"""The changes a person can make to a draft, each a function from draft to draft.

A sentence that stays byte for byte what the source says keeps its origin; one that was changed
says by whom; one that is new is written here. Quotations cannot be rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from newsletter.core import prose
from newsletter.core.pictures import alt_trouble
from newsletter.errors import NotAllowed, NotFound
from newsletter.model.editions import GAP, Block, Highlight, Length, Origin, Sentence
from newsletter.model.entries import Revision
from newsletter.services import candidates, holding, pictures, review
from newsletter.services import draft as drafting
from newsletter.services.app import App
from newsletter.services.record import NONE, Remarks
from newsletter.services.review import Draft
from newsletter.store import editions, reading, stories

Change = Callable[[Draft], Draft]


def written(text: str, by: str) -> tuple[Sentence, ...]:
    """Own words as sentences, parted as they are typed: an empty line begins a paragraph."""
    text = text.strip()
    blocks = prose.paragraphs(text)
    found = []
    for span in prose.sentences(text):
        paragraph = sum(block.end <= span.start for block in blocks)
        found.append(Sentence(text=span.of(text), origin=Origin.WRITTEN, by=by, paragraph=paragraph))
    return tuple(found)


# ── own words ──────────────────────────────────────────────────────────────────────────────


def introduce(text: str, by: str, signed: str | None = None) -> Change:
    """Set the opening; empty text takes it away."""
    return lambda draft: _write(draft, introduction=written(text, by), introduction_by=(signed or by) if text else None)


def close_with(text: str, by: str) -> Change:
    """Set the closing; empty text takes it away."""
    return lambda draft: _write(draft, closing=written(text, by))


def place_block(after: int, text: str, by: str) -> Change:
    """Put own words after the story at that place (0: before the first); empty text takes them away."""

    def make(draft: Draft) -> Draft:
        if not 0 <= after <= len(draft.highlights):
            raise NotFound(f"there is no place {after}; the stories stand at 1 to {len(draft.highlights)}")
        others = [block for block in draft.written.blocks if block.after != after]
        mine = [Block(after=after, sentences=written(text, by))] if text.strip() else []
        return _write(draft, blocks=tuple(sorted((*others, *mine), key=lambda block: block.after)))

    return make


def set_subject(text: str) -> Change:
    """Set the subject line; empty: the template's own."""
    return lambda draft: _write(draft, subject=_one_line(text) or None)


def set_preheader(text: str) -> Change:
    """Set the line that stands beside the subject in an inbox; empty: the template's own."""
    return lambda draft: _write(draft, preheader=_one_line(text) or None)


def _write(draft: Draft, **values: object) -> Draft:
    return replace(draft, written=replace(draft.written, **values))  # type: ignore[arg-type]  # fields of Written


def _one_line(text: str) -> str:
    return " ".join(text.split())


# ── the words of a story ───────────────────────────────────────────────────────────────────


def set_headline(story: str, text: str, by: str) -> Change:
    """Write another headline for a story."""
    words = _one_line(text)
    if not words:
        raise NotAllowed("a headline cannot be empty")
    return lambda draft: on(draft, story, lambda one: replace(one, headline=_edited(one.headline, words, by)))


def set_teaser(app: App, story: str, text: str, by: str) -> Change:
    """Write another text for a story; sentences that are the source's own keep their origin."""

    def change(one: Highlight) -> Highlight:
        entry, number = one.entries[0]
        with app.store.reading() as connection:
            source = reading.revision(connection, entry, number)
        sentences = [_from_source(sentence, source, by) for sentence in written(text.replace(GAP, ""), by)]
        return replace(one, teaser=_with_gaps(sentences, source), length=None)

    return lambda draft: on(draft, story, change)


def set_length(story: str, length: Length) -> Change:
    """Tell a story in another length, in its source's own words; what a person wrote for it gives way."""

    def change(one: Highlight) -> Highlight:
        words = one.lengths.of(length)
        if not words:
            raise NotAllowed(
                f"“{one.headline.text}” has no words of its source in this length; drop the story and add it again, or "
                "write them: --teaser"
            )
        return replace(one, teaser=words, length=length)

    return lambda draft: on(draft, story, change)


def _edited(before: Sentence, words: str, by: str) -> Sentence:
    if words == before.text:
        return before
    return replace(before, text=words, origin=Origin.EDITED, by=by)


def _from_source(sentence: Sentence, source: Revision | None, by: str) -> Sentence:
    start = source.text.find(sentence.text) if source else -1
    if source is None or start < 0:
        origin = {"entry": source.entry, "revision": source.number} if source else {}
        return replace(sentence, origin=Origin.EDITED, by=by, **origin)  # type: ignore[arg-type]  # fields of Sentence
    return Sentence(
        text=sentence.text,
        origin=Origin.SOURCE,
        entry=source.entry,
        revision=source.number,
        start=start,
        end=start + len(sentence.text),
        paragraph=sentence.paragraph,
    )


def _with_gaps(sentences: Sequence[Sentence], source: Revision | None) -> tuple[Sentence, ...]:
    """Mark where the source says something between two sentences that are its own."""
    marked = list(sentences[:1])
    for before, one in pairwise(sentences):
        marked.append(replace(one, after_gap=source is not None and _is_gap(before, one, source)))
    return tuple(marked)


def _is_gap(before: Sentence, one: Sentence, source: Revision) -> bool:
    if before.end is None or one.start is None or not before.origin is one.origin is Origin.SOURCE:
        return False
    return one.start < before.end or source.text[before.end : one.start].strip() != ""


# ── its picture ────────────────────────────────────────────────────────────────────────────


def set_alt(story: str, text: str) -> Change:
    """Say what can be seen in a story's picture, for readers who cannot see it."""
    words = _one_line(text)

    def change(one: Highlight) -> Highlight:
        if one.picture is None:
            raise NotAllowed(f"“{one.headline.text}” has no picture")
        said = replace(one.picture, alt=words)
        if alt_trouble(said):
            raise NotAllowed(f"“{words}” does not say what can be seen in the picture; say it in a few words")
        return replace(one, picture=said)

    return lambda draft: on(draft, story, change)


def without_picture(story: str) -> Change:
    """Show a story without its picture."""
    return lambda draft: on(draft, story, lambda one: replace(one, picture=None, kept=None))


def look_for_pictures(app: App, edition: str, now: datetime) -> None:
    """Ask once more for the pictures of an edition's stories, also for those that could not be had or shown."""
    with app.store.reading() as connection:
        placed = editions.highlights_of(connection, edition)
    pictures.keep_for(app, [one.entries[0][0] for one in placed], now)


# ── which stories, in which order ──────────────────────────────────────────────────────────


def order(stories: Sequence[str]) -> Change:
    """Put these stories first, in this order; the others follow as they stood."""

    def make(draft: Draft) -> Draft:
        first = [pick(draft, story) for story in stories]
        rest = [one for one in draft.highlights if one not in first]
        return replace(draft, highlights=drafting.renumbered(list(dict.fromkeys((*first, *rest)))))

    return make


def drop(story: str) -> Change:
    """Take a story out of this edition."""

    def make(draft: Draft) -> Draft:
        gone = pick(draft, story)
        left = drafting.renumbered([one for one in draft.highlights if one != gone])
        dropped = (*(one for one in draft.written.dropped if one != gone.story), gone.story)
        return replace(draft, highlights=left, written=replace(draft.written, dropped=dropped))

    return make


def add(app: App, story: str, now: datetime) -> Change:
    """Place a story that was left out, or any other that was read, at the end, with its picture."""

    def make(draft: Draft) -> Draft:
        with app.store.reading() as connection:
            id = review.find_story(connection, story)
            entries = stories.entries_of(connection, id)
        holding.judge_and_hold(app, now, entries)  # the rules may have changed since it was read
        with app.store.reading() as connection:
            candidate = candidates.candidate_for(app, connection, id)
        if candidate is None:
            raise NotAllowed(f"story {id} has no entry from a source that is still in the settings")
        if any(one.story == id for one in draft.highlights):
            raise NotAllowed(f"story {id} stands in this edition already")
        pictures.keep_of(app, [candidate.revision.entry], now)
        place = len(draft.highlights) + 1
        new = candidates.highlight_of(app, candidate, place, "placed by hand", 0.0)
        dropped = tuple(one for one in draft.written.dropped if one != id)
        highlights = (*draft.highlights, replace(new, by_hand=True))
        return replace(draft, highlights=highlights, written=replace(draft.written, dropped=dropped))

    return make


def on(draft: Draft, story: str, change: Callable[[Highlight], Highlight]) -> Draft:
    """Change one story of a draft."""
    target = pick(draft, story)
    return replace(draft, highlights=tuple(change(one) if one == target else one for one in draft.highlights))


def pick(draft: Draft, wanted: str) -> Highlight:
    """A highlight by its place (1, 2, …) or the beginning of its story's id."""
    by_place = [one for one in draft.highlights if str(one.position) == wanted]
    by_id = [one for one in draft.highlights if one.story.startswith(wanted)] if len(wanted) >= 3 else []
    found = by_place or by_id
    if len(found) != 1:
        places = ", ".join(f"{one.position} ({one.story})" for one in draft.highlights) or "none"
        raise NotFound(f"there is no story {wanted!r} in this edition; there are: {places}")
    return found[0]


def by_place(app: App, edition: str) -> dict[str, str]:
    """Stories by the place they have now, so that several changes may name places as they were seen."""
    with app.store.reading() as connection:
        placed = editions.highlights_of(connection, edition)
    return {str(one.position): one.story for one in placed}


# ── together ───────────────────────────────────────────────────────────────────────────────


def apply(
    app: App,
    edition: str,
    changes: Sequence[tuple[str, Change]],
    now: datetime,
    by: str,
    remarks: Remarks = NONE,
) -> tuple[str, bool]:
    """Make several changes as one new version; returns its name, and whether an approval ended."""

    def all_of_them(draft: Draft) -> Draft:
        for _, change in changes:
            draft = change(draft)
        return draft

    what = "edited: " + ", ".join(dict.fromkeys(name for name, _ in changes))
    after, ended = review.change(app, edition, all_of_them, what, now, by, remarks)
    return after.version or "", ended
