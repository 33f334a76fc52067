"""Read a table of stories, one a row: ``.csv`` and ``.xlsx``. Columns are known by their names, never by their places.

The first row with two names of ours is the head. A column that could be two things, or a table without a
story's words, is asked about; nothing is guessed. Formulas are never evaluated: what a spreadsheet
program last showed is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from newsletter.model.entries import Note, Problem, ReadEntry
from newsletter.sources.documents import zipped
from newsletter.sources.documents.base import Document, Result, Unreadable, as_text
from newsletter.sources.documents.fields import names_of, part_named
from newsletter.sources.documents.told import Parts, entry

MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_CELL = 100_000

_WANTED = ("title", "text", "date", "url", "country", "quote", "speaker", "picture", "credit")
_HEAD_WITHIN = 10  #: rows in which the head is looked for: a title and an empty row often stand above


@dataclass(frozen=True)
class _Row:
    number: int  #: as a spreadsheet program counts
    cells: Sequence[str]


@dataclass(frozen=True)
class _Head:
    row: _Row
    columns: dict[str, int]  #: part → column


def read_csv(document: Document) -> Result:
    """Read comma, semicolon or tab separated values."""
    text = as_text(document.data)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), _dialect(text))
    try:
        rows = [_Row(number, cells[:MAX_COLUMNS]) for number, cells in enumerate(reader, 1) if number <= MAX_ROWS + 1]
    except csv.Error as error:
        raise Unreadable(f"this table is damaged ({error})", "save it again as CSV in UTF-8, or as .xlsx") from None
    return _stories(document, rows, "")


def read_xlsx(document: Document) -> Result:
    """Read every sheet of a workbook that holds stories."""
    zipped.check(document.data, "word/", "xl/")
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise zipped.needs_extra(".xlsx") from None
    try:
        book = load_workbook(io.BytesIO(document.data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # whatever the library raises over strange bytes is the bytes' fault
        raise Unreadable(f"this workbook is damaged ({type(error).__name__})", "open it and save it again") from None
    found = [_sheet(document, sheet.title, list(_rows(sheet.iter_rows))) for sheet in book.worksheets]
    results = [one for one in found if isinstance(one, Result)]
    if not results:
        raise next((one for one in found if isinstance(one, Unreadable)), _no_head(()))
    return Result(
        entries=tuple(one for result in results for one in result.entries),
        problems=tuple(one for result in results for one in result.problems),
        notes=tuple(one for result in results for one in result.notes),
    )


def _sheet(document: Document, name: str, rows: list[_Row]) -> Result | Unreadable:
    try:
        return _stories(document, rows, f" sheet “{name}”")
    except Unreadable as trouble:
        return trouble


# --- rows ---------------------------------------------------------------------------------------


def _dialect(text: str) -> type[csv.Dialect]:
    class Found(csv.excel):
        """As spreadsheet programs write it, with the delimiter that parts the most names of ours."""

        delimiter = max(",;\t|", key=lambda mark: _known(text, mark))

    return Found


def _known(text: str, mark: str) -> tuple[int, int]:
    """How many names of ours a delimiter shows in one of the first lines."""
    lines = text.split("\n")[:_HEAD_WITHIN]
    rows = (next(csv.reader([line], delimiter=mark), []) for line in lines)
    return max((sum(part_named(cell) is not None for cell in row), len(row)) for row in rows)


def _rows(iterate: object) -> Iterator[_Row]:
    assert callable(iterate)
    rows = iterate(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
    for number, values in enumerate(rows, 1):
        yield _Row(number, [_cell(value) for value in values])


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute) == (0, 0) else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)[:MAX_CELL]


# --- the head -----------------------------------------------------------------------------------


def _head(rows: Sequence[_Row]) -> _Head:
    for row in rows[:_HEAD_WITHIN]:
        parts = [part_named(cell) for cell in row.cells]
        if sum(part is not None for part in parts) >= 2:
            return _Head(row, _columns(row, parts))
    raise _no_head([cell for row in rows[:1] for cell in row.cells if cell.strip()])


def _columns(row: _Row, parts: Sequence[str | None]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, part in enumerate(parts):
        if part in found:
            one, other = row.cells[found[part]], row.cells[column]
            what = f"two columns may both be the {part}: “{one.strip()}” and “{other.strip()}”"
            raise Unreadable(what, "rename the one that is something else, or take it out")
        if part:
            found[part] = column
    if not {"text", "summary"} & found.keys():
        raise _no_head([cell for cell in row.cells if cell.strip()])
    return found


def _no_head(cells: Sequence[str]) -> Unreadable:
    listed = ", ".join(f"“{cell.strip()[:30]}”" for cell in cells[:12]) or "none"
    return Unreadable(
        f"no column holds a story's words; the columns found: {listed}",
        f"name one column “text”; others that are known: {names_of([p for p in _WANTED if p != 'text'])}",
    )


# --- stories ------------------------------------------------------------------------------------


def _stories(document: Document, rows: Sequence[_Row], sheet: str) -> Result:
    head = _head(rows)
    entries: dict[str, ReadEntry] = {}
    problems: list[Problem] = []
    for row in rows:
        if row.number > head.row.number and any(cell.strip() for cell in row.cells):
            where = f"{document.path}{sheet} row {row.number}"
            _story(document, head, row, where, entries, problems)
    if len(rows) > MAX_ROWS:
        what = f"only the first {MAX_ROWS} rows were read"
        problems.append(Problem(where=document.path + sheet, what=what, mend="part the table into several files"))
    return Result(entries=tuple(entries.values()), problems=tuple(problems), notes=tuple(_notes(document, head, sheet)))


def _story(
    document: Document, head: _Head, row: _Row, where: str, entries: dict[str, ReadEntry], problems: list[Problem]
) -> None:
    given = {part: row.cells[at] for part, at in head.columns.items() if at < len(row.cells)}
    parts = Parts(given)
    if not parts.line("text") and not parts.line("summary"):
        problems.append(Problem(where=where, what="this row has no story's words", mend="write them, or empty the row"))
        return
    raw = "\t".join(" ".join(cell.split()) for cell in row.cells).encode()
    made = entry(document, parts, raw)
    problems += [Problem(where=where, what=what, mend=mend) for what, mend in parts.complaints]
    twin = entries.get(made.key)
    if twin and twin.text != made.text:
        problems.append(Problem(where=where, what="another row has the same id or address", mend="give it its own"))
        made = replace(made, key=f"{made.key}#{row.number}")
    entries.setdefault(made.key, made)


def _notes(document: Document, head: _Head, sheet: str) -> Iterator[Note]:
    where = f"{document.path}{sheet}"
    for part, at in head.columns.items():
        yield Note(where=where, taken_as=part, why=f"the column is named “{head.row.cells[at].strip()}”")
    known = set(head.columns.values())
    for at, cell in enumerate(head.row.cells):
        if cell.strip() and at not in known:
            yield Note(where=where, taken_as="left out", why=f"“{cell.strip()[:40]}” is no column that is known")
