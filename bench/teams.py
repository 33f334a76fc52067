"""Teams of any size, read and judged, for the benchmarks that need one."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from measure import Cost, run

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


def team(folder: Path, count: int) -> Path:
    """A team with ``count`` entries over twenty-seven years, ten of them in the newest week, read and judged."""
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


def newsletter(folder: Path, *arguments: str, now: str = NOW) -> Cost:
    return run([sys.executable, "-m", "newsletter", *arguments, "--now", now], folder)
