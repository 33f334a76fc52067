"""Workbooks: what a spreadsheet program writes, made here with the library that also reads it."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from newsletter.model.entries import Precision, Problem, Quote
from newsletter.sources.documents import Document, Result, Unreadable, read

HEAD = ["Titre", "Texte", "Date", "Citation", "Dit par", "Lien"]


def workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(data: bytes) -> Result:
    return read(Document(path="year.xlsx", data=data))


def test_given_a_workbook_when_read_then_each_row_of_each_sheet_is_a_story() -> None:
    told = "Le marché d’Oyo rouvre lundi."
    half_past_nine = datetime(2021, 4, 1, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
    data = workbook(
        ("Mars", [HEAD, ["Un marché", told, date(2021, 3, 5), "On revend!", "Efe Bello, tailleur", None]]),
        ("Avril", [[], HEAD, [2021, "Deux écoles rouvrent à Oyo.", half_past_nine, None, None, None]]),
        ("Listes", [["a", "b"], [1, 2]]),
    )
    result = sheet(data)
    assert [(e.title, e.text, e.published_on, e.precision) for e in result.entries] == [
        ("Un marché", f"{told}\n\n“On revend!” — Efe Bello, tailleur", "2021-03-05", Precision.DAY),
        ("2021", "Deux écoles rouvrent à Oyo.", "2021-04-01", Precision.DAY),
    ]
    [quote] = result.entries[0].quotes
    assert quote == Quote(text="On revend!", speaker="Efe Bello", role="tailleur", start=32, end=42)
    assert result.problems == ()


def test_given_a_formula_when_read_then_it_is_not_evaluated() -> None:
    data = workbook(("A", [["Title", "Text"], ["One", '=CONCATENATE("a","b")'], ["Two", "The road is open."]]))
    result = sheet(data)
    assert [entry.title for entry in result.entries] == ["Two"]
    mend = "write them, or empty the row"
    assert result.problems == (
        Problem(where="year.xlsx sheet “A” row 2", what="this row has no story's words", mend=mend),
    )


def test_given_rows_that_move_or_get_a_date_when_read_again_then_they_keep_their_keys() -> None:
    rows = [["One", "The road is open.", ""], ["Two", "The well is open.", ""]]
    head = ["Title", "Text", "Date"]
    first = sheet(workbook(("A", [head, *rows])))
    again = sheet(workbook(("A", [head, [*rows[1][:2], "2020-03-04"], rows[0]])))
    assert {entry.key for entry in first.entries} == {entry.key for entry in again.entries}


def test_given_two_rows_with_one_id_then_both_are_kept_and_it_is_said() -> None:
    result = sheet(workbook(("A", [["Id", "Text"], ["x", "The road is open."], ["x", "The well is open."]])))
    assert [entry.key for entry in result.entries] == ["x", "x#3"]
    assert [problem.what for problem in result.problems] == ["another row has the same id or address"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 5_000_000)
    return out.getvalue()


def dense() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 500_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bomb(), "would unfold into 30 MB"),
        (dense(), "repeats itself too often"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "protected by a password, or of an old kind"),
        (b"no zip at all", "damaged, or not of the kind"),
        (workbook(("A", [["Title", "Words for it"], ["One", "x"]])), "no column holds a story's words"),
        (workbook(("A", [["Title", "Text", "Texte"], ["One", "x", "y"]])), "two columns may both be the text"),
    ],
    ids=["bomb", "dense", "protected", "nothing", "no words", "unclear"],
)
def test_given_a_workbook_that_cannot_be_read_then_it_is_said_why(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        sheet(data)
    assert words in trouble.value.what
    assert trouble.value.mend


def test_given_no_library_when_a_workbook_is_read_then_the_one_line_to_type_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(Unreadable) as trouble:
        sheet(workbook(("A", [["Title", "Text"], ["One", "x"]])))
    assert trouble.value.mend == 'type: pip install "newsletter[documents]"'
