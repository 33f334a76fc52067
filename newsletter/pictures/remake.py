"""Decode a picture and draw it anew, so that nothing but what can be seen is left of it.

Runs only in a worker process: decoders are written in C, and what a stranger drew may be made to break them.
Five kinds are opened; all others, in which most mistakes of decoders were found, are not even tried. What is
drawn has no metadata (place, camera, comments, colour profile), stands upright, is in sRGB, on white, and
still: of a moving picture the first frame. The same bytes always give the same bytes.
"""

from __future__ import annotations

import io
import warnings

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from newsletter.model.pictures import NoPicture
from newsletter.pictures.drawn import Drawn, Remade
from newsletter.pictures.kinds import kind_in_words

#: Imported above, so that opening a picture does not look for every decoder there is.
_PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")

MAX_PIXELS = 64_000_000  #: of a JPEG, more than telephones take: it is decoded at the size that is needed
MAX_PIXELS_WHOLE = 36_000_000  #: of the others, which must be decoded whole
MAX_SIDE = 20_000
LEAST_SIDE = 50  #: what is smaller shows nothing, an icon perhaps
_COUNTER_SIDE = 3
LETTER = (1200, 1600)  #: a letter is 600 wide, and screens have two dots for one
LARGE = (2400, 2400)
_LETTER_BYTES, _LARGE_BYTES = 300_000, 1_000_000
_QUALITIES = (84, 76, 68, 60)  #: of JPEG; the first that is small enough, else the last
_FEW_COLOURS = 4096  #: a drawing or a chart, whose edges JPEG would smear
_PLAIN = 6  #: steps between the darkest and the brightest dot of a picture that shows nothing

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def remake(data: bytes) -> Remade | NoPicture:
    """Decode and draw anew; what cannot or must not be shown is told in words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which is dropped anyway
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _too_big_or_small(image) or _drawn(image)
    except UnidentifiedImageError:
        return NoPicture(what=f"it is {kind_in_words(data)}", mend="save it as JPEG or PNG")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return _TOO_MANY
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, RuntimeError):
        return NoPicture(what="it is damaged or cut off", mend="put it there anew, saved as JPEG or PNG")


_TOO_MANY = NoPicture(what="it has far too many dots, more than a poster needs", mend="save it smaller, 2400 dots wide")


def _too_big_or_small(image: Image.Image) -> NoPicture | None:
    """Judge by what the file declares, before any dot of it is decoded."""
    width, height = image.size
    most = MAX_PIXELS if image.format in ("JPEG", "MPO") else MAX_PIXELS_WHOLE
    if width * height > most or max(image.size) > MAX_SIDE:
        return _TOO_MANY
    if min(image.size) <= _COUNTER_SIDE:
        return NoPicture(what="it is a counter of readers, or a spacer", mend="")
    if min(image.size) < LEAST_SIDE:
        what = f"it is too small to show anything ({width} × {height} dots)"
        return NoPicture(what=what, mend="use a larger one, or leave it out")
    return None


def _drawn(image: Image.Image) -> Remade | NoPicture:
    few = image.format in ("PNG", "GIF")
    image.draft(None, LARGE)  # a JPEG is decoded at half or a quarter of its size where that is enough
    image.load()
    # Made smaller first: every step below needs a copy of it.
    plain = _bare(_in_srgb(_upright(_smaller(image, LARGE))))
    if all(high - low <= _PLAIN for low, high in plain.getextrema()):  # type: ignore[misc]  # RGB: a pair for each
        return NoPicture(what="it shows one colour and nothing else", mend="leave it out")
    letter = _encoded(_fitted(plain, LETTER), _LETTER_BYTES, few)
    if plain.width <= LETTER[0] and plain.height <= LETTER[1]:
        return Remade(letter, letter)
    return Remade(letter, _encoded(plain, _LARGE_BYTES, few))


def _smaller(image: Image.Image, most: tuple[int, int]) -> Image.Image:
    """Like ``_fitted``, for colours that cannot be mixed before they are written out."""
    info = dict(image.info)
    if image.mode in ("P", "PA", "1"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode == "RGB" and image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode.startswith("I") or image.mode == "F":  # 16 bits of grey: the upper eight of them
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    found = _fitted(image, most)
    if found.mode in ("RGB", "RGBA"):
        info.pop("transparency", None)  # it is in the picture now
    found.info = info
    return found


def _upright(image: Image.Image) -> Image.Image:
    """Turn it as the camera was held."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # damaged metadata says nothing about which side is up
        return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as every screen understands them, on white."""
    profile = image.info.get("icc_profile")
    opaque = image if image.mode == "CMYK" else _on_white(image)
    if profile:
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ours = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(opaque, theirs, ours, outputMode="RGB") or opaque
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that is damaged, or of another kind of picture
    return opaque.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    ground = Image.new("RGB", clear.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def _bare(image: Image.Image) -> Image.Image:
    """The dots alone: a picture made by Pillow carries along what it knows of its file, and writes it."""
    return Image.frombytes("RGB", image.size, image.tobytes())


def _fitted(image: Image.Image, most: tuple[int, int]) -> Image.Image:
    """Make it smaller where it is larger; never larger."""
    scale = min(1.0, most[0] / image.width, most[1] / image.height)
    if scale == 1.0:
        return image
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(image: Image.Image, most: int, may_be_drawing: bool) -> Drawn:
    body, media_type = _jpeg(image, most), "image/jpeg"
    if may_be_drawing and image.getcolors(_FEW_COLOURS) is not None:
        sharp = _saved(image, "PNG", optimize=True)
        if len(sharp) <= max(len(body), most // 4):
            body, media_type = sharp, "image/png"
    return Drawn(body, media_type, image.width, image.height)


def _jpeg(image: Image.Image, most: int) -> bytes:
    body = b""
    for quality in _QUALITIES:
        body = _saved(image, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(body) <= most:
            break
    return body


def _saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()
