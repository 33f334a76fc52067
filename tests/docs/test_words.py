"""The glossary has every word of every life, as the screens say it; the drawings have every move and arrow."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from newsletter.model import words
from newsletter.model.deliveries import DELIVERY_MOVES, DeliveryState
from newsletter.model.editions import EDITION_MOVES, EditionStatus, Level, Origin
from newsletter.model.entries import Completeness, Trust
from newsletter.model.stories import HoldKind, Verdict
from tests.test_arrows import ARROWS, LIBRARIES

ROOT = Path(__file__).resolve().parents[2]
NOTES = ROOT / "docs" / "design-notes.md"


def glossary_table(title: str) -> dict[str, str]:
    """Code word → screen word of the table under a heading; refuses a row without a meaning."""
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    section = text.split(f"### {title}\n", 1)[1].split("\n#", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|([^|]+)\|$", section, re.MULTILINE)
    assert all(meaning.strip() for *_, meaning in rows)
    return {code: screen.strip() for code, screen, _ in rows}


@pytest.mark.parametrize(
    ("title", "catalogue", "members"),
    [
        ("An edition", words.EDITION, EditionStatus),
        ("A delivery", words.DELIVERY, DeliveryState),
        ("Verdict", words.VERDICT, Verdict),
        ("Trust", words.TRUST, Trust),
        ("Completeness", words.COMPLETENESS, Completeness),
        ("Holds", words.HOLD, HoldKind),
        ("A finding", words.LEVEL, Level),
    ],
)
def test_the_glossary_says_what_the_screens_say(
    title: str, catalogue: Mapping[Any, str], members: type[StrEnum]
) -> None:
    assert glossary_table(title) == {member.value: catalogue[member] for member in members}


def test_the_glossary_has_every_origin_of_a_sentence() -> None:
    assert set(glossary_table("Where a sentence comes from")) == {origin.value for origin in Origin}


def drawing(name: str) -> str:
    """The drawing under a heading of the design notes."""
    section = NOTES.read_text("utf-8").split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]
    return section.split("```mermaid\n", 1)[1].split("```", 1)[0]


@pytest.mark.parametrize(
    ("name", "moves"), [("The life of an edition", EDITION_MOVES), ("The life of a delivery", DELIVERY_MOVES)]
)
def test_a_drawing_of_a_life_has_every_legal_move_and_no_other(
    name: str, moves: Mapping[StrEnum, frozenset[StrEnum]]
) -> None:
    drawn = re.findall(r"^ +(\w+) --> (\w+)$", drawing(name), re.MULTILINE)
    assert sorted(drawn) == sorted((old.value, new.value) for old, allowed in moves.items() for new in allowed)


def test_the_drawing_of_the_house_has_every_arrow_and_no_other() -> None:
    drawn = re.findall(r"^ +(\w+) --> ([\w &]+)$", drawing("The house, and who may import whom"), re.MULTILINE)
    pairs = sorted((room, to) for room, all_to in drawn for to in all_to.split(" & "))
    assert pairs == sorted((room, to) for room, allowed in ARROWS.items() for to in allowed if room != "__main__")


def test_every_library_is_named_in_the_design_notes_with_what_was_rejected() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = [one for name in ("postgres", "documents") for one in project["optional-dependencies"][name]]
    named = {re.split(r"[\[<>=]", one)[0] for one in (*project["dependencies"], *optional)}
    section = NOTES.read_text("utf-8").split("## Libraries\n", 1)[1].split("\n## ", 1)[0]
    rows = {
        library.strip().lower()
        for cell in re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", section, re.MULTILINE)
        for library in cell.split(",")
    }
    assert {name.lower() for name in named} - rows == set()
    assert LIBRARIES  # and where each may be imported is held by tests/test_arrows.py


NAMED = re.compile(r"(?:`|^|&& )newsletter ([a-z-]+)(?: ([a-z-]+))?(?=[ `\n])", re.MULTILINE)


def test_every_command_that_a_page_names_exists() -> None:
    reference = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    known = {name.strip() for name in re.findall(r"^## `newsletter ((?:[a-z-]+ ?)+)", reference, re.MULTILINE)}
    groups = {name.split()[0] for name in known if " " in name}
    wrong = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for first, second in NAMED.findall(page.read_text("utf-8")):
            named = f"{first} {second}" if first in groups and second else first
            wrong += [] if named in known else [f"{page.name}: newsletter {named}"]
    assert wrong == []
