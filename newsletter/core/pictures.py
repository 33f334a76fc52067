"""Decide about pictures what needs no look at them: which one to show, whether its alt text is one, when to ask again.

Pure. Decoding belongs to ``pictures``, asking and keeping to ``services.pictures``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from urllib.parse import unquote, urlsplit

import regex

from newsletter.model.entries import Figure
from newsletter.model.pictures import KeptPicture

_NARROW = 300  #: dots; a letter shows 520
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=15), timedelta(days=1)

_ENDING = regex.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|heic|heif|tiff?|bmp|psd|raw|cr2|nef)\b", regex.I)
#: Names that cameras, telephones, screens and image banks give: IMG_2031, DSC00421, PXL_20260901_101112, P1040321.
_CAMERA = regex.compile(
    r"(?:img|dsc[fn]?|dscn|pxl|mvi|vid|gopr|dji|imag|photo|foto|image|picture|pic|capture|screen ?shot|"
    r"capture d.?écran|captura|scan|unnamed|untitled|whatsapp image|istock|shutterstock|adobestock|gettyimages|p)?"
    r"[\s_-]*\(?\d[\d\s_.:x()-]*(?:(?:at|à|a las)\s[\d.: _-]+)?(?:\s*[ap]m)?"
    r"(?:[\s_-]*(?:copy|copie|copia|edited|final))?",
    regex.I,
)
_HASH = regex.compile(r"(?=.*\d)[0-9a-f]{8,}(?:-[0-9a-f]+)*", regex.I)
#: What fills the field and says nothing.
_NOTHING = frozenset(
    {
        *("image", "picture", "photo", "photograph", "img", "pic", "graphic", "figure", "logo", "banner", "header"),
        *("thumbnail", "untitled", "unnamed", "alt", "none", "null", "undefined", "placeholder", "featured"),
        *("foto", "fotografía", "imagen", "imagem", "photographie", "illustration", "screenshot", "n/a", "no alt"),
        *("alt text", "featured image", "cover image", "hero image"),
    }
)
_APART = regex.compile(r"[\s_\-+.]+")


class AltTrouble(StrEnum):
    """Why a picture's alt text is none."""

    MISSING = "missing"
    FILE_NAME = "file_name"


def alt_trouble(figure: Figure) -> AltTrouble | None:
    """Whether the alt text says what can be seen: not empty, no file name, not only "image"."""
    words = figure.alt.strip(" \t\n\"'“”.,:;|-–—_")
    if not any(sign.isalnum() for sign in words) or words.casefold() in _NOTHING:
        return AltTrouble.MISSING
    if _ENDING.search(words) and len(words.split()) <= 4:
        return AltTrouble.FILE_NAME
    if _CAMERA.fullmatch(words) or _HASH.fullmatch(words) or _is_its_name(words, figure.src):
        return AltTrouble.FILE_NAME
    return None


def _is_its_name(words: str, src: str) -> bool:
    """Whether the words are the name of the file: as it is written, or with its hyphens made to spaces.

    Several words parted by spaces are what a person wrote, and perhaps named the file by.
    """
    name = _file_name(src)
    if not name or _folded(words) != _folded(name):
        return False
    return len(words.split()) == 1 or any(sign.isdigit() for sign in words)


def _file_name(src: str) -> str:
    try:
        path = urlsplit(src).path
    except ValueError:
        path = src
    return str(_ENDING.sub("", unquote(path).rpartition("/")[2]))


def _folded(words: str) -> str:
    return str(_APART.sub(" ", words)).strip().casefold()


def in_order(figures: Iterable[Figure]) -> list[Figure]:
    """Which picture of an entry to show first: one that tells its readers what it shows, else the first."""
    named = [figure for figure in figures if figure.src]
    return sorted(named, key=lambda figure: alt_trouble(figure) is not None)


def is_narrow(made: KeptPicture) -> bool:
    """Whether it is a thumbnail rather than a picture: shown only where there is no better one."""
    return made.letter.width < _NARROW


def wait_after(tries: int, asked_s: float = 0.0) -> timedelta:
    """How long a picture is left alone after so many failures in a row: ever longer, up to a day."""
    wait = min(_FIRST_WAIT * (1 << min(max(tries - 1, 0), 10)), _LONGEST_WAIT)
    return max(wait, timedelta(seconds=min(asked_s, 7 * 86_400)))
