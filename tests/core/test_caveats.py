"""Caveats: what is not won yet, not for all, not for good, as a labelled corpus with look-alikes that are none."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from newsletter.core.limits import caveats, last_word
from newsletter.core.rules import Rules
from newsletter.model.entries import Span

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


@pytest.mark.parametrize(
    ("text", "last", "language"),
    [
        ("The bakers were freed. The ban on their bread is as firm as ever.", True, "en"),
        ("The bakers were freed. Baking is forbidden to them as before.", True, "en"),
        ("The bakers were freed. Forty others are shut in.", True, "en"),
        ("The bakers were freed. Opponents have called for a referendum.", True, "en"),
        ("The bakers were freed. They bake again on the square.", False, "en"),
        ("The bakers were freed. They had been in prison for nine years.", False, "en"),
        ("The bakers were freed. Nobody can arrest them for bread any more.", False, "en"),
        ("The bakers were freed. “They have not given up their bread,” said Ana.", False, "en"),
        ("The bakers were freed. The trial of their writers has been closed.", False, "en"),
        ("Les boulangers ont été libérés. Leur pain est toujours interdit.", True, "fr"),
        ("Les boulangers ont été libérés. Ils sont rentrés au village.", False, "fr"),
        ("Los panaderos fueron liberados. Otros nueve siguen en la cárcel.", True, "es"),
        ("Los panaderos fueron liberados. Están en casa con sus hijos.", False, "es"),
    ],
)
def test_given_a_last_sentence_that_tells_what_is_wrong_as_ever_then_it_is_the_storys_caveat(
    text: str, last: bool, language: str
) -> None:
    won, _, rest = text.partition(". ")
    told = [Span(start=0, end=len(won))]
    found = last_word(text, told, RULES[language])
    assert (found and found.of(text)) == (rest if last else None)
    assert bool(caveats(text, RULES[language], told)) is last


def test_given_a_long_text_or_only_a_win_then_no_last_sentence_is_a_caveat() -> None:
    long = "The bakers were freed. " + "They baked. " * 12 + "The ban on their bread is as firm as ever."
    alone = "The ban on their bread is as firm as ever."
    for text in (long, alone):
        assert last_word(text, [], RULES["en"]) is None
