"""What can be told of a picture without seeing it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsletter.core.pictures import AltTrouble, alt_trouble, in_order, wait_after
from newsletter.model.entries import Figure

NAME, MISSING = AltTrouble.FILE_NAME, AltTrouble.MISSING


@pytest.mark.parametrize(
    ("alt", "src", "trouble"),
    [
        ("", "a.jpg", MISSING),
        ("  \n", "a.jpg", MISSING),
        ("image", "a.jpg", MISSING),
        ("Photo.", "a.jpg", MISSING),
        ("“…”", "a.jpg", MISSING),
        ("Featured Image", "a.jpg", MISSING),
        ("gate.jpg", "pictures/gate.jpg", NAME),
        ("GATE-2020.JPEG", "", NAME),
        ("Ana at the gate.png", "", NAME),
        ("IMG_2031", "", NAME),
        ("DSC00421", "", NAME),
        ("PXL_20260901_101112", "", NAME),
        ("Screenshot 2026-09-01 at 10.11.12", "", NAME),
        ("WhatsApp Image 2026-09-01 at 10.11.12 AM", "", NAME),
        ("2026-09-01", "", NAME),
        ("20260901 (2)", "", NAME),
        ("d41d8cd98f00b204e9800998ecf8427e", "", NAME),
        ("1f3870be-274f-6c49-b3e3-1a0c6728957f", "", NAME),
        ("teodora-vasquez", "https://example.org/up/teodora-vasquez.jpg", NAME),
        ("teodora vasquez 2", "https://example.org/up/teodora_vasquez-2.jpg?w=600", NAME),
        ("Teodora Vásquez", "https://example.org/up/Teodora%20V%C3%A1squez.jpg", None),
        ("Teodora Vásquez", "https://example.org/up/portrait.jpg", None),
        ("A woman holds red shoes", "https://example.org/up/a-woman-holds-red-shoes.jpg", None),
        ("A woman holds a pair of red shoes at a gate", "a.jpg", None),
        ("Crowd", "a.jpg", None),
        ("12 people stand before a court", "a.jpg", None),
        ("The first page of the file scan.pdf lies on a table", "a.jpg", None),
        ("امرأة تحمل حذاءً أحمر", "a.jpg", None),
    ],
)
def test_an_alt_text_says_what_can_be_seen_and_is_no_file_name(alt: str, src: str, trouble: AltTrouble | None) -> None:
    assert alt_trouble(Figure(src=src, alt=alt)) == trouble


def test_the_first_picture_that_says_what_it_shows_is_shown() -> None:
    figures = [
        Figure(src="", caption="words without a picture"),
        Figure(src="a.jpg"),
        Figure(src="b.jpg", alt="A gate"),
        Figure(src="c.jpg", alt="c.jpg"),
        Figure(src="d.jpg", alt="A door"),
    ]
    assert [figure.src for figure in in_order(figures)] == ["b.jpg", "d.jpg", "a.jpg", "c.jpg"]


def test_a_picture_that_cannot_be_had_is_asked_for_less_and_less_and_never_sooner_than_its_server_asks() -> None:
    waits = [wait_after(tries) for tries in range(1, 10)]
    assert waits[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert waits[-1] == timedelta(days=1)
    assert wait_after(1, asked_s=7200) == timedelta(hours=2)
