"""Starting and keeping: ``init backup restore upgrade``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from newsletter.cli.options import Session, command_options


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Make a team's folder, ready to run: settings, a folder for stories, a list of names never to print.

    Nothing that stands there already is changed.
    """
    from newsletter import config
    from newsletter.services.setting_up import make_folder

    for path in make_folder(folder, config.defaults()):
        click.echo(f"made {path}")
    click.echo(f"Next: put a story into {folder}/stories, then: cd {folder} && newsletter run")


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
