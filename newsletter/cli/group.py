"""The verbs as click commands, each one's module imported when it is used."""

from __future__ import annotations

from importlib import import_module

import click

from newsletter import __version__
from newsletter.cli.main import VERBS, help_text


class Commands(click.Group):
    """Knows its commands by name, in the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = import_module(f"newsletter.cli.{VERBS[cmd_name][0]}")
        found: click.Command = next(one for one in module.COMMANDS if one.name == cmd_name)
        return found

    def get_help(self, ctx: click.Context) -> str:
        return help_text()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="newsletter")
def cli() -> None:
    """Good news, chosen, reviewed and approved by people, as an email letter and social posts."""
