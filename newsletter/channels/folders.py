"""Put a folder in place whole or not at all, move it, and clean up after a killed run.

Knows files only. What stands in a folder, and what a failure means, belongs to ``channels.outbox``.

::

    .new-x7f3/   being written            → removed when found later
    2020-W36/    whole: one rename made it appear
    .old-2020-W36/  its predecessor       → put back if 2020-W36/ is missing
    .gone-…/     being removed            → removed when found later

POSIX has no way to exchange two folders, so a replacement is two renames. A process killed between
them leaves the old folder aside; ``recover`` puts it back. Only one process at a time works in a shelf
(the folder that holds the folders): it holds a lock on it which the system frees when the process ends.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from newsletter.errors import ChannelError

NEW, OLD, GONE = ".new-", ".old-", ".gone-"
#: Left behind by file managers in any folder they show; not ours, and not a difference.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".directory"})
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
WAIT_FOR_LOCK_S = 10.0


class Busy(Exception):
    """Another process works in this shelf."""


@dataclass(frozen=True, kw_only=True)
class Modes:
    """Permissions of what is made."""

    folder: int
    file: int


PUBLIC = Modes(folder=0o755, file=0o644)
PRIVATE = Modes(folder=0o700, file=0o600)


# --- names ----------------------------------------------------------------------------------


def check_piece(piece: str) -> str:
    """Refuse a name that could leave its folder, hide, or mean something else on another system."""
    odd = (
        piece in ("", ".", "..")
        or piece[0] in ". "
        or piece[-1] in ". "
        or len(piece.encode(errors="surrogatepass")) > 200
        or piece.split(".")[0].casefold() in RESERVED
        or any(sign in '/\\<>:"|?*' or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in piece)
    )
    if odd:
        raise ChannelError(f"{piece!r} cannot be the name of a file or folder in the outbox")
    return piece


def check_paths(paths: list[str]) -> None:
    """Refuse paths that are odd, or the same to a file system that ignores case."""
    seen: dict[str, str] = {}
    for path in paths:
        pieces = [check_piece(piece) for piece in path.split("/")]
        for depth in range(1, len(pieces) + 1):
            kind = "file" if depth == len(pieces) else "folder"
            name = "/".join(pieces[:depth])
            key = unicodedata.normalize("NFC", name).casefold()
            known = seen.setdefault(key, f"{kind} {name}")
            if known != f"{kind} {name}" or (kind == "file" and paths.count(path) > 1):
                raise ChannelError(f"{known} and {kind} {name} would stand in each other's place")


# --- one at a time --------------------------------------------------------------------------


@contextmanager
def locked(shelf: Path) -> Iterator[None]:
    """Hold the shelf; raises Busy when another process keeps it."""
    handle = os.open(shelf, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _wait_for(handle)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int) -> None:
    until = time.monotonic() + WAIT_FOR_LOCK_S
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Busy from None
            time.sleep(0.02)
        except OSError as problem:
            if problem.errno not in (errno.ENOTSUP, errno.ENOLCK, errno.EBADF, errno.EINVAL):
                raise
            return None  # some network file systems lock no folders; a rename is still whole there


def recover(shelf: Path) -> None:
    """Bring the shelf back to whole folders after a run that was killed. Call it with the lock held."""
    for found in sorted(shelf.glob(".*")):
        if found.name.startswith(OLD):
            target = shelf / found.name.removeprefix(OLD)
            if target.exists():
                remove(found)
            else:
                found.rename(target)
        elif found.name.startswith((NEW, GONE)):
            shutil.rmtree(found)


# --- put, compare, move, remove -------------------------------------------------------------


def put(target: Path, files: Mapping[str, bytes], modes: Modes) -> None:
    """Write ``files`` as the folder ``target``, replacing what stands there. The lock is held."""
    new = Path(tempfile.mkdtemp(prefix=NEW, dir=target.parent))
    try:
        for path, body in files.items():
            _write(new / path, body, modes)
        _settle(new, modes)
        _bring_in(new, target)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def same(target: Path, files: Mapping[str, bytes]) -> bool:
    """Say whether exactly these bytes stand there already."""
    there = {path.relative_to(target).as_posix(): path for path in target.rglob("*") if not path.is_dir()}
    ours = {name: path for name, path in there.items() if path.name not in LITTER}
    return ours.keys() == files.keys() and all(
        path.stat().st_size == len(files[name]) and path.read_bytes() == files[name] for name, path in ours.items()
    )


def move(source: Path, target: Path, modes: Modes) -> None:
    """Move a folder; on one file system with one rename, else by copying it whole first."""
    try:
        _bring_in(source, target)
    except OSError as problem:
        if problem.errno != errno.EXDEV:
            raise
        _copy(source, target, modes)
        remove(source)
    else:
        sync(source.parent)
        _settle(target, modes)


def _copy(source: Path, target: Path, modes: Modes) -> None:
    new = Path(tempfile.mkdtemp(prefix=NEW, dir=target.parent))
    try:
        for path in source.rglob("*"):
            if path.is_file():
                _write(new / path.relative_to(source), path.read_bytes(), modes)
        _settle(new, modes)
        _bring_in(new, target)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def remove(folder: Path) -> None:
    """Remove a folder: first out of sight with one rename, then piece by piece."""
    gone = folder.with_name(GONE + folder.name.lstrip("."))
    if gone.exists():
        shutil.rmtree(gone)
    folder.rename(gone)
    sync(folder.parent)
    shutil.rmtree(gone)


def make_shelf(shelf: Path, modes: Modes) -> None:
    """Make the folder that holds the folders, with its parents."""
    missing = [folder for folder in (shelf, *shelf.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=modes.folder, exist_ok=True)
        folder.chmod(modes.folder)  # whatever the umask says
        sync(folder.parent)


def sync(folder: Path) -> None:
    """Make a folder's names survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, body: bytes, modes: Modes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, modes.file)
    with os.fdopen(handle, "wb") as file:
        file.write(body)


def _settle(folder: Path, modes: Modes) -> None:
    """Set modes and push everything to disk, the deepest first."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(modes.folder if path.is_dir() else modes.file)
        _sync_any(path)
    folder.chmod(modes.folder)
    sync(folder)


def _sync_any(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _bring_in(new: Path, target: Path) -> None:
    old = target.with_name(OLD + target.name)
    replaces = target.exists()
    if replaces:
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if replaces:
            old.rename(target)
        raise
    sync(target.parent)
    if replaces:
        # The new folder stands; what cannot be removed now is removed by the next ``recover``.
        with suppress(OSError):
            remove(old)
