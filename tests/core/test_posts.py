"""Lengths by each platform's own arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.core.posts import PLATFORMS, Facet, measure

CONFORMANCE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "conformance" / "validate.yml"
#: The suite also keeps an older group, from before emoji sequences were counted as two.
GROUPS = ("WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")


def x_cases() -> Iterator[tuple[str, str, str, int, bool]]:
    """(group, description, text, weight, valid) of X's own suite, read without a YAML library."""
    if not CONFORMANCE.exists():
        return
    group = text = about = ""
    weight = 0
    for line in CONFORMANCE.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"  (\w+):$", line):
            group = found.group(1)
        elif found := re.match(r"    - description: \"(.*)\"$", line):
            about = found.group(1)
        elif found := re.match(r"      text: \"(.*)\"$", line):
            text = re.sub(r"\\U([0-9A-F]{8})|\\u([0-9A-F]{4})", lambda m: chr(int(m[1] or m[2], 16)), found.group(1))
            text = text.replace(r"\"", '"')
        elif found := re.match(r"        weightedLength: (\d+)", line):
            weight = int(found.group(1))
        elif (found := re.match(r"        valid: (\w+)", line)) and group in GROUPS:
            yield group, about, text, weight, found.group(1) == "true"


@pytest.mark.skipif(not CONFORMANCE.exists(), reason="X's conformance suite is not beside the checkout")
@pytest.mark.parametrize(("group", "about", "text", "weight", "valid"), list(x_cases()))
def test_x_counts_as_its_own_suite_says(group: str, about: str, text: str, weight: int, valid: bool) -> None:
    got = measure("x", text)
    assert (got.length, got.fits) == (weight, valid)


@pytest.mark.parametrize(
    ("platform", "text", "length", "limit"),
    [
        ("bluesky", "👩‍👩‍👧 Ánh", 5, 300),
        ("mastodon", "https://example.org/a/very/long/address/that/goes/on/and/on é", 25, 500),
        ("mastodon", "thanks @ada@social.example.org", 11, 500),
        ("threads", "é👍", 6, 500),
        ("telegram", "👍", 2, 4096),
        ("whatsapp", "abc", 3, 65_536),
        ("x", "Read https://example.org/a/very/long/address/that/goes/on?and=on.", 29, 280),
        ("x", "e\u0301", 1, 280),
    ],
)
def test_each_platform_counts_in_its_own_way(platform: str, text: str, length: int, limit: int) -> None:
    got = measure(platform, text)
    assert (got.length, got.limit, got.fits) == (length, limit, True)


def test_a_picture_leaves_less_room_on_telegram() -> None:
    assert [measure("telegram", "a" * 1025, media=media).fits for media in (0, 1)] == [True, False]


def test_a_warning_counts_with_the_text() -> None:
    assert [measure("mastodon", "a" * 490, warning=w).fits for w in ("", "ten chars.", "eleven char")] == [
        True,
        True,
        False,
    ]


def test_bluesky_counts_bytes_too() -> None:
    heavy = "👩‍👩‍👧‍👦" * 121
    assert (measure("bluesky", heavy).length, measure("bluesky", heavy).bytes) == (121, 3025)
    assert not measure("bluesky", heavy).fits


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_nothing_is_no_post(platform: str) -> None:
    assert not measure(platform, " \n").fits
    assert measure(platform, "Free").fits


def test_instagram_takes_five_tags() -> None:
    assert [measure("instagram", " ".join(["#a1"] * n)).fits for n in (5, 6)] == [True, False]


def test_facets_count_bytes() -> None:
    assert measure("bluesky", "Łódź: #Libertad @ada.example.org https://example.org/é.").facets == (
        Facet(start=9, end=18, kind="tag", value="Libertad"),
        Facet(start=19, end=35, kind="mention", value="ada.example.org"),
        Facet(start=36, end=58, kind="link", value="https://example.org/é"),
    )
