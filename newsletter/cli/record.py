"""What editors chose, and what follows from it if they want: ``record``."""

from __future__ import annotations

from typing import Any

import click

from newsletter.cli.options import Session, command_options


@click.command()
@click.argument("publication")
@click.option("--mistakes", is_flag=True, help="Only what was taken for good news and is none, with its text.")
@command_options
def record(session: Session, publication: str, mistakes: bool) -> None:
    """Show what editors kept and dropped, by kind, country and source, and what they may want to set.

    Nothing of it counts by itself: give `record` a weight under [publications.selection], or change
    the strength of a kind. With --mistakes and --json each line can be tried:

    \b
    newsletter record weekly --mistakes --json | newsletter explain judge
    """
    from newsletter.services import record as choosing
    from newsletter.services.draft import country_names

    with session.app() as app, app.store.reading() as connection:
        names = country_names(app, app.publication(publication))
        if mistakes:
            trusts = {source.name: source.trust for source in app.settings.sources}
            found = choosing.mistakes(connection, publication, trusts)
            session.lines(found, _mistake, "Nothing was said to be no good news yet.")
        else:
            session.lines(choosing.told(connection, publication, names), _line, "Nothing was approved or dropped yet.")


def _line(one: dict[str, Any]) -> str:
    if "proposal" in one:
        return f"Proposal: {one['proposal']}"
    return f"{one['named']}: stayed {one['stayed']}, went {one['went']}"


def _mistake(one: dict[str, Any]) -> str:
    why = f"\n  because: {one['why']}" if one["why"] else ""
    return f"{one['title']}\n  dropped from {one['edition']} by {one['by']}{why}"


COMMANDS = (record,)
