"""What a worker answers: a picture drawn anew. Apart from the drawing, so that asking for it loads no decoder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Drawn:
    """One size of a picture, as bytes."""

    body: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Remade:
    """Both sizes of a picture."""

    letter: Drawn
    large: Drawn
