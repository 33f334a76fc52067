"""A team's folder on disk, and the real command in it: what acceptance tests drive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = "2026-09-07T08:00:00Z"  #: Monday, an hour after the cut-off in London
MOMENT = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
WEEK = "weekly/2026-W36"

SETTINGS = """
[[sources]]
name = "stories"
kind = "folder"
path = "stories"
trust = "wins"

{more}

[[publications]]
name = "weekly"
from = "Example <news@example.org>"
postal_address = "12 Example Street"
sources = [{sources}]
channels = [{channels}]
{letter}

[[channels]]
name = "outbox"
path = "outbox"
"""

STORY = """---
title: {title}
date: {day}
url: https://example.org/{slug}
---

{text}
"""

RELEASES = {
    "marta": ("Marta Ñuñez walks free in Peru", "The teacher Marta Ñuñez was released from prison in Peru on Tuesday."),
    "ivan": ("Ivan Šarić acquitted in Serbia", "A court in Serbia acquitted the journalist Ivan Šarić of all charges."),
    "law": ("Ghana abolishes the death penalty", "Parliament in Ghana voted to abolish the death penalty on Thursday."),
    "asma": ("Asma Bint Example freed in Kuwait", "The activist Asma Bint Example was freed from prison in Kuwait."),
}


class Team:
    """One team's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config").mkdir(parents=True)
        (folder / "stories").mkdir()
        self.configure()

    @classmethod
    def at(cls, folder: Path) -> Team:
        """A folder that stands already."""
        team = cls.__new__(cls)
        team.folder = folder
        return team

    def configure(
        self,
        letter: str = "",
        more: str = "",
        sources: Sequence[str] = ("stories",),
        channels: Sequence[str] = ("outbox",),
    ) -> None:
        """Write the settings; ``letter`` is added to the newsletter, ``more`` to the top."""
        quoted = [", ".join(f'"{name}"' for name in names) for names in (sources, channels)]
        text = SETTINGS.format(letter=letter, more=more, sources=quoted[0], channels=quoted[1])
        (self.folder / "config" / "newsletter.toml").write_text(text, "utf-8")

    def tell(self, slug: str, title: str | None = None, text: str | None = None, day: str = "2026-09-03") -> Path:
        """Put a story into the folder; known slugs bring their own words."""
        known = RELEASES.get(slug, ("", ""))
        path = self.folder / "stories" / f"{slug}.md"
        path.write_text(STORY.format(title=title or known[0], text=text or known[1], day=day, slug=slug), "utf-8")
        return path

    def tell_all(self) -> None:
        """Four good stories of the week."""
        for slug in RELEASES:
            self.tell(slug)

    def run(
        self, *arguments: str, now: str | None = NOW, env: Mapping[str, str] | None = None, timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """The real command, in a process of its own."""
        clock = ["--now", now] if now else []
        return subprocess.run(
            [*COMMAND, *arguments, *clock], cwd=self.folder, env=self.environ(env), capture_output=True, text=True,
            encoding="utf-8", timeout=timeout, check=False,
        )  # fmt: skip

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """The real command, left running."""
        return subprocess.Popen(
            [*COMMAND, *arguments], cwd=self.folder, env=self.environ(env), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def environ(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("NEWSLETTER_")}
        return {**kept, "PYTHONWARNINGS": "error", **(more or {})}

    def ask(self, *arguments: str, now: str | None = NOW, ok: int = 0) -> list[dict[str, Any]]:
        """The command's JSON Lines."""
        done = self.run(*arguments, "--json", now=now)
        assert done.returncode == ok, done.stderr
        assert "\r" not in done.stdout
        return [json.loads(line) for line in done.stdout.split("\n") if line]

    def show(self, edition: str = WEEK) -> dict[str, Any]:
        return self.ask("show", edition)[0]

    def status(self, edition: str = WEEK) -> str:
        return str(self.show(edition)["status"])

    def outbox(self, edition: str = WEEK) -> Path:
        return self.folder / "outbox" / edition

    def drafts(self, edition: str = WEEK) -> Path:
        return self.folder / "drafts" / edition


COMMAND = (sys.executable, "-m", "newsletter")
