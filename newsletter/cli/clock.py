"""``run`` and ``serve``: one tick, or one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.options import Session, command_options, say_json

if TYPE_CHECKING:
    from newsletter.services.app import App
    from newsletter.services.tick import TickReport


@click.command()
@command_options
def run(session: Session) -> None:
    """Read, draft what is due, fill the outbox, hand over what is due. Once.

    Safe to repeat: what is done already is not done again. Put it into cron, or let
    `newsletter serve` do it.

    Exit code 3 when a source could not be read; everything else was still done.
    """
    from newsletter.services.tick import tick

    with session.app() as app:
        now = session.clock()
        report = tick(app, now)
        if session.as_json:
            say_json(_plain(report, now))
        else:
            for line in _told(app, report):
                click.echo(line)
    if any(one.fetch.error for one in report.sources):
        raise SystemExit(3)


def _plain(report: TickReport, now: datetime) -> dict[str, object]:
    from newsletter.store.codec import iso

    return {
        "now": iso(now),
        "sources": [
            {"source": one.source, "result": one.fetch.result, "new": one.new, "changed": one.changed,
             "error": one.fetch.error}
            for one in report.sources
        ],
        "drafted": list(report.drafted),
        "approved": list(report.approved),
    }  # fmt: skip


def _told(app: App, report: TickReport) -> Iterator[str]:
    """What was read, made, left out, and what to do next, for each newsletter."""
    yield _read_line(report)
    for publication in app.settings.publications:
        yield from _edition_lines(app, publication.name)
    for one in report.sources:
        if one.fetch.error:
            yield f"Failed    {one.source}: {one.fetch.error}"


def _read_line(report: TickReport) -> str:
    from newsletter.model import words

    if not report.sources:
        return "Read      no source was due"
    new = sum(one.new for one in report.sources)
    changed = sum(one.changed for one in report.sources)
    seen = f"{words.count(new, 'new entry', 'new entries')}, {changed} changed" if new or changed else "nothing new"
    return f"Read      {', '.join(one.source for one in report.sources)}: {seen}"


def _edition_lines(app: App, publication: str) -> Iterator[str]:
    """The newest edition of a newsletter, in four lines."""
    from newsletter.model import words
    from newsletter.store import views

    settings = app.publication(publication)
    with app.store.reading() as connection:
        shown = views.newest(connection, publication, settings.sources)
    if shown is None:
        yield f"Made      nothing yet: the first period of {settings.title} is not over"
        return
    starts_at, ends_at = (datetime.fromisoformat(shown["period"][name]) for name in ("starts_at", "ends_at"))
    told = words.count(len(shown["highlights"]), "story", "stories")
    posts = words.count(len(shown["posts"]), "post")
    newer = shown["newer_entries"]
    waiting = f"; {words.count(newer, 'newer one waits', 'newer ones wait')} for the next letter" if newer else ""
    yield f"Made      {settings.title}, {words.days(starts_at, ends_at, settings.zone)}: {told}, a letter and {posts}"
    yield f"Left out  {_left_out(shown['left_out'])}{waiting}"
    yield _stands(shown)
    yield f"Open      {_where(app, publication, shown)}"


def _left_out(rows: list[dict[str, Any]]) -> str:
    """How many stories, and the commonest reasons."""
    from newsletter.model import words

    if not rows:
        return "nothing"
    reasons = Counter(row["reason"] for row in rows).most_common(3)
    told = "; ".join(f"{reason} ({count})" if count > 1 else reason for reason, count in reasons)
    more = "; …" if sum(count for _, count in reasons) < len(rows) else ""
    return f"{words.count(len(rows), 'story', 'stories')}: {told}{more}"


def _stands(shown: dict[str, Any]) -> str:
    """How an edition stands, in a line; one that went out by itself says so."""
    from newsletter.model import words
    from newsletter.model.editions import EditionStatus
    from newsletter.services.publish import AUTOMATIC

    status = EditionStatus(shown["status"])
    why = f": {shown['reason']}" if shown["reason"] else ""
    if status is EditionStatus.IN_REVIEW:
        return f"Waits     for a person{why}. Look: newsletter show {shown['edition']}"
    approvers = [step["by"] for step in shown["steps"] if step["what"] == "approved"]
    if approvers and approvers[-1] == AUTOMATIC and status not in (EditionStatus.SKIPPED, EditionStatus.WITHDRAWN):
        return 'Approved  by itself, because its settings say approval = "automatic"; nobody has read it'
    return f"Stands    {words.EDITION[status]}{why}"


def _where(app: App, publication: str, shown: dict[str, Any]) -> str:
    from newsletter.model.settings import ChannelKind

    key = shown["period"]["key"]
    if shown["status"] == "in_review":
        return _shown(app.drafts.folder(publication, key))
    outboxes = [c for c in app.channels_of(app.publication(publication)) if c.kind is ChannelKind.OUTBOX]
    folders = [app.outbox(channel).folder(publication, key) for channel in outboxes]
    standing = [folder for folder in folders if folder.exists()]
    return _shown(standing[0]) if standing else f"newsletter show {shown['edition']}"


def _shown(folder: Path) -> str:
    """The letter in a folder, from where the person stands."""
    page = folder / "letter.html"
    return str(page.relative_to(Path.cwd())) if page.is_relative_to(Path.cwd()) else str(page)


@click.command()
@click.option("--every", "every_s", default=60, show_default=True, metavar="SECONDS", help="Pause between two ticks.")
@command_options
def serve(session: Session, every_s: int) -> None:
    """Do the work of `run` again and again until told to stop.

    Stops within ten seconds on Ctrl-C or a terminate signal; whatever it was doing is taken
    up by the next start.
    """
    from newsletter import logs
    from newsletter.jobs.embedded import serve as ring

    logs.set_up(steadily=True)
    if session.now is not None:
        raise click.UsageError("serve follows the real clock; rehearse with: newsletter run --now …")
    ring(session.settings(), every_s)


COMMANDS = (run, serve)
