"""Make a brand's colour readable: words on paper keep a contrast of 4.5, in the light and in the dark.

Pure. Contrast as WCAG 2.2 defines it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio); hue and saturation stay.
"""

from __future__ import annotations

import colorsys

import regex

ENOUGH = 4.5
_STEP = 0.01

_HEX = regex.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", regex.I)
_RGB = regex.compile(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)", regex.I)


def colour_of(written: str) -> str | None:
    """A colour as ``#rrggbb``, from ``#rgb``, ``#rrggbb`` or ``rgb(1, 2, 3)``; None for anything else."""
    written = written.strip()
    if found := _RGB.fullmatch(written):
        parts = [int(part) for part in found.groups()]
        return "#{:02X}{:02X}{:02X}".format(*parts) if max(parts) <= 255 else None
    if not _HEX.fullmatch(written):
        return None
    digits = written[1:] if len(written) == 7 else "".join(2 * digit for digit in written[1:])
    return f"#{digits.upper()}"


def is_grey(colour: str) -> bool:
    """Say whether a colour is white, black or nearly without hue: many sites name their paper, not their brand."""
    parts = _parts(colour)
    return max(parts) - min(parts) < 0.12


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, 1–21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, paper: str) -> str:
    """The colour nearest to this one, by its lightness, that words on this paper can be read in."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    step = -_STEP if _luminance(paper) > 0.2 else _STEP
    while contrast(colour, paper) < ENOUGH and (lightness > 0 if step < 0 else lightness < 1):
        lightness = min(max(lightness + step, 0.0), 1.0)
        colour = "#" + "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def words_on(colour: str) -> str:
    """White or black, whichever is read better on this colour."""
    return max("#FFFFFF", "#000000", key=lambda words: contrast(words, colour))


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
