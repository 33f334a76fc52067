"""Hand the pictures that are kept by now to the stories of a draft, and tell what is missing.

Looked up whenever a draft is rendered, so that a picture which came later is shown from then on. Nothing is asked
for here; that is ``services.pictures``' work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from newsletter.core.pictures import alt_trouble, in_order, is_narrow
from newsletter.model.editions import Finding, Highlight, Level, Rendering
from newsletter.model.entries import EntryId, Figure
from newsletter.model.pictures import KeptPicture
from newsletter.model.settings import ChannelKind, PublicationSettings
from newsletter.services.app import App
from newsletter.services.pictures import MOST_EACH, Records, usable
from newsletter.store import pictures as kept
from newsletter.store.pictures import Illustrated


@dataclass(frozen=True, kw_only=True)
class Illustration:
    """Highlights with what is shown of their pictures, the bytes by hash, and what is missing."""

    highlights: tuple[Highlight, ...]
    bodies: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def illustrate(app: App, connection: Connection, highlights: Sequence[Highlight]) -> Illustration:
    """Give each story the picture that is kept for it by now."""
    ids = [highlight.entries[0][0] for highlight in highlights if highlight.picture]
    named = {one.entry: one for one in usable(app, kept.of_entries(connection, ids))}
    records = kept.records_of(connection, ids)
    bodies: dict[str, bytes] = {}
    shown = tuple(_with_picture(app, highlight, named, records, bodies) for highlight in highlights)
    missing = (_missing(highlight, records) for highlight in shown if highlight.picture and not highlight.kept)
    return Illustration(highlights=shown, bodies=bodies, findings=tuple(one for one in missing if one is not None))


def _with_picture(
    app: App, highlight: Highlight, named: Mapping[EntryId, Illustrated], records: Records, bodies: dict[str, bytes]
) -> Highlight:
    if highlight.picture is None:  # there is none, or a person took it away
        return highlight
    entry = EntryId(highlight.entries[0][0])
    if entry not in named:  # its source took it away, or lets only words be shown
        return replace(highlight, picture=None, kept=None)
    choices = _choices(highlight, entry, in_order(named[entry].figures), records)
    for figure, made in sorted(choices, key=lambda one: (alt_trouble(one[0]) is not None, is_narrow(one[1]))):
        body = app.pictures().body(made.letter)
        if body is not None:
            bodies[made.letter.sha256] = body
            return replace(highlight, picture=figure, kept=made)
    return replace(highlight, kept=None)


def _choices(
    highlight: Highlight, entry: EntryId, figures: Sequence[Figure], records: Records
) -> Iterable[tuple[Figure, KeptPicture]]:
    """What may be shown, best first: the picture chosen before, with its words as they stand now; else another."""
    assert highlight.picture is not None
    chosen = records.get((entry, highlight.picture.src))
    if any(figure.src == highlight.picture.src for figure in figures):
        if chosen is not None and chosen.kept is not None:
            yield highlight.picture, chosen.kept
        if highlight.kept is not None:
            yield highlight.picture, highlight.kept
    for figure in figures[:MOST_EACH]:
        record = records.get((entry, figure.src))
        if record is not None and record.kept is not None:
            yield figure, record.kept


def _missing(highlight: Highlight, records: Records) -> Finding | None:
    """What a reviewer is told of a picture that is named and not there."""
    assert highlight.picture is not None
    record = records.get((highlight.entries[0][0], highlight.picture.src))
    headline = highlight.headline.text
    if record is None or record.next_try_at is not None:
        what = record.what if record else "nobody asked for it"
        return Finding(
            level=Level.WARNING,
            code="picture-not-there",
            where="letter.html",
            message=f"The picture of “{headline}” is not there yet: {what}.",
            mend="It is asked for by itself; to take it in then: newsletter edit --again. Or go without it.",
        )
    if not record.mend:
        return None
    return Finding(
        level=Level.WARNING,
        code="picture-not-shown",
        where="letter.html",
        message=f"The picture of “{headline}” is left out: {record.what}.",
        mend=f"To show it, {record.mend}; then: newsletter edit --again. Or go without it.",
    )


def not_hosted(app: App, publication: PublicationSettings, renderings: Sequence[Rendering]) -> Iterable[Finding]:
    """A webhook carries words: pictures that lie beside the letter stay behind."""
    channels = [one.name for one in app.channels_of(publication) if one.kind is ChannelKind.WEBHOOK]
    drawn = any(one.kind == "picture" for one in renderings)
    if drawn and channels and not app.settings.site.pictures_at:
        yield Finding(
            level=Level.WARNING,
            code="pictures-not-hosted",
            where="letter.html",
            message=f"The letter's pictures lie in its folder; they do not leave through {', '.join(channels)}.",
            mend='Set pictures = "hosted" under [site], and put each edition\'s pictures on your site.',
        )
