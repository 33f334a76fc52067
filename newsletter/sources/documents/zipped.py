"""Look at an office file's list of parts before anything opens it: a small file can unfold into gigabytes.

Sizes are those its directory declares; Python's zipfile gives no part more bytes than declared.
"""

from __future__ import annotations

import io
import zlib
from zipfile import BadZipFile, ZipFile

from newsletter.sources.documents.base import Unreadable

MAX_PARTS = 2_000
MAX_XML = 20_000_000  #: bytes of words and marks; a book of 500 pages has about 5 million
MAX_OPENED = 200_000_000  #: bytes of everything, pictures too
MAX_RATIO = 100  #: XML shrinks to a tenth or a thirtieth; what shrinks to less repeats itself
_SMALL = 1_000_000  #: below this no ratio harms

_MEND = "open it and save it again with fewer pictures and tables, or copy the story into a new file"


def check(data: bytes, *folders: str) -> None:
    """Refuse what is no office file, is protected, or would unfold too far; raises Unreadable."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise Unreadable(
                "this file is protected by a password, or of an old kind", "save it without one, as .docx or .xlsx"
            ) from None
        raise Unreadable(
            "this file is damaged, or not of the kind its ending says", "save it again from its program"
        ) from None
    if not any(part.filename.startswith(folders) for part in parts):
        raise Unreadable("this file is not of the kind its ending says", "save it again from its program")
    if len(parts) > MAX_PARTS or any(part.flag_bits & 1 for part in parts):
        raise Unreadable("this file has far too many parts, or is protected by a password", _MEND)
    opened = sum(part.file_size for part in parts)
    xml = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    if opened > MAX_OPENED or xml > MAX_XML:
        raise Unreadable(f"this small file would unfold into {opened / 1e6:.0f} MB, so it was not opened", _MEND)
    if any(p.file_size > _SMALL and p.file_size > MAX_RATIO * max(1, p.compress_size) for p in parts):
        raise Unreadable("a part of this file repeats itself too often, so it was not opened", _MEND)


def check_marks(data: bytes, folder: str, at_most: int) -> None:
    """Refuse XML with more tags than a reader that builds a tree of them can take; raises Unreadable."""
    marks = 0
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                if part.filename.startswith(folder) and part.filename.lower().endswith(".xml"):
                    marks += archive.read(part).count(b"<")
    except (BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError, RuntimeError):
        raise Unreadable("this file is damaged", "open it and save it again from its program") from None
    if marks > at_most:
        raise Unreadable(
            "this file is far too long for a story, so it was not opened", "copy the story into a new file"
        )


def needs_extra(ending: str) -> Unreadable:
    """Say what to type where the library is not installed."""
    return Unreadable(f"reading {ending} files needs one more package", 'type: pip install "newsletter[documents]"')
