"""Starting and keeping: ``init import backup restore upgrade``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.options import Session, command_options

if TYPE_CHECKING:
    from newsletter.model.settings import PublicationSettings
    from newsletter.services.importing import Imported


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
    look: dict[str, bytes] = {}
    if site:
        settings, look = _with_site(settings, site, allow_private)
    names = (config.defaults() / "config" / "do-not-name.txt").read_text("utf-8")
    for path in make_folder(folder, settings, names, look):
        click.echo(f"made {path}")
    if site:
        _draft_first(folder)
    else:
        click.echo(f"Next: put a story into {folder}/stories, then: cd {folder} && newsletter run")


def _with_site(settings: str, site: str, allow_private: tuple[str, ...]) -> tuple[str, dict[str, bytes]]:
    """The settings, and the look, with what a site says of itself; what it does not say is asked for."""
    from newsletter import config, wiring
    from newsletter.config import starting
    from newsletter.model.settings import HttpSettings

    net = wiring.make_net(HttpSettings(allow_private=allow_private))
    found = wiring.look_at_site(site, net)
    feed = found.feeds[0].url if found.feeds else ""
    click.echo(f"found {feed}" if feed else f"{site} names no feed; add one later: newsletter sources add")
    name = found.name or _ask("What is your organisation called?")
    language = found.language or _ask("In which language do you write (en, fr, es …)?") or "en"
    logo = wiring.fetch_logo(found.logos, net)
    colour = found.colour or _ask("Which colour is yours, such as #9A2747? Empty: the program's own.")
    look = dict([logo]) if logo else {}
    theme = starting.theme(config.own_theme(), colour, logo[0] if logo else "", name)
    look |= {"theme.toml": theme.encode()} if theme else {}
    click.echo(_named(logo is not None, "accent" in theme))
    written = starting.with_site(settings, feed=feed, name=name, language=language, allow_private=allow_private)
    return written, look


def _named(logo: bool, colour: bool) -> str:
    found = " and ".join(word for word, there in (("your logo", logo), ("your colour", colour)) if there)
    if not found:
        return "no logo and no colour of yours were found; both have a place in templates/email/theme.toml"
    return f"found {found}; change it in templates/email/theme.toml"


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


@click.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--publication", metavar="NAME", help="The newsletter they were letters of; needed where there are several."
)
@click.option(
    "--sent", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="The day they were sent, where nothing says it."
)
@click.option("--rehearse", is_flag=True, help="Only say what would be taken in.")
@command_options
def import_letters(
    session: Session, file: Path, publication: str | None, sent: datetime | None, rehearse: bool
) -> None:
    """Take in letters that were sent before: what they told is never offered as new.

    FILE is a letter (.html, .eml), a folder of them, a mailbox (.mbox), or what a mail service exports (.zip). The day
    comes from the mail, from a name like 2020-09-07-letter.html, or from the export's table.
    """
    from newsletter import wiring
    from newsletter.services import importing

    with session.app() as app:
        of = app.publication(publication or _only(app.settings.publications))
        found, problems = wiring.read_letters(file, of.zone)
        found = tuple(replace(one, sent_on=one.sent_on or (f"{sent:%Y-%m-%d}" if sent else "")) for one in found)
        done = importing.import_letters(app, of.name, found, session.clock(), rehearse)
    session.lines((_imported(one) for one in done), _imported_line, f"There is no letter in {file}.")
    for problem in problems:
        click.echo(f"{problem.where}: {problem.what}. {problem.mend[0].upper()}{problem.mend[1:]}.", err=True)
    if problems:
        raise SystemExit(3)


def _only(publications: Sequence[PublicationSettings]) -> str:
    if len(publications) != 1:
        names = ", ".join(one.name for one in publications) or "none"
        raise click.UsageError(f"say which newsletter they were letters of: --publication NAME (there are: {names})")
    return publications[0].name


def _imported(one: Imported) -> dict[str, Any]:
    letter = one.letter
    told = [{"story": story, "headline": headline, "why": why} for story, headline, why in one.stories]
    known = {"key": letter.key, "file": letter.where, "title": letter.title, "sent_on": letter.sent_on or None}
    return {**known, "new": one.new, "links": len(letter.links), "told": told}


def _imported_line(one: dict[str, Any]) -> str:
    from newsletter.model import words

    when = one["sent_on"] or "no day: give it with --sent"
    told = "".join(f"\n  told: {row['headline']} ({row['why']})" for row in one["told"])
    count = words.count(one["links"], "link")
    return f"{when}  {one['title']}, {count}{'' if one['new'] else ', known already'}{told}"


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


COMMANDS = (init, import_letters, backup, restore, upgrade)
