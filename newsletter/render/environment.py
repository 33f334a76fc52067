"""The templates: where they are found, how they escape, and which filters they have.

Search order: the team's ``templates/``, the copy packed with the program, the checkout's
``templates/``. Every template runs in Jinja's sandbox, since a team may have been given
one. ``.mjml`` and ``.html`` escape by themselves; ``.txt``, ``.md`` and ``.json`` do not:
Markdown uses the filter ``md``, JSON the filter ``tojson``.

What a template receives is built in ``views``; what a mistake in one says is worded in ``mistakes``.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from newsletter.errors import TemplateError
from newsletter.render.mistakes import Mistakes
from newsletter.render.shaping import escape_markdown, escape_slack, indent, wrap

PACKAGED = Path(__file__).resolve().parent.parent / "_packaged" / "templates"
CHECKOUT = Path(__file__).resolve().parent.parent.parent / "templates"
ESCAPED_SUFFIXES = (".mjml", ".html")


class Templates:
    """The templates of one team's folder."""

    def __init__(self, folder: Path) -> None:
        checkout = [CHECKOUT] if (CHECKOUT.parent / "pyproject.toml").is_file() else []  # not what lies beside a wheel
        self.places = [place for place in (folder.resolve() / "templates", PACKAGED, *checkout) if place.is_dir()]
        self._jinja = ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader(self.places),
            undefined=jinja2.StrictUndefined,
            # Jinja's own `select_autoescape` would leave `.mjml` unescaped.
            autoescape=lambda name: name is not None and name.endswith(ESCAPED_SUFFIXES),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.filters |= {
            "md": escape_markdown,
            "slack": escape_slack,
            "wrap": wrap,
            "indented": indent,
            "tojson": to_json,
        }
        self._mistakes = Mistakes(self.places, sorted(self._jinja.filters), sorted(self._jinja.globals))

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Render the template ``name`` (``email/digest.mjml``) with ``values``."""
        with self._explaining(name, values):
            return self._jinja.get_template(name).render(values)

    def render_line(self, source: str, values: Mapping[str, object], where: str) -> str:
        """Render one line that stands in the settings, such as a subject; ``where`` names it in messages."""
        with self._explaining(where, values, source):
            return " ".join(self._jinja.from_string(source).render(values).split())

    def blocks(self, name: str, values: Mapping[str, object]) -> dict[str, str]:
        """Render each block of ``name`` by itself, inherited ones included."""
        with self._explaining(name, values):
            template = self._jinja.get_template(name)
            context = template.new_context(dict(values))
            try:
                # Running the root resolves `extends`: afterwards the context knows inherited blocks too.
                for _ in template.root_render_func(context):
                    pass
                return {block: "".join(context.blocks[block][0](context)) for block in sorted(context.blocks)}
            except Exception:
                self._jinja.handle_exception()  # raises it again with the template's own line numbers

    def exists(self, name: str) -> bool:
        """Say whether a template of that name is found anywhere."""
        return any((place / name).is_file() for place in self.places)

    def toml(self, name: str) -> dict[str, Any]:
        """Read a TOML file beside the templates: the team's keys over the program's own."""
        merged: dict[str, Any] = {}
        for place in reversed(self.places):
            if (place / name).is_file():
                merged = _merge(merged, _read_toml(place / name, f"templates/{name}"))
        return merged

    def file(self, name: str) -> bytes | None:
        """The bytes of a file beside the templates, the team's before ours; None where there is none."""
        for place in self.places:
            path = (place / name).resolve()
            if path.is_relative_to(place) and path.is_file():
                return path.read_bytes()
        return None

    @contextmanager
    def _explaining(self, name: str, values: Mapping[str, object], source: str = "") -> Iterator[None]:
        try:
            yield
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as wrong:
            message = self._mistakes.explain(wrong, name, values, source)
            if message is None:
                raise  # no template stands in the traceback: the mistake is ours
            raise TemplateError(message) from wrong


def to_json(value: object) -> str:
    """JSON for body templates: real letters instead of escapes, so that people can read what they approve."""
    return json.dumps(str(value) if isinstance(value, Markup) else value, ensure_ascii=False)


def _read_toml(path: Path, shown: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise TemplateError(f"{shown}: {wrong}") from wrong


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
