"""Make a version: an edition's content rendered to exact bytes, listed in a manifest, checked.

The manifest is canonical JSON; its SHA-256 is the version's name. What stands in it cannot
change without another name, and so without another approval.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from newsletter.core.roundup import arranged, tells_months
from newsletter.model.editions import (
    Content,
    EditionId,
    Finding,
    Highlight,
    PublicationFacts,
    Rendered,
    Rendering,
)
from newsletter.model.settings import Approval, ChannelKind, PublicationSettings
from newsletter.services import gate, health, illustrating, looking_back
from newsletter.services.app import App
from newsletter.store import codec, editions
from newsletter.store.editions import Edition, Written

FORMAT = "newsletter-version/1"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A rendered edition that is not kept yet."""

    edition: EditionId
    highlights: tuple[Highlight, ...]
    written: Written
    content: Content
    rendered: Rendered
    renderings: tuple[Rendering, ...]  #: those of ``rendered`` and the webhook bodies
    findings: tuple[Finding, ...]


def render(app: App, edition: Edition, highlights: Sequence[Highlight], written: Written) -> Draft:
    """Render an edition as it would stand with these highlights and own words. Changes nothing."""
    publication = app.publication(edition.publication)
    looks_back = tells_months(publication, edition.period)
    with app.store.reading() as connection:
        drawn = illustrating.illustrate(app, connection, in_order(app, edition, highlights))
        content = content_of(app, publication, edition, drawn.highlights, written)
        content = looking_back.with_numbers(connection, edition, written, content) if looks_back else content
    rendered = app.renderer().render(content, publication, drawn.bodies)
    webhooks = [channel for channel in app.channels_of(publication) if channel.kind is ChannelKind.WEBHOOK]
    bodies = tuple(app.webhook_body(content, rendered, channel) for channel in webhooks)
    renderings = (*rendered.renderings, *bodies)
    with app.store.reading() as connection:
        unwell = health.findings(app, connection, publication, edition.period)
        hard = gate.check(app, connection, content, renderings)
        unseen = (*drawn.findings, *illustrating.not_hosted(app, publication, renderings))
        asked = looking_back.findings(connection, publication, edition, content) if looks_back else ()
        findings = (*hard, *asked, *rendered.findings, *unseen, *unwell)
    return Draft(
        edition=edition.id,
        highlights=content.highlights,
        written=written,
        content=content,
        rendered=rendered,
        renderings=renderings,
        findings=findings,
    )


def in_order(app: App, edition: Edition, highlights: Sequence[Highlight]) -> Sequence[Highlight]:
    """The stories as they will stand: those of a round-up month by month."""
    return arranged(highlights) if tells_months(app.publication(edition.publication), edition.period) else highlights


def content_of(
    app: App, publication: PublicationSettings, edition: Edition, highlights: tuple[Highlight, ...], written: Written
) -> Content:
    """An edition as the one plain value that templates see."""
    outboxes = [channel for channel in app.channels_of(publication) if channel.kind is ChannelKind.OUTBOX]
    return Content(
        edition=edition.id,
        publication=PublicationFacts(
            name=publication.name,
            title=publication.title,
            zone=publication.zone,
            from_=publication.from_,
            reply_to=publication.reply_to,
            postal_address=publication.postal_address,
            base_url=app.settings.site.base_url,
            organisation=app.settings.site.organisation,
            pictures_at=app.settings.site.pictures_at,
        ),
        period_key=edition.period.key,
        starts_at=edition.period.starts_at,
        ends_at=edition.period.ends_at,
        send_at=edition.period.send_at,
        language=publication.languages[0],
        subject=written.subject or "",
        preheader=written.preheader or "",
        highlights=highlights,
        introduction=written.introduction,
        introduction_by=written.introduction_by,
        blocks=written.blocks,
        closing=written.closing,
        slots=outboxes[0].slots if outboxes else {},
        automatic=publication.approval is Approval.AUTOMATIC,
    )


def keep(connection: Connection, draft: Draft, now: datetime, by: str) -> str:
    """Keep a draft's bytes, highlights and manifest; returns the version's name."""
    snapshot = editions.keep_blob(connection, codec.canonical(codec.to_json(draft.content)))
    for rendering in draft.renderings:
        editions.keep_blob(connection, rendering.body)
    editions.keep_highlights(connection, draft.edition, draft.highlights)
    editions.keep_written(connection, draft.edition, draft.written)
    return editions.keep_version(connection, draft.edition, manifest(draft, snapshot), draft.findings, now, by)


def manifest(draft: Draft, snapshot: str) -> bytes:
    """The canonical list of everything a version is."""
    content = draft.content
    return codec.canonical(
        {
            "format": FORMAT,
            "edition": content.edition,
            "publication": content.publication.name,
            "period": {
                "key": content.period_key,
                "starts_at": codec.iso(content.starts_at),
                "ends_at": codec.iso(content.ends_at),
            },
            "snapshot": snapshot,
            "renderings": [_listed(rendering) for rendering in draft.renderings],
            "posts": [
                {**codec.to_json(post), "sha256": codec.sha256(codec.canonical(codec.to_json(post)))}
                for post in draft.rendered.posts
            ],
        }
    )


def _listed(rendering: Rendering) -> dict[str, Any]:
    return {
        "kind": rendering.kind,
        "language": rendering.language,
        "platform": rendering.platform,
        "path": rendering.path,
        "media_type": rendering.media_type,
        "bytes": len(rendering.body),
        "sha256": codec.sha256(rendering.body),
    }


# ── reading a kept version ─────────────────────────────────────────────────────────────────


def read_manifest(version: editions.Version) -> dict[str, Any]:
    """A kept manifest as values."""
    found: dict[str, Any] = json.loads(version.manifest)
    return found


def read_renderings(connection: Connection, version: editions.Version) -> tuple[Rendering, ...]:
    """A kept version's exact bytes."""
    return tuple(
        Rendering(
            kind=row["kind"],
            path=row["path"],
            media_type=row["media_type"],
            body=editions.blob(connection, row["sha256"]),
            language=row["language"],
            platform=row["platform"],
        )
        for row in read_manifest(version)["renderings"]
    )


def read_content(connection: Connection, version: editions.Version) -> Content:
    """The snapshot a version was rendered from."""
    return codec.from_json(Content, json.loads(editions.blob(connection, read_manifest(version)["snapshot"])))
