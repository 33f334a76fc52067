"""Lengths by each platform's own arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.core.posts import measure

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
