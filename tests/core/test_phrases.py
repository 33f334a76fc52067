"""What a sentence shows of its use, in each language that has rules: a call, a word that leans back, a dateline."""

from __future__ import annotations

import pytest

from newsletter.core.phrases import Phrases, is_dateline
from newsletter.core.rules import Rules
from tests.core.making import rules

BESIDE = {
    "en": [
        "He was out.",
        "LIMA – He was out.",
        "“We are free,” she said.",
        "The two left.",
        "Two days later a court ruled.",
        "Supporters had asked for that.",
        "Among them was a nurse.",
        "A song that they wrote was heard.",
    ],
    "fr": [
        "Elle est libre.",
        "Port-au-Prince, 14 mai 2021 – Il est libre.",
        "C’est fini.",
        "Son père pleure.",
        "L’une d’entre elles est libre.",
        "« Merci », dit-elle.",
        "Deux jours plus tard, le tribunal a jugé.",
    ],
    "es": [
        "Salió de prisión.",
        "Madrid, 6 de mayo de 2021 – Salió de prisión.",
        "Su madre lloró.",
        "Fue liberada ayer.",
        "Dos días después, un tribunal ordenó su libertad.",
        "«Gracias», dijo.",
        "La liberaron ayer.",
    ],
}
ALONE = {
    "en": [
        "This week a court ruled.",
        "Theresa was freed.",
        "The former president was tried.",
        "Earlier this week she won.",
        "The women said they would stay.",
        "LIMA – Ana Torres is free.",
        "However, Ahmed is free.",
    ],
    "fr": ["Cette semaine, le tribunal a jugé.", "Sonia est libre.", "Yvonne est libre.", "Mais Awa est libre."],
    "es": ["Esta semana un tribunal absolvió a Ana.", "Susana salió de prisión.", "Después de dos años, Ana es libre."],
}
CALLS = {
    "en": ["Sign the petition.", "To learn more, visit our website.", "Read her letter here."],
    "fr": ["Signez la pétition.", "Pour en savoir plus, écrivez-nous.", "Lisez sa lettre ici."],
    "es": ["Firma la petición.", "Para más información, escríbenos.", "Únete a la campaña."],
}


def each(found: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, words) for language, told in found.items() for words in told]


@pytest.mark.parametrize(("language", "words"), each(BESIDE))
def test_given_a_word_that_leans_back_then_a_sentence_stands_only_beside_another(language: str, words: str) -> None:
    assert rules()[language].wording.leans(words)


@pytest.mark.parametrize(("language", "words"), each(ALONE))
def test_given_its_own_subject_then_a_sentence_stands_alone(language: str, words: str) -> None:
    assert not rules()[language].wording.leans(words)


@pytest.mark.parametrize(("language", "words"), each(CALLS))
def test_given_a_call_then_a_sentence_sends_its_reader_away(language: str, words: str) -> None:
    assert rules()[language].wording.sends_away(words)


@pytest.mark.parametrize(
    ("words", "leans"),
    [("In 2007 she felt pains.", True), ("On Sunday he was freed.", True), ("In Lima she sang.", True),
     ("In 2007 Ana felt her pains.", False), ("The court freed six.", False), ("However, Ahmed is free.", True)],
)  # fmt: skip
def test_given_somebody_who_is_not_named_then_a_sentence_leans_a_little(words: str, leans: bool) -> None:
    assert rules()["en"].wording.leans_a_little(words) is leans


@pytest.mark.parametrize(
    "words", ["Lima, 3 September 2020.", "(Geneva, 5 May)", "Paris, le 4 mai 2020.", "Dakar, 2020"]
)
def test_given_only_place_and_day_then_it_is_a_dateline(words: str) -> None:
    assert is_dateline(words)


@pytest.mark.parametrize("words", ["Ana was freed in 2020.", "Released Tuesday, 3 people left."])
def test_given_more_than_place_and_day_then_it_is_none(words: str) -> None:
    assert not is_dateline(words)


def test_given_a_language_without_rules_then_nothing_is_known_of_its_words() -> None:
    assert not Phrases().known
    assert not Phrases().leans("Er ist frei.")


def test_given_a_list_that_nobody_knows_then_the_rules_say_which_there_are() -> None:
    with pytest.raises(ValueError, match=r"\[wording\] gladd is not known; allowed are .*glad"):
        Rules.from_mapping("en", {"wording": {"gladd": ["joy"]}})


@pytest.mark.parametrize("words", ["A " * 20000, "Lima, " * 5000, "to learn " * 5000, "had " * 9000, "(" * 9000])
def test_given_hostile_words_then_each_question_is_answered(words: str) -> None:
    phrases = rules()["en"].wording
    assert (phrases.sends_away(words), phrases.leans(words), is_dateline(words)) == (False, False, False)


def test_every_language_with_rules_has_phrases() -> None:
    assert all(one.wording.known for one in rules().values())
