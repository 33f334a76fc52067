"""What was read: ``ingest``, ``sources``, ``entries``, ``stories``."""

from __future__ import annotations

from typing import Any

import click

from newsletter.cli.options import Session, command_options


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@command_options
def ingest(session: Session, names: tuple[str, ...]) -> None:
    """Read sources now, due or not: those named, else all.

    A source that cannot be read takes nothing from the others; the exit code is then 3.
    """
    from newsletter.model import words
    from newsletter.services.ingest import ingest as read

    with session.app() as app:
        results = read(app, session.clock(), only=names, due_only=False)

    def show(one: dict[str, Any]) -> str:
        if one["error"]:
            return f"{one['source']}: failed: {one['error']}"
        line = f"{one['source']}: {words.count(one['new'], 'new entry', 'new entries')}, {one['changed']} changed"
        return "\n  ".join([line, *(f"{p['where']}: {p['what']}. {p['mend']}" for p in one["problems"])])

    session.lines((_result(one) for one in results), show, "There are no sources; add one to config/newsletter.toml.")
    if any(one.fetch.error for one in results):
        raise SystemExit(3)


def _result(one: Any) -> dict[str, Any]:
    from newsletter.store.codec import to_json

    fetch = one.fetch
    return {
        "source": one.source,
        "result": fetch.result,
        "http_status": fetch.http_status,
        "seen": fetch.seen,
        "new": one.new,
        "changed": one.changed,
        "error": fetch.error,
        "problems": to_json(fetch.problems),
    }


@click.group()
def sources() -> None:
    """The feeds and folders that are read, and how they are."""


@sources.command("list")
@command_options
def list_sources(session: Session) -> None:
    """Show each source: when it was last well, and what is wrong."""
    from newsletter.store import views

    def show(one: dict[str, Any]) -> str:
        from newsletter.model import words
        from newsletter.model.entries import Trust

        head = f"{one['name']}  {one['kind']}, {words.TRUST[Trust(one['trust'])]}, {one['entries']} entries: "
        well = {"ok": "well", "failing": "failing", "paused": "paused", "refused": "closed for good"}[one["status"]]
        when = f", last well {one['last_ok'][:16].replace('T', ' ')}" if one["last_ok"] else ", never read yet"
        wrong = f"\n  {one['last_error']}" if one["last_error"] else ""
        parts = "".join(f"\n  {p['where']}: {p['what']}. {p['mend']}" for p in one["problems"])
        return head + well + when + wrong + parts

    with session.app() as app, app.store.reading() as connection:
        session.lines(
            views.sources(connection, app.settings.sources), show,
            "There are no sources; add one to config/newsletter.toml.",
        )  # fmt: skip


@click.command()
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only of this source; may be repeated.")
@command_options
def entries(session: Session, names: tuple[str, ...]) -> None:
    """Show everything that was read, newest first, with what we think of it."""
    from newsletter.model import words
    from newsletter.model.stories import Verdict
    from newsletter.services.ingest import judge_new
    from newsletter.store import views

    def show(one: dict[str, Any]) -> str:
        think = words.VERDICT[Verdict(one["verdict"])] if one["verdict"] else "not judged"
        why = f" ({'; '.join(one['reasons'])})" if one["reasons"] else ""
        return f"{one['id']}  {one['published_on'] or 'no date':10}  {think}{why}\n  {one['title']}"

    with session.app() as app:
        judge_new(app)
        with app.store.reading() as connection:
            session.lines(
                views.entries(connection, app.rules_hash, names or None), show,
                "Nothing was read yet. Run: newsletter ingest",
            )  # fmt: skip


@click.group()
def stories() -> None:
    """Stories: what the entries tell, and what holds them back."""


@stories.command("list")
@command_options
def list_stories(session: Session) -> None:
    """Show every story, newest first."""
    from newsletter.store import views

    def show(one: dict[str, Any]) -> str:
        from newsletter.model import words
        from newsletter.model.stories import HoldKind

        held = "".join(f"\n  held ({words.HOLD[HoldKind(h['kind'])]}): {h['why']}" for h in one["holds"])
        told = f"\n  told in {', '.join(one['told_in'])}" if one["told_in"] else ""
        return f"{one['id']}  {one['headline']}{held}{told}"

    with session.app() as app, app.store.reading() as connection:
        session.lines(
            views.story_list(connection, app.rules_hash), show, "Nothing was read yet. Run: newsletter ingest"
        )


@stories.command()
@click.argument("story")
@click.option("--why", required=True, help="The reason, for whoever meets the hold later.")
@click.option(
    "--kind",
    type=click.Choice(["embargo", "consent", "sensitive", "incomplete", "by_hand"]),
    default="by_hand",
    show_default=True,
    help="What sort of reason it is.",
)
@command_options
def hold(session: Session, story: str, why: str, kind: str) -> None:
    """Keep a story back. Drafts it stands in cannot be approved; approvals of them end."""
    from newsletter.model.stories import HoldKind
    from newsletter.services import publish, review

    with session.app() as app:
        left = review.hold(app, story, HoldKind(kind), why, session.clock(), session.who())
        publish.settle_folders(app, session.clock())
    session.say(f"Story {story} is held back: {why}", story=story, why=why, kind=kind, left=left)
    for edition in left:
        click.echo(f"It has left already with edition {edition}; that needs a correction.", err=True)
    if left:
        raise SystemExit(1)


@stories.command()
@click.argument("story")
@command_options
def release(session: Session, story: str) -> None:
    """End every hold of a story."""
    from newsletter.services import review

    with session.app() as app:
        count = review.release(app, story, session.clock(), session.who())
    free = f"Story {story} is free again." if count else f"Story {story} was not held back."
    session.say(free, story=story, released=count)


COMMANDS = (ingest, sources, entries, stories)
