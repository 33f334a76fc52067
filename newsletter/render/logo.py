"""The team's logo at the top of a letter: a file beside its templates, named in ``theme.toml``.

It travels as the other pictures do, and stands on white in both modes, since a logo is drawn for one.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256

from newsletter.errors import TemplateError
from newsletter.model.editions import PublicationFacts, Rendering
from newsletter.model.pictures import ENDINGS, NAME_DIGITS
from newsletter.render.environment import Templates
from newsletter.render.lines import one_line

HEIGHT = 44  #: points; narrower where it would be wider than the letter
WIDEST = 240
_THEME = "email/theme.toml"
_HERE = f"templates/{_THEME}"
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True, kw_only=True)
class Logo:
    """What templates show, and the file behind it."""

    src: str
    alt: str
    width: int
    height: int
    file: Rendering


def logo_of(templates: Templates, facts: PublicationFacts) -> Logo | None:
    """The logo that the theme names; None where it names none. Raises TemplateError where its file is none."""
    named = templates.toml(_THEME).get("logo", {})
    if not isinstance(named, dict):
        raise TemplateError(f"{_HERE}: logo is {named!r}, not a table: write a line [logo], and under it file = …")
    name = str(named.get("file", ""))
    if not name:
        return None
    body = templates.file(f"email/{name}")
    size = _size(body or b"")
    if body is None or size is None or not all(size):
        raise TemplateError(f"{_HERE} [logo] file: {name!r}: {_wrong(body, size)}")
    kind = "image/png" if body.startswith(_PNG) else "image/jpeg"
    path = f"pictures/{sha256(body).hexdigest()[:NAME_DIGITS]}.{ENDINGS[kind]}"
    scale = min(HEIGHT / size[1], WIDEST / size[0])
    return Logo(
        src=f"{facts.pictures_at.rstrip('/')}/{path.partition('/')[2]}" if facts.pictures_at else path,
        alt=one_line(str(named.get("alt", ""))) or one_line(facts.organisation) or one_line(facts.title),
        width=max(1, round(size[0] * scale)),
        height=max(1, round(size[1] * scale)),
        file=Rendering(kind="picture", path=path, media_type=kind, body=body, language="", platform=""),
    )


def _wrong(body: bytes | None, size: tuple[int, int] | None) -> str:
    if body is None:
        return "there is no such file in templates/email: put it there, or name another"
    what = "it is no PNG or JPEG" if size is None else f"it is a picture of {size[0]} by {size[1]} dots"
    return f"{what}: save the logo anew as PNG or JPEG in templates/email"


def _size(body: bytes) -> tuple[int, int] | None:
    """Width and height in dots, as the file's head declares them."""
    if body.startswith(_PNG) and len(body) >= 24:
        return struct.unpack(">II", body[16:24])
    return _jpeg_size(body) if body.startswith(_JPEG) else None


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(body) and body[at] == 0xFF:
        if body[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(body[at + 2 : at + 4], "big")
    return None
