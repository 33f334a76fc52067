"""The sheet that lies with a draft: what to mend, what was chosen and why, what was left out and why.

Plain text for a person without this program. It never leaves: the outbox does not hold it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from newsletter.model import words
from newsletter.model.editions import EditionStatus, Finding, Level
from newsletter.services import gate, versions
from newsletter.store import editions
from newsletter.store.editions import Edition, Version

NAME = "REVIEW.txt"
MOST_LEFT_OUT = 100  #: a year leaves out thousands


def write(connection: Connection, edition: Edition, version: Version) -> bytes:
    """The sheet of one version, ending in the version's name."""
    content = versions.read_content(connection, version)
    left_out = editions.left_out_of(connection, edition.id)
    more = len(left_out) - MOST_LEFT_OUT
    findings = (*version.findings, *gate.changed_sources(connection, content))
    lines = [
        f"{content.publication.title}, {edition.id}: draft {version.number}",
        _standing(edition),
        "",
        *_findings(findings),
        "Chosen, and why",
        *(f"{one.position}. {one.headline.text}\n   {one.reason}" for one in content.highlights),
        *(() if content.highlights else ("   nothing",)),
        "",
        "Left out, and why",
        *(f"- {one.headline}\n  {one.reason} ({one.story})" for one in left_out[:MOST_LEFT_OUT]),
        *((f"… and {more} more: newsletter show {edition.id} --json",) if more > 0 else ()),
        "",
        "To let it out, exactly as it is here:",
        f"  newsletter approve {edition.id} --version {version.sha256[:12]}",
        "To change it: newsletter edit --help. To wait: newsletter send-back. To go without: newsletter skip.",
        "",
        f"Version {version.sha256}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _standing(edition: Edition) -> str:
    takes_in = edition.status is EditionStatus.COLLECTING
    waits = f"is {words.EDITION[edition.status]} {edition.reason or ''}" if takes_in else "waits for a person"
    return f"This draft {waits.strip()}. Nothing has left. Open letter.html to see it as it will look."


def _findings(found: tuple[Finding, ...]) -> Iterator[str]:
    for title, level in (("To mend", Level.BLOCKER), ("To look at", Level.WARNING)):
        mine = [one for one in found if one.level is level]
        if mine:
            yield title
            yield from (f"- {one.where}: {one.message}\n  {one.mend} ({one.code})" for one in mine)
            yield ""
