"""A picture beside its story: read from inside the folder, and from nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsletter.model.pictures import NoPicture
from newsletter.sources import beside


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "stories"
    (root / "pictures").mkdir(parents=True)
    (root / "pictures" / "gate.jpg").write_bytes(b"a gate")
    (tmp_path / "secret.jpg").write_bytes(b"a secret")
    (tmp_path / "stories-of-others").mkdir()
    (tmp_path / "stories-of-others" / "gate.jpg").write_bytes(b"a secret")
    return root


def test_given_a_picture_in_the_folder_then_its_bytes_are_read(folder: Path) -> None:
    (folder / "link.jpg").symlink_to("pictures/gate.jpg")
    assert beside.read(folder, "pictures/gate.jpg", 100) == b"a gate"
    assert beside.read(folder, "link.jpg", 100) == b"a gate"


def link_out(folder: Path) -> str:
    (folder / "out.jpg").symlink_to("../secret.jpg")
    return "out.jpg"


def folder_link_out(folder: Path) -> str:
    (folder / "others").symlink_to("../stories-of-others")
    return "others/gate.jpg"


def absolute_link_out(folder: Path) -> str:
    (folder / "abs.jpg").symlink_to(folder.parent / "secret.jpg")
    return "abs.jpg"


def loop(folder: Path) -> str:
    (folder / "loop.jpg").symlink_to("loop.jpg")
    return "loop.jpg"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "pipe.jpg")
    return "pipe.jpg"


def too_large(folder: Path) -> str:
    (folder / "large.jpg").write_bytes(bytes(101))
    return "large.jpg"


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (link_out, "it lies outside the folder"),
        (folder_link_out, "it lies outside the folder"),
        (absolute_link_out, "it lies outside the folder"),
        (lambda folder: "../secret.jpg", "it lies outside the folder"),
        (lambda folder: str(folder.parent / "secret.jpg"), "it lies outside the folder"),
        (lambda folder: "nowhere.jpg", "it does not lie at nowhere.jpg"),
        (lambda folder: "pictures/gate.jpg/x", "it does not lie at"),
        (lambda folder: "a\0b.jpg", "it cannot be read"),
        (lambda folder: "x" * 5000, "it cannot be read"),
        (lambda folder: "pictures", "it cannot be read"),
        (loop, "it cannot be read"),
        (pipe, "it is not an ordinary file"),
        (too_large, "it has more than"),
    ],
)  # fmt: skip
def test_given_anything_else_then_it_is_told_in_words(folder: Path, make: object, what: str) -> None:
    assert callable(make)
    found = beside.read(folder, make(folder), 100)
    assert isinstance(found, NoPicture)
    assert found.what.startswith(what)
