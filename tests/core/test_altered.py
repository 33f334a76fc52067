"""What a person's own wording changes of its source: numbers, names, a "not", a "may"."""

from __future__ import annotations

import pytest

from newsletter.core.altered import altered
from newsletter.core.phrases import Phrases
from tests.core.making import rules

SOURCE = (
    "Ana Torres walked out of prison on Tuesday.\n\nSome 31,000 people signed the petition for her release. "
    "Her brother may be freed in spring. She was not told why she had been held for nine years."
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Ana Torres left prison on Tuesday.", ()),
        ("A petition for her release was signed by 31 000 people.", ()),
        ("Some 13,000 people signed the petition for her release.", ("the source says nothing of “13,000”",)),
        ("Ana Tores walked out of prison on Tuesday.", ("the source does not name “Ana Tores”",)),
        ("Her brother is freed in spring.", ("the source says “may” here",)),
        ("She was told why she had been held for nine years.", ("the source says “not” here",)),
        ("Ana Torres never walked out of prison on Tuesday.", ("the source does not say “never” here",)),
        ("We are glad, and thank everybody who wrote.", ()),
    ],
)
def test_given_a_sentence_of_ones_own_then_it_is_told_what_the_source_says_otherwise(
    words: str, told: tuple[str, ...]
) -> None:
    assert altered(words, SOURCE, rules()["en"].wording) == told


def test_given_a_language_without_rules_then_numbers_and_names_are_told() -> None:
    assert altered("Ana Tores war 8 Jahre nicht frei.", SOURCE, Phrases()) == (
        "the source says nothing of “8”",
        "the source does not name “Ana Tores”",
    )
