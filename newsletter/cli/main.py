"""The ``newsletter`` command: every verb, and how failures are told.

Modules of commands import nothing heavy at their top, so that ``--help`` is quick; services
are imported inside the commands.
"""

from __future__ import annotations

import sys

import click

from newsletter import __version__
from newsletter.cli import clock, editions, explain, outgoing, reading, setting_up
from newsletter.errors import NewsletterError

HELP = """Good news, chosen, reviewed and approved by people, as an email letter and social posts.

\b
First time here:      newsletter init my-team, then: cd my-team && newsletter run
Every week, by clock: newsletter serve
Monday's draft:       newsletter editions, show, edit, check, approve
"""


class Commands(click.Group):
    """Lists commands in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=Commands, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="newsletter")
def cli() -> None:
    pass


for module in (setting_up, clock, reading, editions, outgoing, explain):
    for command in module.COMMANDS:
        cli.add_command(command)


def main() -> None:
    """Run the command line; failures we know are told in plain words with their exit code."""
    try:
        cli()
    except NewsletterError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # the reader left; nothing is wrong with us
        sys.exit(0)
