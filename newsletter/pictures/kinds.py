"""Say in words what bytes are that are no picture we open, so that a person knows what to do."""

from __future__ import annotations

_MARKS: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "a JPEG file that is damaged"),
    (b"\x89PNG", 0, "a PNG file that is damaged"),
    (b"GIF8", 0, "a GIF file that is damaged"),
    (b"WEBP", 8, "a WebP file that is damaged"),
    (b"ftypavif", 4, "an AVIF file that is damaged"),
    (b"ftyphei", 4, "a HEIC picture of a telephone, which mail programs do not show"),
    (b"ftypmif1", 4, "a HEIC picture of a telephone, which mail programs do not show"),
    (b"II*\0", 0, "a TIFF file, which mail programs do not show"),
    (b"MM\0*", 0, "a TIFF file, which mail programs do not show"),
    (b"8BPS", 0, "a Photoshop file, which mail programs do not show"),
    (b"\0\0\1\0", 0, "an icon"),
    (b"BM", 0, "a BMP file, which is not opened"),
    (b"%PDF", 0, "a PDF file"),
    (b"%!PS", 0, "a PostScript file"),
    (b"ftyp", 4, "a film"),
    (b"\x1a\x45\xdf\xa3", 0, "a film"),
    (b"\xd7\xcd\xc6\x9a", 0, "a drawing of an office program (WMF)"),
    (b" EMF", 40, "a drawing of an office program (EMF)"),
)


def kind_in_words(data: bytes) -> str:
    """What these bytes are, as far as their first ones tell."""
    for mark, at, words in _MARKS:
        if data[at : at + len(mark)] == mark:
            return words
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return "an SVG drawing, which may hold programs and is never opened"
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page and no picture"
    return "empty" if not data else "no picture of a kind that is opened (JPEG, PNG, WebP, GIF, AVIF)"
