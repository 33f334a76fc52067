"""The letter in plain text, from its own template."""

from __future__ import annotations

import re
from collections.abc import Mapping

from newsletter.render.environment import Templates


def letter_text(template: str, values: Mapping[str, object], templates: Templates) -> str:
    """Render ``email/<template>.txt``; no line ends in spaces and no gap is wider than one empty line."""
    text = templates.render(f"email/{template}.txt", values)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
