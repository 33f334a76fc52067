"""Read letters that were sent before: a file, a folder of them, a mail service's export, a mailbox.

::

    .html .htm          one letter; its day from its name (2020-09-07), or from the table beside it
    .eml                one letter, with its own day and subject
    .mbox               many of those
    .zip                an export: the above, and a table (.csv) of what was sent when
    a folder            all of these in it

Each is parsed in a worker. What cannot be read is told, and the others are read.
"""

from __future__ import annotations

import csv
import io
import mailbox
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from newsletter.core.identity import folded
from newsletter.model.entries import Precision, Problem
from newsletter.model.letters import SentLetter
from newsletter.sources import workers
from newsletter.sources.dates import read_date, zone_of
from newsletter.sources.documents.base import Document, Unreadable

MAX_LETTER = 5_000_000  #: bytes; a mail program cuts what is longer than a fiftieth of it
MAX_LETTERS = 5_000
MAX_UNFOLDED = 200_000_000  #: bytes; of all that one zip holds

_LETTERS = (".html", ".htm", ".eml")
_LOCKED = 1  #: the flag of a part of a zip
#: What a damaged file may end in, whoever reads it.
_DAMAGED = (OSError, ValueError, RuntimeError, EOFError, BadZipFile, zlib.error, mailbox.Error)
_DATE_HEADS = ("send date", "sent", "date", "send_time", "sent_at", "delivered", "date d’envoi", "fecha de envío")
_TITLE_HEADS = ("subject", "title", "campaign", "name", "objet", "asunto", "titre", "título")


@dataclass
class _Found:
    """What a reading of letters gathers on its way."""

    letters: list[SentLetter] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    days: dict[str, str] = field(default_factory=dict)  #: title, folded → day, from tables

    def trouble(self, where: str, what: str, mend: str) -> None:
        self.problems.append(Problem(where=where, what=what, mend=mend))


def read_letters(path: Path, zone: str = "") -> tuple[tuple[SentLetter, ...], tuple[Problem, ...]]:
    """Every letter at ``path``, oldest first, and what could not be read."""
    found = _Found()
    for where, data in _files(path, found):
        if len(found.letters) >= MAX_LETTERS:
            found.trouble(where, f"more than {MAX_LETTERS} letters", "part the export")
            break
        _take(where, data, zone, found)
    dated = [_dated(letter, found.days) for letter in found.letters]
    once = {letter.key: letter for letter in dated}
    return tuple(sorted(once.values(), key=lambda one: (one.sent_on, one.where))), tuple(found.problems)


def _files(path: Path, found: _Found) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                yield from _opened(Path(folder) / name, str((Path(folder) / name).relative_to(path)), found)
    else:
        yield from _opened(path, path.name, found)


def _opened(path: Path, where: str, found: _Found) -> Iterator[tuple[str, bytes]]:
    kind = path.suffix.lower()
    try:
        if kind == ".zip":
            yield from _unzipped(path, where, found)
        elif kind == ".mbox":
            yield from _mails(path, where, found)
        elif kind in (*_LETTERS, ".csv"):
            if path.stat().st_size > MAX_LETTER:
                _too_long(where, found)
            else:
                yield where, path.read_bytes()
    except _DAMAGED as error:
        _damaged(where, error, found)


def _mails(path: Path, where: str, found: _Found) -> Iterator[tuple[str, bytes]]:
    """Each mail in its own bytes: written anew, one that is not as it should be would end the others."""
    with closing(mailbox.mbox(path, create=False)) as box:
        for number, key in enumerate(box.iterkeys(), 1):
            mail = box.get_file(key).read(MAX_LETTER + 1)
            if len(mail) > MAX_LETTER:
                _too_long(f"{where}#{number}", found)
            else:
                yield f"{where}#{number}.eml", mail


def _unzipped(path: Path, where: str, found: _Found) -> Iterator[tuple[str, bytes]]:
    left = MAX_UNFOLDED
    with ZipFile(path) as archive:
        for part in archive.infolist():
            if not part.filename.lower().endswith((*_LETTERS, ".csv")) or part.is_dir():
                continue
            data = _unfolded(archive, part, f"{where}/{part.filename}", found)
            left -= len(data or b"")
            if left < 0:
                what = f"more than {MAX_UNFOLDED // 1_000_000} MB are in it; from {part.filename} on it is not read"
                found.trouble(where, what, "part the export")
                return
            if data is not None:
                yield f"{where}/{part.filename}", data


def _unfolded(archive: ZipFile, part: ZipInfo, where: str, found: _Found) -> bytes | None:
    """One part of a zip. Never more of it than a letter has, whatever size it claims."""
    if part.flag_bits & _LOCKED:
        found.trouble(where, "it is locked", "save the export again without a password")
    elif part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        found.trouble(where, "it is packed in a way that is not known here", "pack it again as a plain zip")
    elif part.file_size > MAX_LETTER:
        _too_long(where, found)
    else:
        try:
            with archive.open(part) as opened:
                return opened.read(MAX_LETTER + 1)
        except _DAMAGED as error:
            _damaged(where, error, found)
    return None


def _too_long(where: str, found: _Found) -> None:
    found.trouble(where, "it is too long for a letter", "leave it out")


def _damaged(where: str, error: Exception, found: _Found) -> None:
    found.trouble(where, f"it cannot be opened ({error})", "save it again, or leave it out")


def _take(where: str, data: bytes, zone: str, found: _Found) -> None:
    if where.lower().endswith(".csv"):
        _take_days(where, data, found)
        return
    try:
        found.letters.append(workers.read_letter(Document(path=where, data=data, zone=zone)))
    except Unreadable as trouble:
        found.trouble(where, trouble.what, trouble.mend)


def _take_days(where: str, data: bytes, found: _Found) -> None:
    try:
        for title, day in _days_in(data):
            found.days[title] = day
    except csv.Error as error:
        what = f"this table cannot be read to its end ({error})"
        found.trouble(where, what, "save it again with titles and days alone, or give the day with --sent")


def _days_in(table: bytes) -> Iterator[tuple[str, str]]:
    """What a service's table says was sent when: title, folded, and day."""
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig", "replace"), newline=""))
    heads = {(head or "").strip().casefold(): head for head in rows.fieldnames or ()}
    day = next((heads[name] for name in _DATE_HEADS if name in heads), None)
    titles = [heads[name] for name in _TITLE_HEADS if name in heads]
    for row in rows if day else ():
        when = read_date(row.get(day or "") or "", zone_of(""), "en")
        if when is not None and when.precision is Precision.DAY:
            for title in titles:
                yield folded(row.get(title) or ""), when.on


def _dated(letter: SentLetter, days: Mapping[str, str]) -> SentLetter:
    return letter if letter.sent_on else replace(letter, sent_on=days.get(folded(letter.title), ""))
