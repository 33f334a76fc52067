"""A team's folder, its renderer, and a browser that really looks."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsletter.model.editions import Content, Rendered
from newsletter.render.renderer import TeamRenderer
from tests.factories import BODIES, publication

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

Render = Callable[..., Rendered]


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """An empty team's folder."""
    (tmp_path / "templates").mkdir()
    return tmp_path


@pytest.fixture
def render(team: Path) -> Render:
    """Render a content with the team's templates."""

    def _render(content: Content, **settings: Any) -> Rendered:
        return TeamRenderer(team).render(content, publication(**settings), BODIES)

    return _render


def body(rendered: Rendered, path: str) -> str:
    """One file of a rendering as text."""
    return next(one.body.decode() for one in rendered.renderings if one.path == path)


def codes(rendered: Rendered) -> set[str]:
    """The codes of all findings."""
    return {finding.code for finding in rendered.findings}


#: Measures a page inside a frame of exactly the asked width: headless windows are never narrower than 500 px.
_RULER = """<!doctype html><body><iframe id="f" src="{page}" style="border:0;width:{width}px;height:4000px"></iframe>
<script>
document.getElementById("f").onload = () => {{
  const frame = document.getElementById("f").contentWindow, doc = frame.document, out = [];
  for (const el of doc.querySelectorAll("h1,h2,h3,p,a,img,blockquote,td")) {{
    const box = el.getBoundingClientRect();
    if (box.width && (box.right > {width} + 0.5 || box.left < -0.5))
      out.push(el.tagName + " " + el.textContent.slice(0, 60));
  }}
  const look = (name) => {{ const el = doc.querySelector(name); return el ? frame.getComputedStyle(el) : null; }};
  const text = look(".text"), paper = look(".paper"), lead = look(".lead");
  document.body.textContent = JSON.stringify({{
    scroll: doc.documentElement.scrollWidth, outside: out, color: text && text.color,
    ground: paper && paper.backgroundColor, lead: lead && lead.fontSize}});
}};
</script></body>"""


@pytest.fixture
def measure_page(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Open HTML in Chromium at a width, light or dark, and say what does not fit."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")

    def _measure(page: str, width: int, dark: bool = False) -> dict[str, Any]:
        (tmp_path / "page.html").write_text(page, encoding="utf-8")
        (tmp_path / "ruler.html").write_text(_RULER.format(page="page.html", width=width), encoding="utf-8")
        command = [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-component-update",
            "--hide-scrollbars", "--disable-background-networking", "--disable-sync", "--allow-file-access-from-files",
            "--virtual-time-budget=3000", f"--user-data-dir={tmp_path / 'profile'}",
            *(["--blink-settings=preferredColorScheme=0"] if dark else []), "--dump-dom", f"file://{tmp_path}/ruler.html",
        ]  # fmt: skip
        seen = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
        found = re.search(r"<body>(\{.*\})</body>", seen, re.DOTALL)
        assert found, seen[:500]
        measured: dict[str, Any] = json.loads(html.unescape(found.group(1)))
        return measured

    return _measure
