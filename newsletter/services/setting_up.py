"""Make a team's folder that is ready to run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsletter.errors import NotAllowed

DO_NOT_NAME = """\
# People who must never be named, one a line. Other spellings of the same name: parted by |
# Every byte that leaves is searched for them: letters, posts, file names, addresses, alt texts.
# Anna Example | Anya Example
"""
FIRST_STORY = """\
---
title: Write the headline here
date: {day}
url: https://example.org/where-the-story-stands
---

Write the story here, in whole sentences: who is free, what changed, who acted.
A quotation needs its speaker: "This is my home again," said Maria Example, a teacher.

Remove the underscore in front of this file's name, and the story is read.
"""


def make_folder(folder: Path, origin: Path) -> Iterator[Path]:
    """Make what is missing in a team's folder from our defaults in ``origin``; yields what was made."""
    if folder.exists() and not folder.is_dir():
        raise NotAllowed(f"{folder} is a file; give the name of a folder")
    settings = (origin / "config" / "newsletter.toml").read_text("utf-8")
    wanted = {
        folder / "config" / "newsletter.toml": settings,
        folder / "config" / "do-not-name.txt": DO_NOT_NAME,
        folder / "stories" / "_how-to-write-a-story.md": FIRST_STORY.format(day="2020-09-04"),
    }
    for path, text in wanted.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            yield path
