"""What a round-up has beside its stories, the year's numbers, and what it lacks before a person may approve it.

Looked up whenever a draft is rendered: own words that are to be written, answers to what its stories left open,
months of which nothing is told. Choosing its stories is ``services.roundup``'s matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from newsletter.core import roundup
from newsletter.core.prose import sentences
from newsletter.model import words
from newsletter.model.editions import Content, CountedStory, Finding, Highlight, Level
from newsletter.model.entries import EntryId, Revision
from newsletter.model.settings import PublicationSettings
from newsletter.model.stories import Facts, Relation, StoryId
from newsletter.store import judgements, reading, relations, stories, year
from newsletter.store.editions import Edition, Written

LETTER = "letter.html"


def with_numbers(connection: Connection, edition: Edition, written: Written, content: Content) -> Content:
    """The content of a round-up: in months, with its title, and the numbers of all that was told in its time."""
    told = {} if written.without_numbers else _told_by_now(connection, edition, content.highlights)
    counted = roundup.numbers(list(told.values()))
    inside = {story for number in counted for story in number.stories}
    return replace(
        content,
        by_month=True,
        title=written.title,
        numbers=counted,
        counted=tuple(_counted(story, one) for story, one in told.items() if story in inside),
    )


def _told_by_now(connection: Connection, edition: Edition, placed: Sequence[Highlight]) -> dict[StoryId, Highlight]:
    """Everything that the year's letters told, this one included, but for what is held back now."""
    held = stories.holds_by_story(connection)
    told = {story: one for story, (_, one) in year.told(connection, edition.period, edition.publication).items()}
    told |= {one.story: one for one in placed if not one.ours}
    last = f"{edition.period.ends_at - timedelta(days=1):%Y-%m-%d}"
    free = {
        story: replace(one, story=story)
        for story, one in told.items()
        if story not in held and one.published_on <= last  # a letter may tell the next year's first days, too
    }
    return dict(sorted(free.items(), key=lambda item: (item[1].published_on, item[0])))


def _counted(story: StoryId, one: Highlight) -> CountedStory:
    return CountedStory(story=story, headline=one.headline.text, url=one.url)


# ── what it lacks ──────────────────────────────────────────────────────────────────────────


def findings(
    connection: Connection, publication: PublicationSettings, edition: Edition, content: Content
) -> tuple[Finding, ...]:
    """Everything that a person has to write, answer or look at in a round-up."""
    months = roundup.months_of(edition.period, publication.zone)
    return (
        *_questions(content, _open_ends(connection, content.highlights), _later(connection, content.highlights)),
        *_to_write(content),
        *_coverage(content, months),
        *_kinds(content),
        *_uncredited(content),
    )


def _blocker(code: str, where: str, message: str, mend: str) -> Finding:
    return Finding(level=Level.BLOCKER, code=code, where=where, message=message, mend=mend)


def _warning(code: str, where: str, message: str, mend: str) -> Finding:
    return Finding(level=Level.WARNING, code=code, where=where, message=message, mend=mend)


def _to_write(content: Content) -> Iterator[Finding]:
    edit = f"newsletter edit {content.edition}"
    if content.title is None:
        yield _warning("title-to-write", LETTER, "To write: a title for the year.", f'{edit} --title "…"')
    if not content.introduction:
        yield _warning("standfirst-to-write", LETTER, "To write: a few words that open the year.",
                       f'{edit} --introduction "…"')  # fmt: skip
    if not content.closing:
        yield _warning("closing-to-write", LETTER, "To write: thanks, and a call to act, at the end.",
                       f'{edit} --closing "…"')  # fmt: skip


# ── what became of it? ─────────────────────────────────────────────────────────────────────


def _questions(
    content: Content, open_ends: dict[StoryId, list[str]], later: dict[StoryId, list[str]]
) -> Iterator[Finding]:
    """One for each caveat and promise of which nobody has said yet what became of it."""
    edit = f"newsletter edit {content.edition}"
    for one in roundup.questions(content.highlights, open_ends):
        read = "".join(f" Perhaps read later: {told}." for told in later.get(one.story, ()))
        yield _blocker("what-became", f"story {one.story}",
                       f"“{one.headline}” left something open: “{one.told}” What became of it?{read}",
                       f'{edit} --since {one.position} "…", or --nothing-new {one.position}')  # fmt: skip


def _later(connection: Connection, placed: Sequence[Highlight]) -> dict[StoryId, list[str]]:
    """Stories of the same people or case that came after those told."""
    related = relations.related(connection, [one.story for one in placed])
    found: dict[StoryId, list[str]] = {}
    for one in placed:
        others = [it.other for it in related.get(one.story, ()) if it.relation is Relation.FOLLOW_UP]
        newest = reading.newest_of(connection, [entry for it in others for entry in stories.entries_of(connection, it)])
        after = sorted((it.published_on, it.title) for it in newest.values() if it.published_on > one.published_on)
        found[one.story] = [f"“{title}” ({on})" for on, title in after]
    return found


def _open_ends(connection: Connection, placed: Sequence[Highlight]) -> dict[StoryId, list[str]]:
    """The whole sentences in which the stories' newest words tell of something open."""
    ids = [EntryId(one.entries[0][0]) for one in placed]
    judged = judgements.of_newest(connection, ids)
    newest = reading.newest_of(connection, ids)
    return {
        one.story: _caveats(newest[entry], judged[entry][1])
        for one, entry in zip(placed, ids, strict=True)
        if entry in newest and entry in judged
    }


def _caveats(one: Revision, facts: Facts) -> list[str]:
    spans = sentences(one.text)
    holding = (next((s for s in spans if s.start <= span.start < s.end), span) for span in facts.caveats)
    return list(dict.fromkeys(span.of(one.text) for span in holding))


# ── coverage ───────────────────────────────────────────────────────────────────────────────


def _coverage(content: Content, months: Sequence[str]) -> Iterator[Finding]:
    """Months of which nothing is told, and stories that stand in none."""
    empty = roundup.empty_months(content.highlights, months)
    if empty and content.highlights:
        yield _warning("month-empty", LETTER, f"Nothing is told of {words.months(empty)}.",
                       "Look among what was left out (newsletter show); place a story with edit --add.")  # fmt: skip
    homeless = [one.position for one in content.highlights if not one.month and not one.ours]
    if homeless:
        places = ", ".join(map(str, homeless))
        known = f"newsletter edit {content.edition} --month {homeless[0]} {months[0]}"
        yield _warning("month-unknown", LETTER, f"No month is known of the stories at {places}.",
                       f"If you know it: {known}")  # fmt: skip


def _kinds(content: Content) -> Iterator[Finding]:
    """Kinds of good news that the year tells nothing of."""
    missing = roundup.missing_kinds(content.highlights)
    if missing and content.highlights:
        yield _warning("kind-missing", LETTER, f"No story tells of {', '.join(missing)}.",
                       "Look among what was left out (newsletter show); place a story with edit --add.")  # fmt: skip


def _uncredited(content: Content) -> Iterator[Finding]:
    """Pictures of a year stand with what they show and who took them."""
    for one in content.highlights:
        if one.picture and one.kept and not (one.picture.caption.strip() and one.picture.credit.strip()):
            lacks = "credit" if one.picture.caption.strip() else "caption"
            yield _warning("picture-without-credit", f"story {one.story}",
                           f"The picture of “{one.headline.text}” has no {lacks}.",
                           f"Leave it out: newsletter edit {content.edition} --no-picture {one.position}")  # fmt: skip
