"""The text listing: dated entries in one text."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.core.prose import completeness, first_sentence, quotes
from newsletter.model.entries import Completeness, Figure, Precision, ReadEntry, TitleIs
from newsletter.sources.documents import Document, read

LISTING = """Search this site

Menu
Our good news

    March 09, 2021

    Ama\u00a0Owusu is free. She left prison on Sunday.

    “I am so happy,” she said.

    March 05, 2021
    Members of the choir in front of the court, Accra, 2020

    The court has closed the case against Đorđe Žižić…

    Members of the choir in front of the court, Accra, 2020

    2 March 2021

    A new law protects land defenders.
"""


OWN = "Ama\u00a0Owusu is free. She left prison on Sunday.\n\n“I am so happy,” she said."


def listed(text: str, **more: str) -> tuple[ReadEntry, ...]:
    return read(Document(path="news.txt", data=text.encode(), **more)).entries


def test_given_a_listing_when_read_then_entries_captions_and_dates_are_parted() -> None:
    found = listed(LISTING)
    assert [(entry.published_on, entry.title, entry.text, entry.figures) for entry in found] == [
        (
            "2021-03-09",
            "Ama\u00a0Owusu is free.",
            OWN,
            (),
        ),
        (
            "2021-03-05",
            "The court has closed the case against Đorđe Žižić…",
            "The court has closed the case against Đorđe Žižić…",
            (Figure(caption="Members of the choir in front of the court, Accra, 2020"),),
        ),
        ("2021-03-02", "A new law protects land defenders.", "A new law protects land defenders.", ()),
    ]
    assert {(e.precision, e.published_at, e.title_is, e.url) for e in found} == {
        (Precision.DAY, None, TitleIs.DERIVED, None)
    }


def test_given_a_newer_copy_of_a_listing_when_read_then_old_entries_keep_their_keys() -> None:
    newer = LISTING.replace("    March 09, 2021", "    March 12, 2021\n\n    Bo is free.\n\n    March 09, 2021")
    newer = newer.replace("She left prison on Sunday.", "She left prison on Sunday, her lawyer confirmed.")
    assert [entry.key for entry in listed(newer)][1:] == [entry.key for entry in listed(LISTING)]


def test_given_a_listing_with_headlines_when_read_then_they_are_titles() -> None:
    text = "May 02, 2021\n\nAma is free\n\nShe left.\n\nMay 01, 2021\n\nBo is home\n\nHe came."
    assert [(e.title, e.title_is, e.text) for e in listed(text)] == [
        ("Ama is free", TitleIs.GIVEN, "She left."),
        ("Bo is home", TitleIs.GIVEN, "He came."),
    ]


def test_given_a_footer_below_the_last_entry_then_it_is_no_caption() -> None:
    found = listed(
        "May 02, 2021\n\nAma is free.\n\nMay 01, 2021\n\nBo is home.\n\nShare this\n\nDonate\n\nContact us\n"
    )
    assert (found[-1].text, found[-1].figures) == ("Bo is home.", ())


def test_given_lines_broken_by_an_editor_then_they_are_joined() -> None:
    text = (
        "May 02, 2021\n\nAma Owusu, who had spent more than two years in prison for\na song, is free "
        "since Sunday morning, her family says.\n\nMay 01, 2021\n\nBo is home."
    )
    assert listed(text)[0].text.startswith("Ama Owusu, who had spent more than two years in prison for a song, is free")


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (("4 septembre 2020", "1er avril 2020"), "fr"),
        (("4 de septiembre de 2020", "1 de abril de 2020"), "es"),
        (("Friday, 4 September 2020", "1st April 2020"), "en"),
        (("Sept. 4, 2020", "Apr 1, 2020"), "en"),
        (("2020-09-04", "2020-04-01"), "en"),
    ],
)
def test_given_dates_as_people_write_them_then_the_listing_is_known(lines: tuple[str, str], language: str) -> None:
    found = listed(f"{lines[0]}\n\nAma is free.\n\n{lines[1]}\n\nBo is home.\n", language=language)
    assert [entry.published_on for entry in found] == ["2020-09-04", "2020-04-01"]


def test_given_a_month_alone_on_a_line_then_it_is_no_entry() -> None:
    assert len(listed("May 02, 2021\n\nIn short.\n\nDecember 2019\n\nAma left.\n\nMay 01, 2021\n\nBo is home.")) == 2


def test_given_the_sample_listing_when_read_then_it_is_as_its_page_was(samples: Path) -> None:
    path = next(samples.glob("003_*.txt"))
    source = path.read_text(encoding="utf-8")
    found = read(Document(path=path.name, data=path.read_bytes())).entries
    assert len(found) == 15
    assert (found[0].published_on, found[-1].published_on) == ("2020-09-04", "2020-04-01")
    assert {entry.precision for entry in found} == {Precision.DAY}
    for entry in found:
        span = first_sentence(entry.text)
        assert span is not None
        assert (entry.title, entry.title_is) == (span.of(entry.text), TitleIs.DERIVED)
        assert all(block in source for block in entry.text.split("\n\n"))  # byte for byte
        assert all(figure.caption in source for figure in entry.figures)
        assert all(entry.text[quote.start : quote.end] == quote.text for quote in quotes(entry.text))
    assert not any(word in entry.text for entry in found for word in ("Main menu", "search form"))


def test_given_the_sample_listing_then_what_is_cut_off_is_known(samples: Path) -> None:
    found = read(Document(path="x.txt", data=next(samples.glob("003_*.txt")).read_bytes())).entries
    whole = {entry.published_on for entry in found if completeness(entry.text) is Completeness.COMPLETE}
    assert {entry.published_on for entry in found} - whole == {
        *("2020-09-02", "2020-06-26", "2020-06-18", "2020-05-19", "2020-04-01"),
    }  # fmt: skip


def test_given_the_sample_listing_then_only_certain_speakers_are_named(samples: Path) -> None:
    found = read(Document(path="x.txt", data=next(samples.glob("003_*.txt")).read_bytes())).entries
    speakers = {entry.published_on: [quote.speaker for quote in quotes(entry.text)] for entry in found}
    assert {day: names for day, names in speakers.items() if names} == {
        "2020-09-04": [None],  # "he wrote": nobody guesses who he is
        "2020-08-31": ["Magai Matiop Ngong"] * 3,  # "said Magai" finds the full name told before
        "2020-05-06": ["Lay Lay"],
        "2020-04-30": ["Doriane Lau", "Doriane Lau"],
        "2020-04-01": ["José Daniel Ferrer"],
    }


def test_given_a_month_between_days_then_it_opens_an_entry_and_elsewhere_it_is_a_heading() -> None:
    text = "9 March 2021\n\nAma is free.\n\nFebruary 2021\n\nBo is free.\n\n2 February 2021\n\nA law was passed."
    assert [(one.published_on, one.precision) for one in listed(text)] == [
        ("2021-03-09", Precision.DAY),
        ("2021-02", Precision.MONTH),
        ("2021-02-02", Precision.DAY),
    ]
    inside = "9 March 2021\n\nHere is what was won.\n\nMay 2020\n\nBo is free.\n\n2 March 2021\n\nA law was passed."
    assert [one.published_on for one in listed(inside)] == ["2021-03-09", "2021-03-02"]


@pytest.mark.parametrize("footer", ["Contact us\nPrivacy", "1 2 3 next › last »\n\nContact us", "Older posts"])
def test_given_lines_of_a_menu_behind_the_last_entry_then_they_are_no_captions(footer: str) -> None:
    [_, last] = listed(f"9 March 2021\n\nAma is free.\n\n2 March 2021\n\nA law was passed.\n\n{footer}")
    assert (last.text, last.figures) == ("A law was passed.", ())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "fr",
            "Accueil\n\nLe 9 mars 2021\n\nAwa est libre.\n\n1er février 2021\n\nUne loi est votée.\n\nMentions légales",
        ),
        (
            "es",
            "Inicio\n\n9 de marzo de 2021\n\nAna está libre.\n\n1 de febrero de 2021\n\nHay una ley.\n\nAviso legal",
        ),
    ],
)
def test_given_a_listing_in_french_or_spanish_then_it_is_read_alike(language: str, text: str) -> None:
    found = listed(text, language=language)
    assert [(one.published_on, one.figures) for one in found] == [("2021-03-09", ()), ("2021-02-01", ())]


def test_given_an_entry_that_is_cut_off_in_its_first_sentence_then_it_is_kept_and_seen_to_be_cut_off() -> None:
    [_, last] = listed("9 March 2021\n\nAma is free.\n\n2 March 2021\n\nGood news from Fiji! Parliament approved")
    assert last.text == "Good news from Fiji! Parliament approved"
    assert completeness(last.text) is Completeness.TRUNCATED
