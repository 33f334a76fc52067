"""Drafting and review: ``draft editions show preview edit check approve send-back skip recall publish``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.options import Session, command_options, say_json

if TYPE_CHECKING:
    from newsletter.services.app import App
    from newsletter.store.editions import Edition


MOST_LEFT_OUT = 100  #: stories that a person is shown; a year leaves out thousands


@click.command()
@click.argument("publication")
@click.option("--period", "key", metavar="KEY", help="2020-W36, 2020-09, 2020, or days: 2020-04-01..2020-09-04.")
@command_options
def draft(session: Session, publication: str, key: str | None) -> None:
    """Draft the edition of a period now: the last complete one, or the one named.

    `newsletter run` does this by itself when a period is over.
    """
    from newsletter.services import publish
    from newsletter.services.draft import draft_by_hand

    with session.app() as app:
        edition = draft_by_hand(app, publication, key, session.clock(), session.who())
        publish.settle_folders(app, session.clock())
        say_edition(session, app, edition, f"Drafted {edition.id}. Look at it: newsletter show {edition.id}")


@click.command()
@command_options
def editions(session: Session) -> None:
    """Show every edition, newest first: how it stands, and what happens next."""
    from newsletter.model import words
    from newsletter.model.editions import EditionStatus
    from newsletter.store import views

    def show(one: dict[str, Any]) -> str:
        why = f": {one['reason']}" if one["reason"] else ""
        zone = zones.get(one["publication"], "UTC")
        following = f"  (next: {words.moment(datetime.fromisoformat(one['next_at']), zone)})" if one["next_at"] else ""
        return f"{one['edition']}  {words.EDITION[EditionStatus(one['status'])]}{why}{following}"

    with session.app() as app, app.store.reading() as connection:
        zones = {publication.name: publication.zone for publication in app.settings.publications}
        session.lines(views.edition_list(connection), show, "There is no edition yet. Run: newsletter run")


@click.command()
@click.argument("edition")
@command_options
def show(session: Session, edition: str) -> None:
    """Show an edition: its stories with their reasons, what was left out, what is to mend.

    With --json: each sentence with where it comes from, and the hash of every file and post.
    """
    from newsletter.services import review
    from newsletter.store import views

    with session.app() as app:
        one = review.find(app, edition)
        found = review.findings(app, edition) if one.version else ()
        with app.store.reading() as connection:
            shown = views.show(connection, one, found)
        if session.as_json:
            say_json(shown)
        else:
            click.echo(_told(app, one, shown))


def _balance(found: dict[str, Any], names: Mapping[str, str]) -> str:
    from newsletter.model import words
    from newsletter.model.stories import OutcomeType

    kinds = ", ".join(f"{words.OUTCOME[OutcomeType(one['type'])]} {one['stories']}" for one in found["outcomes"])
    told = found["told_lately"]
    lately = ", ".join(f"{names.get(one['country'], one['country'])} (in {one['edition']})" for one in told)
    where = words.count(len(found["countries"]), "country", "countries")
    months = ", ".join(f"{words.months([one['month']])} {one['stories']}" for one in found["months"])
    kinds += f"; {months}" if len(found["months"]) > 2 else ""  # a week touches two
    return f"Balance: {where}; {kinds}" + (f"; told lately, too: {lately}" if lately else "")


def _told(app: App, one: Edition, shown: dict[str, Any]) -> str:
    from newsletter.model import words
    from newsletter.services.draft import country_names

    publication = app.publication(one.publication)
    span = words.days(one.period.starts_at, one.period.ends_at, publication.zone)
    lines = [f"{publication.title}, {span}", f"{words.EDITION[one.status]}{': ' + one.reason if one.reason else ''}"]
    if shown["draft"]:
        lines.append(f"draft {shown['draft']}, to approve exactly this: --version {(one.version or '')[:12]}")
    numbers = ", ".join(f"{row['what']} {row['number']}" for row in shown["numbers"])
    lines += [f"The year in numbers (which stories: --json): {numbers}"] if numbers else []
    for row in shown["highlights"]:
        lines += ["", f"{row['position']}. {row['headline']}", f"   chosen: {row['reason']}   ({row['story']})"]
        lines += [f"   {line}" for line in row["teaser"].splitlines() if line]
        if row["quote"]:
            stands = "" if row["pulled"] or not shown["by_month"] else f"   (not shown; --pull {row['position']})"
            lines.append(f"   “{row['quote']['text']}” {row['quote']['speaker']}{stands}")
        if row["caveat"]:
            lines.append(f"   What remains: {row['caveat']}")
        if row["since"]:
            known = row["since"]["text"] or "nothing new is known"
            lines.append(f"   Since then: {known} ({row['since']['by']}, {row['since']['at'][:10]})")
        if row["picture"]:
            lines.append(f"   Picture: {row['picture']['alt'] or 'without words, so it is not shown'}")
    lines += ["", _balance(shown["balance"], country_names(app, publication))] if shown["highlights"] else []
    lines += ["", "Left out:"] if shown["left_out"] else []
    out = shown["left_out"]
    lines += [f"- {row['headline']}\n  {row['reason']}   ({row['story']})" for row in out[:MOST_LEFT_OUT]]
    lines += [f"… and {len(out) - MOST_LEFT_OUT} more; --json tells them all"] if len(out) > MOST_LEFT_OUT else []
    lines += ["", *_finding_lines(shown["findings"])] if shown["findings"] else []
    return "\n".join(lines)


def _finding_lines(found: list[dict[str, Any]]) -> list[str]:
    from newsletter.model import words
    from newsletter.model.editions import Level

    return [
        f"{words.LEVEL[Level(row['level'])]}: {row['where']}: {row['message']}\n  {row['mend']}  ({row['code']})"
        for row in found
    ]


@click.command()
@click.argument("edition")
@command_options
def check(session: Session, edition: str) -> None:
    """Show what is to mend and what to look at. Exit code 1 while something must be mended."""
    from newsletter.services import review
    from newsletter.store import views

    with session.app() as app:
        found = [views.finding(one) for one in review.findings(app, edition)]
    session.lines(iter(found), lambda one: _finding_lines([one])[0], "Nothing to mend, nothing to look at.")
    if any(one["level"] == "blocker" for one in found):
        raise SystemExit(1)


@click.command()
@click.argument("edition", required=False)
@click.option("--template", metavar="NAME", help="Render the newest edition with this letter template instead.")
@click.option("--text", "as_text", is_flag=True, help="Print the text part.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Write every file into this folder.")
@command_options
def preview(session: Session, edition: str | None, template: str | None, as_text: bool, into: Path | None) -> None:
    """Open the exact bytes that would leave, in your browser; or print where they are."""
    from newsletter.services import preview as looking

    with session.app() as app:
        files = looking.files(app, edition, template)
        if as_text:
            click.echo(files["letter.txt"].decode())
            return
        folder = looking.lay(files, into)
    page = folder / "letter.html"
    click.echo(page)
    if into is None and sys.stdout.isatty():
        click.launch(str(page))


@click.command()
@click.argument("edition")
@click.option(
    "--version", metavar="HASH", help="Exactly this draft, as `show` names it; refused if it was changed since."
)
@click.option("--despite", multiple=True, metavar="CODE", help="Waive a finding by its code; may be repeated.")
@click.option("--why", help="The reason for waiving.")
@command_options
def approve(session: Session, edition: str, version: str | None, despite: tuple[str, ...], why: str | None) -> None:
    """Approve an edition: its exact bytes may leave, and no others.

    The outbox is filled at once; everything else leaves at its time, and can be recalled until
    then. Consent, names that must not appear, quotations and origins cannot be waived.
    """
    from newsletter.services import publish, review

    with session.app() as app:
        now = session.clock()
        review.approve(app, edition, now, session.who(), version, despite, why)
        publish.publish_approved(app, now)
        publish.settle_folders(app, now)
        one = review.find(app, edition)
        due = _until(app, one)
        say_edition(
            session,
            app,
            one,
            f"{edition} is approved ({(one.approved_version or '')[:12]}) and lies in the outbox.{due}",
        )


def _until(app: App, one: Edition) -> str:
    """When an approved edition is out of reach, and how to reach it until then."""
    from newsletter.model import words
    from newsletter.model.settings import ChannelKind

    publication = app.publication(one.publication)
    if one.due_at is None:
        return ""
    when = words.moment(one.due_at, publication.zone)
    others = [channel.name for channel in app.channels_of(publication) if channel.kind is not ChannelKind.OUTBOX]
    leaves = f"It leaves through {', '.join(others)}" if others else "It is finished"
    return f" {leaves} on {when}; until then: newsletter recall {one.id}."


@click.command("send-back")
@click.argument("edition")
@click.option("--why", required=True, help="What should be different.")
@command_options
def send_back(session: Session, edition: str, why: str) -> None:
    """Say that a draft is not right yet, and why."""
    from newsletter.services import publish, review

    with session.app() as app:
        one = review.send_back(app, edition, why, session.clock(), session.who())
        publish.settle_folders(app, session.clock())
        say_edition(session, app, one, f"{edition} is sent back: {why}")


@click.command()
@click.argument("edition")
@click.option("--why", required=True, help="Why this period goes without a letter.")
@command_options
def skip(session: Session, edition: str, why: str) -> None:
    """Let a period go without a letter. Its stories may enter the next one."""
    from newsletter.services import publish, review

    with session.app() as app:
        one = review.skip(app, edition, why, session.clock(), session.who())
        publish.settle_folders(app, session.clock())
        say_edition(session, app, one, f"{edition} is skipped: {why}")


@click.command()
@click.argument("edition")
@click.option("--why", help="The reason, for the record.")
@command_options
def recall(session: Session, edition: str, why: str | None) -> None:
    """Call an approved edition back before it leaves: its folder moves from the outbox to the drafts."""
    from newsletter.services import publish, review

    with session.app() as app:
        one = review.recall(app, edition, session.clock(), session.who(), why)
        publish.settle_folders(app, session.clock())
        say_edition(session, app, one, f"{edition} is called back; it waits for a person again.")


@click.command()
@click.argument("edition")
@command_options
def publish(session: Session, edition: str) -> None:
    """Let an approved edition leave now instead of at its time."""
    from newsletter.services import publish as publishing

    with session.app() as app:
        one = publishing.publish_now(app, edition, session.clock(), session.who())
        publishing.settle_folders(app, session.clock())
        say_edition(session, app, one, f"{edition} leaves now. How it went: newsletter deliveries list {edition}")


def say_edition(session: Session, app: App, edition: Edition, sentence: str) -> None:
    """Answer with one sentence, or with the edition's row."""
    from newsletter.store import views

    if not session.as_json:
        click.echo(sentence)
        return
    with app.store.reading() as connection:
        say_json(next(row for row in views.edition_list(connection) if row["edition"] == edition.id))


COMMANDS = (draft, editions, show, check, preview, approve, send_back, skip, recall, publish)
