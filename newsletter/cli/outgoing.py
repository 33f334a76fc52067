"""What leaves: ``posts`` and ``deliveries``."""

from __future__ import annotations

from typing import Any

import click

from newsletter.cli.options import Session, command_options, say_json


@click.group()
def posts() -> None:
    """The short posts of an edition, ready to copy."""


def _posts(session: Session, edition: str) -> list[dict[str, Any]]:
    from newsletter.services import review
    from newsletter.store import views

    with session.app() as app:
        one = review.find(app, edition)
        with app.store.reading() as connection:
            found: list[dict[str, Any]] = views.show(connection, one, ())["posts"]
    return found


@posts.command("list")
@click.argument("edition")
@click.option("--platform", help="Only for this platform.")
@command_options
def list_posts(session: Session, edition: str, platform: str | None) -> None:
    """Show the posts of an edition, one line each."""
    found = _posts(session, edition)
    known = sorted({post["platform"] for post in found})
    if platform is not None and platform not in known:
        raise click.UsageError(f'"{platform}" is no platform of this edition; it has {", ".join(known) or "none"}')
    found = [post for post in found if platform in (None, post["platform"])]

    def show(post: dict[str, Any]) -> str:
        first = " ".join(post["parts"][0].split())
        return f"{post['id']}  {first if len(first) <= 80 else first[:79] + '…'}"

    session.lines(iter(found), show, "This edition has no posts.")


@posts.command("show")
@click.argument("edition")
@click.argument("post")
@command_options
def show_post(session: Session, edition: str, post: str) -> None:
    """Print one post exactly as it is to be pasted."""
    from newsletter.errors import NotFound

    found = [one for one in _posts(session, edition) if one["id"] == post]
    if not found:
        raise NotFound(f"there is no post {post!r}; newsletter posts list {edition} shows them")
    if session.as_json:
        say_json(found[0])
    else:
        click.echo("\n\n".join(found[0]["parts"]))


@click.group()
def deliveries() -> None:
    """What went where, and what was answered."""


@deliveries.command("list")
@click.argument("edition", required=False)
@command_options
def list_deliveries(session: Session, edition: str | None) -> None:
    """Show deliveries, of one edition or of all."""
    from newsletter.model import words
    from newsletter.model.deliveries import DeliveryState
    from newsletter.services import review
    from newsletter.store import views

    def show(one: dict[str, Any]) -> str:
        said = f": {one['last_reply']}" if one["last_reply"] else ""
        state = words.DELIVERY[DeliveryState(one["state"])]
        return f"{one['id'][:12]}  {one['edition']} through {one['channel']}  {state}{said}"

    with session.app() as app:
        wanted = review.find(app, edition).id if edition else None
        with app.store.reading() as connection:
            session.lines(views.delivery_list(connection, wanted), show, "Nothing was handed over yet.")


@deliveries.command()
@click.argument("ids", nargs=-1, required=True, metavar="DELIVERY...")
@command_options
def retry(session: Session, ids: tuple[str, ...]) -> None:
    """Try deliveries once more that were refused or put off, or that may not have arrived."""
    from newsletter.services import deliver, publish

    with session.app() as app:
        count = deliver.retry(app, ids, session.clock())
        publish.publish_approved(app, session.clock())
    session.say(f"{count} tried again. How it went: newsletter deliveries list", tried=count)


@deliveries.command()
@click.argument("id", metavar="DELIVERY")
@click.option("--arrived/--lost", required=True, help="Whether it arrived, as you found out.")
@command_options
def settle(session: Session, id: str, arrived: bool) -> None:
    """Say of a delivery whose answer was lost whether it arrived; or, with --lost, that one which waits need not go."""
    from newsletter.services import deliver, publish

    with session.app() as app:
        deliver.settle(app, id, arrived, session.who())
        publish.publish_approved(app, session.clock())
    session.say("Settled.", id=id, arrived=arrived)


COMMANDS = (posts, deliveries)
