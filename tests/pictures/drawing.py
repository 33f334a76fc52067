"""Pictures made for tests: photographs of nothing, bombs, and files that are no pictures."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw


def photo(width: int = 800, height: int = 600) -> Image.Image:
    """Soft colours with a dark corner at the top left, the same every time."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    round_ = Image.radial_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, round_))


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def jpeg(width: int = 800, height: int = 600, **how: Any) -> bytes:
    return saved(photo(width, height), "JPEG", **how)


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


def disc_on_nothing() -> Image.Image:
    """A red disc; everything around it is transparent."""
    image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((60, 20, 220, 180), fill=(200, 16, 46, 255))
    return image


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_that_claims(width: int, height: int, dots: bytes = b"") -> bytes:
    """A PNG whose header may say anything."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(dots, 9))
        + _chunk(b"IEND", b"")
    )  # fmt: skip


def png_with_texts(image: Image.Image, texts: list[bytes]) -> bytes:
    """A PNG with chunks of text put in by hand."""
    body = saved(image, "PNG")
    return body[:33] + b"".join(_chunk(b"tEXt", text) for text in texts) + body[33:]


def gif_of(frames: int) -> bytes:
    """A GIF that moves for long: one frame, then the same small patch again and again."""
    body = saved(photo(200, 200).quantize(16), "GIF")
    patch = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return body[:-1] + patch * (frames - 1) + b"\x3b"
