"""The edition as an article to paste into a website: plain headings, paragraphs and figures, without styles."""

from __future__ import annotations

import re
from collections.abc import Mapping

from newsletter.render.environment import Templates


def article_html(values: Mapping[str, object], templates: Templates) -> str:
    """Render ``web/article.html``."""
    return _gaps(templates.render("web/article.html", values))


def article_markdown(values: Mapping[str, object], templates: Templates) -> str:
    """Render ``web/article.md``; its template escapes with the filter ``md``."""
    return _gaps(templates.render("web/article.md", values))


def _gaps(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
