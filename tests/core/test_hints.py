"""Hints say which rules may match: they make judging fast."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsletter import config
from newsletter.core.hints import Hints

CORPUS = Path(__file__).with_name("corpus")
RULES = config.load_rules(Path())
HINTS = Hints([["releas"], ["set free", " ban "], [], ["appro", "passed"]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She was released.", [0, 2]),
        ("THE PRERELEASED BILL", [0, 2]),
        ("They were set free", [1, 2]),
        ("They set her free", [2]),
        ("an urban garden", [2]),
        ("It lifted the ban", [1, 2]),
        ("It approved, and passed, the release", [0, 2, 3]),
        ("", [2]),
    ],
)
def test_a_rule_may_match_only_where_one_of_its_hints_stands(text: str, expected: list[int]) -> None:
    assert HINTS.rules_in(text) == expected


def test_a_letter_that_lowers_to_two_hides_no_hint() -> None:
    assert 3 in HINTS.rules_in("İt has APPROVED İt, İF PASSED")
    assert 1 in Hints([["x"], ["if "]]).rules_in("İF IT HOLDS")


def test_the_hints_of_a_shape_stand_wherever_it_is_seen_in_our_corpora() -> None:
    missed = []
    for file in sorted(CORPUS.glob("*.jsonl")):
        for row in (json.loads(line) for line in file.read_text("utf-8").splitlines() if line):
            rules, text = RULES[row.get("language", "en")], row.get("text", "")
            seen = [shape for shape in rules.shapes if shape.hints and shape.pattern.search(text)]
            missed += [text for shape in seen if not any(hint in text.lower() for hint in shape.hints)]
    assert missed == []
