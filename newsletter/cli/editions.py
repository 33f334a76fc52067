"""Drafting and review: ``draft editions show preview edit check approve send-back skip recall publish``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.options import Session, command_options, say_json
from newsletter.cli.roundup import roundup_changes, roundup_options

if TYPE_CHECKING:
    from newsletter.model.editions import Length
    from newsletter.services.app import App
    from newsletter.services.edit import Change
    from newsletter.services.record import Remarks
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
        _say(session, app, edition, f"Drafted {edition.id}. Look at it: newsletter show {edition.id}")


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
@click.option("--introduction", metavar="TEXT", help="The opening, in your own words; empty takes it away.")
@click.option("--signed", metavar="NAME", help="Who signs the opening; else who acts.")
@click.option("--closing", metavar="TEXT", help="Last words; empty takes them away.")
@click.option(
    "--block", "blocks", nargs=2, multiple=True, metavar="PLACE TEXT", help="Own words after that story; 0: first."
)
@click.option("--headline", "headlines", nargs=2, multiple=True, metavar="STORY TEXT", help="Another headline.")
@click.option("--teaser", "teasers", nargs=2, multiple=True, metavar="STORY TEXT", help="Another text for a story.")
@click.option(
    "--length", "lengths", nargs=2, multiple=True, metavar="STORY LENGTH", help="Tell it as line, story or long."
)
@click.option("--alt", "alts", nargs=2, multiple=True, metavar="STORY TEXT", help="What can be seen in its picture.")
@click.option("--no-picture", "unseen", multiple=True, metavar="STORY", help="Show a story without its picture.")
@click.option("--order", metavar="STORY,STORY,…", help="These first, in this order; the others follow.")
@click.option("--drop", "drops", multiple=True, metavar="STORY", help="Take a story out.")
@click.option("--not-good-news", "no_good_news", multiple=True, metavar="STORY", help="Take it out: it is none at all.")
@click.option("--why", default="", help="Why a story is taken out or moved, for the record.")
@click.option("--add", "adds", multiple=True, metavar="STORY", help="Place a story that was left out, at the end.")
@click.option("--subject", metavar="TEXT", help="Another subject line; empty: the usual one.")
@click.option("--preheader", metavar="TEXT", help="The line beside the subject; empty: the usual one.")
@roundup_options
@click.option("--again", is_flag=True, help="Render anew, after a template, setting, list or picture was changed.")
@command_options
def edit(session: Session, edition: str, **values: Any) -> None:
    """Change a draft. STORY is its place (1, 2, …) or the beginning of its id.

    Each change makes a new version and ends an approval of the earlier one. Sentences you leave
    as they are keep their source; those you change are marked as yours. Quotations stay as spoken.

    \b
    newsletter edit weekly/2020-W36 --introduction "Good morning." --order 3,1
    newsletter edit weekly/2020-W36 --headline 1 "Teodora is free" --drop 4 --add 9b1c
    """
    from newsletter.services import edit as editing
    from newsletter.services import publish, review

    with session.app() as app:
        now, by = session.clock(), session.who()
        before = review.find(app, edition)
        again = values.pop("again")
        changes, remarks = list(_changes(app, edition, now, by, values)), _remarks(app, edition, values)
        if not changes and not again:
            raise click.UsageError(
                "say what to change: --introduction, --headline, --order, … (newsletter edit --help)"
            )
        if again:
            editing.look_for_pictures(app, edition, now)
        ended = again and review.rerender(app, edition, now, by).approved_version != before.approved_version
        ended |= bool(changes) and editing.apply(app, edition, changes, now, by, remarks)[1]
        publish.settle_folders(app, now)
        one = review.find(app, edition)
        what = "stands as it was" if one.version == before.version else "is changed"
        after = (
            "Its approval has ended; it must be approved again." if ended else f"Look again: newsletter show {edition}"
        )
        _say(session, app, one, f"{edition} {what}. {after}")


def _changes(app: App, edition: str, now: datetime, by: str, values: dict[str, Any]) -> list[tuple[str, Change]]:
    """The options as changes: first who stands where, as named before the change, then the words."""
    from newsletter.services import edit as editing

    found: list[tuple[str, Change]] = []
    found += [("headline", editing.set_headline(story, text, by)) for story, text in values["headlines"]]
    found += [("text", editing.set_teaser(app, story, text, by)) for story, text in values["teasers"]]
    found += [("length", editing.set_length(story, _length(name))) for story, name in values["lengths"]]
    found += [("alt text", editing.set_alt(story, text)) for story, text in values["alts"]]
    found += [("picture left out", editing.without_picture(story)) for story in values["unseen"]]
    stories = editing.by_place(app, edition)
    found += [("added", editing.add(app, story, now)) for story in values["adds"]]
    gone = (*values["drops"], *values["no_good_news"])
    found += [("dropped", editing.drop(stories.get(story, story))) for story in gone]
    if values["order"] is not None:
        names = [name.strip() for name in values["order"].split(",") if name.strip()]
        found.append(("order", editing.order([stories.get(name, name) for name in names])))
    if values["introduction"] is not None:
        found.append(("introduction", editing.introduce(values["introduction"], by, values["signed"])))
    found += [("own words", editing.place_block(_place(place), text, by)) for place, text in values["blocks"]]
    if values["closing"] is not None:
        found.append(("closing", editing.close_with(values["closing"], by)))
    if values["subject"] is not None:
        found.append(("subject", editing.set_subject(values["subject"])))
    if values["preheader"] is not None:
        found.append(("preheader", editing.set_preheader(values["preheader"])))
    return [*found, *roundup_changes(app, stories, now, by, values)]


def _remarks(app: App, edition: str, values: dict[str, Any]) -> Remarks:
    """What is kept beside the change, with stories by their whole ids."""
    from newsletter.services import edit as editing
    from newsletter.services import review
    from newsletter.services.record import Remarks

    places = editing.by_place(app, edition)
    with app.store.reading() as connection:
        wrong = [review.find_story(connection, places.get(one, one)) for one in values["no_good_news"]]
    return Remarks(why=values["why"], no_good_news=wrong)


def _length(name: str) -> Length:
    from newsletter.model.editions import Length

    if name not in list(Length):
        raise click.UsageError(f'--length takes a story, then how long it is told: {", ".join(Length)}; not "{name}"')
    return Length(name)


def _place(text: str) -> int:
    if not text.isdigit():
        raise click.UsageError(f'--block takes a place, then words; "{text}" is no place (0 is before the first story)')
    return int(text)


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
        _say(
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
        _say(session, app, one, f"{edition} is sent back: {why}")


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
        _say(session, app, one, f"{edition} is skipped: {why}")


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
        _say(session, app, one, f"{edition} is called back; it waits for a person again.")


@click.command()
@click.argument("edition")
@command_options
def publish(session: Session, edition: str) -> None:
    """Let an approved edition leave now instead of at its time."""
    from newsletter.services import publish as publishing

    with session.app() as app:
        one = publishing.publish_now(app, edition, session.clock(), session.who())
        publishing.settle_folders(app, session.clock())
        _say(session, app, one, f"{edition} leaves now. How it went: newsletter deliveries list {edition}")


def _say(session: Session, app: App, edition: Edition, sentence: str) -> None:
    """Answer with one sentence, or with the edition's row."""
    from newsletter.store import views

    if not session.as_json:
        click.echo(sentence)
        return
    with app.store.reading() as connection:
        say_json(next(row for row in views.edition_list(connection) if row["edition"] == edition.id))


COMMANDS = (draft, editions, show, check, preview, edit, approve, send_back, skip, recall, publish)
