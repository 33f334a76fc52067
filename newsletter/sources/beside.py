"""A picture that lies beside its story in a folder: read from inside the folder, and from nowhere else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from newsletter.model.pictures import NoPicture

_PUT_IT_THERE = "put the picture there, or correct its name in the story"


def read(folder: Path, path: str, max_bytes: int) -> bytes | NoPicture:
    """The bytes of the file at ``path`` in a source's folder; links may lead around inside it, never out."""
    root = folder.resolve()
    try:
        whole = (root / path).resolve()
        if not whole.is_relative_to(root):
            return NoPicture(what="it lies outside the folder, where nothing is read", mend="put it into the folder")
        return _bytes(whole, max_bytes)
    except (FileNotFoundError, NotADirectoryError):
        return NoPicture(what=f"it does not lie at {path}", mend=_PUT_IT_THERE, again=True)
    except PermissionError:
        return NoPicture(what="it may not be read by this program", mend="let it: chmod a+r", again=True)
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name no disk takes
        return NoPicture(what=f"it cannot be read at {path[:80]}", mend=_PUT_IT_THERE, again=True)


def _bytes(whole: Path, max_bytes: int) -> bytes | NoPicture:
    # Never through a link that was put there meanwhile, never waiting for a pipe that looks like a file.
    handle = os.open(whole, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return NoPicture(what="it is not an ordinary file", mend=_PUT_IT_THERE)
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        return NoPicture(what=f"it has more than {max_bytes / 1e6:g} MB", mend="save it smaller, 2400 dots wide")
    return data
