"""What the draft of one week costs from 10,000 stored entries.

The limit is twice the same draft from 100 entries, in the same run: the letter is as long, so
what grows is the search.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from measure import Cost, tell
from teams import newsletter, team


def draft_cost(folder: Path) -> Cost:
    """The draft of one week, from a store that has none yet."""
    costs = []
    for number in range(3):
        copy = folder.with_name(f"{folder.name}-{number}")
        shutil.copytree(folder, copy)
        costs.append(newsletter(copy, "draft", "weekly", "--period", "2026-W36"))
        shutil.rmtree(copy)
    return sorted(costs, key=lambda cost: cost.cpu_s)[1]


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="newsletter-bench-"))
    small, large = team(place / "small", 100), team(place / "large", 10_000)
    few, many = draft_cost(small), draft_cost(large)
    holds = tell("draft from 10,000 entries", many.cpu_s, "s CPU", 2 * few.cpu_s, "2 × the draft from 100, same run")
    print(f"  ratio {many.cpu_s / few.cpu_s:.2f}; wall {many.wall_s:.2f} s; peak {many.peak_mb:.0f} MB")
    shutil.rmtree(place)
    sys.exit(not holds)


if __name__ == "__main__":
    main()
