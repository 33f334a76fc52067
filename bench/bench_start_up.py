"""How long a person waits for ``newsletter --help``: at most five times the CPU of an empty Python."""

from __future__ import annotations

import sys
from pathlib import Path

from measure import median, tell


def main() -> None:
    empty = median([sys.executable, "-c", "pass"], runs=15)
    print_help = median([str(Path(sys.executable).with_name("newsletter")), "--help"], runs=15)
    holds = tell("newsletter --help", print_help.cpu_s, "s CPU", 5 * empty.cpu_s, "5 × python -c pass, same run")
    print(f"  ratio {print_help.cpu_s / empty.cpu_s:.2f}; wall {print_help.wall_s * 1000:.0f} ms")
    sys.exit(not holds)


if __name__ == "__main__":
    main()
