"""Pictures that lie inside a document: a Word file's, a mail's, and those written into a page as ``data:``.

A reading does not carry them along: it names each by the hash of its bytes, and the document's own bytes are kept
with its entry anyway. Whoever wants one asks for it by that name, and it is looked for there again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from html import unescape
from urllib.parse import unquote_to_bytes
from zipfile import BadZipFile, ZipFile

import regex

from newsletter.model.pictures import INSIDE
from newsletter.sources.documents import zipped
from newsletter.sources.documents.base import FOLDER_BASE, Unreadable

MAX_BYTES = 20_000_000  #: of one picture
_MOST = 100  #: pictures of one document

_IMAGE = regex.compile(r"<img\b[^>]{0,20000}>", regex.I)
_LATER = regex.compile(r"""\sdata-(?:lazy-|original-|orig-)?(?:src|original)\s*=\s*(?:"([^"]+)"|'([^']+)')""", regex.I)
_NOW = regex.compile(r"""\ssrc\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", regex.I)
_SRC = regex.compile(r"""(<img\b[^>]{0,2000}?\ssrc\s*=\s*)("[^"]*"|'[^']*')""", regex.I)
_DATA = regex.compile(r"\s*data:image/(?P<how>[\w.+;=-]*),(?P<data>.*)", regex.I | regex.S)
_WRITTEN = regex.compile(rb"data:image/[\w.+;=-]*,[A-Za-z0-9+/=%\s_.~-]*", regex.I)


def name_of(data: bytes) -> str:
    """What a picture inside a document is called."""
    return INSIDE + hashlib.sha256(data).hexdigest()[:32]


def named(markup: str, parts: dict[str, str] | None = None) -> str:
    """The markup with pictures that lie inside called by their names, as addresses the sanitiser lets through.

    ``parts`` are those that it calls by ``cid:``.
    """
    if "data:" not in markup and not parts:
        return markup
    return str(_SRC.sub(lambda found: found[1] + _named(found[2], parts or {}), markup))


def awake(markup: str) -> str:
    """The markup with pictures that a page's program would load later put where they belong."""
    return str(_IMAGE.sub(lambda found: _awake(found[0]), markup)) if "data-" in markup else markup


def _awake(image: str) -> str:
    later, now = _LATER.search(image), _NOW.search(image)
    if later is None or (
        now is not None and not regex.search(r"data:|blank|placeholder|spacer|lazy|\.svg", now[0], regex.I)
    ):
        return image
    src = f' src="{(later[1] or later[2]).replace(chr(34), "&quot;")}"'
    return "<img" + src + (_NOW.sub("", image) if now else image)[4:]


def _named(quoted: str, parts: dict[str, str]) -> str:
    src = unescape(quoted[1:-1]).strip()
    if src[:4].lower() == "cid:":
        name = parts.get(src[4:].strip("<>"), "")
    elif data := _unpacked(src):
        name = name_of(data)
    else:
        return quoted
    return f'"{FOLDER_BASE}{name}"' if name else '""'


def _unpacked(src: str) -> bytes:
    """The bytes of a ``data:`` address; none when it is no picture, damaged, or larger than any picture we take."""
    found = _DATA.match(src[: MAX_BYTES * 2])
    if found is None:
        return b""
    try:
        plain = unquote_to_bytes(found["data"])
        coded = found["how"].lower().endswith(";base64")
        return base64.b64decode(b"".join(plain.split()), validate=True) if coded else plain
    except (binascii.Error, ValueError):
        return b""


def parts_of(mail: Message) -> Iterator[tuple[str, Message, bytes]]:
    """Each picture of a mail: its content id, its part, its bytes."""
    for part in mail.walk():
        if part.get_content_maintype() == "image":
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and 0 < len(data) <= MAX_BYTES:
                yield str(part.get("Content-ID", "")).strip().strip("<>"), part, data


def find(document: bytes, name: str) -> bytes | None:
    """The picture of that name in a document's bytes; None when it is not there."""
    for count, data in enumerate(_all(document)):
        if count >= _MOST:
            return None
        if name_of(data) == name:
            return data
    return None


def _all(document: bytes) -> Iterator[bytes]:
    if document.startswith(b"PK"):
        yield from _of_word(document)
        return
    yield from _of_markup(document)
    mail = message_from_bytes(document)
    for _, _, data in parts_of(mail):
        yield data
    for part in mail.walk():
        if part.get_content_type() == "text/html" and isinstance(body := part.get_payload(decode=True), bytes):
            yield from _of_markup(body)


def _of_word(document: bytes) -> Iterator[bytes]:
    try:
        zipped.check(document, "word/")
        with ZipFile(io.BytesIO(document)) as archive:
            for part in archive.infolist():
                if part.filename.startswith("word/media/") and part.file_size <= MAX_BYTES:
                    yield archive.read(part)
    except (BadZipFile, Unreadable, OSError, ValueError, RuntimeError, NotImplementedError):
        return  # it was readable once; what is gone is gone


def _of_markup(markup: bytes) -> Iterator[bytes]:
    for found in _WRITTEN.finditer(markup):
        if data := _unpacked(unescape(found.group().decode("ascii", "replace"))):
            yield data
