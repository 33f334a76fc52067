"""Run a command as a process of its own and read what the system says it cost."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """One run: CPU seconds of the process and its children, wall seconds, peak memory in MB."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def run(command: Sequence[str], cwd: Path | None = None) -> Cost:
    """Run once. A command that fails ends the benchmark."""
    began = time.monotonic()
    process = subprocess.Popen(list(command), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed: {said.decode()}")
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss / 1024)


def median(command: Sequence[str], runs: int = 9, cwd: Path | None = None) -> Cost:
    """The median run of several, after one that is not counted."""
    run(command, cwd)
    costs = [run(command, cwd) for _ in range(runs)]
    return Cost(
        statistics.median(cost.cpu_s for cost in costs),
        statistics.median(cost.wall_s for cost in costs),
        statistics.median(cost.peak_mb for cost in costs),
    )


def tell(what: str, value: float, unit: str, limit: float, limit_is: str) -> bool:
    """Print a figure beside its limit; returns whether it holds."""
    holds = value <= limit
    print(f"{what}: {value:.3g} {unit}; limit {limit:.3g} {unit} ({limit_is}): {'holds' if holds else 'MISSED'}")
    return holds
