"""The first settings of a team, and its letter's colours: our defaults, with what its site says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from newsletter.core import colours


def first_settings(origin: Path) -> str:
    """Our defaults as they are."""
    return (origin / "config" / "newsletter.toml").read_text("utf-8")


def with_site(settings: str, *, feed: str, name: str, language: str, allow_private: Sequence[str] = ()) -> str:
    """The settings with a site's feed, name and language; remarks stay where they are."""
    import tomlkit

    document = tomlkit.parse(settings)
    document["site"]["organisation"] = name
    document["http"]["allow_private"] = list(allow_private)
    publication = document["publications"][0]
    publication["languages"] = [language or "en"]
    if feed:
        source = tomlkit.table()
        values = {"name": "our-site", "kind": "feed", "url": feed, "trust": "own", "language": language or "en"}
        for key, value in {**values, "title": name}.items():
            source.add(key, value)
        document["sources"].append(source)
        publication["sources"] = ["stories", "our-site"]
    return document.as_string()


THEME = """\
# The look of your letters, found on your site. What is not written here is as in the program's own
# templates/email/theme.toml, which explains every key.
"""


def theme(own: Mapping[str, Mapping[str, str]], colour: str, logo: str, name: str) -> str:
    """A theme with a site's colour, made readable on our papers, and its logo; empty where there is neither.

    ``own`` is the program's theme; ``logo`` a file in the team's ``templates/email``.
    """
    import tomlkit

    document = tomlkit.document()
    found = colours.colour_of(colour)
    if found and not colours.is_grey(found):
        for mode in ("light", "dark"):
            accent = colours.readable(found, own[mode]["paper"])
            document[mode] = {"accent": accent, "on_accent": colours.words_on(accent)}
    if logo:
        document["logo"] = {"file": logo, "alt": name}
    return THEME + "\n" + document.as_string() if document else ""
