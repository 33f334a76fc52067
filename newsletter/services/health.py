"""What a reviewer should know of the sources behind a draft: which could not be read, and which were silent."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from newsletter.model.editions import Finding, Level, Period
from newsletter.model.settings import PublicationSettings
from newsletter.services.app import App
from newsletter.store import reading
from newsletter.store import sources as source_states


def findings(app: App, connection: Connection, publication: PublicationSettings, period: Period) -> Iterator[Finding]:
    """One finding for each source that fails, and one for all that brought nothing in the period."""
    counts = reading.count_entries(connection)
    silent = []
    for source in app.settings.sources:
        if source.name not in publication.sources or source.paused:
            continue
        state = source_states.source_state(connection, source.name)
        if state.failures:
            yield _failing(source.title or source.name, state)
        elif counts.get(source.name) and not _brought(connection, source.name, period):
            silent.append(source.title or source.name)
    if silent:
        yield Finding(
            level=Level.WARNING,
            code="source-silent",
            where="sources",
            message=f"Nothing of these days came from {', '.join(silent)}",
            mend="if that is not usual, look at the source: newsletter sources list",
        )


def _failing(name: str, state: source_states.SourceState) -> Finding:
    since = f"since {state.last_ok_at:%d %B %Y}" if state.last_ok_at else "and never could"
    return Finding(
        level=Level.WARNING,
        code="source-failing",
        where="sources",
        message=f"{name} cannot be read {since}: {state.last_error}",
        mend="its stories may be missing here; mend it, then add what came late (newsletter edit --add)",
    )


def _brought(connection: Connection, name: str, period: Period) -> bool:
    later = reading.count_later(connection, [name], period.ends_at)
    return reading.count_later(connection, [name], period.starts_at) > later
