"""What the draft of a year costs, from 300 stories that letters told and 2,000 that none did.

Monthly letters of 25 stories tell the year; then its round-up is drafted as an editor would ask for it, in a process
of its own. The limits are ours: an editor waits for it, and a tick that lets it grow must not hold up the others.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from measure import tell
from teams import newsletter

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests import year  # the same invented stories that the tests use

TOLD, MISSED = 300, 2_000
WALL_S, MEMORY_MB = 10.0, 300.0
SETTINGS = """
[[sources]]
name = "stories"
kind = "folder"
path = "stories"
trust = "wins"

[[publications]]
name = "monthly"
rhythm = "monthly"
cut_off = "1 07:00"
send_at = "1 08:00"
maximum = 25
approval = "automatic"
platforms = []
recall_minutes = 0
postal_address = "12 Example Street"

[publications.selection]
per_country = 25
per_outcome = 25
per_source = 25

[[publications]]
name = "year"
rhythm = "yearly"
opens_weeks = 0
postal_address = "12 Example Street"

[[channels]]
name = "outbox"
"""


def main() -> None:
    folder = Path(tempfile.mkdtemp()) / "year"
    (folder / "config").mkdir(parents=True)
    (folder / "stories").mkdir()
    (folder / "config" / "newsletter.toml").write_text(SETTINGS, "utf-8")
    year.write(folder / "stories", year.stories(TOLD + MISSED))
    for month in range(2, 14):
        for day in (1, 2):  # drafted and approved, then closed
            newsletter(folder, "run", now=f"{2020 + month // 13}-{(month - 1) % 12 + 1:02}-{day:02}T09:00:00Z")
    cost = newsletter(folder, "draft", "year", "--period", "2020", now="2021-01-05T09:00:00Z")
    shutil.rmtree(folder.parent)
    holds = [
        tell(f"a year from {TOLD} told and {MISSED:,} missed", cost.wall_s, "s", WALL_S, "set by us"),
        tell("its memory", cost.peak_mb, "MB", MEMORY_MB, "set by us"),
    ]
    print(f"  {cost.cpu_s:.2f} s of CPU, everything from start-up on")
    sys.exit(not all(holds))


if __name__ == "__main__":
    main()
