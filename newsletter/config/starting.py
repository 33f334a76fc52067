"""The first settings of a team: our defaults, with what its site says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


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
