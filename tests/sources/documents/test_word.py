"""Word files: styles, pictures, and files that harm."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from newsletter.model.entries import Figure, Precision, Quote, TitleIs
from newsletter.sources.documents import Document, Result, Unreadable, inside, read
from tests.sources.documents.office import docx, paragraph, picture


def word(*body: str) -> Result:
    return read(Document(path="ama.docx", data=docx(*body)))


def test_given_a_word_file_when_read_then_its_styles_tell_what_is_what() -> None:
    result = word(
        paragraph("Ama Owusu is free", "Title"),
        paragraph("4 September 2020"),
        paragraph("Ama Owusu left the prison of Ho on Friday."),
        picture("A woman at a gate\n\nDescription automatically generated"),
        paragraph("Ama Owusu at the gate. Photo: Kofi Ann", "caption"),
        paragraph("What she says", "heading 2"),
        paragraph("I heard you through the wall.", "Quote"),
        paragraph("Ama Owusu, singer", "Quote"),
        paragraph("Her choir sang until night."),
        paragraph("We will sing every Friday.\n— Esi Mensah, her sister", "Intense Quote"),
    )
    [entry] = result.entries
    assert (entry.title, entry.title_is) == ("Ama Owusu is free", TitleIs.GIVEN)
    assert (entry.published_on, entry.precision) == ("2020-09-04", Precision.DAY)
    assert entry.text == (
        "Ama Owusu left the prison of Ho on Friday.\n\nWhat she says\n\n"
        "“I heard you through the wall.” — Ama Owusu, singer\n\nHer choir sang until night.\n\n"
        "“We will sing every Friday.” — Esi Mensah, her sister"
    )
    assert [(q.text, q.speaker, q.role, entry.text[q.start : q.end] == q.text) for q in entry.quotes] == [
        ("I heard you through the wall.", "Ama Owusu", "singer", True),
        ("We will sing every Friday.", "Esi Mensah", "her sister", True),
    ]
    src = inside.name_of(b"not looked at")
    shown = Figure(src=src, alt="A woman at a gate", caption="Ama Owusu at the gate.", credit="Kofi Ann")
    assert entry.figures == (shown,)
    assert "folder.invalid" not in entry.html


@pytest.mark.parametrize(
    ("below", "speaker"),
    [
        ("Esi Mensah, teacher", "Esi Mensah"),
        ("Her teacher, Esi Mensah", "Esi Mensah"),
        ("A friend of hers", None),
        ("The court will sit again in May.", None),
        ("Sierra Leone", None),
    ],
)
def test_given_a_quote_and_a_line_below_then_only_a_name_is_its_speaker(below: str, speaker: str | None) -> None:
    [entry] = word(paragraph("Ama left."), paragraph("I am glad.", "Quote"), paragraph(below)).entries
    assert [(quote.text, quote.speaker) for quote in entry.quotes] == [("I am glad.", speaker)]
    assert (below in entry.text) is (speaker is None or below.startswith("Esi"))


def test_given_a_quote_that_the_story_tells_too_then_it_stands_once_and_gets_its_speaker() -> None:
    [entry] = word(
        paragraph("She said it to the court: “I am glad.” Then she left."),
        paragraph("“I am glad.”", "Quote"),
        paragraph("Esi Mensah"),
    ).entries
    assert entry.text == "She said it to the court: “I am glad.” Then she left."
    assert entry.quotes == (Quote(text="I am glad.", speaker="Esi Mensah", start=27, end=37),)


def test_given_a_caption_without_a_picture_then_it_is_kept() -> None:
    [entry] = word(paragraph("Ama left."), paragraph("Ama at the gate", "caption")).entries
    assert (entry.text, entry.figures) == ("Ama left.", (Figure(caption="Ama at the gate"),))


@pytest.mark.parametrize(
    ("body", "text", "speaker"),
    [
        ("> I am glad.\n\n— Esi Mensah, teacher", "“I am glad.” — Esi Mensah, teacher", "Esi Mensah"),
        ("> I am glad.\n>\n> Esi Mensah", "“I am glad.” — Esi Mensah", "Esi Mensah"),
        ("> Article 5 of the law.\n\nThe court read it.", "Article 5 of the law.\n\nThe court read it.", None),
    ],
)
def test_given_a_block_quote_in_markdown_then_it_is_somebodys_words_only_with_a_name(
    body: str, text: str, speaker: str | None
) -> None:
    [entry] = read(Document(path="a.md", data=f"# Ama\n\nAma left.\n\n{body}\n".encode())).entries
    assert entry.text == f"Ama left.\n\n{text}"
    assert [quote.speaker for quote in entry.quotes] == ([speaker] if speaker else [])


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped("word/document.xml", b"<w:p/>" * 4_000_000), "would unfold into 24 MB"),
        (docx("<w:p/>" * 200_000), "repeats itself too often"),
        (docx(*(paragraph(f"word {n}") for n in range(30_000))), "far too long for a story"),
        (docx("<w:tbl><w:tr><w:tc>" * 3_000), "damaged"),
        (zipped("word/document.xml", b"<w:p/>"), "damaged"),
        (zipped("xl/workbook.xml", b"<w:p/>"), "not of the kind its ending says"),
        (docx(paragraph("")), "there is no story in this file"),
    ],
    ids=["bomb", "dense", "long", "torn", "bare", "other kind", "empty"],
)
def test_given_a_word_file_that_harms_then_it_is_refused_at_once(data: bytes, words: str) -> None:
    started = time.process_time()
    with pytest.raises(Unreadable) as trouble:
        read(Document(path="bad.docx", data=data))
    assert words in trouble.value.what
    assert trouble.value.mend
    assert time.process_time() - started < 2


def test_given_no_library_then_the_one_line_to_type_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mammoth", None)
    with pytest.raises(Unreadable) as trouble:
        word(paragraph("Ama left."))
    assert trouble.value.mend == 'type: pip install "newsletter[documents]"'
