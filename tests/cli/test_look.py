"""A site's colour and logo, found by ``init --site``, in the first letter."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from newsletter.core.colours import ENOUGH, contrast
from tests.cli.test_sources import RSS
from tests.team import Team
from tests.web import Page, Web, serving

SITE = """<!doctype html><html lang="en"><head><title>Example Network</title>
<meta name="theme-color" content="{colour}">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"><link rel="icon" sizes="32x32" href="/small.png">
<link rel="apple-touch-icon" sizes="180x180" href="/touch.png"></head><body>
<header><img class="site-logo" src="{logo}" alt="Example Network"></header></body></html>"""


def drawn(width: int, height: int) -> bytes:
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((4, 4, width - 4, height - 4), fill=(20, 80, 160, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        return picture.size


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        server.pages = {"/feed.xml": Page(RSS), "/logo.png": Page(drawn(400, 120)), "/touch.png": Page(drawn(180, 180))}
        yield server


def start(tmp_path: Path, web: Web, colour: str = "#FFD200", logo: str = "/logo.png") -> tuple[Path, str]:
    web.pages["/"] = Page(SITE.format(colour=colour, logo=logo).encode())
    done = Team(tmp_path / "team").run("init", "../new", "--site", web.url("/"), "--allow-private", web.pair, now=None)
    assert done.returncode == 0, done.stderr
    return tmp_path / "new" / "templates" / "email", done.stdout


def test_colour_and_logo_are_found_and_made_readable(tmp_path: Path, web: Web) -> None:
    look, said = start(tmp_path, web)
    assert "found your logo and your colour; change it in templates/email/theme.toml" in said
    theme = tomllib.loads((look / "theme.toml").read_text("utf-8"))
    assert contrast(theme["light"]["accent"], "#FFFFFF") >= ENOUGH  # this yellow could not be read on white
    assert theme["dark"]["accent"] == "#FFD200"
    assert theme["logo"] == {"file": "logo.png", "alt": "Example Network"}
    assert size_of(look / "logo.png") == (400, 120)


def test_the_next_best_logo_is_taken_where_the_first_is_drawn_in_lines_or_gone(tmp_path: Path, web: Web) -> None:
    look, _ = start(tmp_path, web, logo="/logo.svg")
    assert size_of(look / "logo.png") == (180, 180)
    assert not [path for _, path, _, _ in web.asked if path in ("/logo.svg", "/small.png")]


def test_a_site_that_shows_neither_gets_our_own_look(tmp_path: Path, web: Web) -> None:
    web.pages["/touch.png"] = Page(status=404)
    look, said = start(tmp_path, web, colour="#fff", logo="/nothing.png")
    assert "no logo and no colour of yours were found" in said
    assert not look.exists()
