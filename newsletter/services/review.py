"""What people do with a draft: change it, approve it, send it back, skip it, call it back, hold a story.

Approving names a version, and so exact bytes. Any change makes another version; an approval of
the earlier one ends with it, and the step says so. Files follow rows: ``publish.settle_folders``
brings outbox and drafts in line with what is recorded here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from newsletter.core.roundup import kept_blocks
from newsletter.errors import NotAllowed, NotFound
from newsletter.model.deliveries import DeliveryState
from newsletter.model.editions import EditionStatus, Finding, Highlight, Level
from newsletter.model.stories import Hold, HoldKind, StoryId
from newsletter.services import gate, record, versions
from newsletter.services.app import App
from newsletter.store import deliveries, editions, stories
from newsletter.store.editions import Edition, Version, Written

OPEN = frozenset({EditionStatus.COLLECTING, EditionStatus.IN_REVIEW, EditionStatus.APPROVED, EditionStatus.SCHEDULED})
LEFT = frozenset({EditionStatus.APPROVED, EditionStatus.SCHEDULED})  #: approved, and still to be called back
BEGUN = frozenset({DeliveryState.HANDING_OVER, DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN})


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An edition's highlights and own words, as a change sees and returns them."""

    highlights: tuple[Highlight, ...]
    written: Written


def find(app: App, id: str) -> Edition:
    """An edition by its id. Raises NotFound with those there are."""
    with app.store.reading() as connection:
        return _find(connection, id)


def _find(connection: Connection, id: str, lock: bool = False) -> Edition:
    found = editions.edition(connection, id, lock=lock)
    if found is None:
        known = ", ".join(one.id for one in editions.list_editions(connection)[:5]) or "none yet"
        raise NotFound(f"there is no edition {id!r}; the newest are: {known}")
    return found


def _standing_version(connection: Connection, edition: Edition) -> Version:
    found = editions.version(connection, edition.version) if edition.version else None
    if found is None:
        raise NotAllowed(f"edition {edition.id} is {edition.status.replace('_', ' ')}; there is no draft of it")
    return found


# ── changing ───────────────────────────────────────────────────────────────────────────────


def change(
    app: App,
    id: str,
    make: Callable[[Draft], Draft],
    what: str,
    now: datetime,
    by: str,
    remarks: record.Remarks = record.NONE,
) -> tuple[Edition, bool]:
    """Change a draft and keep it as a new version; returns it, and whether that ended an approval."""
    with app.store.reading() as connection:
        before = _find(connection, id)
        _must_be_open(before)
        draft = Draft(highlights=editions.highlights_of(connection, id), written=before.written)
    after = make(draft)
    if after == draft:
        return before, False
    after = replace(after, highlights=tuple(versions.in_order(app, before, after.highlights)))
    rendered = versions.render(app, before, after.highlights, _own_words_in_place(draft, after))
    with app.store.writing() as connection:
        standing = _find(connection, id, lock=True)
        _must_be_open(standing)  # it may have begun to leave while the change was rendered
        if standing.version != before.version:
            raise NotAllowed(f"edition {id} was changed by somebody else a moment ago; look at it and change it again")
        ended = _end_approval(connection, standing, now, by, what) if standing.status in LEFT else False
        version = versions.keep(connection, rendered, now, by)
        status = EditionStatus.IN_REVIEW if ended else standing.status
        editions.record_step(connection, standing.id, now, by, status, what, version)
        record.changed(connection, id, draft.highlights, after.highlights, remarks, now, by)
        return _find(connection, id), ended


def _own_words_in_place(before: Draft, after: Draft) -> Written:
    """Own words that a change did not touch stay after the story that they stood after, wherever it went."""
    if before.written.blocks != after.written.blocks:
        return after.written
    return replace(after.written, blocks=kept_blocks(after.written.blocks, before.highlights, after.highlights))


def rerender(app: App, id: str, now: datetime, by: str) -> Edition:
    """Render an unchanged draft anew, because templates, settings or lists changed."""
    with app.store.reading() as connection:
        before = _find(connection, id)
        _must_be_open(before)
        placed = editions.highlights_of(connection, id)
    rendered = versions.render(app, before, placed, before.written)
    with app.store.writing() as connection:
        standing = _find(connection, id, lock=True)
        _must_be_open(standing)
        if standing.version != before.version:
            raise NotAllowed(f"edition {id} was changed by somebody else a moment ago")
        version = versions.keep(connection, rendered, now, by)
        if version != before.version:
            ended = standing.status in LEFT
            if ended:
                _end_approval(connection, standing, now, by, "rendered anew")
            status = EditionStatus.IN_REVIEW if ended else standing.status
            editions.record_step(connection, standing.id, now, by, status, "rendered anew", version)
        return _find(connection, id)


def _must_be_open(edition: Edition) -> None:
    if edition.status not in OPEN:
        why = f" ({edition.reason})" if edition.reason else ""
        raise NotAllowed(f"edition {edition.id} is {edition.status.replace('_', ' ')}{why}; it can no longer be edited")


def _end_approval(connection: Connection, edition: Edition, now: datetime, by: str, why: str) -> bool:
    """Take an approval away: back to review, and nothing that waits may leave."""
    _refuse_if_begun(connection, edition)
    deliveries.call_back(connection, edition.id)
    reason = f"its approval ended: {why}"
    editions.move(
        connection,
        edition,
        EditionStatus.IN_REVIEW,
        approved_version=None,
        approved_at=None,
        due_at=None,
        reason=reason,
    )
    editions.record_step(connection, edition.id, now, by, EditionStatus.IN_REVIEW, "approval ended", why=why)
    return True


def _refuse_if_begun(connection: Connection, edition: Edition) -> None:
    for one in deliveries.of_edition(connection, edition.id):
        if one.state in BEGUN and not one.withdrawable:
            raise NotAllowed(
                f"edition {edition.id} has begun to leave through {one.channel}; it cannot be called back. "
                "What is wrong in it needs a correction."
            )


# ── deciding ───────────────────────────────────────────────────────────────────────────────


def findings(app: App, id: str) -> tuple[Finding, ...]:
    """Everything to mend or to look at, with what nobody can waive looked up anew in the kept bytes."""
    with app.store.reading() as connection:
        edition = _find(connection, id)
        return _findings(app, connection, _standing_version(connection, edition))


def _findings(app: App, connection: Connection, version: Version) -> tuple[Finding, ...]:
    content = versions.read_content(connection, version)
    hard = gate.check(app, connection, content, versions.read_renderings(connection, version))
    told = (
        *gate.changed_sources(connection, content),
        *gate.changed_facts(app, connection, content),
        *gate.editor_notes(connection, content),
    )
    return (*hard, *(one for one in version.findings if one.code not in gate.CODES), *told)


def approve(
    app: App,
    id: str,
    now: datetime,
    by: str,
    version: str | None = None,
    despite: Sequence[str] = (),
    why: str | None = None,
) -> Edition:
    """Approve exact bytes. Refuses while a blocker stands that is not waived by name and with a reason."""
    with app.store.writing() as connection:
        edition = _complete(connection, _find(connection, id, lock=True), now, by)
        if edition.status is not EditionStatus.IN_REVIEW:
            state = edition.status.replace("_", " ")
            raise NotAllowed(f"edition {id} is {state}; only one that waits for review can be approved")
        standing = _standing_version(connection, edition)
        if version and not standing.sha256.startswith(version):
            raise NotAllowed(
                f"edition {id} was changed since you looked: draft {standing.number} stands now "
                f"({standing.sha256[:12]}), not {version[:12]}; look at it again"
            )
        _refuse_blockers(_findings(app, connection, standing), despite, why)
        due_at = max(
            edition.period.send_at, now + timedelta(minutes=app.publication(edition.publication).recall_minutes)
        )
        approved = {"approved_version": standing.sha256, "approved_at": now, "due_at": due_at, "reason": None}
        editions.move(connection, edition, EditionStatus.APPROVED, **approved)
        editions.record_review(connection, edition.id, standing.sha256, "approved", by, now, why, despite)
        editions.record_step(connection, edition.id, now, by, EditionStatus.APPROVED, "approved", standing.sha256, why)
        record.approved(connection, edition.id, editions.highlights_of(connection, edition.id), now, by)
        return _find(connection, id)


def _complete(connection: Connection, edition: Edition, now: datetime, by: str) -> Edition:
    """Who approves a draft that still takes in news says that it is whole: nothing enters it any more."""
    if edition.status is not EditionStatus.COLLECTING:
        return edition
    editions.move(connection, edition, EditionStatus.IN_REVIEW, reason=None)
    editions.record_step(connection, edition.id, now, by, EditionStatus.IN_REVIEW, "takes in no more news")
    return _find(connection, edition.id)


def _refuse_blockers(found: Sequence[Finding], despite: Sequence[str], why: str | None) -> None:
    if despite and not why:
        raise NotAllowed("to approve despite a finding, say why: --why TEXT")
    blockers = [one for one in found if one.level is Level.BLOCKER]
    hard = [one for one in blockers if not one.waivable]
    rest = [one for one in blockers if one.waivable and one.code not in despite]
    if not hard and not rest:
        return
    lines = [f"  {one.code}, {one.where}: {_ended(one.message)} To mend it: {one.mend}" for one in (*hard, *rest)]
    waive = f"\nThese may be waived: --despite {rest[0].code} --why TEXT" if rest and not hard else ""
    raise NotAllowed("it cannot be approved yet, because something is to mend:\n" + "\n".join(lines) + waive)


def _ended(message: str) -> str:
    return message if message.endswith((".", "?", "!")) else f"{message}."


def send_back(app: App, id: str, why: str, now: datetime, by: str) -> Edition:
    """Say that a draft is not right yet."""
    with app.store.writing() as connection:
        edition = _find(connection, id, lock=True)
        standing = _standing_version(connection, edition)
        if edition.status not in OPEN:
            raise NotAllowed(f"edition {id} is {edition.status.replace('_', ' ')}; it cannot be sent back")
        if edition.status in LEFT:
            _end_approval(connection, edition, now, by, why)
        elif edition.status is EditionStatus.IN_REVIEW:
            editions.move(connection, edition, EditionStatus.IN_REVIEW, reason=f"sent back: {why}")
        editions.record_review(connection, edition.id, standing.sha256, "sent_back", by, now, why)
        status = _find(connection, id).status
        editions.record_step(connection, edition.id, now, by, status, "sent back", standing.sha256, why)
        return _find(connection, id)


def skip(app: App, id: str, why: str, now: datetime, by: str) -> Edition:
    """Let a period go without a letter. Its stories stay candidates."""
    with app.store.writing() as connection:
        edition = _find(connection, id, lock=True)
        if edition.status is EditionStatus.SKIPPED:
            raise NotAllowed(f"edition {id} is skipped already: {edition.reason}")
        if edition.status in LEFT:
            _refuse_if_begun(connection, edition)
            deliveries.call_back(connection, edition.id)
        editions.move(connection, edition, EditionStatus.SKIPPED, reason=why, approved_version=None)
        editions.record_step(connection, edition.id, now, by, EditionStatus.SKIPPED, "skipped", why=why)
        return _find(connection, id)


def recall(app: App, id: str, now: datetime, by: str, why: str | None = None) -> Edition:
    """Call an approved edition back before its first byte leaves."""
    with app.store.writing() as connection:
        edition = _find(connection, id, lock=True)
        if edition.status not in LEFT:
            state = edition.status.replace("_", " ")
            raise NotAllowed(f"edition {id} is {state}; only an approved one that has not left can be called back")
        version = edition.approved_version or ""
        _end_approval(connection, edition, now, by, why or "recalled")
        editions.record_review(connection, edition.id, version, "recalled", by, now, why)
        return _find(connection, id)


def stop(app: App, id: str, why: str, now: datetime, by: str) -> None:
    """Take the approval away from bytes that must not leave after all."""
    with app.store.writing() as connection:
        edition = _find(connection, id, lock=True)
        if edition.status in LEFT:
            _end_approval(connection, edition, now, by, why)


# ── holding ────────────────────────────────────────────────────────────────────────────────


def hold(app: App, story: str, kind: HoldKind, why: str, now: datetime, by: str) -> list[str]:
    """Keep a story back; approvals of editions it stands in end. Returns those that have left already."""
    with app.store.writing() as connection:
        id = find_story(connection, story)
        stories.hold(connection, id, Hold(kind=kind, why=why, by=by, at=now))
        return stop_editions_with(connection, id, why, now, by)


def stop_editions_with(connection: Connection, story: StoryId, why: str, now: datetime, by: str) -> list[str]:
    """End the approvals of editions that tell a story; returns those that have left already."""
    left: list[str] = []
    for name in stories.using(connection, story):
        edition = _find(connection, name, lock=True)
        if edition.status in LEFT:
            try:
                _end_approval(connection, edition, now, by, f"a story in it is held back: {why}")
            except NotAllowed:
                left.append(edition.id)
        elif edition.status in (EditionStatus.SENDING, EditionStatus.SUBMITTED, EditionStatus.CLOSED):
            left.append(edition.id)
    for name in left:
        what = "a story in it was held back after it left; it may need a correction"
        edition = _find(connection, name)
        editions.record_step(connection, edition.id, now, by, edition.status, what, why=why)
    return left


def release(app: App, story: str, now: datetime, by: str) -> int:
    """End every hold of a story; returns how many there were."""
    with app.store.writing() as connection:
        return stories.release(connection, find_story(connection, story), by, now)


def find_story(connection: Connection, wanted: str) -> StoryId:
    """A story by its id or the beginning of it. Raises NotFound."""
    found = stories.with_prefix(connection, wanted)
    if len(found) != 1:
        what = f"{len(found)} stories begin so; give more of the id" if found else "there is no such story"
        raise NotFound(f"{wanted!r}: {what}. newsletter stories list shows them.")
    return found[0]
