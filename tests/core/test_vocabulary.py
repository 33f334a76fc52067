"""Signs and chains: which words of a sentence make a telling, and which only look like one."""

from __future__ import annotations

import pytest

from newsletter.core.vocabulary import Chain, Vocabulary

WORDS = Vocabulary(
    {
        "asks": ["to", "must"],
        "is": ["is", "was", "were"],
        "musts": ["must"],
        "orders": ["ordered"],
        "parts": ["but"],
        "relative": ["who", "which"],
        "ends": ["lift*", "drop!", "dropped", "struck down"],
        "harm": ["ban", "bans", "charges", "travel ban*"],
        "person": ["*ologist", "poet*"],
    }
)


def told(sentence: str, chain: str, *, across: bool = False, headline: bool = False, reach: int = 7) -> list[str]:
    row = WORDS.row(sentence, headline=headline)
    found = row.matches(Chain.read(chain, reach, across=across))
    return [sentence[signs[0].start : signs[-1].end] for signs in found]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The court lifted the ban.", ["lifted the ban"]),
        ("THE COURT STRUCK DOWN ALL BANS", ["STRUCK DOWN ALL BANS"]),
        ("Judges lifted her travel bans", ["lifted her travel bans"]),  # the longer of two that begin with one word
        ("She lifted a stone. The ban stands.", []),  # another sentence's
        ("She lifted a stone, but the ban stands", []),
        ("It lifted, which few had hoped, the ban", []),
        ("They lifted one two three four five six seven eight bans", []),  # too far
        ("Lift the ban!", []),  # asked for
        ("They must lift the ban", []),
        ("Chad: drop the ban", []),
        ("Prosecutors drop charges", ["drop charges"]),
        ("They dropped charges and lifted bans", ["dropped charges", "lifted bans"]),  # the nearer one is meant
        ("A shoplifter saw an urban street", []),
    ],
)
def test_a_chain_is_told_where_its_words_stand_near_in_order_and_in_one_clause(sentence: str, words: list[str]) -> None:
    assert told(sentence, "ends harm") == words


def test_a_passive_chain_needs_its_is_but_in_a_headline() -> None:
    assert told("The ban was lifted.", "harm ~ends") == ["ban was lifted"]
    assert told("The ban lifted spirits.", "harm ~ends") == []
    assert told("Ban lifted", "harm ~ends", headline=True) == ["Ban lifted"]
    assert told("Ban must be lifted", "harm ~ends", headline=True) == []


def test_a_chain_across_reaches_over_who_and_which() -> None:
    sentence = "Charges against poets who sang were dropped"
    assert told(sentence, "harm ~ends") == []
    assert told(sentence, "harm ~ends", across=True) == [sentence]


def test_after_an_order_a_base_form_is_told() -> None:
    assert told("The court ordered them to drop the ban", "ends harm") == []
    assert told("The court ordered them to drop the ban", "orders ends harm") == ["ordered them to drop the ban"]


def test_kinds_may_be_either_ends_of_words_names_and_commas() -> None:
    assert told("A geologist saw a ban", "person|ends harm") == ["geologist saw a ban"]
    assert told("Yesterday Ana lifted bans", "name ends") == ["Ana lifted"]
    assert told("Bans gone, poet dropped", "comma person") == [", poet"]


def test_a_row_lacks_a_chain_of_which_one_kind_is_not_there_at_all() -> None:
    row = WORDS.row("The ban stands")
    assert row.lacks(Chain.read("ends harm", 7))
    assert not row.lacks(Chain.read("person|harm", 7))
