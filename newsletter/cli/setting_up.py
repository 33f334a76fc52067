"""Starting and keeping: ``init backup restore upgrade``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from newsletter.cli.options import Session, command_options


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--site", metavar="ADDRESS", help="Your website: its feed, name and language are looked up there.")
@click.option("--allow-private", multiple=True, metavar="HOST:PORT", help="A private server that may be read.")
def init(folder: Path, site: str | None, allow_private: tuple[str, ...]) -> None:
    """Make a team's folder, ready to run: settings, a folder for stories, a list of names never to print.

    With --site: your feed is read too, and last week is drafted (the last four, if it brought
    nothing). Nothing that stands there already is changed.
    """
    from newsletter import config
    from newsletter.config import starting
    from newsletter.services.setting_up import make_folder

    settings = starting.first_settings(config.defaults())
    if site:
        settings = _with_site(settings, site, allow_private)
    names = (config.defaults() / "config" / "do-not-name.txt").read_text("utf-8")
    for path in make_folder(folder, settings, names):
        click.echo(f"made {path}")
    if site:
        _draft_first(folder)
    else:
        click.echo(f"Next: put a story into {folder}/stories, then: cd {folder} && newsletter run")


def _with_site(settings: str, site: str, allow_private: tuple[str, ...]) -> str:
    """The settings with what a site says of itself; what it does not say is asked for."""
    from newsletter import wiring
    from newsletter.config import starting
    from newsletter.model.settings import HttpSettings

    found = wiring.look_at_site(site, wiring.make_net(HttpSettings(allow_private=allow_private)))
    feed = found.feeds[0].url if found.feeds else ""
    click.echo(f"found {feed}" if feed else f"{site} names no feed; add one later: newsletter sources add")
    name = found.name or _ask("What is your organisation called?")
    language = found.language or _ask("In which language do you write (en, fr, es …)?") or "en"
    return starting.with_site(settings, feed=feed, name=name, language=language, allow_private=allow_private)


def _ask(question: str) -> str:
    """Ask a person; a program is not asked."""
    return str(click.prompt(question, default="", show_default=False)) if sys.stdin.isatty() else ""


def _draft_first(folder: Path) -> None:
    from newsletter import config, wiring
    from newsletter.services.setting_up import first_draft

    settings = config.load(config.find_config(str(folder), {}, folder), config.environment())
    app = wiring.build(settings)
    try:
        edition = first_draft(app, datetime.now(UTC))
    finally:
        app.store.close()
    if edition is None:
        click.echo("Nothing that could be told was found in the last four weeks.")
        return
    click.echo(f"drafted {edition.id}. Next: cd {folder} && newsletter show {edition.id}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@command_options
def backup(session: Session, file: Path) -> None:
    """Write everything into one file, while the program runs: database, settings, templates, outbox.

    Secrets are named in it, not held. The file is readable by you only.
    """
    from newsletter.services.backup import write

    with session.app() as app:
        count = write(app, file, session.clock())
    size = file.stat().st_size
    session.say(f"{file}: {count} files and tables, {size / 1_000_000:.1f} MB", file=str(file), parts=count, bytes=size)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def restore(file: Path, folder: Path) -> None:
    """Bring a backup back into an empty folder.

    A store of your own (NEWSLETTER_STORE, or PostgreSQL in the settings) must be empty too.
    """
    from newsletter import config
    from newsletter.services.backup import read

    def store_url(restored: Path) -> str:
        return config.load(config.find_config(str(restored), {}, restored), config.environment(), whole=False).store

    restored = read(file, folder, store_url, datetime.now(UTC))
    click.echo(f"Restored into {folder}. Look: newsletter editions --config {folder}")
    if restored.secrets:
        click.echo(f"Set these secrets again, they are not in a backup: {', '.join(restored.secrets)}")
    if restored.uncertain:
        click.echo(
            f"{restored.uncertain} of its deliveries may have left after the backup was made. Ask the receiver, then: "
            "newsletter deliveries list, retry, settle"
        )


@click.command()
@click.option("--rehearse", is_flag=True, help="Only say what would be done.")
@command_options
def upgrade(session: Session, rehearse: bool) -> None:
    """Bring the database to this program's version. Makes a backup first."""
    from newsletter.services.backup import upgrade as bring_up

    done = bring_up(session.settings(), session.clock(), rehearse)
    session.say(done, done=done)


COMMANDS = (init, backup, restore, upgrade)
