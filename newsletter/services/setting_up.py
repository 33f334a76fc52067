"""Make a team's folder that is ready to run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsletter.errors import NotAllowed

HOW_TO_WRITE = """\
Each story is a file of its own in this folder, for example teodora.md:

---
title: Write the headline here
date: 2026-09-03
url: https://example.org/where-the-story-stands
---

Write the story in whole sentences: who is free, what changed, who acted.
A quotation needs its speaker: "This is my home again," said Maria Example, a teacher.

Files may be .md, .txt or saved web pages (.html); feed files (.xml, .rss, .atom, .json) work too.
This file is not read as a story.
"""


def make_folder(folder: Path, origin: Path) -> Iterator[Path]:
    """Make what is missing in a team's folder from our defaults in ``origin``; yields what was made."""
    if folder.exists() and not folder.is_dir():
        raise NotAllowed(f"{folder} is a file; give the name of a folder")
    wanted = {
        folder / "config" / name: (origin / "config" / name).read_text("utf-8")
        for name in ("newsletter.toml", "do-not-name.txt")
    } | {
        folder / "stories" / "README.txt": HOW_TO_WRITE,
    }
    for path, text in wanted.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            yield path
