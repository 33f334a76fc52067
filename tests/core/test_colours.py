"""A brand's colour, made readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from newsletter.core.colours import ENOUGH, colour_of, contrast, is_grey, readable, words_on

COLOURS = some.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("#9a2747", "#9A2747"),
        (" #f00 ", "#FF0000"),
        ("rgb(1, 2,3)", "#010203"),
        ("rgb(1, 2, 300)", None),
        ("red", None),
        ("#12345", None),
        ("url(x)", None),
        ("", None),
    ],
)
def test_how_sites_write_colours(written: str, expected: str | None) -> None:
    assert colour_of(written) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),  # from the definition: black on white is 21, and #767676 just enough
    [("#000000", "#FFFFFF", 21.0), ("#FFFFFF", "#FFFFFF", 1.0), ("#767676", "#FFFFFF", 4.54)],
)
def test_contrast_is_as_defined(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("paper", ["#FFFFFF", "#171E1B", "#E6EAE7"])
@given(colour=COLOURS)
def test_every_colour_becomes_readable_and_one_that_is_stays(paper: str, colour: str) -> None:
    found = readable(colour, paper)
    assert contrast(found, paper) >= ENOUGH
    assert (found == colour) is (contrast(colour, paper) >= ENOUGH)
    assert contrast(words_on(found), found) >= ENOUGH


def test_paper_is_no_brand() -> None:
    assert [is_grey(colour) for colour in ("#FFFFFF", "#000000", "#F4F4F5", "#FFED00", "#9A2747")] == [
        True, True, True, False, False,
    ]  # fmt: skip
