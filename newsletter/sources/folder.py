"""A local folder as a source: every file that can be read becomes entries, every other one a problem in words.

One bad file never keeps the others out. Files whose size and times are as remembered are not opened;
what belongs to editors and systems (hidden files, locks, drafts of their own) is passed over in silence, and so
are pictures, which belong to stories, and a README. Nothing outside the folder is ever opened.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from newsletter.model.entries import Fetch, FetchResult, Memory, Note, Problem, ReadEntry, Reading
from newsletter.model.settings import SourceSettings
from newsletter.sources import workers
from newsletter.sources.documents import KINDS
from newsletter.sources.documents.base import Document, Result, Unreadable

MAX_FILES = 20_000
MAX_DEPTH = 20

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".heic", ".tif", ".tiff", ".bmp"})
_OTHERS_WORK = frozenset({".tmp", ".temp", ".bak", ".swp", ".swo", ".part", ".crdownload", ".lock", ".orig"})
_OTHERS_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r", "readme.md", "readme.txt", "readme"})


@dataclass(frozen=True)
class _Known:
    """What is remembered of a file, as one line: its times and size, its bytes' hash, how many entries it held."""

    stamp: str
    digest: str
    entries: int

    def line(self) -> str:
        return f"{self.stamp} {self.digest} {self.entries}"

    @staticmethod
    def read(line: str) -> _Known | None:
        parts = line.split(" ")
        return _Known(parts[0], parts[1], int(parts[2])) if len(parts) == 3 and parts[2].isdigit() else None


@dataclass
class _Found:
    """What a reading gathers on its way."""

    entries: list[ReadEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    items: dict[str, str] = field(default_factory=dict)
    size: int = 0
    seen: int = 0

    def trouble(self, where: str, what: str, mend: str) -> None:
        self.problems.append(Problem(where=where, what=what, mend=mend))


class FolderSource:
    """Reads one folder; ``read`` never raises for what lies in it."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings

    def read(self, memory: Memory, now: datetime) -> Reading:
        """Read what is new or changed since ``memory``."""
        folder = self._settings.path
        if error := _why_not(folder):
            return Reading(entries=(), fetch=Fetch(result=FetchResult.FAILED, error=error), memory=memory)
        root = folder.resolve()
        found = _Found()
        for path in sorted(_files(root, found)):
            self._take(root, path, memory, found)
        return Reading(entries=_distinct(found), fetch=_fetch(found, memory), memory=Memory(items=found.items))

    def _take(self, root: Path, path: str, memory: Memory, found: _Found) -> None:
        known = _Known.read(memory.items.get(path, ""))
        try:
            data, stamp = self._bytes(root, path, known.stamp if known else "")
            if known and (data is None or hashlib.sha256(data).hexdigest()[:24] == known.digest):
                found.seen += known.entries
                found.items[path] = _Known(stamp, known.digest, known.entries).line()
            elif data is not None:
                self._parse(path, data, stamp, found)
        except Unreadable as trouble:
            found.trouble(path, trouble.what, trouble.mend)
        except FileNotFoundError:
            pass  # taken away while we looked: it is simply not there
        except PermissionError:
            found.trouble(path, "this program may not read the file", "let it: chmod a+r, or change the file's owner")
        except OSError as error:
            found.trouble(
                path, f"the disk did not give the file ({error.strerror})", "look at the disk or the share it lies on"
            )

    def _bytes(self, root: Path, path: str, stamp: str) -> tuple[bytes | None, str]:
        """Read a file, or nothing when it is as remembered."""
        # Never through a link that was put there meanwhile, never waiting for a pipe that looks like a file.
        handle = os.open(_real(root, path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise Unreadable("this is not an ordinary file", "remove it from the folder")
            limit = self._settings.max_file_bytes
            if about.st_size > limit:
                raise Unreadable(_too_big(about.st_size, limit), "part it, or raise max_file_bytes of the source")
            current = f"{about.st_mtime_ns}.{about.st_ctime_ns}.{about.st_size}"
            if current == stamp:
                return None, current
            data = file.read(limit + 1)
        if len(data) > limit:
            raise Unreadable(_too_big(len(data), limit), "part it, or raise max_file_bytes of the source")
        return data, current

    def _parse(self, path: str, data: bytes, stamp: str, found: _Found) -> None:
        if not data.strip():
            raise Unreadable("the file is empty", "write the story into it, or remove it")
        settings = self._settings
        document = Document(path=path, data=data, language=settings.language, zone=settings.zone)
        result: Result = workers.read_document(document)
        found.entries += (replace(entry, part=path) for entry in result.entries)
        found.problems += result.problems
        found.notes += result.notes
        found.size += len(data)
        found.seen += len(result.entries)
        if not result.problems:  # what has a problem is read, and told, every time until it is mended
            digest = hashlib.sha256(data).hexdigest()[:24]
            found.items[path] = _Known(stamp, digest, len(result.entries)).line()


def _why_not(folder: Path) -> str | None:
    if not folder.exists():
        return f"the folder {folder} does not exist — make it, or correct “path” of the source"
    if not folder.is_dir():
        return f"{folder} is not a folder — correct “path” of the source"
    try:
        with os.scandir(folder):
            return None
    except OSError:
        return f"this program may not look into the folder {folder} — let it: chmod u+rx, or change the folder's owner"


def _files(root: Path, found: _Found) -> Iterator[str]:
    """Walk through the folder and name every file that may hold stories, telling of those that cannot."""
    for count, path in enumerate(_walk(root, root, found, 0)):
        if count >= MAX_FILES:
            found.trouble("", f"there are more than {MAX_FILES} files", "part the folder into several sources")
            return
        if _is_read(path, found):
            yield path


def _walk(root: Path, folder: Path, found: _Found, depth: int) -> Iterator[str]:
    where = folder.relative_to(root).as_posix()
    if depth > MAX_DEPTH:
        found.trouble(where, "folders lie too deep in one another", "put the files higher up")
        return
    try:
        children = sorted(os.scandir(folder), key=lambda child: child.name)
    except OSError:
        found.trouble(
            where, "this program may not look into this folder", "let it: chmod a+rx, or change the folder's owner"
        )
        return
    for child in children:
        if _belongs_to_others(child.name):
            continue
        path = Path(child.path)
        if child.is_dir(follow_symlinks=False):
            yield from _walk(root, path, found, depth + 1)
        elif child.is_symlink() and not _stays_inside(root, path, found):
            continue
        else:
            yield path.relative_to(root).as_posix()


def _stays_inside(root: Path, link: Path, found: _Found) -> bool:
    where = link.relative_to(root).as_posix()
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        found.trouble(where, "this link leads nowhere", "remove it, or put the file itself here")
        return False
    if not target.is_relative_to(root):
        found.trouble(
            where, "this link leads out of the folder, so it was not followed", "put the file itself into the folder"
        )
        return False
    return target.is_file()  # a folder inside is read where it lies


def _is_read(path: str, found: _Found) -> bool:
    ending = os.path.splitext(path)[1].lower()
    if ending in KINDS:
        return True
    if ending in _PICTURES:
        return False
    kinds = ", ".join(sorted(KINDS))
    found.trouble(
        path, f"{ending or 'a file without an ending'} is not a kind that is read", f"save it as one of {kinds}"
    )
    return False


def _belongs_to_others(name: str) -> bool:
    lower = name.lower()
    if lower.startswith((".", "~$", "#")) or lower.endswith("~") or lower in _OTHERS_NAMES:
        return True
    return os.path.splitext(lower)[1] in _OTHERS_WORK


def _real(root: Path, path: str) -> Path:
    whole = (root / path).resolve()
    if not whole.is_relative_to(root):
        raise Unreadable(
            "this link leads out of the folder, so it was not followed", "put the file itself into the folder"
        )
    return whole


def _too_big(size: int, limit: int) -> str:
    return f"the file has {size / 1e6:.0f} MB, more than the {limit / 1e6:.0f} MB that are read"


def _distinct(found: _Found) -> tuple[ReadEntry, ...]:
    """The same key in two files is one entry: a copy of a listing, or of a feed."""
    entries: dict[str, ReadEntry] = {}
    for entry in found.entries:
        entries.setdefault(entry.key, entry)
    return tuple(entries.values())


def _fetch(found: _Found, memory: Memory) -> Fetch:
    same = not found.entries and found.items.keys() == memory.items.keys()
    result = FetchResult.NOT_MODIFIED if same and memory.items else FetchResult.OK
    return Fetch(
        result=result, size=found.size, seen=found.seen, problems=tuple(found.problems), notes=tuple(found.notes)
    )
