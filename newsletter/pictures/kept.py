"""The team's pictures: drawn anew in a worker, kept in a folder under the name of their bytes.

A file appears whole or not at all, and never changes: its name is the beginning of its hash. What does not
match its name any more is as good as gone. Only their owner can read them: what is not published yet is
nobody else's.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from newsletter.model.pictures import ENDINGS, NAME_DIGITS, KeptPicture, NoPicture, PictureFile
from newsletter.pictures.drawn import Drawn, Remade
from newsletter.workers.pool import NotDone, Pool

TIMEOUT_S = 15.0
_A_MOMENT_S = 3600.0
_HALF = ".new-"
#: What we wrote, whole or half; whatever else a team puts into the folder stays.
_OURS = re.compile(rf"[0-9a-f]{{{NAME_DIGITS}}}\.(?:{'|'.join(ENDINGS.values())})|{re.escape(_HALF)}\w+")

#: One at a time: the largest picture that is opened takes 600 MB for a moment.
POOL = Pool("newsletter.pictures.worker", jobs_each=100, at_most=1)


class PictureFolder:
    """Implements ``ports.Pictures``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take_in(self, data: bytes) -> KeptPicture | NoPicture:
        """Draw a picture anew and keep it in both sizes."""
        answer = POOL.run("remake", data, TIMEOUT_S)
        if isinstance(answer, Remade):
            return self._kept(answer)
        if isinstance(answer, NoPicture):
            return answer
        reason = answer.reason if isinstance(answer, NotDone) else "it could not be read"
        return NoPicture(what=f"it could not be opened: {reason}", mend="save it anew as JPEG or PNG")

    def has(self, file: PictureFile) -> bool:
        """Whether a kept file is there, as far as its size tells."""
        try:
            return (self._folder / file.name).stat().st_size == file.size
        except OSError:
            return False

    def body(self, file: PictureFile) -> bytes | None:
        """The bytes of a kept file; None when it is gone or not what it was."""
        try:
            body = (self._folder / file.name).read_bytes()
        except OSError:
            return None
        return body if hashlib.sha256(body).hexdigest() == file.sha256 else None

    def keep_only(self, names: Collection[str]) -> None:
        """Remove kept files of other names, but for those that were written a moment ago."""
        before = time.time() - _A_MOMENT_S  # another process may be about to name them
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            if _OURS.fullmatch(path.name) and path.name not in names and path.lstat().st_mtime < before:
                path.unlink(missing_ok=True)

    def rest(self) -> None:
        """End the idle workers: they hold memory, and the next pictures may be days away."""
        POOL.close()

    def _kept(self, made: Remade) -> KeptPicture | NoPicture:
        try:
            return KeptPicture(letter=self._keep(made.letter), large=self._keep(made.large))
        except OSError as error:
            what = f"it could not be kept in {self._folder}: {error.strerror}"
            return NoPicture(what=what, mend="make room on the disk, or let this program write there", again=True)

    def _keep(self, drawn: Drawn) -> PictureFile:
        file = PictureFile(
            sha256=hashlib.sha256(drawn.body).hexdigest(),
            media_type=drawn.media_type,
            width=drawn.width,
            height=drawn.height,
            size=len(drawn.body),
        )
        if self.body(file) is None:
            self._write(self._folder / file.name, drawn.body)
        return file

    def _write(self, path: Path, body: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_HALF, dir=self._folder)  # readable by its owner only
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
        _sync(self._folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
