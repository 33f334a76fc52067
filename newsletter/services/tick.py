"""One tick: read, keep pictures, draft what is due, approve what may go by itself, hand over what is due.

Every part may be interrupted and repeated: what is done stands in rows, what is left is found
there by the next tick.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from newsletter.model.editions import EditionId
from newsletter.services import draft, ingest, pictures, publish
from newsletter.services.app import App
from newsletter.services.ingest import SourceResult


@dataclass(frozen=True, kw_only=True)
class TickReport:
    """What one tick did."""

    sources: tuple[SourceResult, ...]
    drafted: tuple[EditionId, ...]
    approved: tuple[str, ...]


def tick(app: App, now: datetime) -> TickReport:
    """Do everything that is due at ``now``. A draft that fails is told after all else is done."""
    sources = ingest.ingest(app, now)
    draft.plan_due(app, now)
    pictures.keep_due(app, now)
    pictures.forget_unused(app, now)
    drafted, failed = draft.draft_each(app, now)
    failed += draft.grow_each(app, now)
    approved = publish.approve_automatic(app, now)
    publish.look_after_late(app, now)
    publish.publish_approved(app, now)
    publish.settle_folders(app, now)
    if failed:
        raise failed[0]
    return TickReport(sources=sources, drafted=tuple(drafted), approved=tuple(approved))


def deliveries(app: App, now: datetime) -> None:
    """The quicker bell: only hand over what is due."""
    publish.publish_approved(app, now)
