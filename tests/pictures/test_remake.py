"""What is drawn anew: every kind in, two kinds out, nothing but what can be seen; and what is refused, in words."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from newsletter.model.pictures import KeptPicture, NoPicture, PictureFile
from newsletter.pictures import kept
from newsletter.pictures.kept import PictureFolder
from tests.pictures.drawing import (
    disc_on_nothing,
    gif_of,
    jpeg,
    opened,
    photo,
    png_that_claims,
    png_with_texts,
    saved,
)

SECRETS = (
    b"SECRET",
    b"Exif",
    b"http://ns.adobe.com",
    b"GPS",
    b"ICC_PROFILE",
    b"tEXt",
    b"iTXt",
    b"zTXt",
    b"eXIf",
    b"iCCP",
)
GPS = 0x8825


@pytest.fixture
def folder(tmp_path: Path) -> PictureFolder:
    return PictureFolder(tmp_path / "pictures")


def taken(folder: PictureFolder, data: bytes) -> KeptPicture:
    found = folder.take_in(data)
    assert isinstance(found, KeptPicture), found
    return found


def refused(folder: PictureFolder, data: bytes) -> NoPicture:
    found = folder.take_in(data)
    assert isinstance(found, NoPicture), found
    return found


def look(folder: PictureFolder, file: PictureFile) -> Image.Image:
    body = folder.body(file)
    assert body is not None
    image = opened(body)
    assert (image.size, len(body)) == ((file.width, file.height), file.size)
    return image


def dot(folder: PictureFolder, data: bytes, at: tuple[int, int]) -> tuple[int, int, int]:
    """One dot of what was made of a picture."""
    found = look(folder, taken(folder, data).letter).convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def dots(image: Image.Image) -> list[tuple[int, int, int]]:
    body = image.tobytes()
    return [(body[at], body[at + 1], body[at + 2]) for at in range(0, len(body), 3)]


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


# ── what comes out ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_given_a_picture_of_any_kind_that_is_opened_then_it_is_kept_as_one_that_letters_show(
    folder: PictureFolder, kind: str
) -> None:
    found = taken(folder, saved(photo(), kind))
    image = look(folder, found.letter)
    assert (image.format, image.mode, image.size) == ("PNG" if kind == "GIF" else "JPEG", "RGB", (800, 600))
    assert found.letter == found.large  # it is small: one file serves for both


@pytest.mark.parametrize(
    ("size", "letter", "large"),
    [
        ((4000, 3000), (1200, 900), (2400, 1800)),
        ((3000, 4000), (1200, 1600), (1800, 2400)),
        ((1000, 4000), (400, 1600), (600, 2400)),
        ((1800, 1200), (1200, 800), (1800, 1200)),
        ((300, 200), (300, 200), (300, 200)),
    ],
)
def test_given_a_size_then_it_is_made_smaller_and_never_larger(
    folder: PictureFolder, size: tuple[int, int], letter: tuple[int, int], large: tuple[int, int]
) -> None:
    found = taken(folder, jpeg(*size))
    assert look(folder, found.letter).size == letter
    assert look(folder, found.large).size == large


def test_given_the_same_bytes_then_the_same_bytes_come_out(tmp_path: Path) -> None:
    one, other = PictureFolder(tmp_path / "a"), PictureFolder(tmp_path / "b")
    assert taken(one, jpeg(1500, 900)) == taken(other, jpeg(1500, 900))
    assert {p.name: p.read_bytes() for p in (tmp_path / "a").iterdir()} == {
        p.name: p.read_bytes() for p in (tmp_path / "b").iterdir()
    }


def test_given_a_picture_that_tells_where_it_was_taken_then_nothing_of_that_is_left(folder: PictureFolder) -> None:
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (46.0, 12.0, 0.0)}
    exif[0x010E] = "SECRET description"
    exif[0x013B] = "SECRET photographer"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    told = saved(photo(), "JPEG", exif=exif, icc_profile=profile, comment=b"SECRET comment",
                 xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRET</x:xmpmeta>")  # fmt: skip
    assert told.count(b"SECRET") >= 3
    folder_bytes = [folder.body(file) for file in (taken(folder, told).letter, taken(folder, told).large)]
    assert [mark for body in folder_bytes for mark in SECRETS if mark in (body or b"")] == []


@pytest.mark.parametrize("image", [photo(), disc_on_nothing()], ids=["photo", "drawing"])
def test_given_a_png_with_texts_then_none_is_left(folder: PictureFolder, image: Image.Image) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Comment", "SECRET", zip=False)
    body = folder.body(taken(folder, saved(image, "PNG", pnginfo=info)).letter)
    assert [mark for mark in SECRETS if mark in (body or b"")] == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("size", [(800, 600), (4000, 3000)])
def test_given_a_camera_held_upright_then_the_picture_stands_upright(
    folder: PictureFolder, kind: str, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the top is at the right
    lying = photo(*size)
    file = taken(folder, saved(lying, kind, exif=exif)).letter
    assert file.width * 4 == file.height * 3
    standing = lying.rotate(-90, expand=True).resize((6, 8))
    seen = look(folder, file).convert("RGB").resize((6, 8))
    assert all(near(one, other) for one, other in zip(dots(seen), dots(standing), strict=True))


def test_given_damaged_metadata_then_the_picture_is_kept_all_the_same(folder: PictureFolder) -> None:
    assert taken(folder, jpeg(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")).letter.width == 800


def test_given_what_is_clear_then_it_lies_on_white(folder: PictureFolder) -> None:
    clear = disc_on_nothing()
    palette = clear.quantize(8)
    for data in (saved(clear, "PNG"), saved(clear, "WEBP", lossless=True), saved(palette, "PNG"), saved(clear, "GIF")):
        assert near(dot(folder, data, (2, 2)), (255, 255, 255))
        assert near(dot(folder, data, (140, 100)), (200, 16, 46))


def test_given_a_drawing_of_few_colours_then_its_edges_stay_sharp(folder: PictureFolder) -> None:
    assert taken(folder, saved(disc_on_nothing(), "PNG")).letter.media_type == "image/png"


@pytest.mark.parametrize(
    "data",
    [
        saved(photo().convert("CMYK"), "JPEG"),
        saved(photo().convert("L"), "JPEG"),
        saved(photo().convert("L").convert("I").point(lambda value: value * 256).convert("I;16"), "PNG"),
        saved(photo().convert("1"), "PNG"),
        saved(photo().convert("LA"), "PNG"),
        saved(photo().quantize(256), "PNG"),
        saved(photo(), "JPEG", progressive=True),
    ],
    ids=["cmyk", "grey", "16 bits", "black and white", "grey and clear", "palette", "progressive"],
)
def test_given_an_unusual_way_to_write_colours_then_light_stays_light(folder: PictureFolder, data: bytes) -> None:
    image = look(folder, taken(folder, data).letter).convert("L").resize((4, 4))
    plain = photo().convert("L").resize((4, 4))
    dark, light = image.getpixel((0, 0)), image.getpixel((3, 3))
    assert isinstance(dark, int)
    assert isinstance(light, int)
    assert light > dark, plain


def test_given_a_profile_that_swaps_colours_then_they_come_out_as_they_were_meant(folder: PictureFolder) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    assert taken(folder, jpeg(icc_profile=lab)).letter.width == 800  # of another kind of picture: passed over
    assert taken(folder, jpeg(icc_profile=b"no profile")).letter.width == 800


def test_given_a_gif_of_ten_thousand_frames_then_the_first_one_is_kept_at_once(folder: PictureFolder) -> None:
    begun = time.monotonic()
    assert taken(folder, gif_of(10_000)).letter.width == 200
    assert time.monotonic() - begun < kept.TIMEOUT_S


# ── what is refused ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (png_that_claims(50_000, 50_000, bytes(30_000_000)), "it has far too many dots"),
        (png_that_claims(25_000, 60, b"\0" * 100), "it has far too many dots"),
        (jpeg()[:9000], "it is damaged or cut off"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "it is an SVG drawing"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "it is a web page"),
        (saved(photo(64, 64), "ICO"), "it is an icon"),
        (saved(photo(), "TIFF"), "it is a TIFF file"),
        (b"8BPS\0\1" + bytes(200), "it is a Photoshop file"),
        (saved(photo(), "BMP"), "it is a BMP file"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "it is a PostScript file"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "it is a HEIC picture"),
        (b"\0\0\0\x18ftypisom" + bytes(100), "it is a film"),
        (b"", "it is empty"),
        (b"\xff\xd8\xff" + bytes(100), "it is a JPEG file that is damaged"),
        (saved(photo(8, 8), "PNG"), "it is too small to show anything (8 × 8 dots)"),
        (saved(photo(49, 400), "PNG"), "it is too small to show anything (49 × 400 dots)"),
        (saved(Image.new("RGB", (600, 400), "#777777"), "PNG"), "it shows one colour"),
        (saved(Image.new("RGBA", (600, 400)), "PNG"), "it shows one colour"),
    ],
)  # fmt: skip
def test_given_what_is_no_picture_to_be_shown_then_it_is_told_in_words_and_nothing_is_kept(
    folder: PictureFolder, tmp_path: Path, data: bytes, what: str
) -> None:
    found = refused(folder, data)
    assert found.what.startswith(what)
    assert found.mend
    assert not (tmp_path / "pictures").exists()


def test_given_a_counter_of_readers_then_it_is_passed_over_without_a_word(folder: PictureFolder) -> None:
    found = [refused(folder, saved(Image.new("RGBA", size), "PNG")) for size in ((1, 1), (2, 2), (1, 600))]
    assert {one.mend for one in found} == {""}


def test_given_texts_that_unfold_without_end_then_the_next_picture_is_kept(folder: PictureFolder) -> None:
    bomb = png_with_texts(photo(100, 100), [b"k\0" + b"x" * 900_000] * 80)
    folder.take_in(bomb)
    assert taken(folder, jpeg()).letter.width == 800


def test_given_a_decoder_that_misbehaves_then_it_is_told_and_the_next_picture_is_kept(
    folder: PictureFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(kept.POOL, "module", "hostile_decoder")
    monkeypatch.setattr(kept, "TIMEOUT_S", 2.0)
    kept.POOL.close()
    try:
        told = [refused(folder, task).what for task in (b"hang", b"eat", b"die")]
    finally:
        kept.POOL.close()
        monkeypatch.undo()
    assert told == [
        "it could not be opened: reading it took longer than 2 seconds",
        "it could not be opened: reading it would take too much memory",
        "it could not be opened: reading it failed badly",
    ]
    assert taken(folder, jpeg()).letter.width == 800


# ── how it is kept ─────────────────────────────────────────────────────────────────────────


def test_given_a_kept_picture_then_its_name_is_its_hash_and_only_its_owner_reads_it(
    folder: PictureFolder, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        found = taken(folder, jpeg(1500, 900))
    finally:
        os.umask(before)
    root = tmp_path / "pictures"
    names = {file.name: file.sha256 for file in (found.letter, found.large)}
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in root.iterdir()} == names
    assert all(name.startswith(sha256[:20]) for name, sha256 in names.items())
    assert [stat.S_IMODE(p.stat().st_mode) for p in (root, *root.iterdir())] == [0o700, 0o600, 0o600]


def test_given_a_kept_file_that_was_changed_then_it_is_as_good_as_gone_until_it_is_taken_in_anew(
    folder: PictureFolder, tmp_path: Path
) -> None:
    file = taken(folder, jpeg()).letter
    path = tmp_path / "pictures" / file.name
    path.write_bytes(path.read_bytes() + b"x")
    assert folder.body(file) is None
    path.unlink()
    assert folder.body(file) is None
    taken(folder, jpeg())
    assert folder.body(file) is not None


def test_given_a_disk_that_is_full_then_no_half_file_is_left(
    folder: PictureFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        found = refused(folder, jpeg())
    assert (found.again, "No space left" in found.what) == (True, True)
    assert list((tmp_path / "pictures").iterdir()) == []
