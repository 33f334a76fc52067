"""What reading costs: 300 feeds of 30 entries over loopback, until clean entries are stored.

Four rounds: all new; nothing new and the server says so (304); nothing new and the server ignores conditions; one
entry in a hundred new. Beside them in the same run: the bytes alone, fetched by requests in four threads, and two
peers where they can be installed for the moment (reader with 8 workers, rss2email). Words, facts and verdicts are a
second step and not counted; start-up of programs is not counted either, that of our two parsing processes is.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from feeds import ENTRIES, bring_news, serving
from measure import tell

FEEDS = 300
#: Peers are no dependencies of ours: they get an environment of their own. sgmllib3k is needed by hand today.
PEERS = {"reader": ("reader", "sgmllib3k"), "rss2email": ("rss2email",)}
ROUNDS = (
    ("first reading", "etag", ""),
    ("all 304", "etag", ""),
    ("first reading, no conditions", "plain", ""),
    ("unchanged, no conditions", "plain", ""),
    ("1 % new", "etag", "news"),
)


@dataclass(frozen=True)
class Round:
    """One round by one reader: seconds, CPU with children, peak of itself and of all its processes in MiB."""

    wall_s: float
    cpu_s: float
    own_mib: float
    all_mib: float


def measured(who: str, python: str, place: Path, port: int, kind: str, count: int = FEEDS) -> Round:
    """Run one round in a process of its own, and look at its memory while it runs."""
    command = [python, str(Path(__file__).with_name("readers.py")), who, str(place / f"{who}-{kind}-{count}")]
    process = subprocess.Popen([*command, str(port), kind, str(count)], stdout=subprocess.PIPE)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.02)
    said = process.stdout.read() if process.stdout else b""
    if process.returncode or process.stdout is None:
        sys.exit(f"{who} failed")
    process.stdout.close()
    told = json.loads(said.splitlines()[-1])
    return Round(told["wall_s"], told["cpu_s"], told["peak_mb"], peak)


def _resident(pid: int) -> float:
    """MiB of a process and its children; pages that they share count for each."""
    size = 0
    try:
        first = psutil.Process(pid)
        for process in (first, *first.children(recursive=True)):
            size += process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0.0
    return size / 1024 / 1024


def peers(place: Path) -> dict[str, str]:
    """Which peers there are, with the Python that runs them."""
    found = {}
    for name, packages in PEERS.items():
        python = place / f"venv-{name}" / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        if subprocess.run(install, capture_output=True).returncode == 0:
            found[name] = str(python)
        else:
            print(f"{name} cannot be installed here; it is left out of the comparison")
    return found


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="newsletter-bench-"))
    pythons = {"bytes": sys.executable, "ours": sys.executable, **peers(place)}
    table: dict[str, dict[str, Round]] = {}
    with serving(FEEDS) as port:
        for name, kind, before in ROUNDS:
            if before:
                bring_news(port)
            table[name] = {who: measured(who, python, place, port, kind) for who, python in pythons.items()}
            for who, cost in table[name].items():
                print(f"  {name:28} {who:10} {cost.wall_s:7.2f} s wall {cost.cpu_s:7.2f} s CPU {cost.own_mib:5.0f} MiB")
        few = measured("ours", sys.executable, place, port, "etag", FEEDS // 3)
    holds = judge(table, few)
    shutil.rmtree(place)
    sys.exit(not holds)


def judge(table: dict[str, dict[str, Round]], few: Round) -> bool:
    """Hold the figures against their limits."""
    first, quiet, plain = table["first reading"], table["all 304"], table["unchanged, no conditions"]
    news, ours = table["1 % new"], table["first reading"]["ours"]
    print(f"  first reading: {ours.cpu_s / (FEEDS * ENTRIES) * 1000:.2f} s CPU for 1,000 entries")
    held = [
        tell("all 304", quiet["ours"].cpu_s, "s CPU", 1.5 * quiet["bytes"].cpu_s, "1.5 × the bytes alone"),
        tell("same bytes", plain["ours"].cpu_s, "s CPU", 1.3 * plain["bytes"].cpu_s, "1.3 × the bytes alone"),
        tell("our own memory", ours.own_mib, "MiB", 100, "goal"),
        tell("all our processes", ours.all_mib, "MiB", 200, "goal"),
        tell("growth with three times the feeds", ours.own_mib - few.own_mib, "MiB", 10, "flat"),
    ]
    if "reader" in first:
        held.append(tell("first reading", ours.wall_s, "s", 0.35 * first["reader"].wall_s, "0.35 × reader"))
        held.append(tell("1 % new", news["ours"].wall_s, "s", news["reader"].wall_s / 8, "an eighth of reader"))
    if "rss2email" in first:
        held.append(tell("first reading", ours.wall_s, "s", 0.2 * first["rss2email"].wall_s, "0.2 × rss2email"))
    return all(held)


if __name__ == "__main__":
    main()
