"""Make a team's folder that is ready to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from newsletter.errors import NotAllowed
from newsletter.services.app import App
from newsletter.services.draft import draft_by_hand
from newsletter.services.tick import tick
from newsletter.store import editions
from newsletter.store.editions import Edition

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


def make_folder(
    folder: Path, settings: str, do_not_name: str, look: Mapping[str, bytes] = MappingProxyType({})
) -> Iterator[Path]:
    """Make what is missing in a team's folder; yields what was made. ``look`` goes to ``templates/email``."""
    if folder.exists() and not folder.is_dir():
        raise NotAllowed(f"{folder} is a file; give the name of a folder")
    wanted = {
        "config/newsletter.toml": settings.encode(),
        "config/do-not-name.txt": do_not_name.encode(),
        "stories/README.txt": HOW_TO_WRITE.encode(),
        **{f"templates/email/{name}": body for name, body in look.items()},
    }
    for name, body in wanted.items():
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
            yield path


def first_draft(app: App, now: datetime) -> Edition | None:
    """Read everything and draft last week; when it brought nothing, the last four weeks."""
    tick(app, now)
    publication = app.settings.publications[0]
    with app.store.reading() as connection:
        drafted = editions.list_editions(connection, publication.name)
        told = [one for one in drafted if editions.highlights_of(connection, one.id)]
    if told or not drafted:
        return told[0] if told else None
    last = drafted[0].period.ends_at
    first_day, last_day = (f"{moment:%Y-%m-%d}" for moment in (last - timedelta(days=27), last))
    return draft_by_hand(app, publication.name, f"{first_day}..{last_day}", now, "newsletter init")
