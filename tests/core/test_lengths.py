"""The words of whole stories, measured on texts of our own: what each length holds, and in which order."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from newsletter.core.facts import facts
from newsletter.core.verdict import judge
from newsletter.core.wording import Wording, word
from newsletter.model.editions import Length
from newsletter.model.entries import Completeness, TitleIs, Trust
from newsletter.model.settings import Use
from newsletter.model.stories import Candidate
from tests.core.making import candidate, rules

TOLD = [
    json.loads(line) for line in (Path(__file__).parent / "corpus" / "wording.jsonl").read_text("utf-8").splitlines()
]
PARTS = ("win", "before", "acted", "remains")


def read(title: str, text: str, language: str = "en", **more: Any) -> Candidate:
    """A story as the program reads it."""
    judgement = judge(title=title, text=text, language=language, trust=Trust.WINS, rules=rules())
    found = facts(title, text, language, rules(), events=judgement.evidence)
    return candidate(title=title, text=text, language=language, judgement=judgement, facts=found, **more)


def worded(title: str, text: str, language: str = "en", use: Use = Use.FULL, **more: Any) -> Wording:
    return word(read(title, text, language, **more), use, rules().get(language))


def words_of(wording: Wording, length: Length = Length.STORY) -> str:
    return " ".join(one.text for one in wording.lengths.of(length))


def held(one: dict[str, Any], length: Length) -> list[str]:
    """What a telling holds, with the caveat that always stands beside it."""
    wording = worded(one["title"], one["text"], one["language"])
    told = words_of(wording, length) + (wording.caveat.text if wording.caveat else "")
    return [part for part in PARTS if one[part] in told]


@pytest.mark.parametrize("aside", [False, True])
@pytest.mark.parametrize("length", [Length.STORY, Length.LONG])
def test_stories_hold_the_win_what_came_before_who_acted_and_what_remains(aside: bool, length: Length) -> None:
    rows = [one for one in TOLD if one["aside"] is aside]
    counted = Counter(part for one in rows for part in held(one, length))
    assert counted["win"] / len(rows) >= 0.9
    assert min(counted[part] for part in PARTS) / len(rows) >= 0.8, counted


@pytest.mark.parametrize("one", TOLD, ids=[one["id"] for one in TOLD])
def test_every_length_is_whole_sentences_of_the_source_and_opens_on_what_stands_alone(one: dict[str, Any]) -> None:
    wording, phrases = worded(one["title"], one["text"], one["language"]), rules()[one["language"]].wording
    for length, most in ((Length.LINE, 25), (Length.STORY, 90), (Length.LONG, 150)):
        told = wording.lengths.of(length)
        assert 0 < len(words_of(wording, length).split()) <= most
        assert not phrases.leans(told[0].text)
        for sentence in told:
            source = one["title"] if sentence.field == "title" else one["text"]
            assert source[sentence.start : sentence.end] == sentence.text
        for before, after in pairwise(told):
            assert after.after_gap == (one["text"][before.end : after.start].strip() != "" or after.start < before.end)
    assert len(words_of(wording).split()) >= 40


WALKED = "Ana Torres walked out of prison in Lima on Tuesday."
JAILED = "Torres had been jailed in 2015 for a poem about a river, and a court sentenced her to nine years."
WROTE = "More than 12,000 people signed the petition for her release, and a choir sang it to the minister."
OTHERS = "Four other poets are still held in the north, and nobody may visit them on any day of the week."
SCENE = "The street was full of people by six in the morning, and somebody had brought a drum and two trumpets."
FILLER = "The baker gave bread to everyone, the schools stayed shut, and the trams rang their bells until noon."


def test_given_a_win_in_the_last_paragraph_then_it_comes_first_and_what_says_it_was_earlier_follows() -> None:
    text = "\n\n".join([SCENE, FILLER, FILLER.replace("baker", "cook"), JAILED, WROTE, WALKED])
    told = worded("Ana Torres is free", text).lengths.story
    assert [(one.text, one.after_gap) for one in told][:2] == [(WALKED, False), (JAILED, True)]


def test_given_a_story_that_does_not_fit_then_gaps_keep_what_came_before_and_what_remains() -> None:
    text = "\n\n".join([WALKED, SCENE, FILLER, JAILED, FILLER.replace("baker", "cook"), WROTE, OTHERS])
    wording = worded("Ana Torres is free", text)
    told = words_of(wording) + (wording.caveat.text if wording.caveat else "")
    assert [part in told for part in (WALKED, JAILED, WROTE, OTHERS)] == [True] * 4
    assert wording.lengths.story[0].text == WALKED


def test_given_a_sentence_about_somebody_else_then_it_never_stands_beside_another_name() -> None:
    other = "The guard Luis Vega was watching. In 2015 he had been jailed for theft in the same town of Ica."
    text = "\n\n".join([WALKED, FILLER, FILLER.replace("baker", "cook"), SCENE, other, OTHERS])
    told = words_of(worded("Ana Torres is free", text))
    assert "jailed for theft" not in told or "Luis Vega" in told


def test_given_a_dateline_then_it_opens_with_its_sentence_and_never_stands_alone() -> None:
    told = worded("Ana Torres is free", f"Lima, 3 September 2020.\n\nLIMA – {WALKED} {JAILED}").lengths
    assert [told.line[0].text, told.story[0].text] == [f"LIMA – {WALKED}"] * 2


def test_given_one_short_sentence_then_each_length_is_that_sentence() -> None:
    told = worded("Free at last", "Ana Torres walked out of prison.").lengths
    assert [[one.text for one in told.of(length)] for length in Length] == [["Ana Torres walked out of prison."]] * 3


def test_given_a_short_text_then_its_order_stays() -> None:
    told = worded("Ana Torres is free", f"The gate of Lima opened at noon. {WALKED} {JAILED}").lengths.story
    assert [one.text for one in told] == ["The gate of Lima opened at noon.", WALKED, JAILED]


def test_given_evidence_that_only_echoes_a_win_then_the_headline_says_which_sentence_is_meant() -> None:
    echo = "Neighbours paid for the lawyer, and a hockey club was released from its rent."
    text = "\n\n".join([SCENE, WALKED, FILLER, FILLER.replace("baker", "cook"), echo, OTHERS])
    assert worded("Peru: Ana Torres walks out of prison", text).lengths.line[0].text == WALKED


def test_given_only_sentences_that_lean_back_then_the_first_of_them_is_told() -> None:
    told = worded("Ana Torres is free", "She walked out of prison. Her sister wept.").lengths
    assert told.line[0].text == "Ana Torres is free"
    assert [one.text for one in told.story] == ["She walked out of prison.", "Her sister wept."]


def test_given_a_text_that_retells_several_stories_then_none_is_put_beside_another() -> None:
    parts = [
        f"{WALKED} {FILLER}",
        "A court in Ghana freed Kofi Mensah. He had been jailed in 2011.",
        f"{SCENE} {FILLER}",
    ]
    text = "\n\n".join(parts)
    told = worded("Good news of May", text, completeness=Completeness.CONTAINER).lengths.story
    assert not any(one.after_gap for one in told)


def test_given_a_win_that_is_its_own_caveat_then_the_story_tells_it_all_the_same() -> None:
    bail = "The nurse Ana Torres was released on bail in Lima on Tuesday."
    wording = worded("Ana Torres released", f"{bail} {JAILED} {FILLER}")
    assert wording.caveat is not None
    assert (wording.caveat.text, bail in words_of(wording)) == (bail, True)


def test_given_a_headline_that_is_the_first_sentence_then_the_story_goes_on_in_its_order() -> None:
    text = " ".join([WALKED, FILLER, JAILED])
    told = worded(WALKED, text, title_is=TitleIs.DERIVED).lengths
    assert [one.text for one in told.story] == [FILLER, JAILED]
    assert [one.text for one in told.line] == [WALKED]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_given_a_language_without_rules_then_a_story_is_told_and_nobody_is_quoted(language: str) -> None:
    text = f"{WALKED} “I thank everybody for my daughter’s freedom,” said Rosa Torres. {FILLER}"
    wording = worded("Ana Torres", text, language)
    assert (wording.quote, bool(wording.lengths.story)) == (None, True)


def test_given_ten_thousand_sentences_then_a_story_is_told_at_once() -> None:
    assert WALKED in words_of(worded("Ana Torres is free", " ".join([SCENE, FILLER] * 5000 + [WALKED])))
