"""The words of a highlight: whole sentences of the source, each once, the caveat always along."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.core.prose import first_sentence
from newsletter.core.wording import Wording, word
from newsletter.model.editions import Length, Origin, Sentence
from newsletter.model.entries import Completeness, Precision, Quote, Span, TitleIs
from newsletter.model.settings import Use
from newsletter.model.stories import Candidate, Evidence
from tests.core.making import candidate, rules

#: 20 words, so that lengths can be counted.
LONG = (
    "Friends, cousins, neighbours and two old teachers came to the gate with {} songs, flowers, bread, tea and a drum."
)
WIN = "Zénaïde Oyélowo walked out of prison on Tuesday."
CAVEAT = "But the trial continues in May."


def story(text: str, *, win: str = WIN, caveat: str = "", **more: Any) -> Candidate:
    """A candidate whose evidence and caveat stand where these words do."""
    at, worry = text.find(win), text.find(caveat) if caveat else -1
    evidence = (
        (Evidence(field="text", span=Span(start=at + 2, end=at + len(win) - 1), rule="released"),) if at >= 0 else ()
    )
    held = Span(start=worry + 4, end=worry + 10) if worry >= 0 else None
    return candidate(text=text, evidence=evidence, caveat=held, title=more.pop("title", "Free at last"), **more)


def worded(one: Candidate, use: Use = Use.FULL) -> Wording:
    """By the rules of its language."""
    return word(one, use, rules().get(one.revision.language))


def texts(wording: Wording, length: Length = Length.STORY) -> list[str]:
    return [one.text for one in wording.lengths.of(length)]


def every_sentence(wording: Wording) -> list[Sentence]:
    """What one letter may hold: the story in its own length, and what stands beside it."""
    quote = [wording.quote.words] if wording.quote else []
    beside = [*quote, *([wording.caveat] if wording.caveat else [])]
    return [wording.headline, *(told for told in wording.lengths.story if told not in beside), *beside]


def assert_verbatim(one: Candidate, wording: Wording) -> None:
    """Each sentence equals its span, and nothing is said twice; gaps are marked where words are left out."""
    for sentence in (*every_sentence(wording), *wording.lengths.line, *wording.lengths.long):
        source = getattr(one.revision, sentence.field)
        assert sentence.text == source[sentence.start : sentence.end] != ""
        assert (sentence.origin, sentence.entry, sentence.revision) == (Origin.SOURCE, one.revision.entry, 1)
    in_text = sorted((told.start or 0, told.end or 0) for told in every_sentence(wording) if told.field == "text")
    assert all(first[1] <= second[0] for first, second in pairwise(in_text))
    for length in Length:
        for before, told in pairwise(wording.lengths.of(length)):
            between = one.revision.text[before.end : told.start].strip()
            assert told.after_gap == (between != "" or (told.start or 0) < (before.end or 0))


def test_given_a_short_story_when_worded_then_all_of_it_stands_with_its_paragraphs() -> None:
    one = story(f"{WIN} Her sister held her shoes.\n\nThe judge had doubted the case.")
    wording = worded(one)
    assert [(each.text, each.paragraph) for each in wording.lengths.story] == [
        (WIN, 0),
        ("Her sister held her shoes.", 0),
        ("The judge had doubted the case.", 1),
    ]
    assert (wording.headline.text, wording.headline.field, wording.quote, wording.caveat) == (
        "Free at last", "title", None, None,
    )  # fmt: skip
    assert_verbatim(one, wording)


def test_given_no_title_when_worded_then_the_first_sentence_is_the_headline_and_is_not_told_again() -> None:
    one = story(f"{WIN} Her sister held her shoes.", title=WIN, title_is=TitleIs.DERIVED)
    wording = worded(one)
    assert (wording.headline.text, wording.headline.field, wording.headline.start) == (WIN, "text", 0)
    assert texts(wording) == ["Her sister held her shoes."]
    assert_verbatim(one, wording)


@pytest.mark.parametrize(("length", "least", "most"), [("line", 1, 25), ("story", 40, 90), ("long", 90, 150)])
def test_given_a_long_story_when_worded_then_each_length_holds_the_win(length: str, least: int, most: int) -> None:
    parts = [LONG.format(number) for number in range(12)]
    for place in range(12):
        one = story(" ".join([*parts[:place], WIN, *parts[place:]]))
        wording = worded(one)
        words = sum(len(text.split()) for text in texts(wording, Length(length)))
        assert WIN in texts(wording, Length(length))
        assert least <= words <= most
        assert_verbatim(one, wording)


def test_given_a_win_that_somebody_speaks_of_further_down_then_it_is_told_by_the_sentence_that_tells_it() -> None:
    freed = "Ana Ruiz was released from prison on Tuesday, nine years after she was sentenced for a song."
    met = "“The door opens from the inside,” said Ana Ruiz, who was met at the gate by her choir."
    text = f"{freed} A judge found no crime in it.\n\n{LONG.format('x')}\n\n{met}\n\n{LONG.format('y')}"
    told = (("title", "Ana Ruiz walks free", "walks free", "free at last"), ("text", text, "was released", "released"),
            ("text", text, "met at the gate", "free at last"))  # fmt: skip
    evidence = tuple(
        Evidence(field=field, span=Span(start=where.index(words), end=where.index(words) + len(words)), rule=rule)
        for field, where, words, rule in told
    )
    one = candidate(title="Ana Ruiz walks free", text=text, evidence=evidence)
    for length in Length:
        assert texts(worded(one), length)[0] == freed


def test_given_a_win_far_down_when_worded_then_it_does_not_open_on_a_pronoun() -> None:
    win = "She walked out of prison on Tuesday."
    before = [LONG.format(number) for number in range(6)]
    name = "Zénaïde Oyélowo had waited for nine long years."
    one = story(" ".join([*before, name, win, LONG.format("x"), LONG.format("y"), LONG.format("z")]), win=win)
    told = texts(worded(one))
    assert win in told
    assert not told[0].startswith("She")


def test_given_a_middle_of_a_paragraph_when_room_ends_then_it_rounds_to_the_paragraph_before() -> None:
    first = f"{WIN} {LONG.format(1)} {LONG.format(2)}"
    one = story(f"{first}\n\n{LONG.format(3)} {LONG.format(4)} {LONG.format(5)} {LONG.format(6)}")
    assert " ".join(texts(worded(one))) == first


@pytest.mark.parametrize(
    "away",
    [
        "Learn more here.",
        "To learn how you can join us, visit our website.",
        "Read on for what happened next!",
        "Sign the petition for her friends today.",
        "For more information, write to us.",
        "Here is what she wrote:",
        "Click here.",
        "Responding to the news, our director said:",
        "And then, as the gate opened…",
        "Oyélowo at the gate, May 2020",
    ],
)
def test_given_words_that_lead_away_or_nowhere_when_worded_then_they_are_left_out(away: str) -> None:
    one = story(f"{WIN} Her sister held her shoes.\n\n{away}", completeness=Completeness.TRUNCATED)
    assert texts(worded(one)) == [WIN, "Her sister held her shoes."]


def test_given_a_caveat_when_worded_then_its_sentence_stands_once_beside_the_story() -> None:
    one = story(f"{WIN} {CAVEAT} Her sister held her shoes.", caveat=CAVEAT)
    for use in Use:
        wording = worded(one, use)
        assert wording.caveat is not None
        assert (wording.caveat.text, CAVEAT in texts(wording)) == (CAVEAT, False)
        assert_verbatim(one, wording)
    assert texts(worded(one)) == [WIN, "Her sister held her shoes."]


def test_given_a_caveat_in_the_headline_when_worded_then_it_is_not_said_twice() -> None:
    both = "Zénaïde Oyélowo walked out of prison on bail."
    one = story(f"{both} Her sister held her shoes.", win=both, caveat=both, title=both, title_is=TitleIs.DERIVED)
    wording = worded(one)
    assert (wording.headline.text, wording.caveat, texts(wording)) == (both, None, ["Her sister held her shoes."])


def test_given_a_source_that_allows_a_link_only_when_worded_then_only_the_headline_stands() -> None:
    wording = worded(story(f"{WIN} Her sister held her shoes."), Use.LINK)
    assert (wording.lengths.story, wording.quote, wording.caveat) == ((), None, None)


def test_given_a_source_that_allows_an_excerpt_when_worded_then_at_most_sixty_words_of_it_stand() -> None:
    text = " ".join([WIN, CAVEAT, *(LONG.format(number) for number in range(5)), '"I am so happy," said Ann Lee.'])
    for title_is, title in ((TitleIs.GIVEN, "Free"), (TitleIs.DERIVED, WIN)):
        one = story(text, caveat=CAVEAT, title=title, title_is=title_is)
        wording = worded(one, Use.EXCERPT)
        taken = sum(len(each.text.split()) for each in every_sentence(wording) if each.field == "text")
        assert 0 < taken <= 60
        assert_verbatim(one, wording)


def said(text: str, words: str, speaker: str | None, role: str | None = None) -> Quote:
    start = text.index(words)
    return Quote(text=words, speaker=speaker, role=role, start=start, end=start + len(words))


def test_given_several_quotations_when_worded_then_gratitude_of_the_family_is_quoted_without_its_marks() -> None:
    glad, grim, nobody = "“Thank you, every one of you, for my daughter.”", "“They beat her.”", "“We hope so and hope.”"
    text = f"{WIN} {grim} said Ann Lee. {nobody} {glad} said Marta Oyélowo, her mother. Her sister held her shoes."
    one = story(
        text,
        quotes=(said(text, grim, "Ann Lee"), said(text, nobody, None), said(text, glad, "Marta Oyélowo", "her mother")),
    )
    wording = worded(one)
    assert wording.quote is not None
    assert (wording.quote.words.text, wording.quote.speaker, wording.quote.role) == (
        "Thank you, every one of you, for my daughter.", "Marta Oyélowo", "her mother",
    )  # fmt: skip
    assert not any("Thank you" in told for told in texts(wording))
    assert_verbatim(one, wording)


@pytest.mark.parametrize(
    ("words", "speaker"),
    [("“They tortured us and we hope.”", "Ann Lee"), ("“Thank you all so much.”", None), ("“Thanks.”", "Ann Lee")],
)
def test_given_grim_short_or_unsure_words_when_worded_then_nobody_is_quoted(words: str, speaker: str | None) -> None:
    text = f"{WIN} {words} That was all."
    assert worded(story(text, quotes=(said(text, words, speaker),))).quote is None


def test_given_a_quotation_that_is_not_where_it_is_said_to_be_when_worded_then_it_is_not_used() -> None:
    text = f"{WIN} “Thank you all, dear friends of ours.” said Ann Lee."
    wrong = Quote(text="“Thank you all, my friends.”", speaker="Ann Lee", start=49, end=70)
    assert worded(story(text, quotes=(wrong,))).quote is None


def test_given_one_sentence_too_long_for_any_teaser_when_worded_then_it_is_never_cut() -> None:
    endless = "Zénaïde Oyélowo " + "and her many friends " * 30 + "walked out of prison."
    wording = worded(story(endless, win=endless))
    assert texts(wording) == [endless]
    assert worded(story(endless, win=endless), Use.EXCERPT).lengths.story == ()


PIECES = st.sampled_from(
    [WIN, CAVEAT, LONG.format(7), "He sang.", "Learn more here.", "She said:",
     "“Thank you, my dear friends,” said Ann Lee.", "Was it so?", "It was 3.5 p.m. in St. Ives.",
     "A caption, 2020", "¡Libre!", "他回家了。", "…", "\n\n", "\n"]
)  # fmt: skip


@example([WIN, "…"], Use.FULL, False)
@given(st.lists(PIECES, min_size=1, max_size=25), st.sampled_from(Use), st.booleans())
def test_given_any_text_when_worded_then_every_sentence_is_its_span_and_stands_once(
    pieces: list[str], use: Use, derived: bool
) -> None:
    text = " ".join(pieces).strip() or WIN
    first = first_sentence(text)
    title = first.of(text) if derived and first else "Given"
    one = story(text, caveat=CAVEAT, title=title, title_is=TitleIs.DERIVED if derived and first else TitleIs.GIVEN,
                precision=Precision.DAY)  # fmt: skip
    wording = worded(one, use)
    assert_verbatim(one, wording)
    assert worded(one, use) == wording
    if WIN in text and use is Use.FULL:
        assert any(WIN in each.text for each in (wording.headline, *wording.lengths.story))
    if CAVEAT in text:
        assert CAVEAT in " ".join(each.text for each in every_sentence(wording))
