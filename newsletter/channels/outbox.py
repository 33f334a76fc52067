"""The outbox: approved files in one folder per edition, appearing whole or not at all.

``<path>/<publication>/<period key>/`` holds exactly the files of the parcel. How a folder appears in
one step, and what a killed run leaves, is ``channels.folders``' matter; what a failure means is told here.
"""

from __future__ import annotations

import errno
from pathlib import Path

from newsletter.channels import folders
from newsletter.errors import ChannelError
from newsletter.model.deliveries import Accepted, Deferred, Parcel, Rejected, Reply
from newsletter.model.settings import ChannelSettings

WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file is larger than this disk or account allows",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "writing there is not permitted",
    errno.EPERM: "writing there is not permitted",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EIO: "the disk reports an error",
}


class OutboxChannel:
    """Writes parcels into a folder. With ``private`` only their owner can read them (drafts)."""

    def __init__(self, settings: ChannelSettings, *, private: bool = False) -> None:
        self.root = settings.path
        self.modes = folders.PRIVATE if private else folders.PUBLIC

    def send(self, parcel: Parcel) -> Reply:
        """Write the parcel's folder. The same parcel again changes nothing; other bytes replace the folder."""
        files = {file.path: file.body for file in parcel.files}
        folders.check_paths([file.path for file in parcel.files])
        if not files:
            raise ChannelError(f"edition {parcel.edition} has no files for the outbox")
        target = self.folder(parcel.publication, parcel.period_key)
        try:
            folders.make_shelf(target.parent, self.modes)
            with folders.locked(target.parent):
                folders.recover(target.parent)
                return self._put(target, files)
        except folders.Busy:
            return Deferred(reason=f"another process is writing in {target.parent}")
        except OSError as problem:
            return Deferred(reason=f"{target} could not be written: {_in_words(problem)}; nothing half is left there")

    def withdraw(self, publication: str, period_key: str, to: Path) -> bool:
        """Move an edition's folder to ``to``, replacing what stands there; False when there is none.

        Raises ChannelError when it cannot be moved; the folder then still stands whole in the outbox.
        """
        source = self.folder(publication, period_key)
        try:
            if not source.parent.exists():
                return False
            with folders.locked(source.parent):
                folders.recover(source.parent)
                if not source.exists():
                    return False
                folders.make_shelf(to.parent, folders.PRIVATE)
                folders.move(source, to, folders.PRIVATE)
                return True
        except folders.Busy:
            raise ChannelError(f"{source} cannot be taken back now: another process is writing there") from None
        except OSError as problem:
            raise ChannelError(f"{source} could not be taken back to {to}: {_in_words(problem)}") from problem

    def discard(self, publication: str, period_key: str) -> bool:
        """Remove an edition's folder; False when there is none, or when another process is at work there."""
        target = self.folder(publication, period_key)
        if not target.exists():
            return False
        try:
            with folders.locked(target.parent):
                if target.exists():
                    folders.remove(target)
                return True
        except (folders.Busy, OSError):
            return False

    def folder(self, publication: str, period_key: str) -> Path:
        """Say where an edition's folder stands."""
        return self.root / folders.check_piece(publication) / folders.check_piece(period_key)

    def _put(self, target: Path, files: dict[str, bytes]) -> Reply:
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            return Rejected(reason=f"{target} is not a folder of ours; move it away")
        if target.exists() and folders.same(target, files):
            return Accepted(detail="already there")
        folders.put(target, files, self.modes)
        return Accepted(detail=str(target))


def _in_words(problem: OSError) -> str:
    return WORDS.get(problem.errno or 0, problem.strerror or type(problem).__name__)
