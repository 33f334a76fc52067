"""The ``newsletter`` command: its help, and how failures are told.

``--help`` is answered here, from one table and without click, so that a person does not wait for
it; everything else is ``cli.group``'s, which imports a command's module when it is used.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

from newsletter.errors import NewsletterError

HELP = """\
Usage: newsletter [OPTIONS] COMMAND [ARGS]...

  Good news, chosen, reviewed and approved by people, as an email letter and
  social posts.

  First time here:      newsletter init my-team, then: cd my-team && newsletter run
  Every week, by clock: newsletter serve
  Monday's draft:       newsletter editions, show, edit, check, approve

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
"""

#: Each verb, in the order of the work: its module in newsletter.cli, and what it does in a line.
VERBS = {
    "init": ("setting_up", "Make a team's folder, ready to run."),
    "run": ("clock", "Read, draft, fill the outbox: once."),
    "serve": ("clock", "Do the work of run again and again until told to stop."),
    "ingest": ("reading", "Read sources now, due or not."),
    "sources": ("reading", "The feeds and folders that are read, and how they are."),
    "entries": ("reading", "Everything that was read, and what we think of it."),
    "stories": ("stories", "What the entries tell, and what holds it back."),
    "draft": ("editions", "Draft the edition of a period now."),
    "editions": ("editions", "Every edition: how it stands, and what happens next."),
    "show": ("editions", "One edition: its stories, and why these."),
    "preview": ("editions", "Open the exact bytes that would leave."),
    "check": ("editions", "What is to mend and what to look at."),
    "edit": ("editing", "Change a draft: words, order, stories."),
    "approve": ("editions", "Let exactly these bytes leave."),
    "send-back": ("editions", "Say that a draft is not right yet."),
    "skip": ("editions", "Let a period go without a letter."),
    "recall": ("editions", "Call an approved edition back before it leaves."),
    "publish": ("editions", "Let an approved edition leave now."),
    "posts": ("outgoing", "The short posts of an edition, ready to copy."),
    "record": ("record", "What editors kept and dropped, and what follows if you want."),
    "deliveries": ("outgoing", "What went where, and what was answered."),
    "import": ("setting_up", "Take in letters sent before, so that nothing is told twice."),
    "explain": ("explain", "Ask how the program decides."),
    "backup": ("setting_up", "Keep everything in one file."),
    "restore": ("setting_up", "Bring a backup back into an empty folder."),
    "upgrade": ("setting_up", "Bring the database to this version."),
}


def help_text() -> str:
    """The whole help: what it is, where to begin, every verb in a line."""
    return HELP + "\n".join(f"  {verb:10}  {line}" for verb, (_, line) in VERBS.items())


def main() -> None:
    """Run the command line; failures we know are told in plain words with their exit code."""
    _speak_anywhere()
    if sys.argv[1:] in (["--help"], ["-h"]):
        print(help_text())
        return
    from newsletter.cli.group import cli

    try:
        cli()
    except NewsletterError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


def _speak_anywhere() -> None:
    """Print what a terminal has no sign for as an escape; refuse arguments that are no text and could not be kept."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for argument in sys.argv[1:]:
        if not argument.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in argument):
            print(f"{argument!a} is not written in UTF-8", file=sys.stderr)
            sys.exit(2)
