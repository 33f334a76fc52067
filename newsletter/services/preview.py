"""Show the exact bytes: those of a kept version, or the newest edition through another template."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from newsletter.errors import NotFound
from newsletter.services import review, versions
from newsletter.services.app import App
from newsletter.store import codec, editions


def files(app: App, edition: str | None, template: str | None) -> dict[str, bytes]:
    """An edition's files by path; with ``template`` rendered anew through that one, and not kept."""
    with app.store.reading() as connection:
        drafted = [one for one in editions.list_editions(connection) if one.version]
        if edition is None and not drafted:
            raise NotFound("there is no edition to look at yet. Run: newsletter run")
    one = review.find(app, edition) if edition else drafted[0]
    with app.store.reading() as connection:
        version = editions.version(connection, one.version) if one.version else None
        if version is None:
            raise NotFound(f"edition {one.id} has no draft")
        content, kept = versions.read_content(connection, version), versions.read_renderings(connection, version)
    if template is not None:
        pictures = {codec.sha256(rendering.body): rendering.body for rendering in kept if rendering.kind == "picture"}
        publication = replace(app.publication(one.publication), template=template)
        kept = app.renderer().render(content, publication, pictures).renderings
    return {rendering.path: rendering.body for rendering in kept if rendering.kind != "webhook"}


def lay(files: dict[str, bytes], into: Path | None) -> Path:
    """Write files for looking at, readable by their owner only; returns the folder."""
    folder = into or Path(tempfile.mkdtemp(prefix="newsletter-preview-"))
    for path, body in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return folder
