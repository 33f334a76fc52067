"""Caveats: what is not won yet, not for all, not for good, as a labelled corpus with look-alikes that are none."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from newsletter.core.limits import caveats
from newsletter.core.rules import Rules

ROOT = Path(__file__).parents[2]
LINES = [json.loads(line) for line in (ROOT / "tests/core/corpus/caveats.jsonl").read_text("utf-8").splitlines()]
RULES = Rules.from_mapping("en", tomllib.loads((ROOT / "config" / "rules" / "en.toml").read_text("utf-8")))


def is_right(text: str, wanted: str | None) -> bool:
    found = [one.of(text) for one in caveats(text, RULES)]
    return any(wanted in one or one in wanted for one in found) if wanted else not found


@pytest.mark.parametrize("aside", [False, True])
def test_given_labelled_lines_then_nine_of_ten_caveats_are_found_and_no_look_alike_is(aside: bool) -> None:
    lines = [one for one in LINES if one["aside"] is aside]
    hard = [one for one in lines if one["caveat"]]
    assert sum(is_right(one["text"], one["caveat"]) for one in hard) >= 0.9 * len(hard)
    assert [one["text"] for one in lines if not one["caveat"] and not is_right(one["text"], None)] == []


def test_given_several_caveats_then_each_is_a_span_in_the_order_of_the_text() -> None:
    text = "🎉 If implemented, this helps. He remains under surveillance. They will keep fighting."
    found = [one.of(text) for one in caveats(text, RULES)]
    assert found[0] == "If implemented"
    assert len(found) == 3
