"""Pictures as they are kept: drawn anew by us, named by their bytes, in a size for letters and a large one.

Pure values. ``Figure`` (``model.entries``) is what a source says of a picture; here is what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Stands before the hash of a picture that lies inside its document; see ``sources.documents.inside``.
INSIDE = "inside:"

#: The kinds that are kept and leave, with the endings of their files.
ENDINGS: Mapping[str, str] = {"image/jpeg": "jpg", "image/png": "png"}
NAME_DIGITS = 20  #: hexadecimal, of the hash: enough that no two pictures share a name


class PictureState(StrEnum):
    """What became of a picture that an entry names."""

    KEPT = "kept"
    REFUSED = "refused"  #: it is none, or none to be shown: not asked for again
    FAILED = "failed"  #: it could not be had: asked for again later


@dataclass(frozen=True, kw_only=True)
class PictureFile:
    """One kept file."""

    sha256: str
    media_type: str
    width: int
    height: int
    size: int  #: bytes

    @property
    def name(self) -> str:
        """The file's name: the beginning of its hash."""
        return f"{self.sha256[:NAME_DIGITS]}.{ENDINGS[self.media_type]}"


@dataclass(frozen=True, kw_only=True)
class KeptPicture:
    """A picture in both sizes; where it is small both are the same file."""

    letter: PictureFile
    large: PictureFile  #: for cards, which crop it


@dataclass(frozen=True, kw_only=True)
class NoPicture:
    """Why there is none, in words; and whether it is worth asking again."""

    what: str
    mend: str  #: empty: nothing to tell anybody, such as of a counter of readers
    again: bool = False
    wait_s: float = 0.0  #: how long its server asks us to wait
    server_is_down: bool = False  #: no use in asking it for the next one now


@dataclass(frozen=True, kw_only=True)
class WantedPicture:
    """A picture that an entry names, and where to look for it."""

    entry: str
    source: str
    src: str  #: a web address, a path inside the source's folder, or INSIDE and a hash
    document: bytes = b""  #: where it lies inside one: that document


@dataclass(frozen=True, kw_only=True)
class PictureRecord:
    """What is known of a picture that an entry names."""

    state: PictureState
    tries: int = 0  #: that failed, in a row
    original: str | None = None  #: hash of the bytes as they came; None unless kept
    kept: KeptPicture | None = None  #: None unless kept
    what: str = ""  #: why there is none; empty when kept
    mend: str = ""
    next_try_at: datetime | None = None  #: None: not asked for again
