"""Read bytes the way everyone who gets them might: with markup and without, and with every encoding undone.

Pure, and generous: it gives many readings of the same bytes, so that a search over all of them misses nothing.
Used where something must *not* be found (``core.naming``), never to make text that is published.
"""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from urllib.parse import unquote

#: How deep encodings may lie in each other: an address in an attribute in a part of a mail.
_DEPTH = 3
_JSON_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\x[0-9a-fA-F]{2}|\\[nrtbfv/\"'\\]")
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\n]?")
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=")
_PUNYCODE = re.compile(r"xn--[a-z0-9-]+", re.I)
_DATA_URL = re.compile(r"data:[\w.+/;=-]*;base64,([A-Za-z0-9+/=\s]+)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_COMMENT_MARKS = re.compile(r"<!--(?:\[if[^\]]*\]>)?|(?:<!\[endif\])?-->|<!\[CDATA\[|\]\]>")
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_BLOCK = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|td|th|tr|table|h[1-6]|section|article|header|footer|main|nav|aside|title|"
    r"blockquote|pre|figure|figcaption|option|button|body|html|head|style|script|img|center)\b[^<>]*>",
    re.I,
)


def readings(body: bytes, media_type: str) -> Iterator[str]:
    """Give every reading of these bytes."""
    is_mail = media_type.split(";")[0].strip().lower() in ("message/rfc822", "application/mbox")
    if is_mail or media_type.endswith("eml"):
        body = _without_pictures(body)
        yield from _mail(body)
    for text in _as_text(body):
        yield from readings_of_text(text)


def readings_of_text(text: str) -> Iterator[str]:
    """Give a text as it stands, with its encodings undone one after the other, and without its markup."""
    seen = dict.fromkeys(_undone(text))
    for one in tuple(seen):
        yield one
        if "<" in one:
            yield from _without_tags(one)


def _as_text(body: bytes) -> Iterator[str]:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield body.decode("utf-16", errors="replace")
    try:
        yield body.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield body.decode("utf-8", errors="ignore")
        yield body.decode("cp1252", errors="replace")


def _undone(text: str) -> Iterator[str]:
    for _ in range(_DEPTH):
        yield text
        before = text
        for undo in (_json, html.unescape, _percent, _css, _punycode, _words_of_headers):
            plainer = undo(text)
            if plainer != text:
                text = plainer
                yield text
        yield from _embedded(before)
        if text == before:
            return


def _json(text: str) -> str:
    if "\\" not in text:
        return text

    def plain(found: re.Match[str]) -> str:
        escape = found.group()
        if escape[1] in "ux":
            raw = escape.replace("\\x", "\\u00").encode("ascii").decode("unicode_escape")
            return raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": " ", "v": " "}.get(escape[1], escape[1])

    return _JSON_ESCAPE.sub(plain, text)


def _percent(text: str) -> str:
    return unquote(text.replace("+", " "), errors="replace") if "%" in text else text


def _css(text: str) -> str:
    if "\\" not in text:
        return text
    return _CSS_ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), text)


def _punycode(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        try:
            return found.group()[4:].encode("ascii").decode("punycode")
        except (UnicodeError, ValueError, OverflowError):
            return found.group()

    return _PUNYCODE.sub(plain, text) if "xn--" in text.lower() else text


def _words_of_headers(text: str) -> str:
    if "=?" not in text:
        return text
    joined = re.sub(r"\?=\s+=\?", "?==?", text)  # white space between two encoded words is not text

    def plain(found: re.Match[str]) -> str:
        return _header(found.group())

    return _ENCODED_WORD.sub(plain, joined)


def _embedded(text: str) -> Iterator[str]:
    for found in _DATA_URL.finditer(text):
        try:
            yield base64.b64decode(found[1]).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue  # a picture


def _without_tags(text: str) -> Iterator[str]:
    for one in dict.fromkeys((_COMMENT.sub("", text), _COMMENT_MARKS.sub(" ", text))):
        yield html.unescape(_TAG.sub("", _BLOCK.sub(" ", one)))  # Ma<b>gai</b> is one word
        yield html.unescape(_TAG.sub(" ", one))  # <i>Ann</i><i>Lee</i> are two


# --- mail -------------------------------------------------------------------------------------


def _mail(body: bytes) -> Iterator[str]:
    yield from _texts([quopri.decodestring(body)])  # even where the message cannot be parsed
    for part in message_from_bytes(body).walk():
        yield from _head(part)
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield from _texts([payload])
            yield from _in_charset(payload, part.get_content_charset())


def _without_pictures(body: bytes) -> bytes:
    """A mail without the bytes of its pictures; whatever only says that it is one stays."""
    mail = message_from_bytes(body)
    drawn = False
    for part in mail.walk():
        payload = part.get_payload(decode=True) if part.get_content_maintype() == "image" else b""
        if isinstance(payload, bytes) and payload.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")):
            part.set_payload("")
            drawn = True
    return mail.as_bytes() if drawn else body


def _head(part: Message) -> Iterator[str]:
    for name, value in part.items():
        yield from readings_of_text(f"{name}: {value}")
        yield from readings_of_text(_header(str(value)))
    yield from readings_of_text(part.get_filename() or "")


def _header(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, UnicodeError, binascii.Error):
        return value


def _in_charset(payload: bytes, charset: str | None) -> Iterator[str]:
    try:
        yield from readings_of_text(payload.decode(charset or "utf-8", errors="replace"))
    except LookupError:
        return


def _texts(bodies: Iterable[bytes]) -> Iterator[str]:
    for body in bodies:
        for text in _as_text(body):
            yield from readings_of_text(text)
