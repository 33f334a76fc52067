"""What the draft of one week costs from 10,000 stored entries, and from 1,000,000.

The limits, in the same run: from 10,000 twice the draft from 100, from 1,000,000 1.3 times that from 10,000. The
letter is as long, so what grows is the search. The million is the ten thousand with each older entry told a hundred
times more, under other ids; ``--small`` leaves it out.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from measure import Cost, tell
from teams import newsletter, team

COPIES = 100
OLD = "2026-08-01"  #: what is older is copied; the weeks that may enter stay as they are
TABLES = {
    "entries": ("id", "key"),
    "revisions": ("entry", "canonical_url", "words_hash"),
    "judgements": ("entry",),
    "stories": ("id",),
    "story_entries": ("entry", "story"),
}


def draft_cost(folder: Path, runs: int = 3) -> Cost:
    """The draft of one week, from a store that has none yet; the median of some runs."""
    costs = []
    for number in range(runs):
        copy = folder.with_name(f"{folder.name}-{number}")
        shutil.copytree(folder, copy)
        costs.append(newsletter(copy, "draft", "weekly", "--period", "2026-W36"))
        shutil.rmtree(copy)
    return sorted(costs, key=lambda cost: cost.cpu_s)[runs // 2]


def grow(folder: Path) -> Path:
    """A copy of a team with each of its older entries a hundred times more."""
    large = folder.with_name("archive")
    shutil.copytree(folder, large)
    store = sqlite3.connect(large / "newsletter.db")
    store.execute("PRAGMA foreign_keys = OFF")
    store.execute("CREATE TEMP TABLE old AS SELECT entry FROM revisions WHERE sort_at < ?", (OLD,))
    store.execute("CREATE UNIQUE INDEX temp.ix_old ON old (entry)")
    for table, own in TABLES.items():
        columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
        made = ", ".join(f"printf('%02x', ?1) || substr({name}, 3)" if name in own else f'"{name}"' for name in columns)
        for number in range(COPIES):
            copied = f"INSERT OR IGNORE INTO {table} SELECT {made} FROM {table} WHERE {own[0]} IN old"  # noqa: S608 - ours
            store.execute(copied, (number,))
            store.commit()
    count = store.execute("SELECT count(*) FROM entries").fetchone()[0]
    store.close()
    print(f"  an archive of {count:,} entries")
    return large


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="newsletter-bench-"))
    small, large = team(place / "small", 100), team(place / "large", 10_000)
    few, many = draft_cost(small), draft_cost(large)
    holds = [tell("draft from 10,000 entries", many.cpu_s, "s CPU", 2 * few.cpu_s, "2 × the draft from 100, same run")]
    if "--small" not in sys.argv:
        most = draft_cost(grow(large), runs=1)
        limit = 1.3 * many.cpu_s
        holds.append(
            tell("draft from 1,000,000 entries", most.cpu_s, "s CPU", limit, "1.3 × that from 10,000, same run")
        )
        print(f"  wall {most.wall_s:.2f} s; peak {most.peak_mb:.0f} MB")
    print(f"  10,000: ratio {many.cpu_s / few.cpu_s:.2f}; wall {many.wall_s:.2f} s; peak {many.peak_mb:.0f} MB")
    shutil.rmtree(place)
    sys.exit(not all(holds))


if __name__ == "__main__":
    main()
