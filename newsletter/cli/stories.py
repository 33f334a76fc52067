"""What the entries tell: ``stories``."""

from __future__ import annotations

from typing import Any

import click

from newsletter.cli.options import Session, command_options


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
        same = "".join(f"\n  the same as {joined['entry']}, because {joined['why']}" for joined in one["joined"])
        like = "".join(
            f"\n  perhaps the same event as {other['story']}: {other['why']}" for other in one["perhaps_same"]
        )
        after = f"\n  belongs with {', '.join(one['follow_ups'])}" if one["follow_ups"] else ""
        return f"{one['id']}  {one['headline']}{same}{like}{after}{held}{told}"

    with session.app() as app, app.store.reading() as connection:
        session.lines(views.story_list(connection), show, "Nothing was read yet. Run: newsletter ingest")


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
    _say_left(left)


def _say_left(editions: list[str]) -> None:
    """What is held back now and has left already is told, and ends with 1."""
    for edition in editions:
        click.echo(f"It has left already with edition {edition}; that needs a correction.", err=True)
    if editions:
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


@stories.command()
@click.argument("story")
@command_options
def complete(session: Session, story: str) -> None:
    """Get the whole page of a story whose text is cut off. Then it is free to be told."""
    from newsletter.services import completing

    with session.app() as app:
        failed = completing.complete(app, story, session.clock())
    if failed:
        session.say(f"The page of story {story} could not be taken: {'; '.join(failed)}.", story=story, failed=failed)
        click.echo("Put its whole text into a story file, or tell it as it is: newsletter stories release", err=True)
        raise SystemExit(1)
    session.say(f"Story {story} is whole now.", story=story, failed=[])


@stories.command()
@click.argument("story")
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
@command_options
def merge(session: Session, story: str, others: tuple[str, ...]) -> None:
    """Let other stories be told as this one, because they tell the same. For ever, until you split them."""
    from newsletter.services import merging, publish

    with session.app() as app:
        left = [name for one in others for name in merging.merge(app, story, one, session.clock(), session.who())]
        publish.settle_folders(app, session.clock())
    left = list(dict.fromkeys(left))
    session.say(f"Told as story {story} now: {', '.join(others)}.", story=story, merged=list(others), left=left)
    _say_left(left)


@stories.command()
@click.argument("story")
@click.argument("other", metavar="ENTRY|STORY")
@command_options
def split(session: Session, story: str, other: str) -> None:
    """Part an entry from its story, or a story from one it is taken for. They are not joined again."""
    from newsletter.services import merging

    with session.app() as app:
        parted = merging.split(app, story, other, session.clock(), session.who())
    session.say(f"Stories {story} and {parted} stand apart now.", story=story, parted=parted)


COMMANDS = (stories,)
