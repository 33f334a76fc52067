"""A team's logo at the top of its letter."""

from __future__ import annotations

import io
import re
import struct
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from PIL import Image

from newsletter.errors import TemplateError
from newsletter.render.renderer import TeamRenderer
from tests.factories import BODIES, facts, full_week, publication


def team_with(folder: Path, kind: str, size: tuple[int, int] = (400, 120), alt: str = "") -> Path:
    look = folder / "templates" / "email"
    look.mkdir(parents=True)
    (look / "theme.toml").write_text(f'[logo]\nfile = "logo.{kind.lower()}"\nalt = "{alt}"\n', "utf-8")
    out = io.BytesIO()
    Image.new("RGB", size, (20, 80, 160)).save(out, kind)
    (look / f"logo.{kind.lower()}").write_bytes(out.getvalue())
    return folder


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_logo_travels_with_the_letter_and_says_who_writes(tmp_path: Path, kind: str) -> None:
    made = TeamRenderer(team_with(tmp_path, kind)).render(full_week(), publication(), BODIES)
    files = {one.path: one.body for one in made.renderings}
    letter = files["letter.html"].decode()
    logo = re.search(r'<img class="logo" src="(pictures/[^"]+)" alt="([^"]*)" width="147" height="44"', letter)
    assert logo is not None
    path, alt = logo.groups()
    assert alt == facts().organisation
    without = TeamRenderer(tmp_path / "none").render(full_week(), publication(), BODIES)
    assert made.findings == without.findings
    mail: Message = message_from_bytes(files["letter.eml"])
    inside = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_maintype() == "image"]
    assert files[path] in inside


def test_a_wide_logo_keeps_its_shape(tmp_path: Path) -> None:
    made = TeamRenderer(team_with(tmp_path, "PNG", (2000, 100), "Our name")).render(full_week(), publication(), BODIES)
    letter = next(one.body.decode() for one in made.renderings if one.path == "letter.html")
    assert 'alt="Our name" width="240" height="12"' in letter


@pytest.mark.parametrize(("name", "words"), [("gone.png", "no such file"), ("theme.toml", "no PNG or JPEG")])
def test_a_logo_that_is_none_is_told_where_it_is_named(tmp_path: Path, name: str, words: str) -> None:
    (team_with(tmp_path, "PNG") / "templates/email/theme.toml").write_text(f'[logo]\nfile = "{name}"\n', "utf-8")
    with pytest.raises(TemplateError, match=words):
        TeamRenderer(tmp_path).render(full_week(), publication(), BODIES)


@pytest.mark.parametrize("size", [(0, 0), (400, 0), (0, 120)])
def test_a_logo_without_a_dot_is_told(tmp_path: Path, size: tuple[int, int]) -> None:
    path = team_with(tmp_path, "PNG") / "templates/email/logo.png"
    body = path.read_bytes()
    path.write_bytes(body[:16] + struct.pack(">II", *size) + body[24:])
    with pytest.raises(
        TemplateError, match=f"theme.toml .logo. file: 'logo.png': .* {size[0]} by {size[1]} dots: save"
    ):
        TeamRenderer(tmp_path).render(full_week(), publication(), BODIES)


@pytest.mark.parametrize("given", ['"logo.png"', "7", '["logo.png"]'])
def test_a_logo_that_is_no_table_is_told(tmp_path: Path, given: str) -> None:
    (team_with(tmp_path, "PNG") / "templates/email/theme.toml").write_text(f"logo = {given}\n", "utf-8")
    with pytest.raises(TemplateError, match=r"templates/email/theme.toml: logo is .* write a line \[logo\]"):
        TeamRenderer(tmp_path).render(full_week(), publication(), BODIES)


def test_a_logo_is_never_read_from_outside_the_templates(tmp_path: Path) -> None:
    team = team_with(tmp_path / "team", "PNG")
    (tmp_path / "secret.png").write_bytes((team / "templates/email/logo.png").read_bytes())
    (team / "templates/email/theme.toml").write_text('[logo]\nfile = "../../../secret.png"\n', "utf-8")
    with pytest.raises(TemplateError, match="no such file"):
        TeamRenderer(team).render(full_week(), publication(), BODIES)
