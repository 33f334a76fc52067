"""What a tick costs when there is nothing to do, in a team with 10,000 stored entries.

The limit is three times opening the same store and asking it one question, in a process of its
own and in the same run: the least that any command could cost.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from measure import median, tell
from teams import NOW, newsletter, team

OPEN = """
import sys
from newsletter.store import engine
store = engine.open_store(sys.argv[1])
with store.reading() as connection:
    print(connection.exec_driver_sql("SELECT count(*) FROM entries").scalar_one())
"""


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="newsletter-bench-"))
    large = team(place / "large", 10_000)
    newsletter(large, "run")
    idle = median([sys.executable, "-m", "newsletter", "run", "--now", NOW], 5, large)
    least = median([sys.executable, "-c", OPEN, f"sqlite:///{large / 'newsletter.db'}"], 5)
    holds = tell("tick with nothing to do", idle.cpu_s, "s CPU", 3 * least.cpu_s, "3 × opening the store, same run")
    print(f"  ratio {idle.cpu_s / least.cpu_s:.2f}; wall {idle.wall_s:.2f} s; peak {idle.peak_mb:.0f} MB")
    shutil.rmtree(place)
    sys.exit(not holds)


if __name__ == "__main__":
    main()
