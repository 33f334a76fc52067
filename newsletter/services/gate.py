"""What nobody can waive: held stories, names that must not appear, words of no known origin.

Looked at when a version is made, when it is approved, and again before its bytes leave,
because a hold or a name may have come in between. The exact bytes are searched, not the text
they were made from: file names, addresses, alt texts and subjects are bytes too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from sqlalchemy import Connection

from newsletter.core.altered import altered
from newsletter.core.naming import find_names
from newsletter.core.phrases import Phrases
from newsletter.model.editions import Content, Finding, Highlight, Level, Origin, Rendering, Sentence
from newsletter.services.app import App
from newsletter.store import reading, stories

#: What is looked up anew whenever it matters, and never waived.
CODES = frozenset({"story-held", "do-not-name", "origin", "quotation"})
#: Words in quotation marks, long enough to be somebody's speech rather than a term.
SPOKEN = regex.compile(r"[“«\"„]([^”»\"“„]{20,})[”»\"“]")


def check(app: App, connection: Connection, content: Content, renderings: Sequence[Rendering]) -> tuple[Finding, ...]:
    """Every finding that stops an edition for good until it is mended."""
    return (
        *_held(connection, content.highlights),
        *_named(app, renderings),
        *(finding for highlight in content.highlights for finding in _origins(connection, highlight)),
        *_own_words(content),
    )


def before_leaving(app: App, connection: Connection, content: Content, renderings: Sequence[Rendering]) -> str | None:
    """Why these approved bytes must not leave after all; None when they may."""
    findings = (*_held(connection, content.highlights), *_named(app, renderings))
    return findings[0].message if findings else None


def _blocker(code: str, where: str, message: str, mend: str) -> Finding:
    return Finding(level=Level.BLOCKER, code=code, where=where, message=message, mend=mend, waivable=False)


def _held(connection: Connection, highlights: Sequence[Highlight]) -> Iterator[Finding]:
    held = stories.holds_by_story(connection)
    for highlight in highlights:
        for hold in held.get(highlight.story, ()):
            yield _blocker(
                "story-held",
                f"story {highlight.story}",
                f"“{highlight.headline.text}” is held back: {hold.why}",
                "drop the story, or release the hold when its reason is gone",
            )


def _named(app: App, renderings: Sequence[Rendering]) -> Iterator[Finding]:
    for rendering in renderings:
        # A picture was drawn anew and holds no words; among so many bytes a short name is found by chance.
        body = b"" if rendering.kind == "picture" else rendering.body
        found = dict.fromkeys(
            (
                *find_names(body, rendering.media_type, app.names),
                *find_names(rendering.path.encode(), "text/plain", app.names),
            )
        )
        for name in found:
            yield _blocker(
                "do-not-name",
                rendering.path,
                f"“{name}” stands on the list of people who must not be named",
                "drop the story, or write it without the name (edit --headline, --teaser)",
            )


def _origins(connection: Connection, highlight: Highlight) -> Iterator[Finding]:
    """Each source sentence must equal its span, each quotation too."""
    for part, sentence in parts(highlight):
        if sentence.origin is Origin.SOURCE and not _is_verbatim(connection, sentence):
            yield _blocker(
                "quotation" if part == "quote" else "origin",
                f"story {highlight.story}, {part}",
                f"“{sentence.text}” is not what the source says",
                "take the sentence out, or choose the story anew (edit --drop, then --add)",
            )
        if sentence.origin is Origin.EDITED:
            yield from _altered_speech(connection, highlight, part, sentence)


def _is_verbatim(connection: Connection, sentence: Sentence) -> bool:
    source = _source_text(connection, sentence)
    return source is not None and source[sentence.start : sentence.end] == sentence.text


def _source_text(connection: Connection, sentence: Sentence) -> str | None:
    if sentence.entry is None or sentence.start is None or sentence.end is None:
        return None
    revision = reading.revision(connection, sentence.entry, sentence.revision)
    if revision is None:
        return None
    return revision.title if sentence.field == "title" else revision.text


def _altered_speech(connection: Connection, highlight: Highlight, part: str, sentence: Sentence) -> Iterator[Finding]:
    """A person may change a sentence, not what somebody said in it."""
    sources = [reading.revision(connection, entry, number) for entry, number in highlight.entries]
    said = " ".join(f"{source.title} {source.text}" for source in sources if source is not None)
    for match in SPOKEN.finditer(sentence.text):
        if match[1].rstrip(" ,.") not in said:
            yield _blocker(
                "quotation",
                f"story {highlight.story}, {part}",
                f"“{match[1]}” stands in quotation marks, but nobody says so in the source",
                "use the exact words of the source, or take the quotation marks away",
            )


def changed_facts(app: App, connection: Connection, content: Content) -> Iterator[Finding]:
    """Numbers, names, a "not" or a "may" that a person's own wording of a story does not share with its source."""
    for highlight in content.highlights:
        edited = [(part, one) for part, one in parts(highlight) if one.origin is Origin.EDITED]
        source = reading.revision(connection, *highlight.entries[0]) if edited else None
        if source is None:
            continue
        rules = app.rules().get(source.language.lower().split("-")[0])
        for part, one in edited:
            for what in altered(one.text, f"{source.title}\n\n{source.text}", rules.wording if rules else Phrases()):
                yield Finding(
                    level=Level.WARNING,
                    code="facts-changed",
                    where=f"story {highlight.story}, {part}",
                    message=f"“{one.text}”: {what}",
                    mend="compare it with the source, and write it as it is there if it was not meant so",
                )


def _own_words(content: Content) -> Iterator[Finding]:
    """Words of our own carry who wrote them."""
    blocks = [sentence for block in content.blocks for sentence in block.sentences]
    since = [sentence for one in content.highlights if one.since for sentence in one.since.sentences]
    title = [content.title] if content.title else []
    for sentence in (*title, *content.introduction, *blocks, *since, *content.closing):
        if sentence.origin is Origin.WRITTEN and not sentence.by:
            yield _blocker("origin", "own words", f"nobody signed “{sentence.text}”", "write it again with --by NAME")


def changed_sources(connection: Connection, content: Content) -> Iterator[Finding]:
    """Stories that were edited at their source after this draft took its words."""
    for highlight in content.highlights:
        for entry, number in highlight.entries:
            newest = reading.revision(connection, entry)
            if newest is not None and newest.number > number:
                yield Finding(
                    level=Level.WARNING,
                    code="source-changed",
                    where=f"story {highlight.story}",
                    message=f"{highlight.source_title} edited “{highlight.headline.text}” after this draft was made",
                    mend="read it there; to take the new words, drop the story and add it again",
                )


def editor_notes(connection: Connection, content: Content) -> Iterator[Finding]:
    """What publishers tell editors of the stories they gave: terms of use, a word of caution."""
    for highlight in content.highlights:
        for entry, number in highlight.entries:
            told = reading.revision(connection, entry, number)
            if told is not None and told.editor_note:
                yield Finding(
                    level=Level.WARNING,
                    code="editor-note",
                    where=f"story {highlight.story}",
                    message=f"{highlight.source_title} tells editors: {' '.join(told.editor_note.split())}",
                    mend="keep to it, or drop the story",
                )


def parts(highlight: Highlight) -> Iterator[tuple[str, Sentence]]:
    """A highlight's sentences, each with the part it stands in."""
    yield "headline", highlight.headline
    for sentence in highlight.teaser:
        yield "teaser", sentence
    if highlight.told_in is not None:  # who writes a story's words anew writes them for every length
        for sentence in highlight.lengths.line:
            yield "line", sentence
    if highlight.quote:
        yield "quote", highlight.quote.words
    if highlight.caveat:
        yield "caveat", highlight.caveat
