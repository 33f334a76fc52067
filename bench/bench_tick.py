"""What a tick costs when there is nothing to do, and what a draft costs from 10,000 stored entries.

The idle tick is measured beside opening the same store and asking it one question, in a process
of its own: the least that any command could cost. The draft is measured beside the same draft
from 100 entries: the letter is the same size, so what grows is the search.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from measure import Cost, median, run, tell

NOW = "2026-09-07T08:00:00Z"
SETTINGS = """
[[sources]]
name = "stories"
kind = "folder"
path = "stories"
trust = "wins"
[[publications]]
name = "weekly"
sources = ["stories"]
postal_address = "12 Example Street"
[[channels]]
name = "outbox"
"""
COUNTRIES = ("Peru", "Ghana", "Kenya", "Chile", "Nepal", "Serbia", "Malaysia", "Jordan", "Cuba", "Poland")
OPEN = """
import sys
from newsletter.store import engine
store = engine.open_store(sys.argv[1])
with store.reading() as connection:
    print(connection.exec_driver_sql("SELECT count(*) FROM entries").scalar_one())
"""


def team(folder: Path, count: int) -> Path:
    """A team with ``count`` entries over fifty years, ten of them in the newest week, read and judged."""
    (folder / "config").mkdir(parents=True)
    (folder / "stories").mkdir()
    (folder / "config" / "newsletter.toml").write_text(SETTINGS, "utf-8")
    listing = [f"{story(number)}" for number in range(count)]
    for start in range(0, count, 500):
        text = "Good News\n\n" + "\n".join(listing[start : start + 500])
        (folder / "stories" / f"{start:06}.txt").write_text(text, "utf-8")
    newsletter(folder, "ingest")
    return folder


def story(number: int) -> str:
    """Ten stories lie in the week before; the others go back from there, one a day."""
    day = date(2026, 9, 1) if number < 10 else date(2026, 8, 20) - timedelta(days=number)
    place = COUNTRIES[number % len(COUNTRIES)]
    name = f"Person{number} Example{number * 7}"
    told = f"The teacher {name} was released from prison in {place} after {number % 9 + 2} years."
    said = f"“I thank everybody who wrote to me, letter number {number} came last,” said {name}."
    asked = f"Supporters had asked for it since {2000 + number % 20}."
    return f"    {day:%B %d, %Y}\n\n    {told}\n\n    {said}\n\n    {asked}\n"


def newsletter(folder: Path, *arguments: str) -> Cost:
    return run([sys.executable, "-m", "newsletter", *arguments, "--now", NOW], folder)


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
    began = datetime.now(UTC)
    small, large = team(place / "small", 100), team(place / "large", 10_000)
    print(f"stored 100 and 10,000 entries in {(datetime.now(UTC) - began).total_seconds():.1f} s")
    few, many = draft_cost(small), draft_cost(large)
    holds = tell("draft from 10,000 entries", many.cpu_s, "s CPU", 2 * few.cpu_s, "2 × the draft from 100, same run")
    print(
        f"  ratio {many.cpu_s / few.cpu_s:.2f}; wall {many.wall_s:.2f} (few: {few.wall_s:.2f}) s; {many.peak_mb:.0f} MB"
    )
    newsletter(large, "run")
    idle = median([sys.executable, "-m", "newsletter", "run", "--now", NOW], 5, large)
    least = median([sys.executable, "-c", OPEN, f"sqlite:///{large / 'newsletter.db'}"], 5)
    holds &= tell("tick with nothing to do", idle.cpu_s, "s CPU", 3 * least.cpu_s, "3 × opening the store, same run")
    print(f"  ratio {idle.cpu_s / least.cpu_s:.2f}; wall {idle.wall_s:.2f} s; {idle.peak_mb:.0f} MB")
    shutil.rmtree(place)
    sys.exit(not holds)


if __name__ == "__main__":
    main()
