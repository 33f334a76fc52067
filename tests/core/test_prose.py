"""Prose: sentences, captions, quotations and completeness, as input beside expectation in words of our own."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.core.prose import completeness, first_sentence, is_caption, paragraphs, quotes, sentences
from newsletter.model.entries import Completeness, Quote

CUT, WHOLE, CONTAINER = Completeness.TRUNCATED, Completeness.COMPLETE, Completeness.CONTAINER


@pytest.mark.parametrize(
    "parts",
    [
        ["Ama came home.", "She wept!", "Did she sing?", "Yes…", "All night."],
        ["She fled to the U.S. in 2017.", "The U.S. government agreed.", "She lives in the U.S.", "He does not."],
        ["Mr. Osei and Dr. J. K. Ann met at 5 a.m. on Monday.", "It was 5 a.m.", "They met Ms. Li."],
        ["It cost $19.5 million.", "No. 5 won.", "No.", "He did not, e.g. on Art. 12 of the law."],
        ["“It is over. We are free.”", "They danced."],
        ["She said: “It is over. We are free.”", "They danced."],
        ["“Stop!” Ama Owusu said.", "“Why?” she asked.", "“Why not?” said Bo."],
        ["“We won.”", "Ama Owusu said: “Now we rest. A while.”"],
        ['"Thank you. All of you." - Ama Owusu'],
        ["They came (all of them. Really.) and sang.", "Then they left.", "(One stayed.)", "Good."],
        ["The bank Yahoo! was sued.", "It lost… and paid."],
        ["Über alles.", "Élan.", "¿Qué pasó?", "¡Está libre!", "Łódź."],
        ["今日は晴れ。", "「はい。行きます。」と言った。", "本当？", "うん！"],
        ["وہ آزاد ہے۔", "کیا یہ سچ ہے؟", "جی ہاں۔"],
        ["Am 3. Oktober kam sie frei.", "Das war z.B. für Bo gut."],
        ["Sra. Ruiz está libre.", "M. Dupont aussi."],
        ["The court sat on April 2nd.", "2019 was hard.", "3 of 4 were freed."],
        ["He wrote “they beat us. Every day.” and signed.", "Nobody answered."],
        ["It ended at last.[12]", "Then silence."],
        ["A word without end"],
    ],
)
def test_given_a_paragraph_then_its_sentences_are_whole(parts: list[str]) -> None:
    glue = "" if parts[0].startswith("今") else " "
    text = glue.join(parts)
    assert [span.of(text) for span in sentences(text)] == parts


def test_given_paragraphs_then_no_sentence_crosses_them() -> None:
    text = "\n\n  One. Two\n \t\nthree.\n\n\n\nFour\nfive.  "
    assert [span.of(text) for span in paragraphs(text)] == ["One. Two", "three.", "Four\nfive."]
    assert [span.of(text) for span in sentences(text)] == ["One.", "Two", "three.", "Four\nfive."]
    first = first_sentence(text)
    assert first is not None
    assert first.of(text) == "One."
    assert first_sentence(" \n\n ") is None


@settings(deadline=None)  # the first example waits for the patterns to be compiled
@given(st.text(alphabet="aB .!?…“”\"'’‘«»()-\n:,1U.S。", max_size=60))
def test_given_any_text_then_spans_are_ordered_whole_and_lose_no_word(text: str) -> None:
    spans = sentences(text)
    assert all(0 <= a.start < a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert all(text[quote.start : quote.end] == quote.text for quote in quotes(text))
    completeness(text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ama Owusu at the gate, Accra, 2020", True),
        ("Photo: Kofi Ann.", True),
        ("© Kofi Ann / Example Watch", True),
        ("Here is Ama Owusu in front of the court where it began.", True),
        ("Here is what she wrote:", False),
        ("Here is how it went. It was long.", False),
        ("Ama is home.", False),
        ("She writes:", False),
        ("– Ama Owusu", False),
        ("“Thank you.” - Ama Owusu", False),
        ("• the first of three", False),
        ("and then the sentence goes on", False),
        ("Read more", False),
        ("https://example.org/ama", False),
        ("Two\nlines", False),
        ("", False),
        ("A " + "very " * 25 + "long line without an end", False),
    ],
)
def test_given_a_line_then_it_is_a_caption_or_not(line: str, expected: bool) -> None:
    assert is_caption(line) is expected


AMA = "Ama Owusu"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # directly beside the verb, before and after
        ("“I never gave up,” said Ama Owusu.", [("I never gave up", AMA, None)]),
        ("“I never gave up,” Ama Owusu said on Friday.", [("I never gave up", AMA, None)]),
        ("“I never gave up”, said Ama Owusu, a teacher, in May.", [("I never gave up", AMA, "a teacher")]),
        ("Ama Owusu said: “I never gave up hope.”", [("I never gave up hope.", AMA, None)]),
        ("Ama Owusu, 34, told Example Watch: “I gave up twice.”", [("I gave up twice.", AMA, None)]),
        ("Ama Owusu, Director of Example Watch, said: “We won.”", [("We won.", AMA, "Director of Example Watch")]),
        ("Yesterday Ama Owusu wrote: “I never gave up.”", [("I never gave up.", AMA, None)]),
        ("In a letter to Bo Li, Ama Owusu wrote: “I gave up.”", [("I gave up.", AMA, None)]),
        ("According to Ama Owusu, “the cells were never heated in winter”.",
         [("the cells were never heated in winter", AMA, None)]),
        ("“They were cold,” said Example Watch’s Deputy Director Ama Owusu.",
         [("They were cold", AMA, "Example Watch’s Deputy Director")]),
        ("Prof. J. K. Osei said: “We will repeal it.”", [("We will repeal it.", "J. K. Osei", None)]),
        ("«Nunca me rendí», dijo Ana Ruiz.", [("Nunca me rendí", "Ana Ruiz", None)]),
        ("« Je suis libre », a déclaré Zoé Éluard.", [("Je suis libre", "Zoé Éluard", None)]),
        # marks of every kind, parted quotations, several paragraphs
        ('"I never gave up," said Ama Owusu. "Not once in two years."',
         [("I never gave up", AMA, None), ("Not once in two years.", AMA, None)]),
        ("‘I never gave up,’ said Ama Owusu, ‘and I don’t regret it.’",
         [("I never gave up", AMA, None), ("and I don’t regret it.", AMA, None)]),
        ("“I was told ‘never come back’ by a guard,” Ama Owusu recalled.",
         [("I was told ‘never come back’ by a guard", AMA, None)]),
        ("Ama Owusu said: “It was long.\n\n“It was cold, too.”",
         [("It was long.", AMA, None), ("It was cold, too.", AMA, None)]),
        # a dash, a next paragraph
        ("“You carried me. All of you.” – Ama Owusu, teacher", [("You carried me. All of you.", AMA, "teacher")]),
        ('"You carried me." - Ama\u00a0Owusu', [("You carried me.", AMA, None)]),
        ("“You carried me…”\n\nThose were the words of Accra’s well-known teacher Ama Owusu after her release.",
         [("You carried me…", AMA, None)]),
        # somebody beside somebody: the words are theirs who stand at the verb
        ("Bo’s mother, Ama Owusu, wrote: “Thank you so much.”", [("Thank you so much.", AMA, "Bo’s mother")]),
        ("“Thank you so much,” said Bo Li’s mother, Ama Owusu.", [("Thank you so much", AMA, "Bo Li’s mother")]),
        ("Her lawyer, Ama Owusu, said: “We will go on.”", [("We will go on.", AMA, "Her lawyer")]),
        ("Bo Li said Ama Owusu told the judge: “I can breathe.”", [("I can breathe.", AMA, None)]),
        # nobody certain
        ("“I never gave up,” she said.", [("I never gave up", None, None)]),
        ("He wrote that even so, “the food is bad. Many are ill.”", [("the food is bad. Many are ill.", None, None)]),
        ("Ama’s lawyer said: “We will keep fighting.”", [("We will keep fighting.", None, None)]),
        ("The lawyer of Ama Owusu said: “We will keep fighting.”", [("We will keep fighting.", None, None)]),
        ("Ama Owusu and Bo Li said: “We will keep fighting.”", [("We will keep fighting.", None, None)]),
        ("“We will keep fighting,” said Ama Owusu and Bo Li.", [("We will keep fighting", None, None)]),
        ("Neighbours said: “We will keep fighting.”", [("We will keep fighting.", None, None)]),
        ("“We will keep fighting,” said the mother of Ama Owusu.", [("We will keep fighting", None, None)]),
        ("“We will keep fighting,” Ama Owusu’s letter said.", [("We will keep fighting", None, None)]),
        ("Bo told Ama Owusu that his mother wrote: “Never give up.”", [("Never give up.", None, None)]),
        ("Asked whether Ama Owusu said it, he answered: “I will not tell.”", [("I will not tell.", None, None)]),
        ("Ama Owusu was told: “You will soon be free.”", [("You will soon be free.", None, None)]),
        ("“We are all so very happy.” Ama Owusu left prison on Monday.", [("We are all so very happy.", None, None)]),
        ("“We have all won.” Ama Owusu said: “Now we rest.”",
         [("We have all won.", None, None), ("Now we rest.", AMA, None)]),
        ("“We have all won!” Ama Owusu said: “Now we rest.”",
         [("We have all won!", None, None), ("Now we rest.", AMA, None)]),
        ("Bo, who is for it but “not blindly or at once,” said Democrats were wrong.",
         [("not blindly or at once", None, None)]),
        ("“Not blindly or at once,” said last night’s Accra Star.", [("Not blindly or at once", None, None)]),
        ("“We will go on,” said Ama Owusu Friday.", [("We will go on", AMA, None)]),
        # not speech
        ("He was found guilty of “spreading false news that harms the state.”", []),
        ("The so-called “law on foreign agents and on all their friends” fell.", []),
        ("Her book “The Long Road to the Open Sea” sold well.", []),
        ("She called it “a gross injustice”.", []),
        ("Banners read “Freedom for all the prisoners now!”", []),
        ("A 5\" screen and a 7\" one.", []),
        ("The prisoners’ rights and the guards’ duties.", []),
        ("She writes: “I was", []),
        ("She writes:", []),
    ],
)  # fmt: skip
def test_given_a_text_then_its_quotations_have_certain_speakers_or_none(
    text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    found = quotes(text)
    assert [(quote.text, quote.speaker, quote.role) for quote in found] == expected
    assert all(text[quote.start : quote.end] == quote.text for quote in found)


def test_given_a_quotation_then_its_span_counts_code_points() -> None:
    assert quotes("🎉 “Está libre,” dijo Ana.") == (Quote(text="Está libre", speaker="Ana", start=3, end=13),)


LONG = "Ama Owusu came home on Friday, after two years in a cell without a window."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LONG, WHOLE),
        (f"{LONG}\n\nLearn more about the network and how you can join it on our website here.", WHOLE),
        (f"{LONG} “I never gave up,” she said.", WHOLE),
        (f"{LONG} “They told me I would die, and I was not happy...”", WHOLE),
        (f"{LONG}\n\n• a new law\n\n• a new judge", WHOLE),
        (f"{LONG}\n\n– Bo Li", WHOLE),
        (f"{LONG}\n\nhttps://example.org/ama", WHOLE),
        (f"{LONG}\n\nHere is what she wrote:\n\nI am so happy that I cannot sleep.", WHOLE),
        ("今日は晴れ。", WHOLE),
        ("وہ آزاد ہے۔", WHOLE),
        (f"{LONG}\n\nResponding to the news, her lawyer Bo Li said:", CUT),
        (f"{LONG} She writes:", CUT),
        (f"{LONG} And then…", CUT),
        (f"{LONG} And then [...]", CUT),
        (f"{LONG} And then […]", CUT),
        (f"{LONG}\n\nRead more", CUT),
        (f"{LONG} Continue reading →", CUT),
        (f"{LONG}\n\nLire la suite", CUT),
        (f"{LONG} Bo said: “I was", CUT),
        (f"{LONG} Here are the months one by one…   December 2019", CUT),
        (f"{LONG}\n\nThe road to justice", CUT),
        (f"{LONG} The court then found that the", CUT),
        ("Ama Owusu came home on Friday after two years in a cell", CUT),
        ("", CUT),
        ("So much was won. Here we take a look at the successes of a hard year.", CONTAINER),
        ("You wrote. Here are updates from last year’s cases, and more will come.", CONTAINER),
        (f"{LONG}\n\nJanuary\n\nA.\n\nFebruary\n\nB.\n\nMarch 2020\n\nC.", CONTAINER),
        ("Awa est libre. [Lire la suite…]", CUT),
        ("Ana quedó libre. Seguir leyendo", CUT),
        ("Ama was freed on Monday.\n\nUA 12/20", WHOLE),
        ("Voici quelques bonnes nouvelles de l’année. Awa est libre. Bo aussi.", CONTAINER),
        ("Un repaso a los logros del año. Ana está libre. Bo también.", CONTAINER),
    ],
)
def test_given_a_text_then_it_is_whole_or_cut_or_a_container(text: str, expected: Completeness) -> None:
    assert completeness(text) is expected


def test_given_a_title_that_announces_a_round_up_then_the_text_is_a_container() -> None:
    assert completeness(LONG, "A look back at our year") is CONTAINER


@pytest.mark.parametrize(
    "hostile",
    [
        "“" * 9_000,
        '"a ' * 9_000,
        "“a.” " * 9_000,
        "said " * 9_000 + "“one two three four five.”",
        ". " * 30_000,
        "(" * 9_000,
    ],
    ids=range(6),
)
def test_given_a_text_made_to_take_for_ever_then_it_is_read_soon(hostile: str) -> None:
    begun = time.process_time()
    quotes(hostile)
    completeness(hostile)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("gap", ["…", "..."])
def test_given_a_gap_between_two_sentences_then_it_is_part_of_neither(gap: str) -> None:
    text = f"Ana is free. {gap} Bo sang. {gap}"
    assert [one.of(text) for one in sentences(text)] == ["Ana is free.", gap, "Bo sang.", gap]
