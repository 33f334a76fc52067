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
RULES = {
    language: Rules.from_mapping(
        language, tomllib.loads((ROOT / "config" / "rules" / f"{language}.toml").read_text("utf-8"))
    )
    for language in ("en", "fr", "es")
}


def is_right(text: str, wanted: str | None, language: str = "en") -> bool:
    found = [one.of(text) for one in caveats(text, RULES[language])]
    return any(wanted in one or one in wanted for one in found) if wanted else not found


@pytest.mark.parametrize("aside", [False, True])
def test_given_labelled_lines_then_nine_of_ten_caveats_are_found_and_no_look_alike_is(aside: bool) -> None:
    lines = [one for one in LINES if one["aside"] is aside]
    hard = [one for one in lines if one["caveat"]]
    right = {one["text"]: is_right(one["text"], one["caveat"], one.get("language", "en")) for one in lines}
    assert sum(right[one["text"]] for one in hard) >= 0.9 * len(hard)
    assert [one["text"] for one in lines if not one["caveat"] and not right[one["text"]]] == []


def test_given_several_caveats_then_each_is_a_span_in_the_order_of_the_text() -> None:
    text = "🎉 If implemented, this helps. He remains under surveillance. They will keep fighting."
    found = [one.of(text) for one in caveats(text, RULES["en"])]
    assert found[0] == "If implemented"
    assert len(found) == 3
