"""The round-up: who speaks, what is a caption, which month, what is left out. Whole articles stand in the corpus."""

from __future__ import annotations

import time

import pytest

from newsletter.model.entries import Precision, ReadEntry
from newsletter.sources.documents import Document, Result, read
from newsletter.sources.documents.roundup import is_roundup, months

MONTHS = ("Benin", "Chad", "Fiji", "Laos", "Peru", "Togo", "Oman")
NAMES = ("January", "February", "March", "April", "May", "June", "July")


def article(*inside: str, year: str = " of 2020") -> Result:
    """Seven sections of one story each; ``inside`` stands below the third one's."""
    sections = [f"In {month}, a court in {place} closed the case of the {place} bakers."
                for month, place in zip(NAMES, MONTHS, strict=True)]  # fmt: skip
    sections[2] = "\n\n".join([sections[2], *inside])
    opening = f"The good news{year}\n\nHere is what went well."
    text = "\n\n\n".join([opening, *sections, "Join us."])
    assert is_roundup(text)
    return read(Document(path="year.txt", data=text.encode()))


def third(*inside: str) -> ReadEntry:
    result = article(*inside)
    assert len(result.entries) == 7
    return result.entries[2]


@pytest.mark.parametrize(
    ("words", "line", "speaker", "role"),
    [
        ("I bake again.", "Ana Ruiz", "Ana Ruiz", None),
        ("I bake again.", "Ana Ruiz, baker", "Ana Ruiz", "baker"),
        ("I bake again.", "— Ana Ruiz", "Ana Ruiz", None),
        ("I bake again.", "Ana Ruiz (baker)", "Ana Ruiz", "baker"),
        ("I bake again.", "Bo’s mother, Ana Ruiz", "Ana Ruiz", "Bo’s mother"),
        ("“We bake again.”", "Ana Ruiz", "Ana Ruiz", None),
        ("Bread is a right. It must be law.", "Ana Ruiz, Bread Watch’s Director", "Ana Ruiz", "Bread Watch’s Director"),
        ("I bake again.", "A neighbour of theirs", None, "A neighbour of theirs"),
        ("I bake again.", "Sierra Leone", None, None),
        ("I bake again.", "Ana Ruiz, at her oven", None, None),
        ("I bake again.", "Ruiz", None, None),
    ],
)  # fmt: skip
def test_given_pulled_words_and_a_line_below_then_they_are_quoted_with_a_speaker_only_if_it_names_one(
    words: str, line: str, speaker: str | None, role: str | None
) -> None:
    [quote] = third(words, line).quotes
    assert (quote.text, quote.speaker, quote.role) == (words.strip("“”"), speaker, role)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("It is never too late.", "Ana Ruiz, daughter of a baker"),
        ("You kept her place warm when we could not.", "Ana Ruiz, sister of the baker"),
        ("Your letters were like rain on dry dough.", "Ana Ruiz, baker"),
    ],
)
def test_given_captions_that_stand_twice_then_a_name_with_a_role_that_stands_once_names_the_speaker(
    words: str, line: str
) -> None:
    oven = ("Bread in an oven", "Bread in an oven")
    assert [quote.speaker for quote in third(*oven, words, line).quotes] == ["Ana Ruiz"]
    assert third("Bread in an oven", words, line).quotes == ()


def test_given_a_story_that_begins_with_this_year_then_it_is_one_of_its_own() -> None:
    result = article("This year’s prize for bread was awarded to a baker in Samoa.")
    assert [entry.text[:9] for entry in result.entries[2:4]] == ["In March,", "This year"]


def test_given_a_title_between_single_marks_then_it_makes_no_paragraph_somebodys_words() -> None:
    entry = third("The court had read his column, ‘The oven and me’, before it ruled.")
    assert (entry.quotes, "column" in entry.text) == ((), True)


def test_given_a_menu_below_the_last_story_then_no_line_of_it_is_a_caption() -> None:
    months = [f"{name}\n\nA court in {place} closed the case of the {place} bakers."
              for name, place in zip(NAMES, MONTHS, strict=True)]  # fmt: skip
    text = "\n\n\n".join(["The good news of 2020", *months, "Join the bakers\n\nAll our blogs\n\n0 comments"])
    assert [entry.figures for entry in read(Document(path="year.txt", data=text.encode())).entries] == [()] * 7


@pytest.mark.parametrize(
    "inside",
    [
        ("I bake again.", "Next Steps"),
        ("I bake again.", "The bakers will watch the weather.", "Weather Watch"),
        ("We campaigned for three years and never stopped.", "Ana Ruiz, baker"),
        ("You wrote 40,000 letters and they worked.", "Ana Ruiz, baker"),
        ("The bakers walked home through the snow.", "Ana Ruiz"),
        ("We were with them all the way.", "Ana Ruiz in front of her oven"),
        ("Our members wrote to Ana Ruiz for three years.", "Ana Ruiz, baker"),
        ("I was there when Ana Ruiz came out.", "Ana Ruiz"),
        ("She says that she is glad.", "Ana Ruiz, baker"),
        ("I bake again.", "Ana Ruiz", "Ana Ruiz"),
    ],
)
def test_given_a_name_that_may_be_a_caption_then_nobody_is_said_to_speak(inside: tuple[str, ...]) -> None:
    assert [quote.speaker for quote in third(*inside).quotes if quote.speaker] == []


@pytest.mark.parametrize(
    ("inside", "caption", "credit"),
    [
        (("Bread in an oven", "Bread in an oven"), "Bread in an oven", ""),
        (("Bread in an oven.", "Bread in an oven. © Bo Lind"), "Bread in an oven.", "Bo Lind"),
        (("Bread in an oven", "Bread in an oven, Luang Prabang"), "Bread in an oven, Luang Prabang", ""),
        (("Bread in an oven", "© Bo Lind"), "Bread in an oven", "Bo Lind"),
        (("Ana Ruiz", "Ana Ruiz, 10, at her oven. © Bo Lind"), "Ana Ruiz, 10, at her oven.", "Bo Lind"),
        (("Bread in an oven (Photo: Bo Lind)",), "Bread in an oven", "Bo Lind"),
        (("AFP via Getty Images", "Bread in an oven"), "Bread in an oven", "AFP via Getty Images"),
    ],
)
def test_given_a_caption_twice_or_with_a_credit_then_it_is_kept_once_and_not_told(
    inside: tuple[str, ...], caption: str, credit: str
) -> None:
    entry = third(*inside)
    assert [(figure.caption, figure.credit) for figure in entry.figures] == [(caption, credit)]
    assert "oven" not in entry.text


def test_given_pictures_over_their_stories_then_a_caption_that_tells_nothing_goes_below_too() -> None:
    shown = ("The bakers of Malta", "The bakers of Malta", "In March, Malta closed a case against its bakers.")
    plain = ("Two men in the rain", "In March, Samoa closed a case against its fishers.")
    told = article(*shown, *plain).entries
    assert [[figure.caption for figure in entry.figures] for entry in told[3:5]] == [
        ["The bakers of Malta"],
        ["Two men in the rain"],
    ]


def test_given_a_last_story_with_verbs_of_its_own_when_it_names_a_place_then_it_is_told() -> None:
    told = article("Elsewhere, the bakers of Malta tabled a motion to keep their ovens warm at night.").entries
    assert "Malta" in told[3].text
    opening = "The good news of 2020\n\nHere is what went well."
    sections = [f"In {m}, a court in {p} closed a case." for m, p in zip(NAMES, MONTHS, strict=True)]
    last = "Malta: a motion to keep the ovens warm at night is on its way."
    text = "\n\n\n".join([opening, *sections, last, "Join us."])
    assert read(Document(path="year.txt", data=text.encode())).entries[-1].text == last


MANY = ("Benin", "Chad", "Fiji", "Laos", "Peru", "Togo", "Oman", "Cuba", "Iraq", "Mali", "Nepal", "Malta")


def test_given_what_was_won_in_many_countries_then_it_is_a_roundup_whatever_its_opening_says() -> None:
    sections = [f"A court in {place} exempted the bakers of {place} from a fine." for place in MANY]
    text = "\n\n\n".join(["OUR BREAD PAGES\n\nBakers and judges\n\nBy our writers", *sections])
    told = read(Document(path="bread.txt", data=text.encode())).entries
    assert [entry.text for entry in told] == sections
    assert not is_roundup("\n\n\n".join(["Bakers and judges", *sections[:7]]))


@pytest.mark.parametrize(("touching", "shown"), [("below", [[], ["Two men in the rain"]]),
                                                ("above", [["Two men in the rain"], []])])  # fmt: skip
def test_given_a_picture_line_without_a_gap_to_one_of_two_stories_then_it_is_that_ones(
    touching: str, shown: list[list[str]]
) -> None:
    gaps = {"below": ("\n\n", "\n"), "above": ("\n", "\n\n")}[touching]
    own = "In March, a court in Samoa closed the case of its fishers."
    entries = article(f"In March, Malta freed its bakers.{gaps[0]}Two men in the rain{gaps[1]}{own}").entries
    assert [[figure.caption for figure in entry.figures] for entry in entries[3:5]] == shown


@pytest.mark.parametrize(
    ("line", "told", "text"),
    [
        ("Malta", "The bakers were freed in March.", "Malta: The bakers were freed in March."),
        ("Malta", "A Sudanese baker was freed in March.", "Malta: A Sudanese baker was freed in March."),
        ("Malta", "A Maltese baker was freed in March.", "A Maltese baker was freed in March."),
        ("Malta/Chad", "The bakers were freed in March.", "Malta/Chad: The bakers were freed in March."),
    ],
)
def test_given_a_place_over_a_story_then_the_story_names_it(line: str, told: str, text: str) -> None:
    [entry] = [one for one in article(f"{line}\n\n{told}").entries if told in one.text]
    assert entry.text == text
    assert not entry.figures


def test_given_a_last_story_below_its_place_then_it_is_told_and_no_line_of_a_menu_is_its_caption() -> None:
    opening = "The good news of 2020\n\nHere is what went well."
    sections = [f"{m}\n\nIn {p} a court closed a case." for m, p in zip(NAMES, MONTHS, strict=True)]
    last = "Malta\nTwo men at the ovens (photo: Bo Lee)\nThe town of Qala keeps its own ovens."
    text = "\n\n".join([opening, *sections, last, "Bread takes time.", "Give now", "Most read"])
    entry = read(Document(path="year.txt", data=text.encode())).entries[-1]
    assert entry.text == "Malta: The town of Qala keeps its own ovens."
    assert [figure.caption for figure in entry.figures] == ["Two men at the ovens"]


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("In early April, the case was closed.", 4),
        ("At the end of July 2020 she came home.", 7),
        ("He was arrested in March and freed in May.", 5),
        ("Jailed since February, she is free.", None),
        ("The marches may go on in the city.", None),
        ("In June 2017 he was taken.", None),
        ("Four detained drivers were freed in June.", 6),
        ("A law on the search for the disappeared was passed in June.", 6),
        ("In June last year she left.", None),
        ("Le 3 avril, elle a été libérée.", 4),
        ("A finales de marzo volvieron.", 3),
    ],
)
def test_given_a_month_named_in_passing_then_it_counts_only_for_what_happened_now(
    words: str, month: int | None
) -> None:
    found = months.own(words, 2020)
    assert (found[0] if found else None) == month


def test_given_an_article_without_a_year_then_no_date_is_claimed() -> None:
    assert {(entry.published_on, entry.precision) for entry in article(year="").entries} == {("", Precision.UNKNOWN)}


def test_given_a_newer_copy_when_read_then_stories_keep_their_keys() -> None:
    before = {entry.key for entry in article().entries}
    assert before == {entry.key for entry in article("Bread in an oven", "Bread in an oven").entries}


@pytest.mark.parametrize(
    "text",
    [
        "She is free\n\nAna left in May.\n\n\nIn June she came home.\n\n\nIn July she wrote.\n\n\nIn August she sang.",
        "One\n\n\nTwo\n\n\nThree\n\n\nFour\n\n\nFive\n\n\nSix",
        "",
    ],
)
def test_given_an_ordinary_story_then_it_is_no_roundup(text: str) -> None:
    assert not is_roundup(text)


@pytest.mark.parametrize(
    "line",
    [
        "I am glad {n}.\n\nMora",
        "The court in Peru freed Ana Ruiz number {n}.",
        "The court in Peru rested.\n\nCaption {n}",
    ],
)
def test_given_a_text_made_to_be_slow_then_it_is_read_within_seconds(line: str) -> None:
    many = "\n\n".join(line.format(n=n) for n in range(1_500))
    text = f"January\n\nOne.\n\nFebruary\n\n{many}\n\nMarch\n\nTwo."
    started = time.process_time()
    read(Document(path="year.txt", data=text.encode()))
    assert time.process_time() - started < 5
