"""The ``newsletter`` command: every verb in a line, and how failures are told.

A command's module is imported when the command is used, so that ``--help`` is quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper

import click

from newsletter import __version__
from newsletter.errors import NewsletterError

HELP = """Good news, chosen, reviewed and approved by people, as an email letter and social posts.

\b
First time here:      newsletter init my-team, then: cd my-team && newsletter run
Every week, by clock: newsletter serve
Monday's draft:       newsletter editions, show, edit, check, approve
"""

#: Each verb, in the order of the work: its module in newsletter.cli, and what it does in a line.
VERBS = {
    "init": ("setting_up", "Make a team's folder, ready to run."),
    "run": ("clock", "Read, draft, fill the outbox: once."),
    "serve": ("clock", "Do the work of run again and again until told to stop."),
    "ingest": ("reading", "Read sources now, due or not."),
    "sources": ("reading", "The feeds and folders that are read, and how they are."),
    "entries": ("reading", "Everything that was read, and what we think of it."),
    "stories": ("reading", "What the entries tell, and what holds it back."),
    "draft": ("editions", "Draft the edition of a period now."),
    "editions": ("editions", "Every edition: how it stands, and what happens next."),
    "show": ("editions", "One edition: its stories, and why these."),
    "preview": ("editions", "Open the exact bytes that would leave."),
    "check": ("editions", "What is to mend and what to look at."),
    "edit": ("editions", "Change a draft: words, order, stories."),
    "approve": ("editions", "Let exactly these bytes leave."),
    "send-back": ("editions", "Say that a draft is not right yet."),
    "skip": ("editions", "Let a period go without a letter."),
    "recall": ("editions", "Call an approved edition back before it leaves."),
    "publish": ("editions", "Let an approved edition leave now."),
    "posts": ("outgoing", "The short posts of an edition, ready to copy."),
    "deliveries": ("outgoing", "What went where, and what was answered."),
    "explain": ("explain", "Ask how the program decides."),
    "backup": ("setting_up", "Keep everything in one file."),
    "restore": ("setting_up", "Bring a backup back into an empty folder."),
    "upgrade": ("setting_up", "Bring the database to this version."),
}


class Commands(click.Group):
    """Knows its commands by name, and each one only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = import_module(f"newsletter.cli.{VERBS[cmd_name][0]}")
        found: click.Command = next(one for one in module.COMMANDS if one.name == cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])


SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Commands, help=HELP, context_settings=SETTINGS)
@click.version_option(__version__, prog_name="newsletter")
def cli() -> None:
    pass


def main() -> None:
    """Run the command line; failures we know are told in plain words with their exit code."""
    _speak_anywhere()
    try:
        cli()
    except NewsletterError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)


def _speak_anywhere() -> None:
    """Print what a terminal has no sign for as an escape; refuse arguments that are no text and could not be kept."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for argument in sys.argv[1:]:
        if not argument.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in argument):
            click.echo(f"{argument!a} is not written in UTF-8", err=True)
            sys.exit(2)
